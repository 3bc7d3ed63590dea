"""Pages that are no content of their own, for search engines."""

from django.urls import reverse
from django.utils import timezone, translation

from faq.articles import stages
from faq.base import languages
from faq.base.translated_sitemap import Entry, TranslatedSitemap

PAGES = [
    "home", "article_list", "term_list", "announcement_list", "channel_list", "channel_verify",
    "mail_guide",
]  # fmt: skip


class PageSitemap(TranslatedSitemap):
    """The pages that every language has."""

    def entries(self) -> list[Entry]:
        """The home page first; the beginner's path where there is one."""
        has_path = stages.path(languages.codes()[0], timezone.now())
        names = [*PAGES, "beginner_path"] if has_path else PAGES
        return [Entry({code: _path(name, code) for code in languages.codes()}) for name in names]


def _path(name: str, language: str) -> str:
    with translation.override(language):
        return reverse(name)
