"""Terms for search engines."""

from django.contrib.auth.models import AnonymousUser

from faq.base.translated_sitemap import Entry, TranslatedSitemap
from faq.glossary.models import Term, TermText


class TermSitemap(TranslatedSitemap):
    """Every term that everybody may read, in the languages it is written in."""

    def entries(self) -> list[Entry]:
        """One query."""
        found: dict[int, Entry] = {}
        texts = TermText.objects.of_terms(Term.objects.visible_to(AnonymousUser()))
        for text in texts.order_by("term", "language"):
            entry = found.setdefault(text.term_id, Entry())
            entry.paths[text.language] = text.term.url(text.language)
        return list(found.values())
