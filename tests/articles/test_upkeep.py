"""What needs somebody: stale texts, translations behind or missing, texts that don't help."""

from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.test import Client

from faq.accounts.models import AuditEntry, User
from faq.articles import actions, upkeep
from faq.articles.models import DailyViews, Revision, Text, Vote, Words
from faq.search.models import Document
from tests.articles.test_admin import form
from tests.factories import NOW, a_category, an_article

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MAJOR, MINOR, TYPO = "major", "minor", "typo"
_seconds = count()


@pytest.fixture(autouse=True)
def _half_a_year(settings: LazySettings) -> None:
    settings.CHECK_AFTER_DAYS = {"faq": 180, "academy": 365}


def titles(texts: Any) -> set[str]:
    return {text.revisions.first().title for text in texts}


# --- Stale ---------------------------------------------------------------------------------------


def test_text_is_due_so_many_days_after_its_check_and_not_a_day_before() -> None:
    text = an_article(title="甲").text
    actions.save_text(text.article, "zh-hans", checked_on=date(2026, 1, 1), by=None, at=NOW)
    due = NOW.replace(year=2026, month=6, day=30)  # 180 days after 1 January
    actions.publish(text.revisions.first(), by=None, at=NOW, visible_from=due - 100 * DAY)
    assert titles(upkeep.stale(due - DAY)) == set()
    assert titles(upkeep.stale(due)) == {"甲"}


def test_text_that_was_never_checked_counts_from_its_first_publication() -> None:
    text = an_article(title="甲", at=NOW - 180 * DAY).text
    again = actions.save_draft(text, Words(title="乙", summary="答"), by=None, at=NOW - DAY)
    actions.publish(again, by=None, at=NOW - DAY)
    assert titles(upkeep.stale(NOW - DAY)) == set()
    assert titles(upkeep.stale(NOW)) == {"乙"}


def test_kinds_are_checked_at_their_own_intervals() -> None:
    for kind in ("faq", "academy", "guide"):
        an_article(title=kind, kind=kind, at=NOW - 200 * DAY)
    assert titles(upkeep.stale(NOW)) == {"faq"}
    assert titles(upkeep.stale(NOW + 200 * DAY)) == {"faq", "academy", "guide"}


def test_category_says_otherwise_for_itself_and_for_what_is_inside_it() -> None:
    top = a_category("top")
    inner = a_category("inner", parent="top")
    own = a_category("own", parent="top")
    for category, days in ((top, 30), (own, 300)):
        category.check_after_days = days
        category.save()
    for category in (top, inner, own):
        an_article(title=category.key, category=category, at=NOW - 200 * DAY)
    assert titles(upkeep.stale(NOW - 171 * DAY)) == set()
    assert titles(upkeep.stale(NOW - 170 * DAY)) == {"top", "inner"}
    assert titles(upkeep.stale(NOW + 100 * DAY)) == {"top", "inner", "own"}


def test_draft_and_hidden_text_wait_for_nobody() -> None:
    an_article(is_draft=True, at=NOW - 900 * DAY)
    hidden = an_article(at=NOW - 900 * DAY)
    actions.hide(hidden.text, by=None, at=NOW - DAY)
    assert not upkeep.stale(NOW).exists()


def test_checked_today_empties_the_queue_and_is_seen_by_search_and_trail(editor: User) -> None:
    text = an_article(at=NOW - 900 * DAY).text
    upkeep.mark_checked([text], by=editor, at=NOW)
    assert not upkeep.stale(NOW).exists()
    assert upkeep.stale(NOW + 180 * DAY).exists()
    assert Document.objects.get().checked_on == date(2026, 11, 25)
    line = AuditEntry.objects.filter(kind="text", action="changed").first()
    assert line and line.by == editor and line.object_id == text.pk


# --- Translations --------------------------------------------------------------------------------


def a_translated_article() -> tuple[Text, Text]:
    source = an_article(key="fees", title="费用", language="zh-hans", at=NOW - 9 * DAY).text
    target = an_article(key="fees", title="Fees", language="en", at=NOW - 8 * DAY).text
    return source, target


def change(text: Text, significance: str, *, title: str = "改", **window: Any) -> Revision:
    words = Words(title=title, summary="答")
    at = NOW - timedelta(hours=1) + timedelta(seconds=next(_seconds) % 3000)
    draft = actions.save_draft(text, words, significance=significance, by=None, at=at)
    return actions.publish(draft, by=None, at=at, **window)


def test_translation_is_behind_once_its_source_changed_and_major_is_told() -> None:
    source, _target = a_translated_article()
    assert titles(upkeep.behind(NOW)) == set()
    change(source, MINOR)
    assert [text.is_major for text in upkeep.behind(NOW)] == [False]
    change(source, MAJOR, title="又改")
    change(source, MINOR, title="再改")
    assert [text.is_major for text in upkeep.behind(NOW)] == [True]
    assert titles(upkeep.behind(NOW)) == {"Fees"}


