"""Finding things by their words: documents of the index, ranked and grouped by thing."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import DatabaseError, connection

from faq.accounts.models import Visitor
from faq.base import languages
from faq.base.text import Word
from faq.search import documents, fulltext, synonyms
from faq.search.fulltext import NO_CHECKS, Statement
from faq.search.models import Document
from faq.search.querysets import DocumentQuerySet
from faq.search.ranking import Places, Weigher, Weight, confidence
from faq.search.synonyms import Asked

CAP = 500
"""So many documents are ranked for a search; beyond them a count says "more than"."""


@dataclass(slots=True)
class Found:
    """A visible document of a thing that was found, perhaps in another language than the match."""

    pk: int
    object_id: int
    language: str
    kind: str
    categories: str
    staff_only: bool
    path: str
    checked_on: date | None
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


@dataclass(frozen=True)
class Matches:
    """What was found, best first. Capped: there is more.

    `confidence`, from 0 to 1, is how sure it is that the first one answers the query.
    """

    hits: list[Hit]
    is_capped: bool
    confidence: float = 0.0


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
) -> Matches:
    """Things with all words of the query or other names of them, then those with most, each once.

    The same title comes first, the reader's language before others; of names, those that titles
    hold, then those that were typed. Where no text has a word, titles that hold it inside another
    one do. `asked` is what the query asks for, where that is known already.
    """
    visible = Document.objects.visible_to(user, at)
    chosen = visible.filtered(kind=kind, category=category, tag=tag)
    asked = asked or synonyms.asked(query, language=language, at=at)
    return _found(asked, query, visible, chosen, language, fulltext.ranked, limit=CAP + 1)


def match_titles(
    typed: str, *, language: str, user: Visitor, at: datetime, limit: int
) -> list[Hit]:
    """Things whose title or keywords have the words typed so far, the last perhaps unfinished.

    Titles that begin with what is typed come first, then those that hold it as it is.
    """
    visible = Document.objects.visible_to(user, at)
    asked = synonyms.asked_so_far(typed, language=language, at=at)
    return _found(asked, typed, visible, visible, language, fulltext.begun, limit=limit).hits


def _found(
    asked: Asked,
    query: str,
    visible: DocumentQuerySet,
    chosen: DocumentQuerySet,
    language: str,
    ranking: Callable[..., Statement],
    *,
    limit: int,
) -> Matches:
    if not asked.words:
        return Matches([], is_capped=False)
    readable = [code for code in languages.codes() if languages.can_read(language, code)]
    among = _statement(chosen, "id", "source", "group", "language", "title_key")
    siblings = _statement(visible, "source", "group", "id", *_COLUMNS)
    titles = [documents.title_key(title) for title in (query, *asked.titles)]
    for ranked in (ranking, _titled):
        statement = ranked(among, asked.words, titles=titles, languages=readable, limit=limit)
        try:
            rows = _joined(statement, siblings)
        except DatabaseError as error:
            if not fulltext.is_damage(error):
                raise
            fulltext.report_damage(error)
            continue
        if rows:
            return _grouped(rows, readable, limit, fulltext.places(asked.words))
    return Matches([], is_capped=False)


def _statement(queryset: DocumentQuerySet, *columns: str) -> Statement:
    sql, params = queryset.order_by().values_list(*columns).query.sql_with_params()
    return sql, params


def _titled(
    chosen: Statement,
    wanted: Sequence[Word],
    *,
    titles: Sequence[str],
    languages: Sequence[str],
    limit: int,
) -> Statement:
    """The documents among `chosen` whose title holds every word, shortest titles first."""
    sql, params = chosen
    parts = [documents.title_key(word.text) for word in wanted]
    own = ", ".join(["%s"] * len(languages))
    held = " AND ".join(["instr(d.title_key, %s) > 0"] * len(parts))
    return (
        'SELECT d.id, d.source, d."group", d.title_key = %s AS exact, 0 AS words, '
        f"0 AS titled, 0 AS other, d.language IN ({own}) AS own, "
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
    titled: int
    other: int
    score: float
    text: float
    length: int
    held: str
    numbers: str
    total: int


def _grouped(
    rows: Sequence[tuple[Any, ...]],
    readable: Collection[str],
    limit: int,
    places: Sequence[Places],
) -> Matches:
    width = len(_Ranked._fields)
    found = {row[0]: _Ranked(*row[:width]) for row in rows}
    weights = _weights(list(found.values()), places)
    groups: dict[tuple[str, int], dict[int, Found]] = defaultdict(dict)
    members: dict[tuple[str, int], dict[int, tuple[Any, ...]]] = defaultdict(dict)
    for row in rows:
        (source, group, *columns), ranked = row[width:], found[row[0]]
        document = Found(*columns)
        groups[source, group][document.pk] = document
        score = -weights[ranked.id].score if ranked.held else ranked.score
        rank = (-ranked.exact, -ranked.words, -ranked.titled, ranked.other, score)
        members[source, group][ranked.id] = rank
    hits = []
    for (source, group), documents_found in groups.items():
        best = min(members[source, group], key=members[source, group].__getitem__)
        exact, count, *others = members[source, group][best]
        is_foreign = not any(d.language in readable for d in documents_found.values())
        rank = (exact, count, is_foreign, *others)
        hits.append(Hit(source, rank, weights[best], list(documents_found.values())))
    hits.sort(key=lambda hit: hit.rank)
    sure = confidence(*(hit.weight for hit in hits[:2]))
    return Matches(hits, is_capped=len(found) >= limit, confidence=sure)


def _weights(found: Sequence[_Ranked], places: Sequence[Places]) -> dict[int, Weight]:
    """The weight of each document by its number; none of what was found by its title alone."""
    first = found[0]
    if not first.held:
        return {row.id: Weight(0.0, 0.0) for row in found}
    weigher = Weigher(
        places,
        [int(number) for number in first.numbers.split(",")],
        total=first.total,
        title_length=sum(row.length for row in found) / len(found),
    )
    return {
        row.id: weigher.weigh(row.held, text=row.text, title_length=row.length) for row in found
    }
