"""What the robot answers: passages that hold what was asked, or nothing.

This is the one place that decides which passage comes first and when to be silent; where its
numbers come from is in docs/decisions/0002-robot.md.

Search finds the pages. Their passages are weighed by the words of the question that they hold: a
word counts the more, the fewer texts have it. It may stand in the passage, its heading, the title
of the page, or among the words by which editors say that readers ask for it. What search thinks of
the page counts too, and that a page begins with its answer. The robot speaks where the best
passage, with its heading and its page's names, holds enough of the question.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from faq.accounts.models import Visitor
from faq.base.text import Word, every_word, terms
from faq.contact.strangers import names_stranger
from faq.glossary import marking
from faq.robot.intent import Intent
from faq.robot.passages import Page, Passage, read
from faq.search import engine, fulltext, meaning
from faq.search.matching import Matches, match
from faq.search.models import Document

PAGES = 10
"""So many of the pages found are looked at."""
QUOTES = 3
"""So many passages are quoted at most."""
SURE = 0.75
"""So much of the question the best passage must hold."""
FEWEST_WORDS = 2
"""One word alone asks for too much, unless it is a term."""
UNKNOWN = 0.4
"""What it takes from sureness that no text at all has any word of the question."""
NEARLY_AS_GOOD = 0.85
"""Further passages are quoted that weigh so much of the first."""

IN_TEXT, IN_HEADING, IN_TITLE, IN_KEYWORDS, IN_WORDING = 1.0, 0.95, 0.8, 1.8, 1.5
"""What all words of the question are worth where they stand."""
FEW = 5
"""A text's other words count as if so many texts had them."""
LIKE_WORDING, LIKE_NAMES = 1.5, 1.7
"""What it is worth to be asked for in just these words, or to be called so."""
SURE_OF_NAMES = 1.75
"""What it adds to sureness that page and passage are called as the question is put."""
IN_PIECES = 0.5
"""What pieces of a word are worth, beside the word."""
OF_THE_PAGE = 1.35
"""What the page is worth that search found best."""
OF_MEANING, SURE_OF_MEANING = 1.0, 0.3
"""What it is worth to mean what was asked, and what it adds to sureness: an extra of search."""
COMPARED, COMPARED_CHARACTERS = 12, 160
"""So many passages are compared by meaning, and so much of each: every character costs time."""
LEADING = 0.45
"""What it is worth to be what a page begins with."""
ONE_STEP = -0.9
"""What it takes to be one step of several: it seldom answers alone."""

Read = Callable[..., list[Page]]


@dataclass(frozen=True)
class Quote:
    """A passage that may be quoted: how well it answers, and how much of the question it holds.

    What its heading, its page's title, the keywords and a wording hold counts for it. `likeness` is
    how like the question its names are; `nearness` how near it is in meaning, where that is looked
    at.
    """

    page: Page
    passage: Passage
    weight: float
    coverage: float
    likeness: float
    nearness: float = 0.0


