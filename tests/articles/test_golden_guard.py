"""Golden queries that a change would lose are named before anything is saved."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from faq.accounts.models import AuditEntry, User
from faq.articles import actions, golden, golden_guard
from faq.articles.models import GoldenQuery, Revision, Text
from tests.articles.test_admin import form
from tests.factories import NOW, an_article

pytestmark = pytest.mark.django_db


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


def test_hiding_many_names_and_notes_what_is_lost(editor_client: Client, text: Text) -> None:
    data = {"action": "hide_all", "_selected_action": [text.article_id]}
    page = editor_client.post("/admin/articles/article/", data, follow=True).content.decode()
    assert "提现多久" in page
    assert dropped() == 1


def test_asking_leaves_no_trace(text: Text) -> None:
    trail = AuditEntry.objects.count()
    (loss,) = golden_guard.losses(
        [text.article], lambda: actions.hide(text, by=None, at=NOW), at=NOW
    )
    assert (loss.before, loss.after) == (1, None)
    assert AuditEntry.objects.count() == trail
    (result,) = golden.check([loss.golden], at=NOW)
    assert result.place == 1
