"""The calendar of what will change by itself."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from faq.accounts.models import User
from faq.articles import actions
from faq.articles.calendar import SHOWN, Month, days_of
from faq.articles.models import Text, Words
from faq.facts import actions as fact_actions
from tests.announcements.factories import an_announcement
from tests.factories import NOW, an_article
from tests.facts.factories import a_fact

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
DECEMBER = Month(date(2026, 12, 1))


@pytest.fixture(autouse=True)
def _at_now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False), override("en"):
        yield


def told(user: User, month: Month = DECEMBER) -> list[tuple[int, str, str]]:
    """Day, what happens, and the title without the language behind it."""
    return [
        (day.on.day, str(entry.what), entry.title.partition(" (")[0])
        for day in days_of(month, user)
        for entry in day.entries
    ]


def test_scheduled_words_appear_and_end(editor: User) -> None:
    live = an_article(title="旧")
    draft = actions.save_draft(live.text, Words(title="新", summary="答"), by=None, at=NOW)
    start, end = NOW + 10 * DAY, NOW + 20 * DAY
    actions.publish(draft, by=None, at=NOW, visible_from=start, visible_until=end)
    assert told(editor) == [(5, "appears", "新"), (15, "ends", "新")]


def test_words_that_are_replaced_before_their_end_do_not_end(editor: User) -> None:
    live = an_article(title="旧", visible_until=NOW + 20 * DAY)
    draft = actions.save_draft(live.text, Words(title="新", summary="答"), by=None, at=NOW)
    actions.publish(draft, by=None, at=NOW, visible_from=NOW + 10 * DAY)
    assert told(editor) == [(5, "appears", "新")]


def test_cancelled_schedule_is_gone(editor: User) -> None:
    actions.hide(an_article(visible_from=NOW + 10 * DAY).text, by=None, at=NOW)
    assert told(editor) == []


def test_announcements_tell_their_windows_and_events(editor: User) -> None:
    an_announcement(
        visible_from=NOW + 6 * DAY, visible_until=NOW + 9 * DAY,
        starts_at=NOW + 7 * DAY, ends_at=NOW + 8 * DAY,
    )  # fmt: skip
    assert [(day, what) for day, what, _title in told(editor)] == [
        (1, "announcement appears"), (2, "event starts"), (3, "event ends"),
        (4, "announcement is taken down"),
    ]  # fmt: skip


def test_prepared_value_and_due_check_of_a_fact(editor: User) -> None:
    fact = a_fact(check_after_days=30, checked_on=date(2026, 11, 25))
    fact_actions.set_value(fact, "2", by=None, at=NOW, valid_from=NOW + 10 * DAY)
    assert told(editor) == [
        (5, "new value holds", "TRC20 提现手续费: 每笔 2 USDT（费用）"),
        (25, "check is due", "TRC20 提现手续费"),
    ]


def test_coming_check_of_a_text_stands_on_its_day(editor: User) -> None:
    text = an_article(title="旧").text
    Text.objects.filter(pk=text.pk).update(checked_on=date(2026, 6, 20))
    assert told(editor) == [(17, "check is due", "旧")]


def test_day_is_that_of_the_site_and_month_ends_with_it(editor: User) -> None:
    # Midnight in Shanghai is 16:00 UTC of the day before.
    midnight = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    an_article(title="除夕", visible_from=midnight - timedelta(seconds=1))
    an_article(title="元旦", visible_from=midnight)
    assert told(editor) == [(31, "appears", "除夕")]
    assert told(editor, DECEMBER.next) == [(1, "appears", "元旦")]


def test_what_happens_as_the_month_ends_belongs_to_the_next(editor: User) -> None:
    an_announcement(visible_from=NOW, starts_at=DECEMBER.end - DAY, ends_at=DECEMBER.end)
    fact = a_fact(check_after_days=300)
    fact_actions.set_value(fact, "2", by=None, at=NOW, valid_from=DECEMBER.end)
    assert [(day, what) for day, what, _title in told(editor)] == [(31, "event starts")]
    january = [(day, what) for day, what, _title in told(editor, DECEMBER.next)]
    assert sorted(january) == [(1, "event ends"), (1, "new value holds")]


def test_crowded_day_shows_some_and_counts_the_rest(editor: User) -> None:
    for number in range(SHOWN + 3):
        an_article(title=f"{number:02}", visible_from=NOW + 10 * DAY)
    (day,) = days_of(DECEMBER, editor)
    assert (len(day.entries), day.more) == (SHOWN, 3)


def test_everybody_sees_what_they_may(reader: User) -> None:
    an_article(title="新", visible_from=NOW + 10 * DAY)
    an_announcement(visible_from=NOW + 11 * DAY)
    assert told(reader) == []
    reader.user_permissions.add(Permission.objects.get(codename="view_text"))
    again = User.objects.get(pk=reader.pk)
    assert [what for _day, what, _title in told(again)] == ["appears"]


@given(st.dates(date(2000, 1, 1), date(2999, 12, 31)))
def test_months_follow_each_other_without_a_gap(day: date) -> None:
    month = Month(day.replace(day=1))
    assert month.next.previous == month == Month.parse(str(month), default=date(1970, 1, 1))
    assert month.end == month.next.start and month.start < month.end
    assert month.first <= day < month.next.first


@pytest.mark.parametrize("given_", ["", "2026-13", "x", "2026-11-01", "99999-01", "٢٠٢٦-١١"])
def test_nonsense_means_this_month(editor_client: Client, given_: str) -> None:
    page: Any = editor_client.get("/admin/articles/article/calendar/", {"month": given_})
    assert str(page.context["month"]) == "2026-11"


@pytest.mark.parametrize("given_", ["0001-01", "9999-12"])
def test_ends_of_time_are_no_failure(editor_client: Client, given_: str) -> None:
    for page in ("calendar", "overview"):
        address = f"/admin/articles/article/{page}/?month={given_}"
        assert editor_client.get(address).status_code == 200


def test_page_leads_to_what_changes_and_to_other_months(editor_client: Client) -> None:
    text = an_article(title="<新>", visible_from=NOW + 10 * DAY).text
    page = editor_client.get("/admin/articles/article/calendar/?month=2026-12").content.decode()
    assert f"/admin/articles/text/{text.pk}/change/" in page and "&lt;新&gt;" in page
    assert "?month=2026-11" in page and "?month=2027-01" in page


@pytest.mark.parametrize("address", ["calendar/", "overview/", "overview.csv"])
def test_pages_are_for_those_who_may_see_texts(
    client: Client, reader_client: Client, reader: User, address: str
) -> None:
    address = f"/admin/articles/article/{address}"
    assert client.get(address).status_code == reader_client.get(address).status_code == 302
    reader.is_staff = True
    reader.save()
    assert reader_client.get(address).status_code == 403
    reader.user_permissions.add(Permission.objects.get(codename="view_text"))
    assert reader_client.get(address).status_code == 200