@dataclass(frozen=True)
class Answer:
    """What is quoted, best first, or nothing; and what search found.

    `asked` is the question as it was looked up: with the one before it where it leans on that.
    `sureness` is how much of the question the best passage holds, less what no text knows of, and
    more where it means what was asked.
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
    question = _OPENING.sub("", question) or question
    alone = _answer(question, language=language, user=user, at=at, reading=reading)
    if intent is Intent.OWN_ACCOUNT:
        return Answer(question, [], alone.found, alone.sureness)
    if alone.quotes or not before:
        return alone
    both = _answer(
        f"{before} {question}", new=question, language=language, user=user, at=at, reading=reading
    )
    return both if both.quotes else alone


_OPENING = re.compile(
    r"^(?:(?:那么?|那麼|还有|還有|然后|然後|另外|请问|請問|你好|您好|(?:hi|hello|hey|and|so|then|but|also|"
    r"please|what about|how about)\b)[\s,，.。!！:：]*)+",
    re.IGNORECASE,
)
"""How people begin to speak: it is no part of the question."""


def _answer(
    question: str,
    *,
    new: str = "",
    language: str,
    user: Visitor,
    at: datetime,
    reading: Read,
) -> Answer:
    found = match(question, language=language, user=user, at=at)
    asked = _question(question, found.asked.words, new=new)
    words = asked.words
    ranked = _ranked(found, asked, language=language, user=user, at=at, reading=reading)
    ranked = _by_meaning(question, ranked)
    if defined := marking.definition(query=question, language=language, user=user, at=at):
        ranked.sort(key=lambda quote: quote.page.url != defined["url"])
    unknown = sum(word.weight for word in words if not word.is_known)
    sureness = _sureness(ranked[0], unknown) if ranked else 0.0
    is_sure = bool(defined) or (sureness >= SURE and len(words) >= FEWEST_WORDS)
    return Answer(question, _chosen(ranked) if is_sure else [], found, sureness)


def _sureness(best: Quote, unknown: float) -> float:
    return (
        best.coverage
        + SURE_OF_NAMES * best.likeness
        + SURE_OF_MEANING * best.nearness
        - UNKNOWN * unknown
    )


def _chosen(ranked: Sequence[Quote]) -> list[Quote]:
    """The best passage and those that are nearly as good and say something else."""
    chosen: list[Quote] = []
    for quote in ranked:
        if chosen and quote.weight < NEARLY_AS_GOOD * chosen[0].weight:
            continue
        if not any(_overlap(quote.passage, other.passage) for other in chosen):
            chosen.append(quote)
        if len(chosen) == QUOTES:
            break
    return chosen


def _overlap(one: Passage, other: Passage) -> bool:
    return one.text in other.text or other.text in one.text


# --- Weighing ----------------------------------------------------------------------------------


def _by_meaning(question: str, ranked: Sequence[Quote]) -> list[Quote]:
    """The best passages in the order that their meaning gives them; as they are without it."""
    best, others = ranked[:COMPARED], ranked[COMPARED:]
    texts = [
        f"{quote.page.title}\n{quote.passage.title or quote.passage.heading}\n{quote.passage.text}"
        for quote in best
    ]
    nearness = meaning.similarity(question, [text[:COMPARED_CHARACTERS] for text in texts])
    if nearness is None:
        return list(ranked)
    near = [
        replace(quote, weight=quote.weight + OF_MEANING * value, nearness=value)
        for quote, value in zip(best, nearness, strict=True)
    ]
    return [*sorted(near, key=lambda quote: -quote.weight), *others]


class _Weighed(NamedTuple):
    """A word of the question with its share of it, and whether any text has it."""

    word: Word
    weight: float
    is_known: bool


@dataclass(frozen=True)
class _Question:
    """A question as passages are held against it: its words, and its terms by their rarity."""

    words: Sequence[_Weighed]
    terms: Mapping[str, float]
    usual: float

    def likeness(self, text: str) -> float:
        """How like the question a short text is, from 0 to 1: the cosine of what both have.

        What the text has beside it counts as if few texts had it.
        """
        held = _terms_of(text)
        both = sum(self.terms[term] ** 2 for term in held & self.terms.keys())
        if not both:
            return 0.0
        own = sum(rarity**2 for rarity in self.terms.values())
        beside = self.usual**2 * len(held - self.terms.keys())
        return both / math.sqrt(own * (both + beside))


@lru_cache(maxsize=20_000)
def _terms_of(text: str) -> frozenset[str]:
    """Headings and wordings are looked at again and again."""
    return frozenset(terms(text))


def _question(text: str, words: Sequence[Word], *, new: str) -> _Question:
    """Each word with its share of the question: the rarer, the more; what is `new` counts twice."""
    added = {word.text for word in every_word(new)}
    own = _terms_of(text)
    having = fulltext.numbers_with({term for word in words for term in _terms(word)} | own)
    total = Document.objects.count()
    numbers = [_number(word, having) for word in words]
    rarities = [
        _rarity(number, total) * (1 + (word.text in added))
        for word, number in zip(words, numbers, strict=True)
    ]
    every = sum(rarities) or 1.0
    return _Question(
        words=[
            _Weighed(word, rarity / every, number > 0)
            for word, rarity, number in zip(words, rarities, numbers, strict=True)
        ],
        terms={term: _rarity(having.get(term, 0), total) for term in own},
        usual=_rarity(FEW, total),
    )


def _rarity(number: int, total: int) -> float:
    return math.log(1 + total / (number + 0.5))


def _ranked(
    found: Matches,
    question: _Question,
    *,
    language: str,
    user: Visitor,
    at: datetime,
    reading: Read,
) -> list[Quote]:
    """The passages of what was found, best first."""
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
    quotes = [
        quote
        for page in pages
        for quote in _weighed(page, question, shares[page.source, page.object_id])
    ]
    return sorted(quotes, key=lambda quote: -quote.weight)


def _terms(word: Word) -> set[str]:
    own = {term for phrase in word.phrases for term in phrase}
    return own.union(*map(_terms, word.others))


def _number(word: Word, numbers: Mapping[str, int]) -> int:
    """How many texts have the word by any of its names, at most."""
    own = (min(numbers.get(term, 0) for term in phrase) for phrase in word.phrases)
    return max([0, *own, *(_number(other, numbers) for other in word.others)])


def _weighed(page: Page, question: _Question, share: float) -> list[Quote]:
    """The passages of a page; `share` is what search thinks of it, from 0 to 1.

    None that names a way to reach somebody who is not us.
    """
    words = question.words
    title, keywords = _shares(words, page.title), _shares(words, page.keywords)
    quotes = []
    for passage in page.passages:
        if names_stranger(passage.text):
            continue
        names = f"{passage.heading}\n{passage.title}"
        heading, text = _shares(words, names), _shares(words, passage.text)
        likeness = question.likeness(f"{page.title}\n{names}")
        wording = max(passage.asked, key=question.likeness, default="")
        asked = _shares(words, wording)
        weight = (
            IN_TEXT * sum(text)
            + IN_HEADING * sum(heading)
            + IN_TITLE * sum(title)
            + IN_KEYWORDS * sum(keywords)
            + IN_WORDING * sum(asked)
            + LIKE_WORDING * question.likeness(wording)
            + LIKE_NAMES * likeness
            + OF_THE_PAGE * share
            + LEADING * (not passage.heading)
            + ONE_STEP * passage.is_step
        )
        coverage = sum(map(max, text, heading, title, keywords, asked))
        quotes.append(Quote(page, passage, weight, coverage, likeness))
    return quotes


def _shares(words: Sequence[_Weighed], text: str) -> list[float]:
    """How much of the question a text holds of each word."""
    held = frozenset(terms(text))
    return [word.weight * _share(word.word, held) for word in words]


def _share(word: Word, held: frozenset[str]) -> float:
    """How much of a word is among the terms: all of it by any name, pieces, or nothing."""
    if any(held.issuperset(phrase) for phrase in word.phrases if phrase):
        return 1.0
    if any(_share(other, held) == 1.0 for other in word.others):
        return 1.0
    if word.is_start and any(term.startswith(word.text) for term in held):
        return 1.0
    return IN_PIECES if not held.isdisjoint(word.pieces) else 0.0
