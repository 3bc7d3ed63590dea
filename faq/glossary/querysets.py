"""What readers may see of the glossary, said as words.

A term is visible when it is published and its time has come. Hidden looks exactly like absent, for
everybody: editors meet hidden terms in the admin only.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Self

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.utils import timezone

from faq.accounts.models import Visitor
from faq.base.models import VersionedQuerySet
from faq.base.text import fold


class TermQuerySet(VersionedQuerySet):
    """Terms of the glossary."""

    def visible_to(self, user: Visitor, at: datetime | None = None) -> Self:
        """Those a visitor may read at that instant (default: now)."""
        return self.published().filter(visible_from__lte=at or timezone.now())

    def published(self) -> Self:
        """Those that are visible or will be."""
        return self.filter(is_published=True)

    def next_moment(self, at: datetime) -> datetime | None:
        """When the next of them appears: what was worked out at `at` holds until then."""
        ahead = self.published().filter(visible_from__gt=at)
        moment: datetime | None = ahead.aggregate(moment=Min("visible_from"))["moment"]
        return moment

    def named_like(self, words: str) -> Self:
        """Those with a label, alias or pinyin that holds `words`, in whatever script or case."""
        folded = " ".join(fold(words).split())
        texts = Q(folded__contains=folded) | Q(sounds__contains=folded)
        return self.filter(
            Exists(self._rows_of("texts").filter(texts))
            | Exists(self._rows_of("aliases").filter(folded__contains=folded))
        )

    def _rows_of(self, relation: str) -> VersionedQuerySet:
        rows: VersionedQuerySet = self.model._meta.get_field(relation).related_model.objects
        return rows.filter(term=OuterRef("pk"))

    def with_texts(self) -> Self:
        """With their words in all languages, by one more query."""
        return self.prefetch_related("texts")

    def with_names(self) -> Self:
        """With their words and aliases, by two more queries."""
        return self.prefetch_related("texts", "aliases")

    def with_alias_count(self) -> Self:
        """With the number of aliases, for editors' lists."""
        return self.annotate(alias_count=Count("aliases"))


class NameQuerySet(VersionedQuerySet):
    """Labels, or aliases: names that lead to a term."""

    def of_terms(self, terms: TermQuerySet) -> Self:
        """Those of some terms, each with its term."""
        return self.filter(term__in=terms).select_related("term")

    def of_other_terms(self, folded: Collection[str], *, than: int | None) -> dict[str, str]:
        """Which of the folded names lead to another term than `than`: its key by name."""
        taken = self.filter(folded__in=folded).exclude(term=than)
        return dict(taken.values_list("folded", "term__key"))
