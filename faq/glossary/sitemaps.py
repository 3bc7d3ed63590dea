"""Terms for search engines."""

from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import get_language

from faq.base.translated_sitemap import TranslatedSitemap
from faq.glossary.models import Term, TermText


@dataclass
class Entry:
    """A term with the languages it is written in."""

    path: str
    languages: list[str] = field(default_factory=list)


class TermSitemap(TranslatedSitemap):
    """Every term that everybody may read."""

    def items(self) -> list[Entry]:
        """One query."""
        found: dict[int, Entry] = {}
        texts = TermText.objects.of_terms(Term.objects.visible_to(AnonymousUser()))
        for text in texts.order_by("term", "language"):
            entry = found.setdefault(text.term_id, Entry(text.term.path))
            entry.languages.append(text.language)
        return list(found.values())

    def get_languages_for_item(self, item: Entry) -> list[str]:
        """Those it is written in."""
        return item.languages

    def location(self, item: Entry) -> str:
        """The address in the language being listed."""
        return f"/{get_language()}/{item.path}"
