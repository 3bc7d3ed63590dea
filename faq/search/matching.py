"""Finding things by their words: documents of the index, ranked and grouped by thing."""

import json
import math
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any, NamedTuple

from django.db import DatabaseError, connection

from faq.accounts.models import Visitor
from faq.base import languages
from faq.base.models import one_request
from faq.base.text import characters, fold, quoted
from faq.search import documents, fulltext, guesses, ranking, synonyms, vectors
from faq.search.fulltext import NO_CHECKS, Statement
from faq.search.models import Document
from faq.search.querysets import DocumentQuerySet
from faq.search.ranking import Weigher, Weight
from faq.search.synonyms import Asked

CAP = 500
"""So many documents are ranked for a search; beyond them a count says "more than"."""
EQUAL = 1.03
"""A score that is so many times another is not better yet."""
GUESSED = 0.7
"""What is found by a guess is so much less sure."""
NEAREST = 20
"""So many of the nearest in meaning are found beside what words find."""
SENTENCE = 4
"""A query of so many words is a sentence."""
LITTLE = 0.6
"""Where no document has so much of the query, by the weight of words, less is asked for."""


@dataclass(slots=True)
class Found:
    """A visible document of a thing that was found, perhaps in another language than the match."""

    pk: int
    object_id: int
    language: str
    kind: str
    categories: str
    tags: str
    staff_only: bool
    path: str
    checked_on: date | None
    visible_from: datetime
    merit: float
    titles: str
    trails: str

    def lang_for(self, language: str) -> str:
        """The language in which a reader of `language` sees it: theirs where it has that form."""
        return language if language in _parsed(self.trails) else self.language

    def title(self, language: str) -> str:
        """The title as a reader of `language` sees it."""
        title: str = json.loads(self.titles)[self.lang_for(language)]
        return title

    def trail(self, language: str) -> list[list[Any]]:
        """Number and name of each of its categories, outermost first."""
        return _parsed(self.trails)[self.lang_for(language)]


@lru_cache(maxsize=2000)
def _parsed(trails: str) -> dict[str, list[list[Any]]]:
    """Most documents share their trail with others."""
    parsed: dict[str, list[list[Any]]] = json.loads(trails)
    return parsed


_COLUMNS = [column.name for column in fields(Found)][1:]


@dataclass
class Hit:
    """A thing that was found, with all its documents that the visitor may meet."""

    source: str
    rank: tuple[Any, ...]
    weight: Weight
    documents: list[Found]

    def document_for(self, language: str) -> Found:
        """The one that a reader of `language` gets."""
        if len(self.documents) == 1:
            return self.documents[0]
        return languages.best(self.documents, language) or self.documents[0]

    def unworded(self) -> "Hit":
        """The same, found by none of the words."""
        return replace(self, weight=Weight(0.0, coverage=0.0))


@dataclass(frozen=True)
class Matches:
    """What was found, best first, and for what was looked. Capped: there is more.

    A guess was looked for by other words than those that were typed: `meant` are these.
    """

    hits: list[Hit]
    asked: Asked
    is_capped: bool
    meant: str = ""

    @property
    def confidence(self) -> float:
        """How sure it is that the first one answers the query, from 0 to 1."""
        sure = ranking.confidence([hit.weight for hit in self.hits[:2]])
        return sure * GUESSED if self.meant else sure

    @property
    def coverage(self) -> float:
        """How much of the query any of them has, from 0 to 1."""
        return max((hit.weight.coverage for hit in self.hits), default=0.0)


@one_request()
def match(
    query: str,
    *,
    language: str,
    user: Visitor,
    at: datetime,
    kind: str = "",
    category: int | None = None,
    tag: str = "",
    asked: Asked | None = None,
    like: Matches | None = None,
) -> Matches:
    """Things with all words of the query or other names of them, then those with most, each once.

    The same title or keyword comes first, the reader's language before others; of names, those that
    titles hold, then those that were typed. Where no text has a word, titles that hold it inside
    another one do. Where meaning is looked at, texts that mean nearly the same follow, and it ranks
    those that lack words of the query. `asked` is what the query asks for, where that is known.
    `like` is what was found for the same query among more: it is looked for in the same words.
    """
    visible = Document.objects.visible_to(user, at)
    chosen = visible.filtered(kind=kind, category=category, tag=tag)
    search = _Search(query, visible, chosen, language, CAP + 1)
    if like:
        found = replace(search.by(fulltext.ranked, like.asked), meant=like.meant)
        found = found if found.hits else search.by(_titled, like.asked)
    else:
        asked = asked or _at_best(synonyms.asked(query, language=language, at=at), query)
        found = _by_words(search, asked, at)
    return _with_meaning(found, search)


