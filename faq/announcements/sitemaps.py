"""Announcements for search engines."""

from django.contrib.auth.models import AnonymousUser

from faq.announcements.board import updated_at
from faq.announcements.models import Announcement
from faq.base.translated_sitemap import Entry, TranslatedSitemap


class AnnouncementSitemap(TranslatedSitemap):
    """Every announcement that everybody may read, in the languages it is written in."""

    def entries(self) -> list[Entry]:
        """Newest first, in two queries."""
        visible = Announcement.objects.visible_to(AnonymousUser()).newest_first()
        return [_entry(announcement) for announcement in visible.with_titles()]


def _entry(announcement: Announcement) -> Entry:
    entry = Entry()
    for text in announcement.texts.all():
        entry.paths[text.language] = text.url(text.language)
        entry.changes[text.language] = updated_at(announcement, text)
    return entry
