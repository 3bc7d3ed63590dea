"""What an import takes in, read from files and not yet written."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from faq.transfer import records, spreadsheets, tables
from faq.transfer.entries import Entry, EntryError, from_json_lines, from_markdown, from_row
from faq.transfer.records import Record
from faq.transfer.report import Report
from faq.transfer.spreadsheets import SpreadsheetError
from faq.transfer.tables import TABLES, CellError

_MEDIA: Final = ("pictures", "videos")


@dataclass(frozen=True)
class Sourced:
    """A record and where it stands in the files."""

    source: str
    record: Record


@dataclass(frozen=True)
class Picture:
    """A picture of another system, the name it gets here and what it shows."""

    path: Path
    name: str
    alt: str = ""


@dataclass
class Content:
    """Everything that files hold."""

    entries: list[Entry] = field(default_factory=list)
    records: dict[str, list[Sourced]] = field(default_factory=dict)
    media: list[Path] = field(default_factory=list)
    described: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    pictures: list[Picture] = field(default_factory=list)


def read(path: Path, *, language: str, report: Report) -> Content:
    """What a folder, a file of JSON Lines or a CSV holds; what cannot be read is refused.

    `language` is for files that do not say theirs. Raises OSError.
    """
    content = Content()
    if path.is_dir():
        _read_folder(path, content, language=language, report=report)
    elif path.suffix.lower() in {".csv", ".txt", ".tsv"}:
        _read_table(path, content, language=language, report=report)
    else:
        _read_lines(path, content, report=report)
    return content


def _read_folder(folder: Path, content: Content, *, language: str, report: Report) -> None:
    for file in dict.fromkeys(kind.file for kind in records.KINDS):
        if (path := folder / f"{file}.json").is_file():
            _read_json(path, file, content, report)
    content.media = [folder / name for name in _MEDIA if (folder / name).is_dir()]
    if (path := folder / "media.json").is_file():
        content.described = _described(path, report)
    for name in tables.NAMES:
        if (path := folder / f"{name}.csv").is_file():
            _read_table(path, content, language=language, report=report)
    if (path := folder / "articles.jsonl").is_file():
        _read_lines(path, content, report=report)
    root = folder / "articles" if (folder / "articles").is_dir() else folder
    for path in sorted([*root.rglob("*.md"), *root.rglob("*.markdown")]):
        try:
            content.entries.append(from_markdown(path, root=root, language=language))
        except EntryError as error:
            report.refuse("", str(error))


def _read_json(path: Path, file: str, content: Content, report: Report) -> None:
    try:
        found = records.from_data(file, json.loads(path.read_text(encoding="utf-8-sig")))
    except ValueError as error:
        kind = next(kind.name for kind in records.KINDS if kind.file == file)
        report.refuse(path.name, str(error), kind)
        return
    for name, rows in found.items():
        content.records.setdefault(name, []).extend(
            Sourced(f"{path.name}:{name}:{number}", row) for number, row in enumerate(rows, start=1)
        )


def _described(path: Path, report: Report) -> Mapping[str, Mapping[str, Any]]:
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
        if isinstance(found, dict) and all(isinstance(row, dict) for row in found.values()):
            return found
        reason = _("not an object of objects")
    except ValueError as error:
        reason = str(error)
    report.refuse(path.name, reason, "media")
    return {}


def _read_lines(path: Path, content: Content, *, report: Report) -> None:
    with path.open("rb") as lines:
        for entry in from_json_lines(lines, source=path.name):
            if isinstance(entry, EntryError):
                report.refuse("", str(entry))
            else:
                content.entries.append(entry)


# --- CSV ---------------------------------------------------------------------------------------


def _read_table(path: Path, content: Content, *, language: str, report: Report) -> None:
    try:
        if path.stat().st_size > spreadsheets.MOST_BYTES:
            raise SpreadsheetError(_("the table is too large"))
        sheet = spreadsheets.read(path.read_bytes())
    except SpreadsheetError as error:
        report.refuse(path.name, str(error))
        return
    kind = tables.kind_of(path.stem.lower(), sheet)
    if not kind:
        names = ", ".join(f"{name}.csv" for name in tables.NAMES)
        report.refuse(path.name, _("name it after what it holds: %(names)s") % {"names": names})
        return
    for problem in sheet.problems:
        report.refuse(path.name, problem, kind)
    rows = (
        (f"{path.name}:{number}", {name.strip(): cell for name, cell in row.items()})
        for number, row in sheet.rows
    )
    if kind == tables.ARTICLES:
        _take_articles(rows, content, language, report)
    else:
        for column in TABLES[kind].unknown(sheet.header):
            reason = _("nobody reads the column “%(column)s”") % {"column": column}
            report.note(path.name, reason, kind)
        _take_records(kind, rows, content, language, report)


def _take_articles(
    rows: Iterator[tuple[str, dict[str, str]]], content: Content, language: str, report: Report
) -> None:
    for source, row in rows:
        try:
            content.entries.append(from_row({"language": language, **row}, source))
        except EntryError as error:
            report.refuse("", str(error))


def _take_records(
    kind: str,
    rows: Iterator[tuple[str, dict[str, str]]],
    content: Content,
    language: str,
    report: Report,
) -> None:
    """The rows of a table; where each is of one language, those of one id are one record."""
    found: dict[str, Sourced] = {}
    for source, row in rows:
        try:
            record = TABLES[kind].record(row, language)
        except CellError as error:
            report.refuse(source, str(error), kind)
            continue
        known = found.get(record["key"])
        if known and row.get("language", ""):
            found[record["key"]] = Sourced(known.source, merged(known.record, record))
        else:
            found[record["key"] if known is None else source] = Sourced(source, record)
    content.records.setdefault(kind, []).extend(found.values())


def merged(before: Mapping[str, Any], given: Mapping[str, Any]) -> Record:
    """A record with all that the given one says, and what was said before of the rest."""
    result = dict(before)
    for name, value in given.items():
        present = result.get(name)
        if isinstance(value, dict) and isinstance(present, dict):
            result[name] = merged(present, value)
        else:
            result[name] = value
    return result