def _by_words(search: "_Search", asked: Asked, at: datetime) -> Matches:
    query, language = search.query, search.language
    found = search.by(fulltext.ranked, asked)
    if not asked.words or found.coverage >= LITTLE:
        return found
    meant = guesses.meant(query)
    if is_guess := meant != fold(query):
        asked = _at_best(synonyms.asked(meant, language=language, at=at), query)
    longer = (word for word in asked.words if not word.is_start)
    wider = replace(asked, hints=characters(longer))
    if wider.hints or is_guess:
        found = replace(search.by(fulltext.ranked, wider), meant=meant if is_guess else "")
    return found if found.hits else search.by(_titled, asked)


def _at_best(asked: Asked, query: str) -> Asked:
    """What is asked for, with what stands in quotation marks and the rarest of many words."""
    wanted = [*asked.words, *quoted(query)] if asked.words else []
    return replace(asked, words=wanted, rarest=fulltext.rarest(wanted))


def match_titles(
    typed: str, *, language: str, user: Visitor, at: datetime, limit: int
) -> list[Hit]:
    """Things whose title or keywords have the words typed so far, the last perhaps unfinished.

    Titles that begin with what is typed come first, then those that hold it as it is.
    """
    visible = Document.objects.visible_to(user, at)
    asked = synonyms.asked_so_far(typed, language=language, at=at)
    search = _Search(typed, visible, visible, language, limit)
    found = search.by(fulltext.begun, asked)
    return (found if found.hits else search.by(_titled, asked)).hits


@dataclass(frozen=True)
class _Search:
    """Where to look, for whom, and how many documents to rank."""

    query: str
    visible: DocumentQuerySet
    chosen: DocumentQuerySet
    language: str
    limit: int

    def by(self, way: Callable[..., Statement], asked: Asked) -> Matches:
        """What is found in one way of looking; nothing while the index is damaged."""
        nothing = Matches([], asked, is_capped=False)
        if not asked.words:
            return nothing
        readable = [code for code in languages.codes() if languages.can_read(self.language, code)]
        among = _statement(
            self.chosen, "id", "source", "group", "language", "title_key", "name_keys"
        )
        siblings = _statement(self.visible, "source", "group", "id", *_COLUMNS)
        titles = [documents.title_key(title) for title in (self.query, *asked.titles)]
        statement = way(among, asked, titles=titles, languages=readable, limit=self.limit)
        try:
            rows = _joined(statement, siblings)
        except DatabaseError as error:
            if not fulltext.is_damage(error):
                raise
            fulltext.report_damage(error)
            return nothing
        return _grouped(rows, asked, readable, self.limit) if rows else nothing


def _with_meaning(found: Matches, search: _Search) -> Matches:
    """Add what is near in meaning, and rank by words and meaning: all words count as much as alike.

    The same title stays before, and all words of a short query; of a sentence that is chance.
    """
    if not found.asked.words or not (near := vectors.near(search.query)):
        return found
    related = near.nearest(CAP)
    chosen = set(search.chosen.filter(pk__in=related).values_list("pk", flat=True))
    nearest = [number for number in related if number in chosen][:NEAREST]
    others = search.by(partial(_numbered, numbers=nearest), found.asked).hits if nearest else []
    known = {document.pk for hit in found.hits for document in hit.documents}
    hits = [*found.hits, *(hit.unworded() for hit in others if hit.documents[0].pk not in known)]
    is_short = len(found.asked.words) < SENTENCE
    best = max((hit.weight.score for hit in found.hits), default=0.0) or 1.0
    for hit in hits:
        nearness = near.of(document.pk for document in hit.documents)
        words = found.coverage * hit.weight.score / best
        hit.weight = replace(hit.weight, nearness=nearness)
        exact, full, is_foreign, *names, score = hit.rank
        tiers = (full, is_foreign, *names) if is_short else (is_foreign,)
        hit.rank = (exact, *tiers, -(words + nearness), score)
    return replace(found, hits=sorted(hits, key=lambda hit: hit.rank))


def _numbered(
    chosen: Statement, asked: Asked, *, numbers: Sequence[int], languages: Sequence[str], **_: Any
) -> Statement:
    """The documents among `chosen` with these numbers."""
    sql, params = chosen
    own, wanted = (", ".join(["%s"] * len(values)) for values in (languages, numbers))
    return (
        'SELECT d.id, d.source, d."group", 0 AS exact, 0 AS words, '
        f"0 AS other, d.language IN ({own}) AS own, 0 AS score, {NO_CHECKS} "
        f"FROM ({sql}) AS d WHERE d.id IN ({wanted})",
        [*languages, *params, *numbers],
    )


