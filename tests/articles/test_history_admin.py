"""The history of a text in the admin: every version, differences, and the way back."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from faq.accounts.models import AuditEntry, User
from faq.articles import actions, derived, restoring
from faq.articles.models import Revision, Text, Words
from tests.factories import NOW, an_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def a_helper_with(*permissions: str) -> User:
    person = User.objects.create_user("part@boan.example", "a-long-password", is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return person


def history(text: Text) -> str:
    return f"/admin/articles/text/{text.pk}/history/"


def difference(text: Text, before: Any, after: Any) -> str:
    return f"/admin/articles/text/{text.pk}/difference/?before={before}&after={after}"


def restore(desk: Client, text: Text, revision: Revision, *, newest: Any = None) -> Any:
    newest = text.revisions.first().pk if newest is None else newest
    data = {"revision": revision.pk, "newest": newest}
    return desk.post(f"/admin/articles/text/{text.pk}/restore/", data, follow=True)


def a_text_with_a_past() -> tuple[Text, Revision, Revision]:
    old = an_article(
        key="a",
        title="旧题",
        body="等 **30** 分钟",
        slug="old",
        tags=["旧签"],
        keywords="旧词",
        at=NOW,
    )
    text = actions.save_text(
        old.text.article, "zh-hans", slug="new", tags=["新签"], by=None, at=NOW
    )
    words = Words(title="新题", summary="新答。", body="等 **45** 分钟", keywords="新词")
    draft = actions.save_draft(text, words, note="改时间", by=None, at=NOW)
    new = actions.publish(draft, by=None, at=NOW + timedelta(hours=1))
    return text, old, new


# --- The list ------------------------------------------------------------------------------------


def test_history_says_of_every_version_who_when_why_and_what_became_of_it(
    desk: Client, editor: User
) -> None:
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        text, _old, _new = a_text_with_a_past()
        words = Words(title="将来", summary="答")
        draft = actions.save_draft(
            text, words, note="为何", significance="major", by=editor, at=NOW
        )
        actions.publish(draft, by=editor, at=NOW, visible_from=NOW + timedelta(days=9))
        actions.save_draft(text, Words(title="草稿"), by=editor, at=NOW)
        page = desk.get(history(text), headers={"accept-language": "en"})
    rows = [(row.revision.title, row.state) for row in page.context["rows"]]
    assert rows == [
        ("草稿", "draft"),
        ("将来", "scheduled"),
        ("新题", "live"),
        ("旧题", "replaced"),
    ]
    shown = page.content.decode()
    for expected in ("为何", "major", "editor@boan.example", "改时间"):
        assert expected in shown


def test_a_version_whose_end_has_come_is_called_ended(desk: Client) -> None:
    text = an_article(visible_until=NOW + timedelta(hours=1)).text
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        page = desk.get(history(text), headers={"accept-language": "en"})
        assert [row.state for row in page.context["rows"]] == ["ended"]


def test_history_comes_in_pages_of_twenty_five(desk: Client) -> None:
    text = an_article().text
    for n in range(29):
        actions.save_draft(text, Words(title=f"稿{n}"), by=None, at=NOW)
    first, second = desk.get(history(text)), desk.get(history(text) + "?p=2")
    assert [len(page.context["rows"]) for page in (first, second)] == [25, 5]
    assert "30" in first.context["count"]
    newest = text.revisions.first().pk
    assert first.context["newest"] == second.context["newest"] == newest


def test_form_of_a_text_lists_the_newest_versions_and_leads_to_all(desk: Client) -> None:
    text = an_article().text
    for n in range(20):
        actions.save_draft(text, Words(title=f"稿{n}"), by=None, at=NOW)
    page = desk.get(f"/admin/articles/text/{text.pk}/change/")
    assert [row.title for row in page.context["history"]] == [f"稿{n}" for n in range(19, 11, -1)]
    assert history(text) in page.content.decode()


# --- The difference ------------------------------------------------------------------------------


def test_difference_shows_words_source_and_what_goes_with_them(desk: Client) -> None:
    text, old, new = a_text_with_a_past()
    page = desk.get(difference(text, old.pk, new.pk))
    assert "等 <strong><del>30</del><ins>45</ins></strong> 分钟" in page.context["rendered"]
    assert [line.kind for line in page.context["lines"]] == ["removed", "added"]
    changed = {
        field.name: "".join(f"{piece.kind[0]}{piece.text} " for piece in field.pieces)
        for field in page.context["fields"]
    }
    assert next(iter(changed.values())) == "r旧 a新 s题 "
    assert list(changed.values())[3:] == ["r旧 a新 s签 ", "rold anew "]


def test_the_older_version_stands_before_however_they_are_chosen(desk: Client) -> None:
    text, old, new = a_text_with_a_past()
    page = desk.get(difference(text, new.pk, old.pk))
    assert [one.revision for one in page.context["both"]] == [old, new]


def test_without_a_choice_the_two_newest_are_compared(desk: Client) -> None:
    text, _old, new = a_text_with_a_past()
    newest = actions.save_draft(text, Words(title="稿"), by=None, at=NOW)
    page = desk.get(f"/admin/articles/text/{text.pk}/difference/")
    assert [one.revision for one in page.context["both"]] == [new, newest]


def test_one_version_compared_with_itself_is_no_different(desk: Client) -> None:
    text, old, _new = a_text_with_a_past()
    page = desk.get(difference(text, old.pk, old.pk))
    assert "<ins>" not in page.context["rendered"]
    assert all(field.is_same for field in page.context["fields"])


@pytest.mark.parametrize("number", ["0", "x", "", "-1", "9" * 30, "other"])
def test_versions_of_no_or_of_another_text_are_absent(desk: Client, number: str) -> None:
    text, old, _new = a_text_with_a_past()
    number = str(an_article().pk) if number == "other" else number
    assert desk.get(difference(text, old.pk, number)).status_code == 404


def test_markup_in_a_version_is_shown_not_run(desk: Client) -> None:
    text = an_article(
        title="<script>x</script>", body="<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>"
    ).text
    actions.save_draft(text, Words(title="<b>t</b>", body="<svg onload=alert(1)>"), by=None, at=NOW)
    page = desk.get(f"/admin/articles/text/{text.pk}/difference/").content.decode()
    assert "<script>alert" not in page
    assert "<script>x" not in page
    assert "<svg onload" not in page
    assert "<img src=x" not in page


# --- The way back --------------------------------------------------------------------------------


def test_restored_version_is_a_new_draft_with_its_address_and_tags(
    desk: Client, editor: User
) -> None:
    text, old, new = a_text_with_a_past()
    page = restore(desk, text, old)
    text.refresh_from_db()
    restored = text.revisions.first()
    assert page.redirect_chain[-1][0] == f"/admin/articles/text/{text.pk}/change/"
    assert restored.pk not in {old.pk, new.pk}
    assert restoring.words_of(restored) == restoring.words_of(old)
    assert (restored.author, restored.is_published, restored.snapshot) == (
        editor,
        False,
        old.snapshot,
    )
    assert str(old.pk) in restored.note
    assert text.slug == "old"
    assert [tag.name for tag in text.tags.all()] == ["旧签"]
    assert Client().get(text.get_absolute_url()).context["page"].title == "新题"
    trail = AuditEntry.objects.get(action="restored")
    assert (trail.by, trail.details) == (editor, {"text": text.pk, "revision": old.pk})
    assert derived.differences() == []


def test_restored_version_is_published_as_any_draft(desk: Client) -> None:
    text, old, _new = a_text_with_a_past()
    restore(desk, text, old)
    actions.publish(text.revisions.first(), by=None, at=NOW + timedelta(hours=2))
    text.refresh_from_db()
    assert Client().get(text.get_absolute_url()).context["page"].title == "旧题"
    answer = Client().get(f"/zh-hans/articles/{text.article_id}-new/")
    assert answer.headers["Location"] == text.get_absolute_url()


def test_who_restores_is_told_when_somebody_saved_meanwhile(desk: Client) -> None:
    """F12's kind."""
    text, old, new = a_text_with_a_past()
    newer = actions.save_draft(text, Words(title="别人刚写的"), by=None, at=NOW)
    page = restore(desk, text, old, newest=new.pk)
    assert page.redirect_chain[-1][0] == history(text)
    assert [message.level_tag for message in page.context["messages"]] == ["error"]
    text.refresh_from_db()
    assert text.revisions.first() == newer
    assert text.slug == "new"


