"""What will change by itself, and when: windows, events, values of facts, checks that fall due."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from faq.accounts.models import User
from faq.announcements.models import Announcement
from faq.articles import upkeep
from faq.articles.models import Revision
from faq.base import languages
from faq.facts.models import Fact, FactValue

SHOWN = 50
"""Of a day so many entries are shown: after an import all its texts fall due together."""


@dataclass(frozen=True)
class Month:
    """A month of the site's time zone, as two moments: `start` belongs to it, `end` does not."""

    first: date

    @classmethod
    def parse(cls, given: str, *, default: date) -> "Month":
        """From "2026-11"; the month of `default` for anything else and for other millennia."""
        try:
            first = datetime.strptime(given, "%Y-%m").date()
        except ValueError:
            first = default.replace(day=1)
        return cls(first if 2000 <= first.year < 3000 else default.replace(day=1))

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def next(self) -> "Month":
        """The month after it."""
        return Month((self.first + timedelta(days=31)).replace(day=1))

    @property
    def previous(self) -> "Month":
        """The month before it."""
        return Month((self.first - timedelta(days=1)).replace(day=1))

    @property
    def start(self) -> datetime:
        """Its first moment."""
        return timezone.make_aware(datetime.combine(self.first, time.min))

    @property
    def end(self) -> datetime:
        """The first moment of the next."""
        return self.next.start


@dataclass(frozen=True)
class Entry:
    """Something that changes at a moment (for a check: on a day), and where it is changed."""

    at: datetime
    what: str
    title: str
    url: str
    is_day: bool = False


@dataclass(frozen=True)
class Day:
    """A day on which something changes: its first entries, and how many there are besides."""

    on: date
    entries: list[Entry]
    more: int


def days_of(month: Month, user: User) -> list[Day]:
    """The days of a month on which something changes, of what a person may see. Six queries."""
    entries = []
    if user.has_perm("articles.view_text"):
        entries += [*_windows(month), *_checks(month)]
    if user.has_perm("announcements.view_announcement"):
        entries += _announcements(month)
    if user.has_perm("facts.view_fact"):
        entries += [*_values(month), *_fact_checks(month)]
    days: dict[date, list[Entry]] = {}
    for entry in sorted(entries, key=lambda entry: (entry.at, not entry.is_day, entry.title)):
        days.setdefault(timezone.localtime(entry.at).date(), []).append(entry)
    return [Day(on, found[:SHOWN], max(0, len(found) - SHOWN)) for on, found in days.items()]


def _is_in(month: Month, *names: str) -> Q:
    found = Q(pk__in=[])
    for name in names:
        found |= Q(**{f"{name}__gte": month.start, f"{name}__lt": month.end})
    return found


def _windows(month: Month) -> Iterator[Entry]:
    published = Revision.objects.filter(_is_in(month, "visible_from", "visible_until"))
    rows = published.filter(is_published=True).select_related("text__article").order_by()
    for row in rows.only("title", "visible_from", "visible_until", "replaced_at", "text__language",
                         "text__article__key"):  # fmt: skip
        title = f"{row.title} ({languages.name(row.text.language)})"
        url = reverse("admin:articles_text_change", args=[row.text_id])
        starts = row.visible_from
        if starts and _falls_in(month, starts):
            yield Entry(starts, _("appears"), title, url)
        ends = row.visible_until
        if ends and _falls_in(month, ends) and not (row.replaced_at and row.replaced_at <= ends):
            yield Entry(ends, _("ends"), title, url)


def _falls_in(month: Month, at: datetime) -> bool:
    return month.start <= at < month.end


def _checks(month: Month) -> Iterator[Entry]:
    title = Revision.objects.live(timezone.now()).filter(text=OuterRef("pk")).values("title")[:1]
    texts = upkeep.with_due_day(upkeep.live_texts(timezone.now()))
    texts = texts.filter(due_on__gte=month.first, due_on__lt=month.next.first)
    rows: Any = texts.annotate(live_title=Subquery(title)).order_by()
    for text in rows:
        url = reverse("admin:articles_text_change", args=[text.pk])
        name = f"{text.live_title} ({languages.name(text.language)})"
        yield _on_day(text.due_on, _("check is due"), name, url)


def _on_day(on: date, what: str, title: str, url: str) -> Entry:
    return Entry(timezone.make_aware(datetime.combine(on, time.min)), what, title, url, is_day=True)


def _announcements(month: Month) -> Iterator[Entry]:
    moments = {
        "visible_from": _("announcement appears"),
        "visible_until": _("announcement is taken down"),
        "pinned_until": _("leaves the banner"),
        "starts_at": _("event starts"),
        "ends_at": _("event ends"),
    }
    rows = Announcement.objects.published().filter(_is_in(month, *moments))
    for row in rows.with_titles().order_by():
        url = reverse("admin:announcements_announcement_change", args=[row.pk])
        for name, what in moments.items():
            if (at := getattr(row, name)) and _falls_in(month, at):
                yield Entry(at, what, str(row), url)


def _values(month: Month) -> Iterator[Entry]:
    rows = FactValue.objects.filter(_is_in(month, "valid_from")).select_related("fact")
    for row in rows.prefetch_related("fact__texts").order_by():
        label = row.fact.label(languages.codes()[0])
        said = row.fact.said(row.value, languages.codes()[0])
        url = reverse("admin:facts_fact_change", args=[row.fact_id])
        yield Entry(row.valid_from, _("new value holds"), f"{label}: {said}", url)


def _fact_checks(month: Month) -> Iterator[Entry]:
    rows = Fact.objects.filter(due_on__gte=month.first, due_on__lt=month.next.first)
    for row in rows.with_texts().order_by():
        url = reverse("admin:facts_fact_change", args=[row.pk])
        yield _on_day(row.due_on, _("check is due"), row.label(languages.codes()[0]), url)
