"""How many articles a visitor finds in each category."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count

from faq.accounts.models import Visitor
from faq.articles.kept import UntilChanged
from faq.articles.models import Revision
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


def readable(user: Visitor, at: datetime) -> Readable:
    """The numbers for a visitor; those for everyone are kept."""
    return _counted(user, at) if user.is_staff else _kept.get(at)


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


_kept = UntilChanged("articles", load=lambda at: _counted(AnonymousUser(), at))


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
