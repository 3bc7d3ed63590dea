"""What is read most, for the home page."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from faq.accounts.models import Visitor
from faq.articles.cards import Card, cards
from faq.articles.kept import UntilChanged
from faq.articles.models import Revision

DAYS = 7
FRESH = timedelta(minutes=10)
"""How long an order by readings is kept; what may be read is right at every instant."""


@dataclass(frozen=True)
class _Found:
    at: datetime
    cards: list[Card]


_kept: UntilChanged[dict[tuple[str, int], _Found]] = UntilChanged(
    "articles", "categories", load=lambda at: {}
)


def most_read(language: str, *, user: Visitor, at: datetime, number: int) -> list[Card]:
    """The articles read most in the last days, for readers of a language.

    One query; none for visitors when another asked in the last minutes and no article changed.
    """
    if user.is_staff:
        return _find(language, user, at, number)
    kept = _kept.get(at)
    found = kept.get((language, number))
    if found is None or not found.at <= at < found.at + FRESH:
        found = _Found(at, _find(language, user, at, number))
        kept[language, number] = found
    return found.cards


def _find(language: str, user: Visitor, at: datetime, number: int) -> list[Card]:
    readable = Revision.objects.visible_to(user, at).in_language(language)
    ordered = readable.most_read_since(timezone.localdate(at), days=DAYS)
    return cards(ordered.for_cards()[:number], language)
