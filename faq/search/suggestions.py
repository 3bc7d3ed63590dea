"""What the search box offers while a reader types."""

from dataclasses import dataclass
from datetime import datetime

from faq.accounts.models import Visitor
from faq.search.engine import visible
from faq.search.matching import match_titles
from faq.search.sources import kinds

LIMIT = 8


@dataclass(frozen=True)
class Suggestion:
    """A page to go to; `kind` is the word for its kind in the reader's language."""

    title: str
    url: str
    kind: str


def suggest(
    query: str, *, language: str, user: Visitor, at: datetime, limit: int = LIMIT
) -> list[Suggestion]:
    """Things whose title or keywords have what is typed, as the reader would see them."""
    hits = match_titles(query, language=language, user=user, at=at, limit=3 * limit)
    labels = kinds()
    shown = visible(hits, language, user, at)
    return [
        Suggestion(
            title=document.title(language),
            url=f"/{language}/{document.path}",
            kind=labels.get(document.kind, document.kind),
        )
        for _source, document in shown[:limit]
    ]
