"""Tables of content: how records lie in the cells of a spreadsheet, and back.

A column is a name, or a name with a language, as in `label.en`. Where there is a column
`language`, names of words without one are meant in the language of their row. Several values
stand in one cell, each on its line.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from faq.base import languages
from faq.transfer import spreadsheets
from faq.transfer.entries import iso
from faq.transfer.spreadsheets import Sheet

Record = dict[str, Any]
ARTICLES: Final = "articles"
ARTICLE_COLUMNS: Final = (
    "id", "language", "version", "title", "summary", "body", "category", "kind", "audience",
    "order", "path", "slug", "tags", "keywords", "parity_reason", "checked_on", "visible_from",
    "visible_until", "draft",
)  # fmt: skip
_YES: Final = {"true", "yes", "1", "是"}
_NO: Final = {"false", "no", "0", "否"}


class CellError(ValueError):
    """A cell that does not hold what its column is for."""


# --- Cells -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """How a value is written in a cell and read from it; `None` read means: left as it is."""

    written: Callable[[Any], str]
    read: Callable[[str], Any]


def _flag(cell: str) -> bool | None:
    said = cell.strip().lower()
    if said and said not in _YES | _NO:
        raise CellError(_("“%(value)s” is not true or false") % {"value": cell})
    return said in _YES if said else None


def _number(cell: str) -> int | None:
    try:
        return int(cell) if cell.strip() else None
    except ValueError as error:
        raise CellError(_("“%(value)s” is not a number") % {"value": cell}) from error


def _opening(line: str) -> Record:
    days, _space, hours = line.strip().partition(" ")
    opens, _dash, closes = hours.strip().partition("-")
    return {"days": days, "opens": opens.strip(), "closes": closes.strip()}


def _value(line: str) -> Record:
    moment, _space, value = line.strip().partition(" ")
    return {"value": value, "valid_from": moment}


def _lines(written: Callable[[Any], str] = str, read: Callable[[str], Any] = str.strip) -> Cell:
    return Cell(
        lambda values: "\n".join(map(written, values)),
        lambda cell: [read(line) for line in cell.splitlines() if line.strip()],
    )


WORDS: Final = Cell(str, str)
FLAG: Final = Cell(lambda value: "true" if value else "false", _flag)
NUMBER: Final = Cell(str, _number)
MOMENT: Final = Cell(lambda value: value or "", lambda cell: iso(cell) or None)
LIST: Final = _lines()
OPENINGS: Final = _lines(lambda one: f"{one['days']} {one['opens']}-{one['closes']}", _opening)
VALUES: Final = _lines(lambda one: f"{one['valid_from']} {one['value']}", _value)

# --- Tables ------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Table:
    """The columns of one kind of record: its own, and those of its words in each language."""

    own: Mapping[str, Cell]
    words: tuple[str, ...]
    clearing: frozenset[str] = field(default_factory=frozenset)
    """Columns in which an empty cell says: there is none."""
    has_aliases: bool = False

    def columns(self) -> list[str]:
        """The names in the first row; `id` is the key."""
        own = ["id" if name == "key" else name for name in self.own]
        words = [f"{name}.{code}" for code in languages.codes() for name in self.words]
        return [*own, *words, *(_alias_columns() if self.has_aliases else [])]

    def written(self, records: Iterable[Record]) -> bytes:
        """The table of some records."""
        columns = self.columns()
        cells = [self._cells(record) for record in records]
        return spreadsheets.write(
            columns, [[row.get(name, "") for name in columns] for row in cells]
        )

    def _cells(self, record: Record) -> dict[str, str]:
        cells = {
            "id" if name == "key" else name: cell.written(record[name])
            for name, cell in self.own.items()
            if record.get(name) is not None
        }
        for code, words in record["texts"].items():
            cells |= {f"{name}.{code}": words[name] for name in self.words}
        if self.has_aliases:
            for alias in record["aliases"]:
                name = _alias_column(alias["language"], is_shown=alias["is_shown"])
                cells[name] = "\n".join(filter(None, [cells.get(name), alias["text"]]))
        return cells

    def record(self, row: Mapping[str, str], language: str) -> Record:
        """What a row says; `language` is for words whose column names none. Raises CellError."""
        record: Record = {"key": row.get("id", row.get("key", "")).strip()}
        if not record["key"]:
            raise CellError(_("“%(name)s” is missing") % {"name": "id"})
        for name, cell in self.own.items():
            if name in row and name != "key":
                value = cell.read(row[name])
                if value is not None or name in self.clearing:
                    record[name] = value
        record["texts"] = self._texts(row, row.get("language", "").strip() or language)
        if self.has_aliases:
            record["aliases"] = _aliases(row)
        return record

    def _texts(self, row: Mapping[str, str], language: str) -> dict[str, Record]:
        texts: dict[str, Record] = {}
        for name in self.words:
            for code in languages.codes():
                column = f"{name}.{code}"
                cell = row.get(column, row.get(name) if code == language else None)
                if cell is not None:
                    texts.setdefault(code, {})[name] = cell
        return {code: words for code, words in texts.items() if any(words.values())}

    def unknown(self, header: Iterable[str]) -> list[str]:
        """The columns that nobody reads."""
        known = {*self.columns(), *self.words, "key", "language"}
        return [name for name in header if name not in known]


def _alias_columns() -> list[str]:
    return [
        _alias_column(code, is_shown=is_shown)
        for code in ("", *languages.codes())
        for is_shown in (True, False)
    ]


def _alias_column(code: str, *, is_shown: bool) -> str:
    name = "aliases" if is_shown else "hidden_aliases"
    return f"{name}.{code}" if code else name


def _aliases(row: Mapping[str, str]) -> list[Record]:
    return [
        {"text": text.strip(), "language": code, "is_shown": is_shown}
        for code in ("", *languages.codes())
        for is_shown in (True, False)
        for text in row.get(_alias_column(code, is_shown=is_shown), "").splitlines()
        if text.strip()
    ]


TABLES: Final[Mapping[str, Table]] = {
    "categories": Table(
        own={"key": WORDS, "parent": WORDS, "slug": WORDS, "icon": WORDS, "position": NUMBER},
        words=("name", "description"),
    ),
    "terms": Table(
        own={
            "key": WORDS,
            "slug": WORDS,
            "is_published": FLAG,
            "visible_from": MOMENT,
            "confused_with": LIST,
        },
        words=("label", "definition", "example", "own_pinyin"),
        has_aliases=True,
    ),
    "facts": Table(
        own={
            "key": WORDS,
            "value": WORDS,
            "unit": WORDS,
            "valid_from": MOMENT,
            "next": VALUES,
            "source": WORDS,
            "checked_on": MOMENT,
            "check_after_days": NUMBER,
        },
        words=("label", "wording"),
    ),
    "channels": Table(
        own={
            "key": WORDS,
            "kind": WORDS,
            "value": WORDS,
            "platform": WORDS,
            "region": WORDS,
            "languages": LIST,
            "address": WORDS,
            "scope": LIST,
            "position": NUMBER,
            "is_published": FLAG,
            "is_always_open": FLAG,
            "time_zone": WORDS,
            "checked_on": MOMENT,
            "openings": OPENINGS,
        },
        words=("name", "note"),
    ),
    "announcements": Table(
        own={
            "key": WORDS,
            "kind": WORDS,
            "severity": WORDS,
            "is_published": FLAG,
            "visible_from": MOMENT,
            "visible_until": MOMENT,
            "starts_at": MOMENT,
            "ends_at": MOMENT,
            "time_zone": WORDS,
            "is_pinned": FLAG,
            "pinned_until": MOMENT,
        },
        words=("title", "summary", "body", "slug"),
        clearing=frozenset({"visible_until", "starts_at", "ends_at", "pinned_until"}),
    ),
}
NAMES: Final = (ARTICLES, *TABLES)

# Which columns tell a kind whose file is named otherwise, the most telling first.
_TELLING: Final = (
    (ARTICLES, "body"),
    (ARTICLES, "body_markdown"),
    ("terms", "definition"),
    ("facts", "check_after_days"),
    ("facts", "wording"),
    ("channels", "platform"),
    ("announcements", "severity"),
    ("categories", "description"),
)


def kind_of(name: str, sheet: Sheet) -> str:
    """What a table is of, by its file's name, else by its columns; "" when that is not clear."""
    if name in NAMES:
        return name
    bare = {column.partition(".")[0] for column in sheet.header}
    # Announcements have a body too.
    if "severity" in bare:
        return "announcements"
    return next((kind for kind, column in _TELLING if column in bare), "")


def articles(texts: Iterable[Mapping[str, Any]]) -> bytes:
    """The table of articles, one version of a text in each row."""
    return spreadsheets.write(ARTICLE_COLUMNS, map(_article_cells, texts))


def _article_cells(values: Mapping[str, Any]) -> list[str]:
    row = {**values, "id": values["key"], "tags": ", ".join(values["tags"])}
    return ["" if row.get(name) is None else str(row[name]) for name in ARTICLE_COLUMNS]
