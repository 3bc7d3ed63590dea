"""Review: a change waits for a second pair of eyes while the published text stays (W1, W2)."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from faq.accounts.models import AuditEntry, User
from faq.accounts.queues import Queue, queues_for
from faq.articles import actions
from faq.articles import review as reviewing
from faq.articles.models import Review, Revision, Text, Words
from faq.articles.review_queues import returned, to_review
from tests.articles.desk import at_work, press
from tests.conftest import Mails
from tests.factories import NOW, a_category, an_article

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


def a_draft(text: Text, body: str = "新正文", by: User | None = None) -> Revision:
    words = Words(title="新题", summary="新答案。", body=body)
    return actions.save_draft(text, words, by=by, at=LATER)


def a_review(by: User, text: Text | None = None, **asked: Any) -> Review:
    text = text or an_article(title="原题", body="旧正文").text
    return reviewing.request_review(a_draft(text, by=by), by=by, at=LATER, **asked)


def read(text: Text) -> Any:
    return Client().get(text.get_absolute_url())


def decide(client: Client, review: Review, button: str, **changes: Any) -> Any:
    review.refresh_from_db()
    data = {"seen": review.revision_id, "comment": "", button: "1"}
    return client.post(f"/admin/articles/review/{review.pk}/change/", data | changes)


def queue(user: User, name: str) -> Queue | None:
    return next((q for q in queues_for(user, timezone.now()) if q.name == name), None)


@pytest.fixture
def writer() -> tuple[User, Client]:
    return at_work("writer", "Writer")


@pytest.fixture
def chief() -> tuple[User, Client]:
    return at_work("chief", "Editor")


Person = tuple[User, Client]


def without(mark: str, page: str) -> str:
    """A page as it reads without what one of the two marks of a difference holds."""
    return re.sub(r"</?(?:ins|del)>", "", re.sub(rf"<{mark}>.*?</{mark}>", "", page))


# --- The whole way ------------------------------------------------------------------------------


def test_change_waits_while_the_old_text_stays_and_is_live_when_approved(
    writer: Person, chief: Person
) -> None:
    text = an_article(title="原题", body="旧正文").text
    page = press(writer[1], "_review", text, body="新正文", note="费率变了", significance="major")
    assert page.status_code == 302
    review = Review.objects.get()
    assert (review.requested_by, review.note, review.is_open) == (writer[0], "费率变了", True)
    assert review.revision.significance == "major"
    assert read(text).context["page"].html == "<p>旧正文</p>"

    shown = chief[1].get(f"/admin/articles/review/{review.pk}/change/").content.decode()
    assert "旧正文" in without("ins", shown)
    assert "新正文" in without("del", shown)
    for words in ("费率变了", "writer"):
        assert words in shown
    decide(chief[1], review, "_approve", comment="好")
    assert read(text).context["page"].html == "<p>新正文</p>"
    review.refresh_from_db()
    assert (review.decision, review.decided_by, review.comment) == ("approved", chief[0], "好")


def test_returned_with_a_comment_mended_asked_again_and_approved(
    writer: Person, chief: Person
) -> None:
    text = an_article(body="旧正文").text
    press(writer[1], "_review", text, body="新")
    review = Review.objects.get()
    refused = decide(chief[1], review, "_return")
    assert refused.context["form"].errors
    decide(chief[1], review, "_return", comment="第二步缺图")
    page = writer[1].get(f"/admin/articles/text/{text.pk}/change/").content.decode()
    assert "第二步缺图" in page
    assert read(text).context["page"].html == "<p>旧正文</p>"
    press(writer[1], "_review", text, body="新，有图")
    decide(chief[1], Review.objects.open().get(), "_approve")
    assert read(text).context["page"].html == "<p>新，有图</p>"


def test_wished_window_is_kept_and_shown_until_approval() -> None:
    with time_machine.travel(LATER, tick=False) as clock:
        writer, chief = at_work("writer", "Writer"), at_work("chief", "Editor")
        text = an_article(body="旧正文").text
        wished = {
            "visible_from_0": "2026-11-25", "visible_from_1": "18:00:00",
            "visible_until_0": "2026-11-26", "visible_until_1": "18:00:00",
        }  # fmt: skip
        press(writer[1], "_review", text, body="新", **wished)
        form = writer[1].get(f"/admin/articles/text/{text.pk}/change/").context["adminform"].form
        assert form.initial["visible_from"] == NOW + timedelta(hours=4)
        decide(chief[1], Review.objects.get(), "_approve")
        assert read(text).context["page"].html == "<p>旧正文</p>"
        clock.move_to(NOW + timedelta(hours=4, minutes=1))
        assert read(text).context["page"].html == "<p>新</p>"
        clock.move_to(NOW + timedelta(hours=28, minutes=1))
        assert "<p>新</p>" not in read(text).content.decode()


def test_start_ahead_that_is_left_as_it_stands_stays_the_start(
    writer: Person, chief: Person
) -> None:
    text = an_article(body="旧正文").text
    ahead = (timezone.localtime() + timedelta(days=2)).replace(microsecond=0)
    window = {"visible_from_0": f"{ahead:%Y-%m-%d}", "visible_from_1": f"{ahead:%H:%M:%S}"}
    for body in ("新", "更新"):
        press(writer[1], "_review", text, body=body, **window)
    assert Review.objects.open().get().visible_from == ahead
    decide(chief[1], Review.objects.open().get(), "_approve")
    press(chief[1], "_publish", text, **window)
    assert text.revisions.get(is_published=True, replaced_at=None).visible_from == ahead
    assert read(text).context["page"].html == "<p>旧正文</p>"


def test_start_that_is_over_when_approved_means_at_once(writer: Person, chief: Person) -> None:
    review = a_review(writer[0], visible_from=LATER + timedelta(hours=1))
    at = LATER + timedelta(days=1)
    live = reviewing.approve(review, seen=review.revision_id, by=chief[0], at=at)
    assert live.visible_from == at


def test_end_that_is_over_is_refused_and_the_review_stays_open(
    writer: Person, chief: Person
) -> None:
    review = a_review(writer[0], visible_until=LATER + timedelta(hours=1))
    page = decide(chief[1], review, "_approve", comment="我的话")
    assert page.status_code == 200
    assert page.context["form"].non_field_errors()
    assert "我的话" in page.content.decode()
    review.refresh_from_db()
    assert review.is_open
    assert not AuditEntry.objects.filter(action="approved").exists()


# --- Never words that nobody read ---------------------------------------------------------------


def test_newer_words_take_the_place_of_those_in_review(writer: Person, chief: Person) -> None:
    review = a_review(writer[0])
    seen = review.revision_id
    newer = a_draft(review.text, body="更新的正文", by=writer[0])
    for button in ("_approve", "_return"):
        page = decide(chief[1], review, button, seen=seen, comment="我的话")
        assert page.status_code == 200
        shown = page.content.decode()
        assert "更新的正文" in without("del", shown)
        assert "我的话" in shown
        assert f'name="seen" value="{newer.pk}"' in shown
    assert read(review.text).context["page"].html == "<p>旧正文</p>"
    decide(chief[1], review, "_approve", seen=newer.pk)
    assert read(review.text).context["page"].html == "<p>更新的正文</p>"


def test_same_words_saved_again_change_nothing(writer: Person) -> None:
    review = a_review(writer[0])
    before = review.revision_id
    a_draft(review.text)
    review.refresh_from_db()
    assert review.revision_id == before


def test_asking_again_replaces_the_open_request(writer: Person) -> None:
    first = a_review(writer[0])
    second = a_review(writer[0], first.text, note="又一次")
    first.refresh_from_db()
    assert (first.decision, second.is_open) == ("withdrawn", True)


def test_one_text_has_one_open_review(writer: Person) -> None:
    review = a_review(writer[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(text=review.text, revision=review.revision)


def test_publishing_otherwise_ends_the_review(writer: Person, chief: Person) -> None:
    review = a_review(writer[0])
    press(chief[1], "_publish", review.text, body="我直接改")
    review.refresh_from_db()
    assert (review.decision, review.decided_by) == ("overtaken", chief[0])
    assert read(review.text).context["page"].html == "<p>我直接改</p>"


def test_publishing_older_words_leaves_the_review_open(writer: Person) -> None:
    review = a_review(writer[0])
    old = review.text.revisions.last()
    actions.hide(review.text, by=None, at=LATER)
    actions.publish(old, by=None, at=LATER + timedelta(hours=1))
    review.refresh_from_db()
    assert review.is_open


def test_closed_review_is_not_decided_again(writer: Person, chief: Person) -> None:
    review = a_review(writer[0])
    decide(chief[1], review, "_return", comment="缺图")
    for button in ("_approve", "_return"):
        page = decide(chief[1], review, button, comment="再来")
        assert page.context["form"].non_field_errors()
    assert read(review.text).context["page"].html == "<p>旧正文</p>"
    review.refresh_from_db()
    assert (review.decision, review.comment) == ("returned", "缺图")


def test_words_that_readers_see_or_will_see_need_no_review(writer: Person) -> None:
    live = an_article()
    ahead = an_article(visible_from=timezone.now() + timedelta(days=1))
    for revision in (live, ahead):
        with pytest.raises(ValidationError):
            reviewing.request_review(revision, by=writer[0], at=timezone.now())
    page = press(writer[1], "_review", live.text)
    assert page.status_code == 302
    assert not Review.objects.exists()


def test_hidden_words_may_be_asked_for_again(writer: Person, chief: Person) -> None:
    revision = an_article(body="旧正文")
    actions.hide(revision.text, by=None, at=LATER)
    press(writer[1], "_review", revision.text)
    decide(chief[1], Review.objects.get(), "_approve")
    assert read(revision.text).context["page"].html == "<p>旧正文</p>"


def test_words_without_an_answer_and_ends_before_starts_are_not_asked_about(
    writer: Person,
) -> None:
    text = an_article().text
    page = press(writer[1], "_review", text, summary="", body="写了很久")
    assert page.context["adminform"].form.errors["summary"]
    assert "写了很久" in page.content.decode()
    with pytest.raises(ValidationError):
        a_review(writer[0], text, visible_until=LATER)
    assert not Review.objects.exists()


# --- Who decides --------------------------------------------------------------------------------


def test_nobody_approves_their_own_request_but_a_superuser(chief: Person, editor: User) -> None:
    review = a_review(chief[0])
    page = decide(chief[1], review, "_approve")
    assert page.context["form"].non_field_errors()
    with pytest.raises(PermissionDenied):
        reviewing.approve(review, seen=review.revision_id, by=chief[0], at=LATER)
    own = a_review(editor, an_article().text)
    reviewing.approve(own, seen=own.revision_id, by=editor, at=LATER + timedelta(hours=1))
    own.refresh_from_db()
    assert own.decision == "approved"


@pytest.mark.parametrize("button", ["_approve", "_return"])
@pytest.mark.parametrize("role", ["Writer", "Translator"])
def test_who_may_not_publish_decides_nothing(writer: Person, button: str, role: str) -> None:
    review = a_review(writer[0])
    _person, client = at_work("other", role)
    page = client.get(f"/admin/articles/review/{review.pk}/change/").content.decode()
    assert "_approve" not in page
    assert "_withdraw" not in page
    refused = decide(client, review, button, comment="我的话")
    assert refused.context["form"].non_field_errors()
    review.refresh_from_db()
    assert review.is_open


def test_area_limits_who_decides_and_whose_queue_it_is(writer: Person) -> None:
    here, other = a_category("here", zh_hans="此"), a_category("other", zh_hans="彼")
    review = a_review(writer[0], an_article(category=here).text)
    inside = at_work("inside", "Editor", [(here, "zh-hans", True)])
    for name, area in {
        "elsewhere": (other, "", True),
        "unmarked": (here, "", False),
        "english": (None, "en", True),
    }.items():
        person, client = at_work(name, "Editor", [area])
        assert decide(client, review, "_approve").context["form"].non_field_errors()
        waiting = queue(person, "to-review")
        assert waiting is not None
        assert waiting.count == 0
    waiting = queue(inside[0], "to-review")
    assert waiting is not None
    assert waiting.count == 1
    assert decide(inside[1], review, "_approve").status_code == 302


def test_withdrawing_is_for_who_asked(writer: Person, chief: Person) -> None:
    review = a_review(writer[0])
    _person, other = at_work("other", "Writer")
    assert decide(other, review, "_withdraw").context["form"].non_field_errors()
    assert decide(writer[1], review, "_withdraw").status_code == 302
    review.refresh_from_db()
    assert review.decision == "withdrawn"
    assert review.text.revisions.count() == 2
    assert decide(writer[1], review, "_withdraw").context["form"].non_field_errors()


@pytest.mark.parametrize("address", ["", "{pk}/change/", "{pk}/history/", "{pk}/delete/", "add/"])
@pytest.mark.parametrize("who", ["stranger", "reader", "Support agent"])
def test_reviews_are_for_who_writes(
    writer: Person, reader: User, client: Client, address: str, who: str
) -> None:
    review = a_review(writer[0])
    if who == "reader":
        client.force_login(reader)
    elif who != "stranger":
        client = at_work("agent", who)[1]
    page = f"/admin/articles/review/{address.format(pk=review.pk)}"
    expected = 403 if who == "Support agent" else 302
    assert client.get(page).status_code == expected
    assert client.post(page, {"_approve": "1"}).status_code == expected
    review.refresh_from_db()
    assert review.is_open


def test_reviews_are_neither_added_nor_deleted_by_hand(writer: Person, chief: Person) -> None:
    review = a_review(writer[0])
    assert chief[1].get("/admin/articles/review/add/").status_code == 403
    address = f"/admin/articles/review/{review.pk}/delete/"
    assert chief[1].post(address, {"post": "yes"}).status_code == 403
    assert chief[1].get("/admin/articles/review/999/change/").status_code == 404


# --- Reviewers, mail, queues --------------------------------------------------------------------


def test_named_reviewer_must_be_able_to_publish_there(writer: Person) -> None:
    here, other = a_category("here", zh_hans="此"), a_category("other", zh_hans="彼")
    text = an_article(category=here).text
    elsewhere, _client = at_work("elsewhere", "Editor", [(other, "", True)])
    page = press(writer[1], "_review", text, body="新", reviewer=elsewhere.pk)
    assert page.context["adminform"].form.errors["reviewer"]
    page = press(writer[1], "_review", text, body="新", reviewer=writer[0].pk)
    assert page.context["adminform"].form.errors["reviewer"]
    assert not Review.objects.exists()


def test_reviewer_and_author_are_told_by_mail(writer: Person, chief: Person, mails: Mails) -> None:
    User.objects.filter(pk=chief[0].pk).update(language="en", mail_code="青山 7")
    chief[0].refresh_from_db()
    review = a_review(writer[0], reviewer=chief[0], note="费率变了")
    (asked,) = mails()
    assert asked.to == chief[0].email
    assert asked.subject == "Please review: 新题"
    assert "青山 7" in asked.text
    assert "费率变了" in asked.text
    assert f"http://127.0.0.1:8000/admin/articles/review/{review.pk}/change/" in asked.text
    decide(chief[1], review, "_return", comment="第二步 <缺图>")
    told = mails()[1]
    assert told.to == writer[0].email
    assert "第二步 <缺图>" in told.text
    again = a_review(writer[0], review.text)
    decide(writer[1], again, "_withdraw")
    assert len(mails()) == 2


def test_who_asked_is_told_when_somebody_else_asks_instead(writer: Person, mails: Mails) -> None:
    other, _client = at_work("other", "Writer")
    first = a_review(writer[0])
    a_review(other, first.text)
    (told,) = mails()
    assert told.to == writer[0].email
    assert "other" in told.text


def test_queue_of_reviewers_names_what_waits_for_them(writer: Person, chief: Person) -> None:
    other, _client = at_work("other", "Editor")
    a_review(writer[0], reviewer=chief[0], note="费率变了")
    a_review(writer[0], an_article().text)
    a_review(chief[0], an_article().text)
    mine, theirs = queue(chief[0], "to-review"), queue(other, "to-review")
    assert mine is not None
    assert theirs is not None
    assert (mine.count, theirs.count) == (2, 2)
    assert (mine.rows[0].note, mine.rows[0].owner) == ("费率变了", "writer")
    listed = chief[1].get(mine.url)
    assert listed.context["cl"].result_count == 2
    assert queue(writer[0], "to-review") is None


def test_returned_words_wait_for_their_author_until_mended(writer: Person, chief: Person) -> None:
    def waiting() -> int:
        mine = queue(writer[0], "returned")
        assert mine is not None
        assert writer[1].get(mine.url).context["cl"].result_count == mine.count
        return mine.count

    review = a_review(writer[0])
    assert waiting() == 0
    decide(chief[1], review, "_return", comment="缺图")
    assert waiting() == 1
    theirs = queue(chief[0], "returned")
    assert theirs is not None
    assert theirs.count == 0
    a_draft(review.text, body="别人的", by=chief[0])
    assert waiting() == 1
    a_draft(review.text, body="有图", by=writer[0])
    assert waiting() == 0

    second = a_review(writer[0], an_article().text)
    decide(chief[1], second, "_return", comment="缺图")
    assert waiting() == 1
    decide(writer[1], second, "_withdraw")
    assert waiting() == 0


def test_queues_are_for_who_writes() -> None:
    agent, _client = at_work("agent", "Support agent")
    assert queue(agent, "returned") is None
    assert queue(agent, "to-review") is None


# --- Said in words ------------------------------------------------------------------------------


def test_states_are_said_on_the_page_and_in_the_lists(writer: Person, chief: Person) -> None:
    text = an_article(title="原题").text
    an_article(title="邻居")
    page = f"/admin/articles/text/{text.pk}/change/"
    english = {"accept-language": "en"}

    def states() -> list[str]:
        answer = chief[1].get(page, headers=english)
        return [revision.state for revision in answer.context["history"]]

    a_draft(text, by=writer[0])
    assert states() == ["draft", "live"]
    review = a_review(writer[0], text, reviewer=chief[0])
    assert states() == ["in review", "live"]
    shown = chief[1].get(page, headers=english).content.decode()
    assert "writer waits for chief" in shown
    assert f"/admin/articles/review/{review.pk}/change/" in shown
    found = chief[1].get("/admin/articles/article/?state=review", headers=english)
    assert [article.pk for article in found.context["cl"].result_list] == [text.article_id]
    assert "live, in review" in found.content.decode()
    decide(chief[1], review, "_approve")
    assert states() == ["live", "replaced"]
    a_draft(text, body="将来")
    actions.publish(
        text.revisions.first(), by=None, at=timezone.now(),
        visible_from=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    assert states() == ["scheduled", "live", "replaced"]
    press(chief[1], "_hide", text)
    assert states() == ["draft", "ended", "replaced"]


def test_everything_leaves_a_line_in_the_trail(writer: Person, chief: Person) -> None:
    review = a_review(writer[0])
    decide(chief[1], review, "_return", comment="缺图")
    again = a_review(writer[0], review.text)
    decide(chief[1], again, "_approve")
    trail = AuditEntry.objects.filter(by__isnull=False).order_by("pk")
    done = [(entry.action, str(entry.by)) for entry in trail if entry.kind == "revision"]
    assert done == [
        ("drafted", "writer"), ("asked for review", "writer"), ("returned", "chief"),
        ("asked for review", "writer"), ("approved", "chief"), ("published", "chief"),
    ]  # fmt: skip


def test_pages_keep_to_their_budget_with_many_reviews(
    writer: Person, chief: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    reviews = [a_review(writer[0], an_article().text, reviewer=chief[0]) for _n in range(60)]
    chief[1].get("/admin/articles/review/")
    for page in (
        "/admin/articles/review/",
        "/admin/articles/review/?waits=me",
        "/admin/articles/review/?waits=returned",
        f"/admin/articles/review/{reviews[0].pk}/change/",
        f"/admin/articles/text/{reviews[0].text_id}/change/",
        "/admin/articles/article/?state=review",
    ):
        # Three of them ask for the rights and areas of the person.
        with django_assert_max_num_queries(15):
            assert chief[1].get(page).status_code == 200, page
    person = User.objects.get(pk=chief[0].pk)
    with django_assert_max_num_queries(6):
        for load in (to_review, returned):
            load(person, timezone.now())
