"""A month at the desk in numbers: how much came, how soon it was answered, how it was rated."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from faq.articles.calendar import Month
from faq.tickets.models import Kind, Ticket


@dataclass(frozen=True)
class Answering:
    """How tickets of a kind, received in a month, were answered. Times in minutes."""

    name: str
    received: int
    minutes: Sequence[int]
    in_time: int
    late: int
    good: int
    bad: int

    @property
    def median(self) -> int | None:
        """Half of the first answers came sooner."""
        return _rank(self.minutes, 50)

    @property
    def most(self) -> int | None:
        """Nine in ten of the first answers came sooner."""
        return _rank(self.minutes, 90)

    @property
    def in_time_share(self) -> int | None:
        """Of a hundred promises those kept; None without one that was kept or broken."""
        return _share(self.in_time, self.in_time + self.late)

    @property
    def good_share(self) -> int | None:
        """Of a hundred ratings the good ones; None without one."""
        return _share(self.good, self.good + self.bad)


@dataclass(frozen=True)
class Figures:
    """The month in all, by kind, and by day."""

    month: Month
    total: Answering
    by_kind: list[Answering]
    received_by_day: list[tuple[date, int]]
    open_by_day: list[tuple[date, int]]

    def rows(self) -> Iterator[list[object]]:
        """All of it as a table, headings first."""
        yield [
            _("part"), _("name"), _("received"), _("answered"), _("median, minutes"),
            _("90 of 100, minutes"), _("in time"), _("late"), _("helpful"), _("not helpful"),
            _("open at the end of the day"),
        ]  # fmt: skip
        for part, line in [
            (_("all"), self.total), *((_("kind"), line) for line in self.by_kind)
        ]:  # fmt: skip
            yield [
                part, line.name, line.received, len(line.minutes), line.median, line.most,
                line.in_time, line.late, line.good, line.bad, "",
            ]  # fmt: skip
        for (day, received), (_day, still) in zip(
            self.received_by_day, self.open_by_day, strict=True
        ):
            yield [_("day"), str(day), received, *[""] * 7, still]


def figures(month: Month, language: str, *, at: datetime) -> Figures:
    """The numbers of a month as they are known at an instant. Four queries."""
    received: list[Any] = list(
        Ticket.objects.counted()
        .filter(created_at__gte=month.start, created_at__lt=month.end)
        .values("kind", "created_at", "answered_at", "is_answered_in_time", "promised_at", "rating")
    )
    kinds = Kind.objects.prefetch_related("texts")
    by_kind = [
        _answering(kind.name(language), [row for row in received if row["kind"] == kind.pk], at)
        for kind in kinds
    ]
    days = _days(month, at)
    return Figures(
        month=month,
        total=_answering(_("All"), received, at),
        by_kind=[line for line in by_kind if line.received],
        received_by_day=_per_day(days, (row["created_at"] for row in received)),
        open_by_day=_open(days, month),
    )


def _answering(name: str, rows: Sequence[Any], at: datetime) -> Answering:
    answered = [row for row in rows if row["answered_at"]]
    waits = [row for row in rows if not row["answered_at"]]
    overdue = [row for row in waits if row["promised_at"] and row["promised_at"] < at]
    return Answering(
        name=name,
        received=len(rows),
        minutes=sorted(
            int((row["answered_at"] - row["created_at"]).total_seconds() // 60) for row in answered
        ),
        in_time=sum(row["is_answered_in_time"] is True for row in answered),
        late=sum(row["is_answered_in_time"] is False for row in answered) + len(overdue),
        good=sum(row["rating"] == Ticket.Rating.GOOD for row in rows),
        bad=sum(row["rating"] == Ticket.Rating.BAD for row in rows),
    )


def _rank(ordered: Sequence[int], percent: int) -> int | None:
    return ordered[ceil(len(ordered) * percent / 100) - 1] if ordered else None


def _share(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


def _days(month: Month, at: datetime) -> list[date]:
    """Those of the month that have begun."""
    length = (month.next.first - month.first).days
    days = [month.first + timedelta(days=number) for number in range(length)]
    return [day for day in days if day <= timezone.localdate(at)]


def _per_day(days: Sequence[date], moments: Iterable[datetime]) -> list[tuple[date, int]]:
    counted = dict.fromkeys(days, 0)
    for moment in moments:
        day = timezone.localdate(moment)
        if day in counted:
            counted[day] += 1
    return list(counted.items())


def _open(days: Sequence[date], month: Month) -> list[tuple[date, int]]:
    """How many were not settled when each day ended."""
    settled = Coalesce("solved_at", "closed_at")
    rows = Ticket.objects.counted().filter(created_at__lt=month.end).alias(settled_at=settled)
    rows = rows.filter(Q(settled_at=None) | Q(settled_at__gte=month.start))
    lives = [
        (timezone.localdate(begun), timezone.localdate(ended) if ended else None)
        for begun, ended in rows.values_list("created_at", settled)
    ]
    return [
        (day, sum(begun <= day and (ended is None or ended > day) for begun, ended in lives))
        for day in days
    ]
