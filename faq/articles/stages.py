"""The beginner's path: articles that lead a newcomer from the first thing to do to the last."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from faq.articles.kept import UntilChanged
from faq.articles.models import Revision
from faq.articles.reading import minutes_to_read
from faq.articles.steps import Steps, steps_of
from faq.base import languages


@dataclass(frozen=True)
class Stage:
    """An article of the path, in the words that readers of one language see.

    `steps` are those of its text; of one without steps, a single one, so that a reader may tick
    the whole.
    """

    number: int
    article_id: int
    category_id: int
    title: str
    url: str
    summary: str
    lang: str
    minutes: int
    step_count: int
    steps: Steps


@dataclass(frozen=True)
class Place:
    """Where an article stands in the path."""

    number: int
    count: int
    next: Stage | None


def path(language: str, at: datetime) -> list[Stage]:
    """The path as everybody may read it, whoever asks; no query while nothing changes."""
    return _kept.get(at)[language]


def place_of(article_id: int, language: str, at: datetime) -> Place | None:
    """The place of an article; None for one that is not in the path."""
    found = path(language, at)
    stage = next((stage for stage in found if stage.article_id == article_id), None)
    if stage is None:
        return None
    following = found[stage.number] if stage.number < len(found) else None
    return Place(stage.number, len(found), following)


def is_start(category_id: int, language: str, at: datetime) -> bool:
    """Whether the path begins with an article of this category."""
    return any(stage.category_id == category_id for stage in path(language, at)[:1])


def _load(at: datetime) -> dict[str, list[Stage]]:
    written: dict[int, list[Revision]] = defaultdict(list)
    for revision in Revision.objects.visible_to(AnonymousUser(), at).on_path():
        written[revision.text.article_id].append(revision)
    return {
        code: [
            _stage(number, shown, code)
            for number, revisions in enumerate(written.values(), start=1)
            if (shown := languages.best(revisions, code))
        ]
        for code in languages.codes()
    }


def _stage(number: int, revision: Revision, language: str) -> Stage:
    text, steps = revision.text, steps_of(revision)
    return Stage(
        number=number,
        article_id=text.article_id,
        category_id=text.article.category_id,
        title=revision.shown("title", language),
        url=text.url(language),
        summary=revision.shown("summary", language),
        lang=revision.shown_lang(language),
        minutes=minutes_to_read(revision),
        step_count=steps.count,
        steps=steps if steps.count else Steps(steps.key, {"read": ""}),
    )


_kept = UntilChanged("articles", load=_load)
