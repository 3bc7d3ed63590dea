"""When an answer is promised: so many minutes of the hours in which tickets are answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from faq.base.memo import Memo
from faq.contact.hours import Hours, Span, state
from faq.contact.models import DAYS, Holiday
from faq.contact.models import VERSION as CONTACT_VERSION
from faq.tickets.models import VERSION, AnswerTime, OfficeHours, Urgency

UNSAID = {Urgency.DANGER: 60, Urgency.BLOCKED: 240, Urgency.NORMAL: 1440}
"""Minutes, where editors said nothing."""


@dataclass(frozen=True)
class Promises:
    """What editors promise, as one reads it from the tables."""

    hours: Hours
    minutes: dict[tuple[int | None, str], tuple[int, bool]]

    def due(self, kind: int, urgency: str, at: datetime) -> datetime:
        """By when a ticket of a kind that waits since `at` is answered."""
        minutes, is_around_the_clock = (
            self.minutes.get((kind, urgency))
            or self.minutes.get((None, urgency))
            or (UNSAID[Urgency(urgency)], False)
        )
        if is_around_the_clock:
            return at + timedelta(minutes=minutes)
        return worked(self.hours, at, timedelta(minutes=minutes))


def worked(hours: Hours, at: datetime, length: timedelta) -> datetime:
    """The instant at which so much time of work has gone by since `at`.

    Without any hours of work in sight every hour counts.
    """
    left = length
    while True:
        now = state(hours, at)
        if now.changes_at is None:
            return at + left
        if now.is_open:
            if at + left <= now.changes_at:
                return at + left
            left -= now.changes_at - at
        at = now.changes_at


def _load() -> Promises:
    return Promises(
        hours=_hours(list(OfficeHours.objects.all())),
        minutes={
            (one.kind_id, one.urgency): (one.minutes, one.is_around_the_clock)
            for one in AnswerTime.objects.all()
        },
    )


def _hours(rows: Sequence[OfficeHours]) -> Hours:
    spans = [(row.days, Span(row.opens, row.closes)) for row in rows]
    return Hours(
        zone=ZoneInfo(settings.TIME_ZONE),
        is_always_open=not rows,
        weekly=tuple(tuple(span for days, span in spans if day in days) for day in DAYS),
        special={one.on: one.spans() for one in Holiday.objects.filter(region=None)},
    )


promises = Memo(VERSION, CONTACT_VERSION, load=_load)
"""What is promised, remembered until an editor changes it."""
