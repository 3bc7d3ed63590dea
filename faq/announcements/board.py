"""The notice board as the readers of one language see it: rows, months, and a page for each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils import timezone

from faq.accounts.models import Visitor
from faq.announcements.models import Announcement, AnnouncementText
from faq.base import canonical, content_links, languages


@dataclass(frozen=True)
class AnnouncementRow:
    """An announcement in a list."""

    title: str
    url: str
    summary: str
    kind: str
    kind_label: str
    severity: str
    published_at: datetime
    updated_at: datetime
    state_label: str
    lang: str
    number: int


def rows(
    announcements: Iterable[Announcement], language: str, at: datetime
) -> list[AnnouncementRow]:
    """Rows of announcements fetched with their titles; no further query."""
    found = []
    for announcement in announcements:
        if text := languages.best(announcement.texts.all(), language):
            found.append(_row(announcement, text, language, at))
    return found


def _row(
    announcement: Announcement, text: AnnouncementText, language: str, at: datetime
) -> AnnouncementRow:
    return AnnouncementRow(
        title=text.shown("title", language),
        url=text.url(language),
        summary=text.shown("summary", language),
        kind=announcement.kind,
        kind_label=announcement.get_kind_display(),
        severity=announcement.severity,
        published_at=announcement.visible_from,
        updated_at=updated_at(announcement, text),
        state_label=_state_label(announcement, at),
        lang=text.shown_lang(language),
        number=announcement.pk,
    )


def updated_at(announcement: Announcement, text: AnnouncementText) -> datetime:
    """When readers first saw these words: written before the announcement appeared, then."""
    return max(announcement.visible_from, text.changed_at)


def _state_label(announcement: Announcement, at: datetime) -> str:
    state = announcement.state(at)
    return str(state.label) if state else ""


def latest(language: str, *, user: Visitor, at: datetime, number: int) -> list[AnnouncementRow]:
    """The newest on the board, in two queries."""
    visible = Announcement.objects.visible_to(user, at).newest_first().with_titles()
    return rows(visible[:number], language, at)


def months(shown: Iterable[AnnouncementRow]) -> list[dict[str, Any]]:
    """Rows, newest first, under the months in which they were published."""

    def month(row: AnnouncementRow) -> date:
        return timezone.localdate(row.published_at).replace(day=1)

    return [{"label": label, "rows": list(of_month)} for label, of_month in groupby(shown, month)]


def page(
    announcement: Announcement, text: AnnouncementText, language: str, at: datetime
) -> dict[str, Any]:
    """What the page of an announcement says of it."""
    return {
        "title": text.shown("title", language),
        "lang": text.shown_lang(language),
        "summary": text.shown("summary", language),
        "html": content_links.localise(text.shown("html", language), language),
        "picture": content_links.first_picture(text.html),
        "kind": announcement.kind,
        "kind_label": announcement.get_kind_display(),
        "severity": announcement.severity,
        "published_at": announcement.visible_from,
        "updated_at": updated_at(announcement, text),
        "starts_at": announcement.starts_at,
        "ends_at": announcement.ends_at,
        "time_zone": announcement.time_zone,
        "state": announcement.state(at),
        "state_label": _state_label(announcement, at),
    }


def translation_notice(text: AnnouncementText, language: str) -> dict[str, str] | None:
    """What to say when there are no words in the reader's language; None when there are."""
    if text.language == language:
        return None
    kind = "converted" if text.is_converted_for(language) else "other"
    return {"shown_name": languages.name(text.language), "kind": kind}


def alternates(announcement: Announcement) -> list[dict[str, str]]:
    """The languages an announcement fetched with its texts is written in, with full addresses."""
    return canonical.alternates(
        {text.language: text.url(text.language) for text in announcement.texts.all()}
    )
