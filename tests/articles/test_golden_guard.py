"""Golden queries that a change would lose are named before anything is saved."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from faq.accounts.models import AuditEntry, User
from faq.articles import actions, golden, golden_guard
from faq.articles.models import Article, GoldenQuery, Revision, Text, Words
from faq.articles.review import request_review
from tests.articles.desk import at_work
from tests.articles.test_admin import form
from tests.factories import NOW, an_article

pytestmark = pytest.mark.django_db

Ask = Callable[[Client, Text, dict[str, str]], str]


@pytest.fixture(autouse=True)
def _at_now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def text() -> Text:
    text = an_article(title="提现多久到账", at=NOW - timedelta(hours=1)).text
    golden.save(GoldenQuery(query="提现多久", article=text.article), by=None, at=NOW)
    return text


def press(client: Client, text: Text, button: str, **changes: str) -> str:
    address = f"/admin/articles/text/{text.pk}/change/"
    data = form(text, tag_names="") | changes | {button: "1"}
    return client.post(address, data, follow=True).content.decode()


def dropped() -> int:
    return AuditEntry.objects.filter(action="golden_dropped").count()


def test_renaming_is_stopped_and_nothing_typed_is_lost(editor_client: Client, text: Text) -> None:
    page = press(editor_client, text, "_publish", title="怎样注册", body="新的正文")
    assert "accept_losses" in page
    assert "提现多久" in page
    assert "新的正文" in page
    assert Revision.objects.count() == 1
    assert dropped() == 0


def test_renaming_goes_on_when_it_is_accepted_and_is_noted(
    editor_client: Client, editor: User, text: Text
) -> None:
    press(editor_client, text, "_publish", title="怎样注册", body="新的", accept_losses="1")
    assert text.revisions.first().title == "怎样注册"  # type: ignore[union-attr]
    entry = AuditEntry.objects.get(action="golden_dropped")
    assert entry.by == editor
    assert entry.details == {"before": 1, "after": None}


def test_hiding_is_stopped_until_it_is_accepted(editor_client: Client, text: Text) -> None:
    assert "accept_losses" in press(editor_client, text, "_hide")
    assert Client().get(text.get_absolute_url()).status_code == 200
    press(editor_client, text, "_hide", accept_losses="1")
    assert Client().get(text.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("button", ["_publish", "_continue"])
def test_change_that_loses_nothing_is_saved_at_once(
    editor_client: Client, text: Text, button: str
) -> None:
    assert "accept_losses" not in press(editor_client, text, button, body="Mehr.")
    assert text.revisions.count() == 2
    assert dropped() == 0


def test_draft_with_other_words_loses_nothing(editor_client: Client, text: Text) -> None:
    assert "accept_losses" not in press(
        editor_client, text, "_continue", title="怎样注册", body="x"
    )
    assert text.revisions.count() == 2


def test_query_that_fails_already_stops_nobody(editor_client: Client, text: Text) -> None:
    GoldenQuery.objects.update(query="注册", folded="注册")
    assert "accept_losses" not in press(editor_client, text, "_hide")


# --- Changes of whole articles


def bulk(action: str, **extra: str) -> Ask:
    """An action of the list of articles."""

    def ask(client: Client, text: Text, sent: dict[str, str]) -> str:
        data = {"action": action, "_selected_action": [text.article_id], **extra, **sent}
        return client.post("/admin/articles/article/", data, follow=True).content.decode()

    return ask


def own_page(page: str, **extra: str) -> Ask:
    """A page of an article on which it goes; it is read first."""

    def ask(client: Client, text: Text, sent: dict[str, str]) -> str:
        address = f"/admin/articles/article/{text.article_id}/{page}/"
        if page == "merge":
            extra["into"] = an_article(key="kept", title="另一篇", at=NOW).text.article.key
        if not sent:
            assert "accept_losses" in client.get(address, extra).content.decode()
        return client.post(address, {**extra, **sent}, follow=True).content.decode()

    return ask


def with_audience(client: Client, text: Text, sent: dict[str, str]) -> str:
    article = text.article
    data = {
        "category": article.category_id, "kind": article.kind, "position": article.position,
        "path_position": "", "audience": "staff", "owner": "",
    }  # fmt: skip
    address = f"/admin/articles/article/{article.pk}/change/"
    return client.post(address, data | sent, follow=True).content.decode()


CHANGES = {
    "hidden in bulk": bulk("hide_all"),
    "archived in bulk": bulk("archive"),
    "for staff in bulk": bulk("change_many", apply="yes", audience="staff"),
    "deleted in bulk": bulk("delete_selected", post="yes"),
    "archived": own_page("archive"),
    "merged": own_page("merge"),
    "deleted": own_page("delete", post="yes"),
    "for staff": with_audience,
}


@pytest.mark.parametrize("name", CHANGES)
def test_change_of_an_article_is_stopped_until_it_is_accepted(
    editor_client: Client, editor: User, text: Text, name: str
) -> None:
    page = CHANGES[name](editor_client, text, {})
    assert "accept_losses" in page
    assert "提现多久" in page
    assert Client().get(text.get_absolute_url()).status_code == 200
    assert dropped() == 0
    assert Article.objects.get(pk=text.article_id).archived_at is None
    CHANGES[name](editor_client, text, {"accept_losses": "1"})
    assert Client().get(text.get_absolute_url()).status_code in {301, 404}
    assert AuditEntry.objects.get(action="golden_dropped").by == editor


@pytest.mark.parametrize("name", sorted(set(CHANGES) - {"archived", "merged", "deleted"}))
def test_change_that_loses_nothing_is_made_at_once(
    editor_client: Client, text: Text, name: str
) -> None:
    GoldenQuery.objects.all().delete()
    assert "accept_losses" not in CHANGES[name](editor_client, text, {})
    assert Client().get(text.get_absolute_url()).status_code == 404


def test_publishing_many_is_stopped_until_it_is_accepted(editor_client: Client, text: Text) -> None:
    words = Words(title="怎样注册", summary="答", body="新的")
    actions.save_draft(text, words, by=None, at=NOW)
    publish = bulk("publish_drafts")
    assert "accept_losses" in publish(editor_client, text, {})
    assert "提现多久" in Client().get(text.get_absolute_url()).content.decode()
    publish(editor_client, text, {"accept_losses": "1"})
    assert "怎样注册" in Client().get(text.get_absolute_url()).content.decode()
    assert dropped() == 1


def test_approving_is_stopped_until_it_is_accepted(editor_client: Client, text: Text) -> None:
    writer, _client = at_work("writer", "Writer")
    words = Words(title="怎样注册", summary="答", body="新的")
    draft = actions.save_draft(text, words, by=writer, at=NOW)
    review = request_review(draft, by=writer, at=NOW)
    address = f"/admin/articles/review/{review.pk}/change/"
    sent = {"seen": str(draft.pk), "comment": "好", "_approve": "1"}
    page = editor_client.post(address, sent).content.decode()
    assert "accept_losses" in page
    assert "提现多久" in page
    assert text.reviews.get().is_open
    editor_client.post(address, {**sent, "accept_losses": "1"})
    assert not text.reviews.get().is_open
    assert dropped() == 1


def test_merging_loses_nothing_where_the_other_is_found_for_it(
    editor_client: Client, text: Text
) -> None:
    kept = an_article(title="提现多久到账，详细", at=NOW - timedelta(hours=1)).text.article
    address = f"/admin/articles/article/{text.article_id}/merge/"
    assert "accept_losses" not in editor_client.get(address, {"into": kept.key}).content.decode()
    editor_client.post(address, {"into": kept.key})
    assert GoldenQuery.objects.get().article == kept
    assert dropped() == 0


def test_asking_leaves_no_trace(text: Text) -> None:
    trail = AuditEntry.objects.count()
    (loss,) = golden_guard.losses(
        [text.article], lambda: actions.hide(text, by=None, at=NOW), at=NOW
    )
    assert (loss.before, loss.after) == (1, None)
    assert AuditEntry.objects.count() == trail
    (result,) = golden.check([loss.golden], at=NOW)
    assert result.place == 1
