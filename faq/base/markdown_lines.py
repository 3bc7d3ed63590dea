"""What a single line of Markdown is: how far indented, and whether it begins a block."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Self

TAB = 4

FENCE = re.compile(r" {0,3}(?:`{3,}(?!.*`)|~{3,})[ \t]*(.*)$")
HEADING = re.compile(r" {0,3}(#{1,6})(?!#)(?:(?=[ \t])|(?<=##))(.*[^\s#].*)$")
RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
QUOTE = re.compile(r" {0,3}> ?")
_DIRECTIVE = re.compile(r" {0,3}(?:!!! *[A-Za-z]|\?\?\?\+? *[A-Za-z\"“「])")
_DEFINED = re.compile(r" {0,3}(?:\[\^[^\]\s]+\]:|:[ \t])")
_BLOCK_TAG = re.compile(
    r" {0,3}(?:</?(?:details|summary|div|table|ul|ol|pre|p|h[1-6])\b|<!--)", re.I
)
_MARKER = re.compile(r"( *)([-*+]|\d{1,9}[.)])(?![^ \t])([ \t]*)(.*)$")


def or_blank(line: str) -> str:
    """The line, empty when nothing can be seen in it."""
    return line if line.strip() else ""


def expand_indent(line: str) -> str:
    """The line with tabs before its first word made into spaces."""
    text = line.lstrip(" \t")
    return line[: len(line) - len(text)].expandtabs(TAB) + text


def indent_of(line: str) -> int:
    """The number of columns before the first word."""
    return len(line[: len(line) - len(line.lstrip(" \t"))].expandtabs(TAB))


def dedent(line: str, width: int) -> str:
    """The line moved to the left by at most `width` columns. Tabs stay tabs where they can."""
    tabs, rest = divmod(width, TAB)
    if not rest and line.startswith("\t" * tabs):
        return line[tabs:]
    line = expand_indent(line)
    return line[min(width, indent_of(line)) :]


def is_table_head(lines: Sequence[str]) -> bool:
    """Whether two lines are the head of a table and the row of dashes below it."""
    if len(lines) < 2 or "|" not in lines[0]:
        return False
    return "|" in lines[1] and "-" in lines[1] and set(lines[1]) <= set("|:- \t")


def is_lazy_after(above: str, line: str) -> bool:
    """Whether an unindented line goes on with the paragraph that ends with `above`."""
    return bool(above and line) and not (
        _is_complete(expand_indent(above)) or _begins_block(expand_indent(line))
    )


def _is_complete(line: str) -> bool:
    return bool(HEADING.match(line) or RULE.match(line) or FENCE.match(line))


def _begins_block(line: str) -> bool:
    return bool(
        _is_complete(line)
        or Marker.read(line)
        or any(p.match(line) for p in (QUOTE, _DIRECTIVE, _DEFINED, _BLOCK_TAG))
    )


class FenceWatch:
    """Knows, while lines go by, whether a fenced block of code is open."""

    def __init__(self) -> None:
        self._closing: re.Pattern[str] | None = None

    @property
    def is_open(self) -> bool:
        """Whether the next line is code."""
        return self._closing is not None

    def see(self, line: str) -> None:
        """Take a line into account, however far it is indented."""
        line = line.lstrip(" \t")
        if self._closing:
            if self._closing.match(line):
                self._closing = None
        elif FENCE.match(line):
            length = len(line) - len(line.lstrip(line[0]))
            self._closing = re.compile(rf"{line[0]}{{{length},}}[ \t]*$")


@dataclass(frozen=True)
class Marker:
    """The bullet or number that begins an item of a list."""

    indent: int
    column: int
    tag: Literal["ol", "ul"]
    number: int
    text: str

    @classmethod
    def read(cls, line: str) -> Self | None:
        """The marker that the line begins with, or None."""
        line = expand_indent(line)
        match = _MARKER.match(line)
        if not match or RULE.match(line):
            return None
        before, sign, gap, text = match.groups()
        end = len(before) + len(sign)
        column = len((before + sign + gap).expandtabs(TAB))
        if not text or column > end + TAB:  # nothing follows, or code does
            text = " " * (column - end - 1) + text if text else ""
            column = end + 1
        number = int(sign[:-1]) if len(sign) > 1 else 0
        return cls(len(before), column, "ol" if len(sign) > 1 else "ul", number, text)

    @property
    def may_interrupt(self) -> bool:
        """Whether a list may begin right below a paragraph: "1990. 那年" is no list."""
        return bool(self.text) and (self.tag == "ul" or self.number == 1)

    def is_sibling_of(self, other: "Marker") -> bool:
        """Whether both are items of one list when neither is inside the other."""
        return self.tag == other.tag

    def is_followed_by(self, line: str) -> bool:
        """Whether the line, though indented, is the next item rather than one inside this."""
        following = Marker.read(line)
        if following is None or following.indent >= self.column:
            return False
        return following.tag == self.tag == "ol" and following.number == self.number + 1
