"""Facts and their values, said as words.

A value is visible when its time has come: what is prepared is nowhere until then.
"""

from datetime import date, datetime
from typing import Self

from django.db.models import Count, Min
from django.utils import timezone

from faq.accounts.models import Visitor
from faq.base.models import VersionedQuerySet


class FactQuerySet(VersionedQuerySet):
    """Facts, whatever their values."""

    def overdue(self, on: date) -> Self:
        """Those whose check is overdue on a day."""
        return self.filter(due_on__lt=on)

    def with_texts(self) -> Self:
        """With their words in all languages, by one more query."""
        return self.prefetch_related("texts")

    def with_values(self) -> Self:
        """With all their values, earliest first, by one more query."""
        return self.prefetch_related("values")

    def with_use_count(self) -> Self:
        """With the number of texts that use each, in any version of their words."""
        return self.annotate(use_count=Count("revisions__text", distinct=True))


class FactValueQuerySet(VersionedQuerySet):
    """Values of facts, each with the moment from which it holds."""

    def visible_to(self, user: Visitor, at: datetime | None = None) -> Self:
        """Those that hold or held at that instant (default: now)."""
        return self.filter(valid_from__lte=at or timezone.now())

    def next_moment(self, at: datetime) -> datetime | None:
        """When the next value begins to hold: what was worked out at `at` is right until then."""
        ahead = self.filter(valid_from__gt=at).aggregate(moment=Min("valid_from"))
        moment: datetime | None = ahead["moment"]
        return moment
