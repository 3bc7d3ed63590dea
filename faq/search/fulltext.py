"""The full-text table: all that is known of FTS5 is here, and another engine replaces it alone.

`search_words` has a row for each document, under the document's number: the terms of its title,
keywords, headings and body, separated by spaces. Nothing is left to FTS5's own tokenizer.
"""

import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.cache import cache
from django.db import DatabaseError, connection, transaction

from faq.base.text import Word, as_written, terms
from faq.search.sources import DocumentData

logger = logging.getLogger(__name__)

TABLE = "search_words"
FRESH = "search_words_fresh"
FEW = 20
"""With fewer documents that have all words, those with some of them follow."""
ENOUGH = 4
"""Beside so many longer words a single character says nothing, and it costs most to look for."""

Row = tuple[str, str, str, str]
Statement = tuple[str, Sequence[Any]]
"""SQL and its parameters."""

_SCHEMA = (
    "CREATE VIRTUAL TABLE {} USING fts5(title, keywords, headings, body, "
    "tokenize=\"ascii tokenchars '-._/:@&+#%'\")"
)
# One hit in the title weighs more than any number in the body, and so on.
_SCORE = "bm25(search_words, 12.0, 6.0, 3.0, 1.0)"
# What FTS5 keeps a table in, made as it makes it: a table that lacks one cannot even be dropped.
_PARTS = {
    "data": "(id INTEGER PRIMARY KEY, block BLOB)",
    "idx": "(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID",
    "content": "(id INTEGER PRIMARY KEY, c0, c1, c2, c3)",
    "docsize": "(id INTEGER PRIMARY KEY, sz BLOB)",
    "config": "(k PRIMARY KEY, v) WITHOUT ROWID",
}
# SQLITE_ERROR, SQLITE_CORRUPT, SQLITE_CONSTRAINT: what FTS5 reports of a table that is broken.
_CODES_OF_DAMAGE = {1, 11, 19}


# --- Writing and reading rows ------------------------------------------------------------------


def row(data: DocumentData) -> Row:
    """The columns of a document.

    Title and keywords hold words in letters as written too, for what is still being typed.
    """
    return (
        " ".join([*terms(data.title), *as_written(data.title)]),
        " ".join([*terms(data.keywords), *as_written(data.keywords)]),
        " ".join(terms(data.headings)),
        " ".join(terms(data.body)),
    )


def write(rows: Iterable[tuple[int, Row]], *, table: str = TABLE) -> None:
    """Add or replace the rows of documents."""
    with connection.cursor() as cursor:
        cursor.executemany(
            f"REPLACE INTO {table}(rowid, title, keywords, headings, body) "
            "VALUES (%s, %s, %s, %s, %s)",
            [(number, *columns) for number, columns in rows],
        )


def delete(numbers: Collection[int], *, table: str = TABLE) -> None:
    """Take out the rows of documents."""
    with connection.cursor() as cursor:
        cursor.executemany(
            f"DELETE FROM {table} WHERE rowid = %s", [(number,) for number in numbers]
        )


def read(numbers: Collection[int]) -> dict[int, Row]:
    """The rows of documents, by their numbers."""
    places = ", ".join(["%s"] * len(numbers))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT rowid, title, keywords, headings, body FROM {TABLE} WHERE rowid IN ({places})",
            list(numbers),
        )
        return {number: tuple(columns) for number, *columns in cursor.fetchall()}


