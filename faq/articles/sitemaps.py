"""Articles and categories for search engines."""

from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.translation import get_language

from faq.articles import counts
from faq.articles.models import Revision
from faq.base import languages
from faq.base.translated_sitemap import TranslatedSitemap
from faq.categories.tree import Node, tree


@dataclass
class Entry:
    """An article with its addresses by language, hand-written languages only."""

    paths: dict[str, str] = field(default_factory=dict)
    changes: list[datetime | None] = field(default_factory=list)


class ArticleSitemap(TranslatedSitemap):
    """Every article that everybody may read."""

    def items(self) -> list[Entry]:
        """Two columns of each visible text are enough."""
        found: dict[int, Entry] = {}
        rows = (
            Revision.objects.visible_to(AnonymousUser())
            .order_by("text__article", "language")
            .values_list("text__article", "language", "text__slug", "visible_from")
        )
        for article, language, slug, changed_at in rows.iterator():
            entry = found.setdefault(article, Entry())
            entry.paths[language] = f"articles/{article}-{slug}/"
            entry.changes.append(changed_at)
        return list(found.values())

    def get_languages_for_item(self, item: Entry) -> list[str]:
        """Those it is written in."""
        return list(item.paths)

    def location(self, item: Entry) -> str:
        """The address in the language being listed."""
        language = get_language() or ""
        return iri_to_uri(f"/{language}/{item.paths[language]}")

    def lastmod(self, item: Entry) -> datetime:
        """When its newest text became visible."""
        return max(change for change in item.changes if change)


class CategorySitemap(TranslatedSitemap):
    """Categories that hold something, in every language."""

    def items(self) -> list[Node]:
        """In the order of the tree."""
        numbers = counts.readable(AnonymousUser(), timezone.now())
        return [node for node in tree().in_order() if numbers.within(node)]

    def get_languages_for_item(self, item: Node) -> list[str]:
        """Every language has a name for a category."""
        return list(languages.codes())

    def location(self, item: Node) -> str:
        """The address in the language being listed."""
        return iri_to_uri(item.url(get_language() or ""))