def test_typo_in_the_source_leaves_the_translation_alone() -> None:
    source, _target = a_translated_article()
    change(source, TYPO)
    assert not upkeep.behind(NOW).exists()


def test_draft_of_the_source_counts_when_readers_see_it_and_not_before() -> None:
    source, _target = a_translated_article()
    actions.save_draft(source, Words(title="草", summary="答"), by=None, at=NOW)
    assert not upkeep.behind(NOW).exists()
    change(source, MINOR, visible_from=NOW + DAY)
    assert not upkeep.behind(NOW + DAY - timedelta(microseconds=1)).exists()
    assert upkeep.behind(NOW + DAY).exists()


def test_new_words_of_the_translation_catch_up_but_a_typo_does_not() -> None:
    source, target = a_translated_article()
    change(source, MINOR)
    change(target, TYPO, title="Feess")
    assert titles(upkeep.behind(NOW)) == {"Feess"}
    change(target, MINOR, title="Fees, new")
    assert not upkeep.behind(NOW).exists()


def test_noted_revision_of_the_source_is_what_the_translation_follows(editor: User) -> None:
    source, target = a_translated_article()
    first, second = change(source, MAJOR, title="一"), change(source, MINOR, title="二")
    upkeep.mark_up_to_date(target, first, by=editor, at=NOW)
    assert [text.is_major for text in upkeep.behind(NOW)] == [False]
    upkeep.mark_up_to_date(target, second, by=editor, at=NOW)
    assert not upkeep.behind(NOW).exists()
    assert AuditEntry.objects.filter(action="follows", object_id=target.pk, by=editor).count() == 2


def test_words_written_after_what_was_noted_catch_up_too(editor: User) -> None:
    source, target = a_translated_article()
    first = change(source, MAJOR, title="一")
    upkeep.mark_up_to_date(target, first, by=editor, at=NOW)
    change(source, MAJOR, title="二")
    assert upkeep.behind(NOW).exists()
    change(target, MAJOR, title="Two")
    assert not upkeep.behind(NOW).exists()


def test_translation_follows_only_its_own_article(editor: User) -> None:
    _source, target = a_translated_article()
    stranger = an_article(key="other")
    for wrong in (stranger, target.revisions.get()):
        with pytest.raises(ValueError):
            upkeep.mark_up_to_date(target, wrong, by=editor, at=NOW)


def test_source_itself_and_lonely_texts_are_never_behind() -> None:
    _source, target = a_translated_article()
    lonely = an_article(key="lonely", language="en", title="Lonely").text
    change(target, MAJOR, title="Fees!")
    change(lonely, MAJOR, title="Lonely!")
    assert not upkeep.behind(NOW).exists()


def test_article_waits_for_each_family_of_languages_it_lacks() -> None:
    a_translated_article()
    an_article(key="zh", language="zh-hans", title="只有中文")
    an_article(key="hant", language="zh-hant", title="只有繁體")
    an_article(key="en", language="en", title="English only")
    an_article(key="hidden", language="en", title="Hidden", is_draft=True)
    assert set(upkeep.untranslated(NOW).values_list("key", flat=True)) == {"zh", "hant", "en"}


def test_started_translation_no_longer_waits() -> None:
    an_article(key="zh", language="zh-hans")
    an_article(key="zh", language="en", is_draft=True)
    assert not upkeep.untranslated(NOW).exists()


# --- Of no help ----------------------------------------------------------------------------------


def votes(text: Text, *, no: int = 0, yes: int = 0, at: Any = NOW - DAY) -> None:
    Vote.objects.bulk_create(
        Vote(text=text, reader=f"{at}{n}", is_helpful=n >= no, at=at) for n in range(no + yes)
    )


def old(title: str) -> Text:
    return an_article(title=title, at=NOW - 100 * DAY).text


def test_one_no_of_one_vote_is_no_reason() -> None:
    votes(old("一"), no=1)
    votes(old("二"), no=2, yes=5)
    votes(old("三"), no=3)
    assert titles(upkeep.unhelpful(NOW)) == {"三"}


def test_share_of_those_who_read_decides_and_few_readers_weigh_little() -> None:
    few, much_read, bad = old("三人全否"), old("很多人看"), old("真不好")
    for text, no, views in ((few, 3, 3), (much_read, 20, 5000), (bad, 40, 100)):
        votes(text, no=no)
        DailyViews.objects.create(text=text, day=NOW.date() - DAY, count=views)
    found = upkeep.unhelpful(NOW).order_by("-weight")
    assert [text.pk for text in found] == [bad.pk, few.pk, much_read.pk]


def test_votes_and_readings_older_than_thirty_days_are_forgotten() -> None:
    text = old("旧")
    votes(text, no=3, at=NOW - 31 * DAY)
    assert not upkeep.unhelpful(NOW).exists()
    votes(text, no=3)
    DailyViews.objects.create(text=text, day=NOW.date() - 30 * DAY, count=1000)
    DailyViews.objects.create(text=text, day=NOW.date() - 29 * DAY, count=7)
    assert [row.recent_views for row in upkeep.unhelpful(NOW)] == [7]


