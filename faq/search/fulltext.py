"""The full-text table: all that is known of FTS5 is here, and another engine replaces it alone.

`search_words` has a row for each document, under the document's number: the terms of its title,
keywords, headings and body, separated by spaces. Nothing is left to FTS5's own tokenizer.
"""

import logging
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import accumulate, groupby
from operator import itemgetter
from typing import Any

from django.core.cache import cache
from django.db import DatabaseError, connection, transaction

from faq.base.sounds import sound
from faq.base.text import Word, as_written, dictionary_words, terms
from faq.search.ranking import Places
from faq.search.sources import DocumentData
from faq.search.synonyms import Asked

logger = logging.getLogger(__name__)

TABLE = "search_words"
VERSION = "search"
"""What processes remember of the table's words holds as long as the version of this name."""
FRESH = "search_words_fresh"
FEW = 20
"""With fewer documents that have all words, those with some of them follow."""
ENOUGH = 4
"""Beside so many longer words a single character says nothing, and it costs most to look for."""

MANY, FEWEST_CHOSEN, FEWEST_TO_CHOOSE_FROM = 4000, 2, 3
"""The rarest words that so many documents have, but two that any has, are looked for of three."""

FEWEST_LETTERS_OF_SOUND = 3
"""What is being typed may be pinyin from so many letters on."""

Row = tuple[str, str, str, str]
Statement = tuple[str, Sequence[Any]]
"""SQL and its parameters."""

