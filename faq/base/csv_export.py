"""Tables as CSV that spreadsheets open as they are: UTF-8 with its mark, and no cell a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: object) -> object:
    """The cell as a spreadsheet may read it: words that it would take for a formula are quoted.

    Numbers stay numbers.
    """
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    return cell


def table(rows: Iterable[Sequence[object]]) -> bytes:
    """The rows, the first of which are usually the headings, as a file."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
