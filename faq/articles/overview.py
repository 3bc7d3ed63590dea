"""A month in numbers: readings, votes, searches, compared with the month before.

Only sums are read; nothing here tells one reader from another.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from faq.articles.calendar import Month
from faq.articles.models import DailyViews, Vote
from faq.base import languages
from faq.categories.tree import tree
from faq.search.models import Query, Search


@dataclass(frozen=True)
class Figures:
    """What readers of some language did in topics, or all readers in all."""

    views: int = 0
    helpful: int = 0
    unhelpful: int = 0
    searches: int = 0
    found: int = 0

    @property
    def helped_share(self) -> int | None:
        """Of a hundred votes those that say yes; None without a vote."""
        return _share(self.helpful, self.helpful + self.unhelpful)

    @property
    def found_share(self) -> int | None:
        """Of a hundred searches those that found something by its words; None without one."""
        return _share(self.found, self.searches)


def _share(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


@dataclass(frozen=True)
class Compared:
    """A line of the overview: this month and the one before."""

    name: str
    now: Figures
    before: Figures


@dataclass(frozen=True)
class Overview:
    """The month as a whole, by language, by topic, and its readings and searches by day."""

    month: Month
    totals: list[Compared]
    by_language: list[Compared]
    by_category: list[Compared]
    views_by_day: list[tuple[date, int]]
    searches_by_day: list[tuple[date, int]]

    def rows(self) -> Iterator[list[object]]:
        """All of it as a table, headings first."""
        yield [
            _("part"), _("name"), _("month"), _("views"), _("helped"), _("did not help"),
            _("searches"), _("found something"),
        ]  # fmt: skip
        parts = [
            (_("all"), self.totals),
            (_("language"), self.by_language),
            (_("category"), self.by_category),
        ]
        for part, lines in parts:
            for line in lines:
                for month, figures in (
                    (self.month, line.now),
                    (self.month.previous, line.before),
                ):
                    yield [
                        part, line.name, str(month), figures.views, figures.helpful,
                        figures.unhelpful, figures.searches, figures.found,
                    ]  # fmt: skip


@dataclass(frozen=True)
class _Counted:
    """The numbers of a month: of texts by category and language, of searches by language."""

    texts: dict[tuple[int, str], Figures]
    searches: dict[str, Figures]

    @classmethod
    def of(cls, month: Month) -> "_Counted":
        """Three queries."""
        texts: dict[tuple[int, str], Figures] = {}
        place = ("text__article__category", "text__language")
        views = _views(month).values_list(*place).annotate(Sum("count"))
        for category, language, read in views.order_by():
            texts[category, language] = Figures(views=read)
        votes = Vote.objects.filter(at__gte=month.start, at__lt=month.end).values_list(*place)
        counted = votes.annotate(
            yes=Count("pk", filter=Q(is_helpful=True)), no=Count("pk", filter=Q(is_helpful=False))
        )
        for category, language, yes, no in counted.order_by():
            read = texts.get((category, language), Figures()).views
            texts[category, language] = Figures(views=read, helpful=yes, unhelpful=no)
        found = Q(query__hits__gt=0, query__is_guess=False)
        asked = _searches(month).values_list("query__language")
        rows = asked.annotate(times=Count("pk"), hits=Count("pk", filter=found)).order_by()
        return cls(texts, {code: Figures(searches=all_, found=hit) for code, all_, hit in rows})

    def figures(self, language: str | None = None) -> Figures:
        """Of one language, or of all."""
        return _sum(
            [
                *(f for (_pk, code), f in self.texts.items() if language in (None, code)),
                *(f for code, f in self.searches.items() if language in (None, code)),
            ]
        )

    def inside(self, categories: Collection[int]) -> Figures:
        """Of the texts in some categories."""
        return _sum([f for (pk, _code), f in self.texts.items() if pk in categories])


def _sum(parts: Iterable[Figures]) -> Figures:
    parts = list(parts)
    names = ("views", "helpful", "unhelpful", "searches", "found")
    return Figures(**{name: sum(getattr(part, name) for part in parts) for name in names})


def _views(month: Month) -> QuerySet[DailyViews]:
    return DailyViews.objects.filter(day__gte=month.first, day__lt=month.next.first)


def _searches(month: Month) -> QuerySet[Search]:
    asked = Search.objects.filter(day__gte=month.first, day__lt=month.next.first)
    return asked.filter(query__place=Query.Place.SEARCH)


def overview(month: Month, language: str) -> Overview:
    """The numbers of a month; names of topics as readers of `language` see them. Eight queries."""
    now, before = _Counted.of(month), _Counted.of(month.previous)
    views = dict(_views(month).values_list("day").annotate(Sum("count")).order_by())
    searches = dict(_searches(month).values_list("day").annotate(Count("pk")).order_by())
    return Overview(
        month=month,
        totals=[Compared(_("All"), now.figures(), before.figures())],
        by_language=[
            Compared(languages.name(code), now.figures(code), before.figures(code))
            for code in languages.codes()
        ],
        by_category=[
            Compared(root.name(language), now.inside(pks), before.inside(pks))
            for root in tree().roots
            if (pks := {node.pk for node in root.with_descendants()})
        ],
        views_by_day=_every_day(month, views),
        searches_by_day=_every_day(month, searches),
    )


def _every_day(month: Month, counted: dict[date, int]) -> list[tuple[date, int]]:
    length = (month.next.first - month.first).days
    days = (month.first + timedelta(days=number) for number in range(length))
    return [(day, counted.get(day, 0)) for day in days]