@pytest.mark.parametrize("seen", ["", "x", "0"])
def test_nothing_is_restored_over_versions_that_were_not_seen(desk: Client, seen: str) -> None:
    text, old, _new = a_text_with_a_past()
    restore(desk, text, old, newest=seen)
    assert text.revisions.count() == 2


def test_restoring_needs_the_right_to_write_and_a_form(desk: Client) -> None:
    text, old, new = a_text_with_a_past()
    viewer = Client()
    viewer.force_login(a_helper_with("view_text"))
    page = viewer.get(history(text))
    assert page.status_code == 200
    assert "/restore/" not in page.content.decode()
    assert restore(viewer, text, old).status_code == 403
    assert desk.get(f"/admin/articles/text/{text.pk}/restore/").status_code == 405
    assert restore(desk, an_article().text, old).status_code == 404
    assert Client(enforce_csrf_checks=True).post(
        f"/admin/articles/text/{text.pk}/restore/"
    ).status_code in {302, 403}
    assert text.revisions.first() == new


def test_staff_without_a_part_in_texts_see_no_history() -> None:
    text, old, new = a_text_with_a_past()
    stranger = Client()
    stranger.force_login(a_helper_with("view_tag"))
    for address in (history(text), difference(text, old.pk, new.pk)):
        assert stranger.get(address).status_code == 403


def test_history_pages_keep_to_their_budget_however_many_versions(
    desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    text, old, new = a_text_with_a_past()
    for n in range(60):
        actions.save_draft(text, Words(title=f"稿{n}"), by=None, at=NOW)
    desk.get(history(text))
    for address in (history(text), history(text) + "?p=3", difference(text, old.pk, new.pk)):
        with django_assert_max_num_queries(12):
            assert desk.get(address).status_code == 200
