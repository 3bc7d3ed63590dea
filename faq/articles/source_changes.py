"""What the source of a translation has said anew since the translation followed it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from faq.articles import upkeep
from faq.articles.models import Revision, Text

KEPT_LINES = 2
"""Unchanged lines that are shown before and after a change."""


@dataclass(frozen=True)
class Line:
    """A line of the source: "same", "new", "gone", or "gap" for unchanged ones left out."""

    kind: str
    words: str = ""


@dataclass(frozen=True)
class Changes:
    """The steps of the source since, oldest first, the words of now and how they differ."""

    steps: list[Revision]
    now: Revision
    lines: list[Line]


def since_followed(text: Text, *, at: datetime) -> Changes | None:
    """How the source has changed; None for a text without a source that readers see or saw."""
    started = Revision.objects.started(at).exclude(text=text)
    source = started.filter(text__article=text.article_id, text__language=upkeep.source_language())
    now = source.order_by("-visible_from").first()
    if now is None:
        return None
    followed: datetime = (
        upkeep.with_followed(Text.objects.all()).filter(pk=text.pk).values_list("followed").get()[0]
    )
    before = source.filter(created_at__lte=followed).order_by("-visible_from").first()
    steps = source.filter(created_at__gt=followed).order_by("visible_from").select_related("author")
    return Changes(list(steps), now, lines_between(_words(before) if before else [], _words(now)))


def _words(revision: Revision) -> list[str]:
    return [revision.title, revision.summary, "", *revision.body.splitlines()]


def lines_between(before: list[str], after: list[str]) -> list[Line]:
    """The lines of two versions as one: without those that went, it is the later one.

    Of what stayed only the neighbours of a change are kept.
    """
    return list(_lines(before, after))


def _lines(before: list[str], after: list[str]) -> Iterator[Line]:
    groups = SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(KEPT_LINES)
    for number, group in enumerate(groups):
        if number:
            yield Line("gap")
        for kind, start, end, new_start, new_end in group:
            if kind == "equal":
                yield from (Line("same", words) for words in after[new_start:new_end])
            else:
                yield from (Line("gone", words) for words in before[start:end])
                yield from (Line("new", words) for words in after[new_start:new_end])