def _statement(queryset: DocumentQuerySet, *columns: str) -> Statement:
    sql, params = queryset.order_by().values_list(*columns).query.sql_with_params()
    return sql, params


def _titled(
    chosen: Statement,
    asked: Asked,
    *,
    titles: Sequence[str],
    languages: Sequence[str],
    limit: int,
) -> Statement:
    """The documents among `chosen` whose title holds every word, shortest titles first."""
    sql, params = chosen
    parts = [documents.title_key(word.text) for word in asked.words]
    own = ", ".join(["%s"] * len(languages))
    held = " AND ".join(["instr(d.title_key, %s) > 0"] * len(parts))
    return (
        'SELECT d.id, d.source, d."group", d.title_key = %s AS exact, 0 AS words, '
        f"0 AS other, d.language IN ({own}) AS own, "
        f"length(d.title_key) AS score, {NO_CHECKS} FROM ({sql}) AS d "
        f"WHERE {held} ORDER BY exact DESC, own DESC, score LIMIT %s",
        [titles[0], *languages, *params, *parts, limit],
    )


def _joined(found: Statement, siblings: Statement) -> list[tuple[Any, ...]]:
    """Each document found, with every visible document of its group."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(f'f.{name}' for name in _Ranked._fields)}, s.* "
            f"FROM ({found[0]}) AS f "
            f'CROSS JOIN ({siblings[0]}) AS s WHERE s.source = f.source AND s."group" = f."group"',
            [*found[1], *siblings[1]],
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


class _Ranked(NamedTuple):
    """What the full-text table says of a document that it found."""

    id: int
    exact: int
    words: int
    other: int
    score: float
    text: float
    length: int
    held: str
    numbers: str
    total: int


def _grouped(
    rows: Sequence[tuple[Any, ...]], asked: Asked, readable: Collection[str], limit: int
) -> Matches:
    width = len(_Ranked._fields)
    found = {row[0]: _Ranked(*row[:width]) for row in rows}
    weights = _weights(list(found.values()), asked)
    rows = [row for row in rows if weights[row[0]].is_something or not asked.hints]
    groups: dict[tuple[str, int], dict[int, Found]] = defaultdict(dict)
    ranks: dict[tuple[str, int], dict[int, tuple[Any, ...]]] = defaultdict(dict)
    for number, *rest in rows:
        source, group, *columns = rest[width - 1 :]
        document = Found(*columns)
        groups[source, group][document.pk] = document
        row, weight = found[number], weights[number]
        named = -weight.named if row.words else 0
        score = (-weight.score, row.score)
        ranks[source, group][number] = (-row.exact, -row.words, named, row.other, score)
    hits = []
    for key, members in groups.items():
        best = min(ranks[key], key=ranks[key].__getitem__)
        exact, full, *others = ranks[key][best]
        is_foreign = not any(member.language in readable for member in members.values())
        *others, (score, text_score) = others
        rank = (exact, full, is_foreign, *others, _gently(members[best], score, text_score))
        hits.append(Hit(key[0], rank, weights[best], list(members.values())))
    hits.sort(key=lambda hit: hit.rank)
    return Matches(hits, asked, is_capped=len(found) >= limit)


def _gently(document: Found, score: float, text_score: float) -> tuple[float, ...]:
    """The last word among equals: what helped more readers, then what was looked at last."""
    day = document.checked_on or document.visible_from.date()
    return (_tier(score), -document.merit, -day.toordinal(), score, text_score)


def _tier(score: float) -> int:
    """Scores that differ by less than EQUAL are mostly of one tier; lower is better, as scores."""
    return -round(math.log(-score, EQUAL)) if score < 0 else 0


def _weights(found: Sequence[_Ranked], asked: Asked) -> dict[int, Weight]:
    """The weight of each document by its number; titles alone hold every word."""
    first = found[0]
    if not first.held:
        return {row.id: Weight(0.0, coverage=1.0) for row in found}
    weigher = Weigher(
        *fulltext.places(asked),
        [int(number) for number in first.numbers.split(",")],
        total=first.total,
        title_length=sum(row.length for row in found) / len(found),
    )
    return {row.id: weigher.weigh(row.held, row.text, row.length) for row in found}
