"""Which documents of the index a visitor may meet, said as words.

The index keeps each document's window beside it; the sources have the last word on what is shown.
Then what was searched for, counted.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Self

from django.db.models import Count, F, Q, QuerySet

from faq.accounts.models import Visitor
from faq.base.models import VersionedQuerySet
from faq.base.text import fold


class DocumentQuerySet(QuerySet[Any]):
    """Documents of the index."""

    def visible_to(self, user: Visitor, at: datetime) -> Self:
        """Those within their window at that instant, and for staff only when that is staff."""
        current = self.filter(
            Q(visible_from__lte=at) & (Q(visible_until=None) | Q(visible_until__gt=at))
        )
        return current if user.is_staff else current.filter(staff_only=False)

    def filtered(self, *, kind: str = "", category: int | None = None, tag: str = "") -> Self:
        """Those of a kind, in a category or below it, and with a tag; empty means any."""
        chosen = self.filter(kind=kind) if kind else self.all()
        if category is not None:
            chosen = chosen.in_category(category)
        return chosen.filter(tags__contains=f"\n{fold(tag)}\t") if tag else chosen

    def in_category(self, category: int) -> Self:
        """Those in a category or below it."""
        return self.filter(categories__contains=f",{category},")

    def of(self, source: str, object_ids: Collection[int]) -> Self:
        """The documents of some objects of a source."""
        return self.filter(source=source, object_id__in=object_ids)


class SynonymQuerySet(VersionedQuerySet):
    """Names that search knows."""

    def of(self, source: str, group: int) -> Self:
        """The names of one thing."""
        return self.filter(source=source, group=group)


class QueryQuerySet(QuerySet[Any]):
    """What was searched for."""

    def asked_since(self, day: date) -> Self:
        """What was asked on that day or later, with the numbers of that time.

        `times` counts a reader once a day, `readers` once a week; `opened` are the times that
        something was opened.
        """
        return self.filter(searches__day__gte=day).annotate(
            times=Count("searches"),
            readers=Count("searches__reader", distinct=True),
            opened=Count("searches__opened_id"),
        )

    def in_vain(self, *, unopened_by: int) -> Self:
        """Of `asked_since`: nothing was found, or nobody opened what was a guess, or so many
        readers opened nothing; and what the robot could not answer. The most asked first."""
        failed = Q(hits=0) | Q(place="robot") | Q(is_guess=True, opened=0)
        found = self.filter(failed | Q(opened=0, readers__gte=unopened_by))
        return found.order_by("-readers", "-asked_at", "pk")

    def that_may_become_popular(self, today: date) -> Self:
        """What was found on the page of results, as it was typed, and is not popular today yet."""
        found = self.filter(place="search", hits__gt=0, is_guess=False)
        return found.exclude(popular_on=today)

    def popular(self, language: str, *, since: date) -> Self:
        """What many readers of a language asked for and found since a day, the most asked first."""
        asked = self.filter(language=language, popular_on__gte=since, hits__gt=0)
        return asked.order_by("-popularity", "text")


class SearchQuerySet(QuerySet[Any]):
    """Searches by one reader each."""

    def addresses_by_query(self, queries: Collection[int], *, since: date) -> dict[int, int]:
        """From how many different addresses each query was asked for since a day."""
        asked = self.filter(query__in=queries, day__gte=since).values_list("query")
        address = F("reader").bitrightshift(32)
        return dict(asked.annotate(addresses=Count(address, distinct=True)))
