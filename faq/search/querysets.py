"""Which documents of the index a visitor may meet, said as words.

The index keeps each document's window beside it; the sources have the last word on what is shown.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Self

from django.db.models import Q, QuerySet

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