def numbers(table: str = TABLE) -> set[int]:
    """The numbers of all documents that have a row."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT rowid FROM {table}")
        return {number for (number,) in cursor.fetchall()}


# --- Matching ----------------------------------------------------------------------------------

# Columns of what is found: number of the document, its source and group, whether title and query
# are the same, how many words of the query it has, whether it is in the reader's language, and
# its score, lower being better.
_FOUND = (
    'd.id, d.source, d."group", {exact} AS exact, {words} AS words, '
    "d.language IN ({languages}) AS own, {score} AS score"
)
_HAS_WORD = "(id IN (SELECT rowid FROM search_words WHERE search_words MATCH %s))"


def ranked(
    chosen: Statement,
    wanted: Sequence[Word],
    *,
    title_key: str,
    languages: Sequence[str],
    limit: int,
) -> Statement:
    """The documents among `chosen` with all words; if these are few, then those with some."""
    sql, params = chosen
    joined = f"search_words CROSS JOIN ({sql}) AS d"
    shared = {"languages": _places(languages), "score": _SCORE}
    all_words = _FOUND.format(exact="d.title_key = %s", words=len(wanted), **shared)
    some_words = _FOUND.format(exact="FALSE", words="0", **shared)
    longer = [word for word in wanted if not word.is_start]
    some = longer if len(longer) >= ENOUGH else wanted
    loosely = [_any_form(word, loosely=True) for word in some]
    return (
        f"WITH with_all AS MATERIALIZED (SELECT {all_words} FROM {joined} "
        "WHERE search_words MATCH %s AND d.id = search_words.rowid "
        "ORDER BY exact DESC, own DESC, score LIMIT %s), "
        f"with_some AS MATERIALIZED (SELECT {some_words} FROM {joined} "
        f"WHERE (SELECT count(*) FROM with_all) < {FEW} AND search_words MATCH %s "
        "AND d.id = search_words.rowid AND d.id NOT IN (SELECT id FROM with_all) "
        "ORDER BY own DESC, score LIMIT %s) "
        "SELECT * FROM with_all UNION ALL "
        f'SELECT id, source, "group", exact, {" + ".join([_HAS_WORD] * len(loosely))}, own, score '
        "FROM with_some",
        [
            title_key,
            *languages,
            *params,
            " AND ".join(map(_any_form, wanted)),
            limit,
            *languages,
            *params,
            " OR ".join(loosely),
            limit,
            *loosely,
        ],
    )


def begun(
    chosen: Statement,
    wanted: Sequence[Word],
    *,
    title_key: str,
    languages: Sequence[str],
    limit: int,
) -> Statement:
    """The documents among `chosen` with all words in title or keywords, the last being typed.

    Titles that are or begin with what is typed come first, then those that hold it as it is.
    """
    sql, params = chosen
    found = _FOUND.format(
        exact="instr(d.title_key, %s) = 1",
        words="(d.title_key = %s) + (instr(d.title_key, %s) > 0)",
        languages=_places(languages),
        score=_SCORE,
    )
    forms = [*map(_any_form, wanted[:-1]), _any_form(wanted[-1], is_unfinished=True)]
    return (
        f"SELECT {found} FROM search_words CROSS JOIN ({sql}) AS d "
        "WHERE search_words MATCH %s AND d.id = search_words.rowid "
        "ORDER BY exact DESC, words DESC, own DESC, score LIMIT %s",
        [
            *[title_key] * 3,
            *languages,
            *params,
            "{title keywords} : (" + " AND ".join(forms) + ")",
            limit,
        ],
    )


def _places(values: Sequence[str]) -> str:
    return ", ".join(["%s"] * len(values))


def _any_form(word: Word, *, loosely: bool = False, is_unfinished: bool = False) -> str:
    """The word in FTS5's query language; `loosely` its pieces will do."""
    forms = [_quoted(phrase) + (" *" if word.is_start else "") for phrase in word.phrases]
    if loosely:
        forms += [_quoted([piece]) for piece in word.pieces]
    if is_unfinished:
        forms.append(_quoted([word.text]) + " *")
    return "(" + " OR ".join(forms) + ")"


def _quoted(phrase: Iterable[str]) -> str:
    return '"' + " ".join(phrase).replace('"', '""') + '"'


# --- Damage ------------------------------------------------------------------------------------


def is_damage(error: DatabaseError) -> bool:
    """Whether the table is at fault, and not a full disk or a database that is busy."""
    code = getattr(error.__cause__, "sqlite_errorcode", 0)
    return code & 0xFF in _CODES_OF_DAMAGE


def report_damage(error: DatabaseError) -> None:
    """Tell the log, at most once a minute."""
    if cache.add("search-index-damaged", True, timeout=60):
        logger.error("The search index is damaged (%s). Run manage.py rebuild.", error)


@contextmanager
def damage_forgiven() -> Iterator[None]:
    """Undo what is written inside when the table is damaged, and go on.

    FTS5 writes in earnest when the savepoint is released, which is too late to return to it: the
    outer of two is still there.
    """
    try:
        with transaction.atomic(), transaction.atomic():
            yield
    except DatabaseError as error:
        if not is_damage(error):
            raise
        report_damage(error)


def is_sound() -> bool:
    """Whether the table is there, as this version makes it, and agrees with itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [TABLE])
        made = cursor.fetchone()
        # SQLite spells the name differently once a table was renamed.
        if not made or not made[0].endswith(_SCHEMA.partition("{}")[2]):
            return False
        try:
            with transaction.atomic():
                cursor.execute(f"INSERT INTO {TABLE}({TABLE}) VALUES ('integrity-check')")
        except DatabaseError as error:
            if not is_damage(error):
                raise
            return False
    return True


@transaction.atomic
def start_fresh() -> None:
    """Drop the table, whatever is left of it, and make an empty `FRESH` one to fill."""
    for table in (TABLE, FRESH):
        _drop(table)
    with connection.cursor() as cursor:
        cursor.execute(_SCHEMA.format(FRESH))


def put_fresh_in_place() -> None:
    """Let the filled `FRESH` table be the one that is searched."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {FRESH} RENAME TO {TABLE}")


def _drop(table: str) -> None:
    with connection.cursor() as cursor:
        for part, columns in _PARTS.items():
            cursor.execute(f"CREATE TABLE IF NOT EXISTS {table}_{part} {columns}")
        cursor.execute(f"REPLACE INTO {table}_config VALUES ('version', 4)")
        cursor.execute(f"REPLACE INTO {table}_data VALUES (1, x''), (10, x'00000000000000')")
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
        for part in _PARTS:
            cursor.execute(f"DROP TABLE IF EXISTS {table}_{part}")
