"""Sitemaps of pages in several languages, each entry naming its sisters."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.utils.encoding import iri_to_uri

from faq.base import canonical, languages


@dataclass
class Entry:
    """One subject: its path in each language that has a page of its own, and when that changed."""

    paths: dict[str, str] = field(default_factory=dict)
    changes: dict[str, datetime | None] = field(default_factory=dict)


class TranslatedSitemap(Sitemap):
    """Addresses always start with the configured one, whatever host was asked."""

    limit = 10_000

    def entries(self) -> Sequence[Entry]:
        """What everybody may read."""
        raise NotImplementedError

    def items(self) -> list[tuple[Entry, str]]:
        """Each entry once for each of its languages."""
        return [
            (entry, language)
            for entry in self.entries()
            for language in languages.codes()
            if language in entry.paths
        ]

    def location(self, item: tuple[Entry, str]) -> str:
        """The path in one language."""
        entry, language = item
        return iri_to_uri(entry.paths[language])

    def lastmod(self, item: tuple[Entry, str]) -> datetime | None:
        """When the page in that language changed; None where that is not known."""
        entry, language = item
        return entry.changes.get(language)

    def get_urls(self, *args: Any, **kwargs: Any) -> list[dict[str, Any]]:
        """Django's, with the same alternates as the pages themselves name."""
        urls: list[dict[str, Any]] = super().get_urls(*args, **kwargs)
        for url in urls:
            entry, _language = url["item"]
            sisters = [
                {"lang_code": link["lang"], "location": iri_to_uri(link["url"])}
                for link in canonical.alternates(entry.paths)
            ]
            url["alternates"] = [*sisters, sisters[0] | {"lang_code": "x-default"}]
        return urls

    def get_protocol(self, protocol: str | None = None) -> str:
        """http or https, as configured."""
        return urlsplit(settings.HELPCENTER_URL).scheme

    def get_domain(self, site: object = None) -> str:
        """The configured host."""
        return urlsplit(settings.HELPCENTER_URL).netloc
