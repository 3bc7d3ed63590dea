"""How many articles a visitor finds in each category."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from faq.accounts.models import Visitor
from faq.articles.models import Revision
from faq.base.models import versions
from faq.categories.tree import Node, tree


@dataclass(frozen=True)
class Readable:
    """Numbers of articles a visitor may read; a category's without those of its sub-categories."""

    by_category: Counter[int]
    by_kind: Counter[str]

    @property
    def total(self) -> int:
        """All of them."""
        return self.by_category.total()

    def within(self, node: Node) -> int:
        """The number for a category with all inside it."""
        return sum(self.by_category[inner.pk] for inner in node.with_descendants())


@dataclass(frozen=True)
class _Kept:
    """Numbers for everyone: of one content version, from one instant until the next change."""

    version: int
    start: datetime
    end: datetime | None
    numbers: Readable

    def holds(self, version: int, at: datetime) -> bool:
        return self.version == version and self.start <= at and (self.end is None or at < self.end)


_kept: _Kept | None = None


def readable(user: Visitor, at: datetime) -> Readable:
    """The numbers for a visitor; those for everyone are remembered until articles change or
    the next of them appears or goes."""
    global _kept
    if user.is_staff:
        return _counted(user, at)
    version, kept = versions().get("articles", 0), _kept
    if kept is None or not kept.holds(version, at):
        kept = _Kept(version, at, Revision.objects.next_moment(at), _counted(user, at))
        _kept = kept
    return kept.numbers


def _counted(user: Visitor, at: datetime) -> Readable:
    rows = (
        Revision.objects.visible_to(user, at)
        .values_list("text__article__category", "text__article__kind")
        .annotate(found=Count("text__article", distinct=True))
        .order_by()
    )
    by_category: Counter[int] = Counter()
    by_kind: Counter[str] = Counter()
    for category, kind, found in rows:
        by_category[category] += found
        by_kind[kind] += found
    return Readable(by_category, by_kind)


def topics(language: str, numbers: Readable) -> list[dict[str, object]]:
    """The top categories that hold something, as the home page and empty pages list them."""
    return [
        {
            "name": root.name(language),
            "description": root.words[language].description,
            "lang": root.words[language].lang,
            "url": root.url(language),
            "icon": root.icon,
            "count": count,
        }
        for root in tree().roots
        if (count := numbers.within(root))
    ]


def search_panel(
    *, query: str, language: str, user: Visitor, at: datetime
) -> list[dict[str, object]]:
    """The topics, for the page of a search that found nothing; whatever the query was."""
    return topics(language, readable(user, at))
