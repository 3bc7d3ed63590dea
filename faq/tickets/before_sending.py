"""What may help at once: articles on what somebody asks, and what is going on about it now."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from faq.accounts.models import Visitor
from faq.announcements import board
from faq.announcements.board import AnnouncementRow
from faq.announcements.models import Announcement
from faq.search import engine
from faq.search.matching import Hit, match
from faq.tickets.models import Kind

ARTICLES: Final = 4
LONGEST: Final = 120
"""So many characters of what somebody writes are looked for."""
_INCIDENTS: Final = (
    Announcement.Kind.MAINTENANCE, Announcement.Kind.UPGRADE, Announcement.Kind.RISK,
)  # fmt: skip


@dataclass(frozen=True)
class Topic:
    """What somebody asks about, who they are and what they read."""

    kind: Kind
    words: str
    language: str
    user: Visitor
    at: datetime

    @property
    def reader(self) -> dict[str, Any]:
        """For whom search looks."""
        return {"language": self.language, "user": self.user, "at": self.at}


def articles(topic: Topic) -> list[engine.Row]:
    """Articles on it, those of the kind's own category first; none before a word is written."""
    words = topic.words.strip()[:LONGEST]
    if not words:
        return []
    found = match(words, **topic.reader)
    hits = [*_of_category(topic, words, found), *found.hits]
    chosen = {_place(hit): hit for hit in hits if hit.source == "article"}
    return engine.first_rows(
        replace(found, hits=list(chosen.values())), number=ARTICLES, **topic.reader
    )


def _of_category(topic: Topic, words: str, found: Any) -> list[Hit]:
    if not topic.kind.category_id:
        return []
    return match(words, category=topic.kind.category_id, like=found, **topic.reader).hits


def _place(hit: Hit) -> tuple[int, ...]:
    return tuple(sorted(document.object_id for document in hit.documents))


def incidents(topic: Topic) -> list[AnnouncementRow]:
    """What is going on now and has to do with the kind or with what is written."""
    running = [
        one
        for one in Announcement.objects.visible_to(topic.user, topic.at)
        .filter(kind__in=_INCIDENTS, starts_at__lte=topic.at)
        .newest_first()
        .with_titles()
        if one.state(topic.at) == Announcement.State.ONGOING
    ]
    if not running:
        return []
    about = _announced(topic, topic.kind.name(topic.language))
    if words := topic.words.strip()[:LONGEST]:
        about |= _announced(topic, words)
    near = [one for one in running if about & {text.pk for text in one.texts.all()}]
    return board.rows(near, topic.language, topic.at)


def _announced(topic: Topic, words: str) -> set[int]:
    """The texts of announcements that say something of these words."""
    found = match(words, kind="announcement", **topic.reader)
    return {
        document.object_id
        for hit in found.hits
        if hit.weight.coverage >= 0.5
        for document in hit.documents
    }
