"""The pinned announcement at the top of every page; at most one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from faq.announcements.models import Announcement
from faq.base import languages
from faq.base.memo import Memo


@dataclass(frozen=True)
class _Words:
    title: str
    url: str
    lang: str


@dataclass(frozen=True)
class _Pinned:
    """A pinned announcement with its window, in the words of every language."""

    id: int
    severity: str
    visible_from: datetime
    until: datetime | None
    starts_at: datetime | None
    ends_at: datetime | None
    time_zone: str
    words: dict[str, _Words]

    def is_shown(self, at: datetime) -> bool:
        return self.visible_from <= at and (self.until is None or at < self.until)

    @property
    def can_be_dismissed(self) -> bool:
        return self.severity != Announcement.Severity.DANGER


def current(language: str, at: datetime, dismissed: set[int]) -> dict[str, Any] | None:
    """The banner for readers of `language` who put away those of the given numbers.

    The most severe first, then the newest. A danger cannot be put away. The window is compared
    with `at` here, each time, so that all readers see it come and go at the same instant.
    """
    for pinned in _memo.get():
        is_dismissed = pinned.id in dismissed and pinned.can_be_dismissed
        if pinned.is_shown(at) and not is_dismissed:
            return _shown(pinned, language)
    return None


def _shown(pinned: _Pinned, language: str) -> dict[str, Any]:
    words = pinned.words[language]
    dismiss = reverse("announcement_dismiss", args=[pinned.id]) if pinned.can_be_dismissed else ""
    return {
        "id": pinned.id,
        "title": words.title,
        "url": words.url,
        "lang": words.lang,
        "severity": pinned.severity,
        "severity_label": str(Announcement.Severity(pinned.severity).label),
        "starts_at": pinned.starts_at,
        "ends_at": pinned.ends_at,
        "time_zone": pinned.time_zone,
        "until": pinned.until,
        "dismiss_url": dismiss,
    }


def _load() -> list[_Pinned]:
    """All that are pinned, whatever the time; in the order of the banner."""
    pinned = [
        _pinned(announcement)
        for announcement in Announcement.objects.pinned().newest_first().with_titles()
        if announcement.texts.all()
    ]
    return sorted(pinned, key=lambda one: Announcement.RANKS[Announcement.Severity(one.severity)])


def _pinned(announcement: Announcement) -> _Pinned:
    words = {}
    for code in languages.codes():
        text = languages.best(announcement.texts.all(), code)
        assert text is not None
        words[code] = _Words(text.shown("title", code), text.url(code), text.shown_lang(code))
    return _Pinned(
        id=announcement.pk,
        severity=announcement.severity,
        visible_from=announcement.visible_from,
        until=announcement.banner_until,
        starts_at=announcement.starts_at,
        ends_at=announcement.ends_at,
        time_zone=announcement.time_zone,
        words=words,
    )


_memo = Memo(Announcement.VERSION, load=_load)
