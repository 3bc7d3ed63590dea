"""How much Markdown is too much: texts that would keep the renderer busy for seconds.

python-markdown looks at a paragraph again for each mark in it, and an HTML parser at all open
tags for each new one; so marks are counted for the whole text and for each paragraph, and
depth for containers and tags. No article comes near these numbers.
"""

import re
from collections import Counter
from typing import Final

SOURCE_BYTES: Final = 200_000
SOURCE_LINES: Final = 5_000
SOURCE_BRACKETS: Final = 2_000
SOURCE_ADDRESSES: Final = 2_000
SOURCE_CELLS: Final = 10_000
SOURCE_MARKS: Final = 12_000
PARAGRAPH_BRACKETS: Final = 400
PARAGRAPH_MARKS: Final = 2_500
PARAGRAPH_TICKS: Final = 10
ROW_CELLS: Final = 200
DEPTH: Final = 20
TAG_DEPTH: Final = 60

_MARKS = re.compile(r"[*_~`<&\\\[]")
_TICKS = re.compile(r"`+")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# Tags without an end, and those whose end is understood when the next one begins.
_FLAT: Final = frozenset(
    {
        *("br", "col", "hr", "img", "input", "source", "track", "wbr"),
        *("dd", "dt", "li", "p", "tbody", "td", "tfoot", "th", "thead", "tr"),
    }
)


class TooComplexError(Exception):
    """The text is over a limit; it is shown as it was written."""


def check_source(source: str) -> None:
    """Refuse a text for its size or for its number of marks."""
    if (
        len(source.encode()) > SOURCE_BYTES
        or source.count("\n") > SOURCE_LINES
        or source.count("[") > SOURCE_BRACKETS
        or source.count("://") > SOURCE_ADDRESSES
        or source.count("|") > SOURCE_CELLS
        or _count_marks(source) > SOURCE_MARKS
    ):
        raise TooComplexError


def check_paragraph(text: str) -> None:
    """Refuse a paragraph, heading or row of a table with too many marks in it."""
    if text.count("[") > PARAGRAPH_BRACKETS or _count_marks(text) > PARAGRAPH_MARKS:
        raise TooComplexError
    if text.count("|") > ROW_CELLS:
        raise TooComplexError
    if len(set(_TICKS.findall(text))) > PARAGRAPH_TICKS:  # each length is looked for to the end
        raise TooComplexError


def check_depth(depth: int) -> None:
    """Refuse containers (lists, quotes, notices, steps) inside each other beyond all reading."""
    if depth > DEPTH:
        raise TooComplexError


def check_tags(html: str) -> None:
    """Refuse HTML that opens tags without end, before an HTML parser sees it."""
    still_open: Counter[str] = Counter()
    depth = 0
    for end, name in _TAG.findall(html):
        name = name.lower()
        if name in _FLAT:
            continue
        if not end:
            still_open[name] += 1
            depth += 1
        elif still_open[name]:
            still_open[name] -= 1
            depth -= 1
        if depth > TAG_DEPTH:
            raise TooComplexError


def _count_marks(text: str) -> int:
    return sum(1 for _mark in _MARKS.finditer(text))
