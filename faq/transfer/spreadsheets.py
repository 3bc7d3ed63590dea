"""Tables as spreadsheets save them: CSV in the encodings and with the separators they use."""

import csv
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Final

from django.utils.translation import gettext as _

from faq.base.csv_export import as_it_was, harmless

SEPARATORS: Final = ",;\t"
MOST_BYTES: Final = 50 * 1024 * 1024
_COMMON_SHARE: Final = 0.9
_PAIR = re.compile(rb"[\x81-\xfe][\x30-\xfe]", re.DOTALL)


class SpreadsheetError(ValueError):
    """A file that cannot be read as a table; says what is wrong, in which row, and what to do."""


Row = tuple[int, dict[str, str]]
"""The number that a spreadsheet shows at its edge, and the cells by the name of their column."""


@dataclass(frozen=True)
class Sheet:
    """The names of the columns, the rows that hold anything, and a line for each that is broken."""

    header: list[str]
    rows: list[Row]
    problems: list[str]


def decode(content: bytes) -> str:
    """The text in a file: UTF-8, UTF-16, GB18030 (so GBK too) or Big5. Raises SpreadsheetError.

    Nothing is guessed at the price of garbled words: a file whose encoding is not clear is refused.
    """
    for mark, encoding in (
        (BOM_UTF8, "utf-8"), (BOM_UTF16_LE, "utf-16-le"), (BOM_UTF16_BE, "utf-16-be"),
    ):  # fmt: skip
        if content.startswith(mark):
            return _decoded(content[len(mark) :], encoding)
    if b"\0" in content[:4096]:
        return _decoded(content, _wide(content[:4096]))
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        return _chinese(content, error)


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        row = content[: error.start].decode(encoding, "replace").count("\n") + 1
        raise SpreadsheetError(_unclear(row)) from error


def _wide(start: bytes) -> str:
    """UTF-16 without its mark: the empty halves of ASCII signs tell its order."""
    return "utf-16-le" if start[1::2].count(0) > start[0::2].count(0) else "utf-16-be"


def _chinese(content: bytes, error: UnicodeDecodeError) -> str:
    """GB18030 or Big5, whichever it is plainly.

    Nearly all bytes are some text in GB18030, so it must be made of signs that people write.
    """
    pairs = _PAIR.findall(content)
    for encoding, common in (("gb18030", _is_common_in_gbk), ("big5", _is_common_in_big5)):
        share = sum(map(common, pairs)) / max(len(pairs), 1)
        if share >= _COMMON_SHARE:
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise SpreadsheetError(_unclear(content[: error.start].count(b"\n") + 1)) from error


def _is_common_in_gbk(pair: bytes) -> bool:
    """Whether it is of GB 2312 (signs and the letters of most texts), or half of four bytes."""
    return (0xA1 <= pair[0] <= 0xF7 and pair[1] >= 0xA1) or 0x30 <= pair[1] <= 0x39


def _is_common_in_big5(pair: bytes) -> bool:
    return 0xA1 <= pair[0] <= 0xC6 and (0x40 <= pair[1] <= 0x7E or pair[1] >= 0xA1)


def _unclear(row: int) -> str:
    return _(
        "line %(row)s: this is not UTF-8, UTF-16, GBK or Big5 as a whole. "
        "Save the table as CSV UTF-8 and try again."
    ) % {"row": row}


def read(content: bytes) -> Sheet:
    """A table with commas, semicolons or tabs. Empty columns are left out.

    Raises SpreadsheetError for a file that is none, down to a quotation mark never closed.
    """
    text = decode(content).removeprefix("\ufeff")
    separator = ""
    if named := re.match(r"sep=([,;\t])\r?\n", text, re.IGNORECASE):
        separator, text = named[1], text[named.end() :]
    records = _records(text, separator or _separator(text))
    header = _header(next(records, (0, []))[1])
    rows, problems = [], []
    for number, cells in records:
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[len(header) :]):
            problems.append(_("row %(row)s: more cells than columns") % {"row": number})
            continue
        padded = [*cells, *[""] * (len(header) - len(cells))]
        named_cells = zip(header, padded, strict=False)
        rows.append((number, {name: as_it_was(cell) for name, cell in named_cells if name}))
    return Sheet([name for name in header if name], rows, problems)


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(MOST_BYTES)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, cells
    except csv.Error as error:
        raise SpreadsheetError(
            _("row %(row)s: a quotation mark is not closed, or stands in the wrong place")
            % {"row": number + 1}
        ) from error


def _separator(text: str) -> str:
    """The one that stands most often in the first line, outside of quotation marks."""
    first = re.sub(r'"[^"]*"', "", text.lstrip("\r\n").partition("\n")[0])
    return max(SEPARATORS, key=first.count)


def _header(cells: Sequence[str]) -> list[str]:
    header = [as_it_was(cell).strip() for cell in cells]
    if not any(header):
        raise SpreadsheetError(_("row 1: the names of the columns are missing"))
    for name in header:
        if name and header.count(name) > 1:
            raise SpreadsheetError(_("row 1: there are two columns “%(name)s”") % {"name": name})
    return header


def write(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table that spreadsheets open with the right signs, and calculate nothing of."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
