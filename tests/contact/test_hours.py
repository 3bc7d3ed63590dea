"""Hours computed on the clock of a place: nights, holidays, daylight saving, the date line."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from faq.contact.hours import Hours, Span, State, period, state
from faq.contact.hours_in_words import duration, lines, special_days, state_words

OFFICE = Span(time(9), time(18))
NIGHT = Span(time(22), time(6))
EVERY_DAY = ((OFFICE,),) * 7
WEEKDAYS = ((OFFICE,),) * 5 + ((), ())


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "weekly", "moment", "is_open", "changes"),
    [
        # An ordinary Friday.
        ("Europe/London", WEEKDAYS, "2026-11-27T08:59", False, "2026-11-27T09:00"),
        ("Europe/London", WEEKDAYS, "2026-11-27T09:00", True, "2026-11-27T18:00"),
        ("Europe/London", WEEKDAYS, "2026-11-27T18:00", False, "2026-11-30T09:00"),
        # Summer time begins on 28 March 2027: on Monday the office opens an hour earlier in UTC.
        ("Europe/London", EVERY_DAY, "2027-03-27T17:30", True, "2027-03-27T18:00"),
        ("Europe/London", EVERY_DAY, "2027-03-27T18:30", False, "2027-03-28T08:00"),
        ("Europe/London", EVERY_DAY, "2027-03-28T17:00", False, "2027-03-29T08:00"),
        # A night over the change is an hour shorter in spring, and an hour longer in autumn.
        ("America/New_York", ((NIGHT,),) * 7, "2027-03-14T03:30", True, "2027-03-14T10:00"),
        ("America/New_York", ((NIGHT,),) * 7, "2026-11-01T04:00", True, "2026-11-01T11:00"),
        # Summer time ends on 1 November 2026 in New York.
        ("America/New_York", EVERY_DAY, "2026-10-31T23:00", False, "2026-11-01T14:00"),
        # Half an hour of summer time only.
        ("Australia/Lord_Howe", EVERY_DAY, "2026-10-03T21:00", False, "2026-10-03T22:00"),
        # Both sides of the date line: it is Monday there while it is Saturday or Sunday here.
        ("Pacific/Kiritimati", WEEKDAYS, "2026-11-29T19:00", True, "2026-11-30T04:00"),
        ("Pacific/Pago_Pago", WEEKDAYS, "2026-11-28T04:30", True, "2026-11-28T05:00"),
        ("Pacific/Pago_Pago", WEEKDAYS, "2026-11-28T05:30", False, "2026-11-30T20:00"),
        # A zone off by three quarters of an hour.
        ("Asia/Kathmandu", EVERY_DAY, "2026-11-27T03:14", False, "2026-11-27T03:15"),
        # A night belongs to the day on which it begins.
        ("UTC", ((NIGHT,),) + ((),) * 6, "2026-12-01T05:59", True, "2026-12-01T06:00"),
        ("UTC", ((NIGHT,),) + ((),) * 6, "2026-12-01T06:00", False, "2026-12-07T22:00"),
        # Until midnight, and midnight to midnight joined over the days.
        ("UTC", ((Span(time(8), time(0)),),) * 7, "2026-11-27T23:59", True, "2026-11-28T00:00"),
        ("UTC", ((Span(time(0), time(0)),),) * 5 + ((), ()), "2026-11-25T12:00", True,
         "2026-11-28T00:00"),
    ],
)  # fmt: skip
def test_what_holds_at_an_instant(
    zone: str, weekly: tuple[tuple[Span, ...], ...], moment: str, is_open: bool, changes: str
) -> None:
    found = state(Hours(ZoneInfo(zone), weekly=weekly), at(moment))

    assert found == State(is_open, at(changes))


def test_holiday_replaces_the_hours_of_its_weekday() -> None:
    special = {date(2026, 12, 25): (), date(2026, 12, 28): (Span(time(10), time(16)),)}
    hours = Hours(ZoneInfo("Europe/London"), weekly=WEEKDAYS, special=special)

    assert state(hours, at("2026-12-25T12:00")) == State(False, at("2026-12-28T10:00"))
    assert state(hours, at("2026-12-28T15:59")) == State(True, at("2026-12-28T16:00"))
    assert [day.on for day in special_days(hours, at("2026-12-20T12:00"))] == sorted(special)
    assert special_days(hours, at("2026-11-20T12:00")) == []


def test_night_before_a_holiday_ends_as_usual() -> None:
    hours = Hours(ZoneInfo("UTC"), weekly=((NIGHT,),) * 7, special={date(2026, 12, 25): ()})

    assert state(hours, at("2026-12-25T05:00")) == State(True, at("2026-12-25T06:00"))
    assert state(hours, at("2026-12-25T23:00")) == State(False, at("2026-12-26T22:00"))


def test_around_the_clock_never_ends() -> None:
    hours = Hours(ZoneInfo("UTC"), is_always_open=True, special={date(2026, 12, 25): ()})

    assert state(hours, at("2026-12-25T12:00")) == State(True, None)
    assert lines(hours, at("2026-12-25T12:00")) == []
    whole_days = Hours(ZoneInfo("UTC"), weekly=((Span(time(0), time(0)),),) * 7)
    assert state(whole_days, at("2026-12-25T12:00")) == State(True, None)


def test_without_hours_nobody_ever_answers() -> None:
    assert state(Hours(ZoneInfo("UTC")), at("2026-12-25T12:00")) == State(False, None)


def test_long_closure_still_tells_when_it_ends() -> None:
    start = date(2026, 12, 1)
    closed = {start + timedelta(days=number): () for number in range(40)}
    hours = Hours(ZoneInfo("UTC"), weekly=EVERY_DAY, special=closed)

    assert state(hours, at("2026-12-02T12:00")) == State(False, at("2027-01-10T09:00"))


times = st.times().map(lambda value: value.replace(second=0, microsecond=0))
spans = st.builds(Span, times, times)
weeks = st.tuples(*[st.lists(spans, max_size=2).map(tuple) for _day in range(7)])
zones = st.sampled_from(
    ["UTC", "Europe/London", "America/New_York", "Australia/Sydney", "Asia/Kathmandu",
     "Pacific/Kiritimati", "Pacific/Chatham", "America/Sao_Paulo"]
).map(ZoneInfo)  # fmt: skip
moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(
    lambda value: value.replace(tzinfo=UTC)
)


@given(zones, weeks, moments)
def test_the_change_that_is_told_is_the_next_one(
    zone: ZoneInfo, weekly: tuple[tuple[Span, ...], ...], moment: datetime
) -> None:
    hours = Hours(zone, weekly=weekly)
    now = state(hours, moment)

    if now.changes_at is None:
        assert state(hours, moment + timedelta(days=3)).is_open == now.is_open
    else:
        assert now.changes_at > moment
        assert state(hours, now.changes_at).is_open != now.is_open
        just_before = now.changes_at - timedelta(seconds=1)
        assert state(hours, max(moment, just_before)).is_open == now.is_open


@given(zones, weeks, moments)
def test_open_means_inside_a_span_of_that_day_or_the_day_before(
    zone: ZoneInfo, weekly: tuple[tuple[Span, ...], ...], moment: datetime
) -> None:
    today = moment.astimezone(zone).date()
    inside = any(
        start <= moment < end
        for day in (today - timedelta(days=1), today, today + timedelta(days=1))
        for span in weekly[day.weekday()]
        for start, end in [period(day, span, zone)]
    )
    assert state(Hours(zone, weekly=weekly), moment).is_open == inside


@pytest.mark.parametrize(
    ("left", "english", "chinese"),
    [
        (timedelta(seconds=5), "1 min", "1 分钟"),
        (timedelta(minutes=59, seconds=59), "59 min", "59 分钟"),
        (timedelta(hours=2), "2 h", "2 小时"),
        (timedelta(hours=2, minutes=5), "2 h 5 min", "2 小时 5 分钟"),
        (timedelta(hours=30, minutes=5), "30 h", "30 小时"),
        (timedelta(hours=49), "2 days", "2 天"),
    ],
)
def test_time_left_in_words(left: timedelta, english: str, chinese: str) -> None:
    with override("en"):
        assert duration(left) == english
    with override("zh-hans"):
        assert duration(left) == chinese


def test_state_in_words() -> None:
    now = at("2026-11-27T16:00")
    with override("en"):
        assert state_words(State(True, now + timedelta(hours=2)), now) == "Open now, closes in 2 h"
        assert state_words(State(False, now + timedelta(hours=9)), now) == "Closed, opens in 9 h"
        assert state_words(State(True, None), now) == "Open around the clock"


def test_days_with_the_same_hours_stand_in_one_line() -> None:
    weekly = ((OFFICE,),) * 5 + ((NIGHT,), ())
    with override("en"):
        shown = lines(Hours(ZoneInfo("Europe/London"), weekly=weekly), at("2026-11-26T12:00"))

    assert [(line.days, line.opens, line.closes, line.is_overnight) for line in shown] == [
        ("Mon–Fri", "09:00", "18:00", False),
        ("Sat", "22:00", "06:00", True),
    ]
    # The next Monday, for the script that tells a reader's own time.
    assert shown[0].starts_at.isoformat() == "2026-11-30T09:00:00+00:00"
