"""Cells of tables that a spreadsheet opens: none of them is calculated, and all come back.

A spreadsheet takes a cell that begins with one of these signs for a formula, which may call
programs and send what stands beside it. An apostrophe in front keeps it text.
"""

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_MADE_HARMLESS = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def harmless(cell: str) -> str:
    """The cell as it may be written; `as_it_was` gives it back."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def as_it_was(cell: str) -> str:
    """The cell that `harmless` made this of; others as they are."""
    return cell[1:] if _MADE_HARMLESS.match(cell) else cell