_SCHEMA = (
    "CREATE VIRTUAL TABLE {} USING fts5(title, keywords, headings, body, "
    "tokenize=\"ascii tokenchars '-._/:@&+#%'\")"
)
# One hit in the title weighs more than any number in the body, and so on.
_SCORE = "bm25(search_words, 12.0, 6.0, 3.0, 1.0)"
# The same of the text alone: titles are weighed by what they hold, not in rows of any length.
_TEXT_SCORE = "-bm25(search_words, 0.0, 6.0, 3.0, 1.0)"
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

    Title and keywords hold words in letters as written too, for what is still being typed. The
    keywords end in how the Chinese words of both sound, each as one term with the word.
    """
    return (
        " ".join([*terms(data.title), *as_written(data.title)]),
        " ".join([*terms(data.keywords), *as_written(data.keywords), *_sounds(data)]),
        " ".join(terms(data.headings)),
        " ".join(terms(data.body)),
    )


def _sounds(data: DocumentData) -> list[str]:
    texts = (data.title, data.keywords)
    found = dict.fromkeys(word for text in texts for word in dictionary_words(text))
    return [f"{SOUND}{sound(word)}{word}" for word in found]


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

# Each statement gives of a document: its number, source and group, whether title and query are
# the same, whether it has all words, whether by other names only, whether it is in the reader's
# language, its score, lower being better, that of its text alone, the length of its title, and by
# a string of 0 and 1 which checks it passes; then how many documents have each word, and how many
# there are.
_HAS_WORD = "(id IN (SELECT rowid FROM search_words WHERE search_words MATCH %s))"
_NUMBER_WITH_WORD = "(SELECT count(*) FROM search_words WHERE search_words MATCH %s)"
NO_CHECKS = "0 AS text, 0 AS length, '' AS held, '' AS numbers, 0 AS total"


def ranked(
    chosen: Statement,
    asked: Asked,
    *,
    titles: Sequence[str],
    languages: Sequence[str],
    limit: int,
) -> Statement:
    """The documents among `chosen` with all words; if these are few, then those with some.

    Where that is asked for, those with mere hints follow.

    In both, other names of words are looked for after the words themselves.
    """
    wanted, hints = asked.words, asked.hints
    some = weighed(wanted)
    rare = asked.rarest or some
    others = list(dict.fromkeys(other for word in rare for other in word.others))
    stages = [
        _Stage(_all(wanted, with_others=False), is_full=True),
        _Stage(_all(wanted), is_full=True, is_other=True),
        _Stage(" OR ".join(_any_form(_bare(word), loosely=True) for word in rare)),
        _Stage(" OR ".join(map(_any_form, others)), is_other=True),
        _Stage(_in_names(" OR ".join(map(_any_form, hints))) if hints else ""),
    ]
    found, params = _found_in(
        [stage for stage in stages if stage.match and (others or not stage.is_other)],
        chosen,
        titles,
        languages,
        limit,
    )
    checks, _found = _checks([*some, *hints])
    forms = [_any_form(word) for word in (*some, *hints)]
    return (
        f'{found} SELECT id, source, "group", exact, is_full AS words, '
        "is_full AND other AS other, own, score, text, length, "
        f"{' || '.join(map(_check, checks))} AS held, "
        f"'' || {_CONCATENATED.join([_NUMBER_WITH_WORD] * len(forms))} AS numbers, "
        "(SELECT count(*) FROM search_document) AS total FROM found",
        [*params, *checks, *forms],
    )


def _in_names(match: str) -> str:
    return f"{{title keywords}} : ({match})"


def _check(form: str) -> str:
    """What is no question of a document with all words is not asked."""
    return _HAS_WORD if form.startswith(_IN_COLUMNS) else f"(is_full OR {_HAS_WORD})"


_IN_COLUMNS = ("title :", "{title keywords} :")
_CONCATENATED = " || ',' || "


def rarest(wanted: Sequence[Word]) -> list[Word]:
    """Those of many words that are enough to look for where no document has all: the rarest."""
    some = weighed(wanted)
    forms = [_any_form(word, loosely=True) for word in some]
    if len(some) < FEWEST_TO_CHOOSE_FROM:
        return []
    counts = _asked(f"SELECT {', '.join([_NUMBER_WITH_WORD] * len(forms))}", forms)
    numbers = counts[0] if counts else ()
    rare_first = sorted(zip(numbers, some, strict=False), key=itemgetter(0))
    sums = accumulate(number for number, _word in rare_first)
    enough = numbers.count(0) + FEWEST_CHOSEN
    return [
        word
        for place, ((_number, word), total) in enumerate(zip(rare_first, sums, strict=True))
        if total <= MANY or place < enough
    ]


def weighed(wanted: Sequence[Word]) -> Sequence[Word]:
    """The words that count where not all of them are found."""
    longer = [word for word in wanted if not word.is_start]
    return longer if len(longer) >= ENOUGH else wanted


def places(asked: Asked) -> tuple[list[Places], list[Places]]:
    """Which checks of a document that `ranked` makes tell of each word that counts, and hint."""
    words = weighed(asked.words)
    found = _checks([*words, *asked.hints])[1]
    return found[: len(words)], found[len(words) :]


def _checks(words: Sequence[Word]) -> tuple[list[str], list[Places]]:
    """What to look for in each document; what is the same for two words is asked once."""
    numbers: dict[str, int] = {}
    found = []
    has_names = any(word.others for word in words)
    for word in words:
        whole, pieces = _any_form(word), _any_form(word, loosely=True)
        forms = [whole, pieces, f"title : {whole}", f"title : {pieces}"]
        forms.append(f"{{title keywords}} : {whole}" if has_names else forms[2])
        found.append(Places(*(numbers.setdefault(form, len(numbers)) for form in forms)))
    return list(numbers), found


@dataclass(frozen=True)
class _Stage:
    """One round of looking: for what, whether that is all words, and whether by other names."""

    match: str
    is_full: bool = False
    is_other: bool = False


def _found_in(
    stages: Sequence[_Stage],
    chosen: Statement,
    titles: Sequence[str],
    languages: Sequence[str],
    limit: int,
) -> Statement:
    """A table `found`: what each stage finds that those before it did not.

    A stage is left out where enough is found already.
    """
    sql, params = chosen
    tables: list[str] = []
    values: list[Any] = []
    for number, stage in enumerate(stages):
        before = " UNION ALL ".join(f"SELECT id FROM stage{earlier}" for earlier in range(number))
        conditions = ["search_words MATCH %s", "d.id = search_words.rowid"]
        conditions += [f"d.id NOT IN ({before})"] if before else []
        enough = limit if stage.is_full else FEW
        conditions += [f"(SELECT count(*) FROM ({before})) < {enough}"] if before else []
        exact = (
            f"(d.title_key = %s) * 2 + (d.title_key IN ({_marks(titles)}) OR "
            "instr(d.name_keys, char(10) || %s || char(10)) > 0)"
        )
        tables.append(
            f'stage{number} AS MATERIALIZED (SELECT d.id, d.source, d."group", '
            f"{exact if stage.is_full else 0} AS exact, {int(stage.is_full)} AS is_full, "
            f"{int(stage.is_other)} AS other, d.language IN ({_marks(languages)}) AS own, "
            f"{_SCORE} AS score, {_TEXT_SCORE} AS text, length(d.title_key) AS length "
            f"FROM search_words CROSS JOIN ({sql}) AS d "
            f"WHERE {' AND '.join(conditions)} ORDER BY exact DESC, own DESC, score LIMIT %s)"
        )
        values += [titles[0], *titles, titles[0]] if stage.is_full else []
        values += [*languages, *params, stage.match, limit]
    every = " UNION ALL ".join(f"SELECT * FROM stage{number}" for number in range(len(stages)))
    return f"WITH {', '.join(tables)}, found AS ({every})", values


def begun(
    chosen: Statement,
    asked: Asked,
    *,
    titles: Sequence[str],
    languages: Sequence[str],
    limit: int,
) -> Statement:
    """The documents among `chosen` with all words in title or keywords, the last being typed.

    Titles that begin with what is typed come first, then those that are called so or hold it.
    """
    sql, params = chosen
    wanted = asked.words
    forms = [*map(_any_form, wanted[:-1]), _any_form(wanted[-1], is_unfinished=True)]
    return (
        'SELECT d.id, d.source, d."group", instr(d.title_key, %s) = 1 AS exact, '
        f"(d.title_key IN ({_marks(titles)})) + (instr(d.title_key, %s) > 0) AS words, "
        "0 AS other, "
        f"d.language IN ({_marks(languages)}) AS own, {_SCORE} AS score, {NO_CHECKS} "
        f"FROM search_words CROSS JOIN ({sql}) AS d "
        "WHERE search_words MATCH %s AND d.id = search_words.rowid "
        "ORDER BY exact DESC, words DESC, own DESC, score LIMIT %s",
        [
            titles[0],
            *titles,
            titles[0],
            *languages,
            *params,
            "{title keywords} : (" + " AND ".join(forms) + ")",
            limit,
        ],
    )


def _marks(values: Sequence[str]) -> str:
    return ", ".join(["%s"] * len(values))


def _all(wanted: Sequence[Word], *, with_others: bool = True) -> str:
    """All words in FTS5's query language; neighbours that are one name may be another name."""
    together = []
    for others, neighbours in groupby(wanted, key=lambda word: word.others):
        form = " AND ".join(_any_form(_bare(word)) for word in neighbours)
        if others and with_others:
            form = f"(({form}) OR {' OR '.join(_any_form(other) for other in others)})"
        together.append(form)
    return " AND ".join(together)


