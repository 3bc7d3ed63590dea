"""Announcements offered to search: one document for each language of a published one."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from faq.accounts.models import Visitor
from faq.announcements.models import Announcement, AnnouncementText
from faq.base import languages
from faq.search.sources import DocumentData, ShownText


class AnnouncementSource:
    """See faq.search.sources.SearchSource."""

    name = "announcement"
    kinds: Mapping[str, Any] = {"announcement": _("Announcement")}

    def documents(self, pks: Collection[int]) -> Iterator[DocumentData]:
        """Documents of the given texts of announcements."""
        for text in _published().filter(pk__in=pks).select_related("announcement"):
            yield _document(text)

    def pks(self) -> Iterable[int]:
        """Every text of an announcement that belongs in the index."""
        return _published().values_list("pk", flat=True).iterator()

    def visible_pks(
        self, pks: Collection[int], *, user: Visitor, at: datetime
    ) -> QuerySet[Any, int]:
        """Those of the given that the visitor may read."""
        visible = Announcement.objects.visible_to(user, at)
        texts = AnnouncementText.objects.filter(pk__in=pks, announcement__in=visible)
        return texts.values_list("pk", flat=True)


def _published() -> QuerySet[AnnouncementText]:
    return AnnouncementText.objects.filter(announcement__in=Announcement.objects.published())


def _document(text: AnnouncementText) -> DocumentData:
    announcement = text.announcement
    return DocumentData(
        object_id=text.pk,
        group=announcement.pk,
        language=text.language,
        kind="announcement",
        path=text.path,
        title=text.title,
        keywords="",
        headings="",
        body=f"{text.summary}\n{text.plain}",
        shown={
            code: _shown(text, code)
            for code in languages.codes()
            if code == text.language or text.is_converted_for(code)
        },
        tags=(),
        visible_from=announcement.visible_from,
        visible_until=announcement.visible_until,
    )


def _shown(text: AnnouncementText, language: str) -> ShownText:
    return ShownText(
        title=text.shown("title", language),
        summary=text.shown("summary", language),
        body=text.shown("plain", language),
        trail=[],
    )
