"""Announcements for search engines."""

from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils.encoding import iri_to_uri
from django.utils.translation import get_language

from faq.announcements.board import updated_at
from faq.announcements.models import Announcement
from faq.base.translated_sitemap import TranslatedSitemap


@dataclass
class Entry:
    """An announcement with its addresses by language, hand-written languages only."""

    changed_at: datetime
    paths: dict[str, str] = field(default_factory=dict)


class AnnouncementSitemap(TranslatedSitemap):
    """Every announcement that everybody may read."""

    def items(self) -> list[Entry]:
        """Newest first, in two queries."""
        found = []
        visible = Announcement.objects.visible_to(AnonymousUser()).newest_first()
        for announcement in visible.with_titles():
            entry = Entry(announcement.visible_from)
            for text in announcement.texts.all():
                entry.paths[text.language] = text.path
                entry.changed_at = max(entry.changed_at, updated_at(announcement, text))
            found.append(entry)
        return found

    def get_languages_for_item(self, item: Entry) -> list[str]:
        """Those it is written in."""
        return list(item.paths)

    def location(self, item: Entry) -> str:
        """The address in the language being listed."""
        language = get_language() or ""
        return iri_to_uri(f"/{language}/{item.paths[language]}")

    def lastmod(self, item: Entry) -> datetime:
        """When its newest words became visible."""
        return item.changed_at
