"""Hours in words: weekly lines, and what holds now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from faq.contact.hours import Hours, Span, State, period


@dataclass(frozen=True)
class Line:
    """Hours that are the same on some days; `starts_at` and `ends_at` are the next time they come,
    in the zone of the hours, for the script that shows a reader's own time."""

    days: str
    opens: str
    closes: str
    is_overnight: bool
    starts_at: datetime
    ends_at: datetime


def lines(hours: Hours, at: datetime) -> list[Line]:
    """The weekly hours, days with the same ones in one line. Empty around the clock."""
    if hours.is_always_open:
        return []
    today = at.astimezone(hours.zone).date()
    return [_line(hours, days, span, today) for days, spans in _groups(hours) for span in spans]


@dataclass(frozen=True)
class SpecialDay:
    """A day on which the weekly hours don't hold; no times: nobody answers."""

    on: date
    times: list[tuple[str, str]]


def special_days(hours: Hours, at: datetime) -> list[SpecialDay]:
    """Those of the next two weeks, on the clock of the hours."""
    if hours.is_always_open:
        return []
    today = at.astimezone(hours.zone).date()
    return [
        SpecialDay(day, [(f"{span.opens:%H:%M}", _closing(span)) for span in spans])
        for day, spans in sorted(hours.special.items())
        if timedelta(0) <= day - today <= timedelta(days=14)
    ]


def _closing(span: Span) -> str:
    return f"{span.closes:%H:%M}" if span.closes != time(0) else "24:00"


def state_words(state: State, at: datetime) -> str:
    """Open or not, and for how long still."""
    if state.changes_at is None:
        return _("Open around the clock") if state.is_open else _("Closed")
    left = duration(state.changes_at - at)
    if state.is_open:
        return _("Open now, closes in %(time)s") % {"time": left}
    return _("Closed, opens in %(time)s") % {"time": left}


def duration(left: timedelta) -> str:
    """Minutes below an hour, hours and minutes below six, whole hours below two days, then days."""
    minutes = max(1, left // timedelta(minutes=1))
    hours, rest = divmod(minutes, 60)
    if hours < 1:
        return _("%(minutes)d min") % {"minutes": minutes}
    if hours < 6 and rest:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
    if hours < 48:
        return _("%(hours)d h") % {"hours": hours}
    days = hours // 24
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


def day_names() -> list[str]:
    """Monday to Sunday, short."""
    return [
        pgettext("weekday", "Mon"),
        pgettext("weekday", "Tue"),
        pgettext("weekday", "Wed"),
        pgettext("weekday", "Thu"),
        pgettext("weekday", "Fri"),
        pgettext("weekday", "Sat"),
        pgettext("weekday", "Sun"),
    ]


def _groups(hours: Hours) -> Iterator[tuple[list[int], tuple[Span, ...]]]:
    """Runs of neighbouring days with the same spans."""
    run: list[int] = []
    for day, spans in enumerate(hours.weekly):
        if run and hours.weekly[run[-1]] == spans:
            run.append(day)
            continue
        if run and hours.weekly[run[0]]:
            yield run, hours.weekly[run[0]]
        run = [day]
    if hours.weekly[run[0]]:
        yield run, hours.weekly[run[0]]


def _line(hours: Hours, days: list[int], span: Span, today: date) -> Line:
    first = today + timedelta(days=(days[0] - today.weekday()) % 7)
    start, end = period(first, span, hours.zone)
    return Line(
        days=_days(days),
        opens=f"{span.opens:%H:%M}",
        closes=_closing(span),
        is_overnight=span.is_overnight,
        starts_at=start.astimezone(hours.zone),
        ends_at=end.astimezone(hours.zone),
    )


def _days(days: list[int]) -> str:
    names = day_names()
    if len(days) == 7:
        return _("Every day")
    if len(days) == 1:
        return names[days[0]]
    return _("%(first)s–%(last)s") % {"first": names[days[0]], "last": names[days[-1]]}
