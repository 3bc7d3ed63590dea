"""What the search box offers while a reader types."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from faq.accounts.models import Visitor
from faq.search import popular
from faq.search.engine import visible
from faq.search.matching import match_titles
from faq.search.sources import kinds

LIMIT = 8
POPULAR = 3
"""So many of them may be searches."""


@dataclass(frozen=True)
class Suggestion:
    """A page to go to, or a search; `kind` is the word for its kind in the reader's language."""

    title: str
    url: str
    kind: str


def suggest(
    query: str, *, language: str, user: Visitor, at: datetime, limit: int = LIMIT
) -> list[Suggestion]:
    """Things whose title or keywords have what is typed, as the reader would see them.

    What apps on higher floors add (settings.SEARCH_SUGGESTIONS) and what many searched for follow.
    """
    topics = [
        entry
        for suggesting in _suggesting()
        for entry in suggesting(query, language=language, user=user, at=at)
    ]
    searches = popular.begun(query, language=language, at=at, limit=POPULAR)
    hits = match_titles(query, language=language, user=user, at=at, limit=3 * limit)
    labels = kinds()
    shown = visible(hits, language, user, at)
    pages = [
        Suggestion(
            title=document.title(language),
            url=f"/{language}/{document.path}",
            kind=labels.get(document.kind, document.kind),
        )
        for _source, document in shown[: limit - len(searches) - len(topics)]
    ]
    return [*pages, *topics, *(_search(text, language) for text in searches)]


Suggesting = Callable[..., list[Suggestion]]


def _suggesting() -> list[Suggesting]:
    """Functions of what is typed, and of `language`, `user` and `at` by name."""
    return [import_string(path) for path in settings.SEARCH_SUGGESTIONS]


def _search(text: str, language: str) -> Suggestion:
    url = f"/{language}/search/?{urlencode({'q': text})}"
    return Suggestion(title=text, url=url, kind=_("Popular search"))
