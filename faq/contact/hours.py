"""When somebody answers: weekly hours on the wall clock of a zone, holidays, daylight saving."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SOON, FAR = timedelta(days=8), timedelta(days=400)
"""How far the next change is looked for: nearly always it is within days."""


@dataclass(frozen=True, order=True)
class Span:
    """From one time on the clock to another; one that is not later belongs to the next day.

    00:00 to 00:00 is a whole day.
    """

    opens: time
    closes: time

    @property
    def is_overnight(self) -> bool:
        """Whether it ends on the day after, other than at midnight."""
        return self.closes <= self.opens and self.closes != time(0)


@dataclass(frozen=True)
class Hours:
    """Weekly spans, Monday first; `special` replaces those that begin on a date."""

    zone: ZoneInfo
    is_always_open: bool = False
    weekly: tuple[tuple[Span, ...], ...] = ((),) * 7
    special: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """The spans that begin on a day, in order."""
        return tuple(sorted(self.special.get(day, self.weekly[day.weekday()])))


@dataclass(frozen=True)
class State:
    """Whether somebody answers; `changes_at` is when that ends, None where no end is in sight."""

    is_open: bool
    changes_at: datetime | None


def state(hours: Hours, at: datetime) -> State:
    """The state at an instant."""
    if hours.is_always_open:
        return State(is_open=True, changes_at=None)
    for ahead in (SOON, FAR):
        edge = at + ahead
        for start, end in _periods(hours, at, edge):
            if end <= at:
                continue
            if start > at:
                return State(is_open=False, changes_at=start)
            if end < edge:
                return State(is_open=True, changes_at=end)
            if ahead == FAR:
                return State(is_open=True, changes_at=None)
            break
    return State(is_open=False, changes_at=None)


def _periods(hours: Hours, at: datetime, edge: datetime) -> list[tuple[datetime, datetime]]:
    """Periods of answering around `at` and up to `edge` at least, none touching another."""
    today, last = at.astimezone(hours.zone).date(), edge.astimezone(hours.zone).date()
    # A day begins in some zone up to two days before `at` and its last span ends a day later.
    days = (last - today).days + 4
    found = sorted(
        period(day, span, hours.zone)
        for day in (today + timedelta(days=number - 2) for number in range(days))
        for span in hours.spans_on(day)
    )
    joined: list[tuple[datetime, datetime]] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def period(day: date, span: Span, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The instants, in UTC, of a span that begins on a day.

    A time that the clock skips in spring is the moment of the skip's end on the old clock; one
    that it shows twice in autumn is the first of both.
    """
    last = day if span.closes > span.opens else day + timedelta(days=1)
    start = datetime.combine(day, span.opens, zone).astimezone(UTC)
    return start, datetime.combine(last, span.closes, zone).astimezone(UTC)