def test_new_words_answer_the_votes_before_them() -> None:
    text = old("旧")
    votes(text, no=5)
    change(text, MINOR)
    assert not upkeep.unhelpful(NOW).exists()
    votes(text, no=3, at=NOW + DAY)
    assert upkeep.unhelpful(NOW + DAY).exists()


def test_check_answers_the_votes_until_that_day(editor: User) -> None:
    text = old("旧")
    votes(text, no=5)
    upkeep.mark_checked([text], by=editor, at=NOW)
    assert not upkeep.unhelpful(NOW).exists()
    votes(text, no=3, at=NOW + 2 * DAY)
    assert [row.no for row in upkeep.unhelpful(NOW + 3 * DAY)] == [3]


# --- The buttons ---------------------------------------------------------------------------------


@pytest.fixture
def desk(editor_client: Client) -> Client:
    return editor_client


@time_machine.travel(NOW, tick=False)
def test_button_on_the_page_of_a_stale_text_empties_its_queue(desk: Client, editor: User) -> None:
    text = an_article(at=NOW - 900 * DAY).text
    page = desk.get(f"/admin/articles/text/{text.pk}/change/").content.decode()
    assert f"/admin/articles/text/{text.pk}/checked/" in page
    desk.post(f"/admin/articles/text/{text.pk}/checked/")
    assert not upkeep.stale(NOW).exists()


@time_machine.travel(NOW, tick=False)
def test_selection_of_the_list_is_checked_at_once(desk: Client) -> None:
    texts = [an_article(at=NOW - 900 * DAY).text for _ in range(3)]
    picked = {"action": "check_selected", "_selected_action": [text.pk for text in texts[:2]]}
    desk.post("/admin/articles/text/?waits=stale", picked)
    assert [text.pk for text in upkeep.stale(NOW)] == [texts[2].pk]


@time_machine.travel(NOW, tick=False)
def test_page_shows_what_changed_and_notes_that_the_translation_follows(desk: Client) -> None:
    source, target = a_translated_article()
    change(source, MAJOR, title="新的费用")
    address = f"/admin/articles/text/{target.pk}"
    assert f"{address}/source-changes/" in desk.get(f"{address}/change/").content.decode()
    page = desk.get(f"{address}/source-changes/").content.decode()
    assert "<del>费用</del>" in page and "<ins>新的费用</ins>" in page
    desk.post(f"{address}/up-to-date/", {"revision": source.revisions.first().pk})
    assert not upkeep.behind(NOW).exists()
    assert "<ins>" not in desk.get(f"{address}/source-changes/").content.decode()


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("given", ["source", "own", "stranger", "x", ""])
def test_save_after_seeing_the_changes_notes_what_was_seen(desk: Client, given: str) -> None:
    source, target = a_translated_article()
    seen = change(source, MAJOR, title="新的费用")
    address = f"/admin/articles/text/{target.pk}"
    page = desk.get(f"{address}/source-changes/").content.decode()
    assert f"{address}/change/?follows={seen.pk}" in page
    named = {"source": seen.pk, "own": target.revisions.get().pk, "stranger": an_article().pk}
    data = form(target, title="Fees, new", significance="minor") | {"_publish": "1"}
    desk.post(f"{address}/change/?follows={named.get(given, given)}", data)
    target.refresh_from_db()
    assert target.revisions.first().title == "Fees, new"
    assert target.follows == (seen if given == "source" else None)
    assert not upkeep.behind(NOW).exists()


@pytest.mark.parametrize("given", ["", "x", "999999", "stranger", "own"])
def test_translation_cannot_be_made_to_follow_something_else(desk: Client, given: str) -> None:
    _source, target = a_translated_article()
    stranger = an_article(key="other")
    named = {"stranger": stranger.pk, "own": target.revisions.get().pk}
    answer = desk.post(
        f"/admin/articles/text/{target.pk}/up-to-date/", {"revision": named.get(given, given)}
    )
    assert answer.status_code == 404
    target.refresh_from_db()
    assert target.follows is None


@pytest.mark.parametrize("door", ["checked", "up-to-date", "source-changes"])
def test_buttons_are_for_those_who_may_write(
    client: Client, reader_client: Client, reader: User, door: str
) -> None:
    text = an_article().text
    address = f"/admin/articles/text/{text.pk}/{door}/"
    method = "get" if door == "source-changes" else "post"
    assert getattr(client, method)(address).status_code == 302
    assert getattr(reader_client, method)(address).status_code == 302
    reader.is_staff = True
    reader.save()
    assert getattr(reader_client, method)(address).status_code == 403
    text.refresh_from_db()
    assert text.checked_on is None


@pytest.mark.parametrize("door", ["checked", "up-to-date"])
def test_reading_changes_nothing(desk: Client, door: str) -> None:
    text = an_article().text
    assert desk.get(f"/admin/articles/text/{text.pk}/{door}/").status_code == 405
