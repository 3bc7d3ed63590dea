"""A place among the lines of a block, and the ways to move on from it."""

from collections.abc import Callable
from typing import Final

from faq.base.markdown_lines import FenceWatch, dedent, indent_of, is_lazy_after

# What belongs to the line above begins at least this far to the right of it.
LEAST_INDENT: Final = 2
USUAL_INDENT: Final = 4


class Cursor:
    """The lines of one container and the line that is read next."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.at = 0
        self._missing: set[str] = set()

    @property
    def is_done(self) -> bool:
        """Whether no line is left."""
        return self.at >= len(self.lines)

    @property
    def line(self) -> str:
        """The line to be read next."""
        return self.lines[self.at]

    def put(self, text: str, indent: int = 0) -> None:
        """Let the present line be this text; without text, a blank line."""
        self.lines[self.at] = " " * indent + text if text.strip() else ""

    def go_on_with(self, rest: str) -> None:
        """Read the rest of the present line as a line of its own, if there is any."""
        if rest.strip():
            self.put(rest.strip())
        else:
            self.at += 1

    def next_blank(self) -> int:
        """Where the next blank line is, or the end."""
        at = self.at
        while at < len(self.lines) and self.lines[at]:
            at += 1
        return at

    def find(self, end: str) -> int | None:
        """The next line that has `end` in it. What is missing once is not looked for again."""
        if end not in self._missing:
            for at in range(self.at, len(self.lines)):
                if end in self.lines[at].lower():
                    return at
            self._missing.add(end)
        return None

    def take_until(self, end: int) -> list[str]:
        """The lines up to but not including that one."""
        taken = self.lines[self.at : end]
        self.at = end
        return taken

    def take_below(self) -> list[str]:
        """What is indented below the present line, without that line."""
        own = indent_of(self.line)
        self.at += 1
        return self.take_body(least=own + LEAST_INDENT, most=own + USUAL_INDENT)

    def take_body(
        self,
        *,
        least: int = LEAST_INDENT,
        most: int = USUAL_INDENT,
        is_lazy: bool = False,
        ends_at: Callable[[str], bool] = lambda line: False,
    ) -> list[str]:
        """The lines from here on that are indented by `least` columns or more, with at most
        `most` taken away. A lazy body also has the unindented lines of its last paragraph.
        Blank lines at its end are left where they are.
        """
        taken: list[str] = []
        watch = FenceWatch()
        for at in range(self.at, len(self.lines)):
            line = self.lines[at]
            if line and indent_of(line) < least:
                is_text_above = is_lazy and bool(taken) and not watch.is_open
                if not (is_text_above and is_lazy_after(taken[-1], line)):
                    break
            if line and ends_at(line):
                break
            watch.see(line)
            taken.append(line)
        while taken and not taken[-1]:
            taken.pop()
        self.at += len(taken)
        widths = [indent_of(line) for line in taken if line]
        width = min([most, *(width for width in widths if width >= least)])
        return [dedent(line, width) for line in taken]
