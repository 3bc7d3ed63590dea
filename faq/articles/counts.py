"""How many articles a visitor finds in each category."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count
from django.utils.translation import gettext as _

from faq.accounts.models import Visitor
from faq.articles.kept import UntilChanged
from faq.articles.models import Revision
from faq.base.text import fold
from faq.categories.tree import Node, tree
from faq.search.suggestions import Suggestion

TOPICS_SUGGESTED = 2


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


def suggest_topics(typed: str, *, language: str, user: Visitor, at: datetime) -> list[Suggestion]:
    """The first two categories that hold something and whose name has what is typed."""
    wanted = fold(typed)
    if not wanted:
        return []
    numbers = readable(user, at)
    named = [node for node in tree().in_order() if wanted in fold(node.name(language))]
    named.sort(key=lambda node: not fold(node.name(language)).startswith(wanted))
    return [
        Suggestion(title=node.name(language), url=node.url(language), kind=_("Topic"))
        for node in named
        if numbers.within(node)
    ][:TOPICS_SUGGESTED]


def search_panel(
    *, query: str, language: str, user: Visitor, at: datetime
) -> list[dict[str, object]]:
    """The topics, for the page of a search that found nothing; whatever the query was."""
    return topics(language, readable(user, at))