def _bare(word: Word) -> Word:
    return replace(word, others=())


def _any_form(word: Word, *, loosely: bool = False, is_unfinished: bool = False) -> str:
    """The word or one of its other names in FTS5's query language; `loosely` its pieces will do."""
    forms = [_quoted(phrase) + (" *" if word.is_start else "") for phrase in word.phrases]
    if loosely:
        forms += [_quoted([piece]) for piece in word.pieces]
    if is_unfinished:
        forms.append(_quoted([word.text]) + " *")
        if len(word.text) >= FEWEST_LETTERS_OF_SOUND and word.text.isascii():
            forms.append(_quoted([SOUND + word.text]) + " *")
    forms += [_any_form(other) for other in word.others]
    return "(" + " OR ".join(forms) + ")"


def _quoted(phrase: Iterable[str]) -> str:
    return '"' + " ".join(phrase).replace('"', '""') + '"'


# --- The vocabulary ------------------------------------------------------------------------------


def numbers_with(terms: Collection[str]) -> dict[str, int]:
    """How many documents have each of the terms; those that none has are missing."""
    asked = ["SELECT term, doc FROM search_vocabulary WHERE term = %s"] * len(terms)
    return dict(_asked(" UNION ALL ".join(asked), [*terms]))


def beginning_with(starts: Collection[str]) -> dict[str, dict[str, int]]:
    """For each start the index's terms that begin so, with how many documents have each."""
    between = "SELECT %s, term, doc FROM search_vocabulary WHERE term >= %s AND term < %s"
    bounds = [bound for start in starts for bound in (start, start, _after(start))]
    found: dict[str, dict[str, int]] = {start: {} for start in starts}
    for start, term, number in _asked(" UNION ALL ".join([between] * len(starts)), bounds):
        found[start][term] = number
    return found


def _after(start: str) -> str:
    return start[:-1] + chr(ord(start[-1]) + 1)


SOUND = "@"
"""What terms begin with that say how a word sounds; no word of a text does."""
_SOUND_AND_WORD = re.compile(rf"{SOUND}(?P<sound>[a-z]+)(?P<word>\D+)")


def sounds_in(terms: Mapping[str, int]) -> list[tuple[str, str]]:
    """Pairs of a sound and a Chinese word, of terms that begin with SOUND; the commonest first."""
    commonest = sorted(terms, key=lambda term: -terms[term])
    found = map(_SOUND_AND_WORD.fullmatch, commonest)
    return [(pair["sound"], pair["word"]) for pair in found if pair]


def _asked(sql: str, params: Sequence[str]) -> list[tuple[Any, ...]]:
    """Rows that are only asked to find better; none while the index is damaged."""
    if not params:
        return []
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows
    except DatabaseError as error:
        if not is_damage(error):
            raise
        report_damage(error)
        return []


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


def optimize() -> None:
    """Merge what many writes left in pieces: searches are a tenth to a third quicker after it."""
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE}({TABLE}) VALUES ('optimize')")


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
