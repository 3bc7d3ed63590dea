"""What the robot answers: passages that hold what was asked, or nothing.

This is the one place that decides which passage comes first and when to be silent; where its
numbers come from is in docs/decisions/0002-robot.md.

Search finds the pages. Their passages are weighed by the words of the question that they hold: a
word counts the more, the fewer texts have it; in a heading more than in the text, in the title of
the page less. What search thinks of the page counts too. The robot is sure where a passage, with
its heading and title, holds nearly all of what was asked.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from faq.accounts.models import Visitor
from faq.base.text import Word, terms
from faq.robot.intent import Intent
from faq.robot.passages import Page, Passage, read
from faq.search import engine, fulltext
from faq.search.matching import Matches, match
from faq.search.models import Document

PAGES = 10
"""So many of the pages found are looked at."""
QUOTES = 3
"""So many passages are quoted at most."""
SURE = 0.6
"""So much of a question a passage must hold, by the weight of its words."""
NEARLY_AS_GOOD = 0.85
"""Further passages are quoted that have so much of the first one's score."""

IN_HEADING, IN_TEXT, IN_TITLE = 1.6, 1.0, 0.5
"""What a word is worth where it stands."""
IN_PIECES = 0.5
"""What pieces of a word are worth, beside the word."""
OF_THE_PAGE = 1.0
"""What search thinks of the page, beside the words of the passage."""
USUAL_LENGTH = 1000
"""A passage of so many terms is worth half of what the same words are worth in a very short one."""

Read = Callable[..., list[Page]]


@dataclass(frozen=True)
class Quote:
    """A passage that may be quoted: how well it answers, and how much of the question it holds."""

    page: Page
    passage: Passage
    score: float
    coverage: float


@dataclass(frozen=True)
class Answer:
    """What is quoted, best first, or nothing; and what search found.

    `asked` is the question as it was looked up: with the one before it where it leans on that.
    """

    asked: str
    quotes: Sequence[Quote]
    found: Matches
    sureness: float


def answer(
    question: str,
    *,
    before: str = "",
    intent: Intent = Intent.QUESTION,
    language: str,
    user: Visitor,
    at: datetime,
    reading: Read = read,
) -> Answer:
    """The passages that answer a question of this visitor at that instant.

    What is about the reader's own account is only looked for, never answered. A question that
    finds no answer alone is asked once more together with the one `before` it. `reading` gives
    the pages of what search found, as far as the visitor may read them.
    """
    alone = _answer(question, language=language, user=user, at=at, reading=reading)
    if intent is Intent.OWN_ACCOUNT:
        return Answer(question, [], alone.found, alone.sureness)
    if alone.quotes or not before:
        return alone
    both = _answer(f"{before} {question}", language=language, user=user, at=at, reading=reading)
    return both if both.quotes else alone


def _answer(question: str, *, language: str, user: Visitor, at: datetime, reading: Read) -> Answer:
    found = match(question, language=language, user=user, at=at)
    ranked = _ranked(found, language=language, user=user, at=at, reading=reading)
    sureness = ranked[0].coverage if ranked else 0.0
    return Answer(question, _chosen(ranked), found, sureness)


def _chosen(ranked: Sequence[Quote]) -> list[Quote]:
    """The best passage and those that are nearly as good and say something else."""
    chosen: list[Quote] = []
    for quote in ranked:
        if quote.coverage < SURE or (chosen and quote.score < NEARLY_AS_GOOD * chosen[0].score):
            continue
        if not any(_overlap(quote.passage, other.passage) for other in chosen):
            chosen.append(quote)
        if len(chosen) == QUOTES:
            break
    return chosen


def _overlap(one: Passage, other: Passage) -> bool:
    return one.text in other.text or other.text in one.text


# --- Weighing ----------------------------------------------------------------------------------


def _ranked(
    found: Matches, *, language: str, user: Visitor, at: datetime, reading: Read
) -> list[Quote]:
    hits = found.hits[:PAGES]
    shown = engine.visible(hits, language, user, at)
    keys = [(source, document.object_id) for source, document in shown]
    pages = reading(keys, language=language, user=user, at=at)
    best = max((hit.weight.score for hit in hits), default=0.0) or 1.0
    shares = {
        (hit.source, document.object_id): hit.weight.score / best
        for hit in hits
        for document in hit.documents
    }
    words = _weights(found.asked.words)
    quotes = [
        quote
        for page in pages
        for quote in _weighed(page, words, shares[page.source, page.object_id])
    ]
    return sorted(quotes, key=lambda quote: -quote.score)


def _weights(words: Sequence[Word]) -> list[tuple[Word, float]]:
    """Each word with its share of the question: the rarer, the more."""
    numbers = fulltext.numbers_with({term for word in words for term in _terms(word)})
    total = Document.objects.count()
    rarities = [math.log(1 + total / (_number(word, numbers) + 0.5)) for word in words]
    every = sum(rarities) or 1.0
    return [(word, rarity / every) for word, rarity in zip(words, rarities, strict=True)]


def _terms(word: Word) -> set[str]:
    own = {term for phrase in word.phrases for term in phrase}
    return own.union(*map(_terms, word.others))


def _number(word: Word, numbers: Mapping[str, int]) -> int:
    """How many texts have the word by any of its names, at most."""
    own = (min(numbers.get(term, 0) for term in phrase) for phrase in word.phrases)
    return max([0, *own, *(_number(other, numbers) for other in word.others)])


def _weighed(page: Page, words: Sequence[tuple[Word, float]], share: float) -> list[Quote]:
    """The passages of a page; `share` is what search thinks of it, from 0 to 1."""
    title = frozenset(terms(f"{page.title}\n{page.keywords}"))
    quotes = []
    for passage in page.passages:
        heading = frozenset(terms(f"{passage.heading}\n{passage.title}"))
        text = terms(passage.text)
        held = frozenset(text)
        score = coverage = 0.0
        for word, weight in words:
            places = _share(word, heading), _share(word, held), _share(word, title)
            worth = zip((IN_HEADING, IN_TEXT, IN_TITLE), places, strict=True)
            score += weight * max(value * part for value, part in worth)
            coverage += weight * max(places)
        score /= 1 + len(text) / USUAL_LENGTH
        quotes.append(Quote(page, passage, score + OF_THE_PAGE * share, coverage))
    return quotes


def _share(word: Word, held: frozenset[str]) -> float:
    """How much of a word is among the terms: all of it by any name, pieces, or nothing."""
    if any(held.issuperset(phrase) for phrase in word.phrases if phrase):
        return 1.0
    if any(_share(other, held) == 1.0 for other in word.others):
        return 1.0
    if word.is_start and any(term.startswith(word.text) for term in held):
        return 1.0
    return IN_PIECES if not held.isdisjoint(word.pieces) else 0.0
