"""Articles and categories for search engines."""

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from faq.articles import counts
from faq.articles.models import Revision
from faq.base import languages
from faq.base.translated_sitemap import Entry, TranslatedSitemap
from faq.categories.tree import tree


class ArticleSitemap(TranslatedSitemap):
    """Every article that everybody may read."""

    def entries(self) -> list[Entry]:
        """A few columns of each visible text are enough: one query."""
        found: dict[int, Entry] = {}
        rows = (
            Revision.objects.visible_to(AnonymousUser())
            .order_by("text__article", "language")
            .values_list("text__article", "language", "text__slug", "visible_from")
        )
        for article, language, slug, changed_at in rows.iterator():
            entry = found.setdefault(article, Entry())
            entry.paths[language] = f"/{language}/articles/{article}-{slug}/"
            entry.changes[language] = changed_at
        return list(found.values())


class CategorySitemap(TranslatedSitemap):
    """Categories that hold something, in every language."""

    def entries(self) -> list[Entry]:
        """In the order of the tree."""
        numbers = counts.readable(AnonymousUser(), timezone.now())
        return [
            Entry({code: node.url(code) for code in languages.codes()})
            for node in tree().in_order()
            if numbers.within(node)
        ]
