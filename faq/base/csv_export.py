"""Tables that spreadsheets open as they are: no cell is calculated, and all come back.

A spreadsheet takes a cell that begins with one of these signs for a formula, which may call
programs and send what stands beside it. An apostrophe in front keeps it text.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_MADE_HARMLESS = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def harmless(cell: str) -> str:
    """The cell as it may be written; `as_it_was` gives it back."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def as_it_was(cell: str) -> str:
    """The cell that `harmless` made this of; others as they are."""
    return cell[1:] if _MADE_HARMLESS.match(cell) else cell


def table(rows: Iterable[Sequence[object]]) -> bytes:
    """The rows, the first of which are usually the headings, as a file; numbers stay numbers."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(
        [harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
    )
    return out.getvalue().encode("utf-8-sig")
