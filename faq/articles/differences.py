"""What changed between two versions of a text: as readers see it, and in its Markdown.

Both ways keep everything: without what is marked as new the old version is left, without what is
marked as gone the new one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.safestring import SafeString, mark_safe

from faq.articles import html_difference
from faq.articles.alignment import Effort, Span, spans
from faq.articles.html_difference import words_and_signs
from faq.base import html_tree, sanitizer

EFFORT = 6_000_000
CONTEXT = 3


def rendered(before_html: str, after_html: str) -> SafeString:
    """Two sanitised bodies as one, with `<del>` around what is gone and `<ins>` around the new.

    A difference that writers marked themselves is shown as `<s>` and `<u>`. Ids are left out: the
    page around it has its own. The result passes the sanitiser, whatever came in.
    """
    before, after = (
        html_difference.prepared(html_tree.parse(sanitizer.clean_page(html)))
        for html in (before_html, after_html)
    )
    merged = html_difference.merged(before, after, Effort(EFFORT))
    return mark_safe(sanitizer.clean_page(html_tree.serialize(merged)))


def words(before: str, after: str) -> list["Piece"]:
    """Two short texts, such as titles, as one line of pieces."""
    old, new = words_and_signs(before), words_and_signs(after)
    return [*_pieces(old, new, spans(old, new, Effort(EFFORT)))]


@dataclass(frozen=True)
class Piece:
    """A part of a line: `kind` is "same", "removed" or "added"."""

    kind: str
    text: str


@dataclass(frozen=True)
class Line:
    """A line of a difference: "same", "removed", "added", or "skipped" for many same ones.

    Numbers count from 1 and are None where a side has no such line; `skipped` is how many lines
    are left out.
    """

    kind: str
    before: int | None
    after: int | None
    pieces: Sequence[Piece] = ()
    skipped: int = 0


def source(before: str, after: str, *, context: int | None = CONTEXT) -> list[Line]:
    """The difference of two Markdown texts line by line, with marks inside of changed lines.

    Same lines further than `context` from a change are counted only; None shows all.
    """
    lines = list(_lines(before.splitlines(), after.splitlines()))
    return lines if context is None else list(_folded(lines, context))


def _lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    effort = Effort(EFFORT)
    for span in spans(old, new, effort):
        if span.is_same:
            for i, j in zip(_places(span.before), _places(span.after), strict=True):
                yield Line("same", i + 1, j + 1, [Piece("same", new[j])])
        else:
            yield from _changed(old, new, span.before, span.after, effort)


def _places(part: slice) -> range:
    return range(part.start, part.stop)


def _changed(
    old: Sequence[str], new: Sequence[str], gone: slice, come: slice, effort: Effort
) -> Iterator[Line]:
    """Removed lines, then added ones; a line that became another shows where."""
    pairs = dict(zip(_places(gone), _places(come), strict=False))
    marked = {i: _within(old[i], new[j], effort) for i, j in pairs.items()}
    for i in _places(gone):
        whole = [Piece("removed", old[i])]
        yield Line("removed", i + 1, None, _side(marked[i], "removed") if i in marked else whole)
    partners = {j: i for i, j in pairs.items()}
    for j in _places(come):
        whole = [Piece("added", new[j])]
        pieces = _side(marked[partners[j]], "added") if j in partners else whole
        yield Line("added", None, j + 1, pieces)


def _within(before: str, after: str, effort: Effort) -> list[Piece]:
    old, new = words_and_signs(before), words_and_signs(after)
    return list(_pieces(old, new, spans(old, new, effort)))


def _pieces(old: Sequence[str], new: Sequence[str], found: Sequence[Span]) -> Iterator[Piece]:
    for span in found:
        if span.is_same:
            yield Piece("same", "".join(new[span.after]))
            continue
        if gone := "".join(old[span.before]):
            yield Piece("removed", gone)
        if come := "".join(new[span.after]):
            yield Piece("added", come)


def _side(pieces: Sequence[Piece], kind: str) -> list[Piece]:
    return [piece for piece in pieces if piece.kind in ("same", kind)]


def _folded(lines: Sequence[Line], context: int) -> Iterator[Line]:
    changed = [number for number, line in enumerate(lines) if line.kind != "same"]
    near = {number + step for number in changed for step in range(-context, context + 1)}
    for is_near, group in groupby(enumerate(lines), key=lambda item: item[0] in near):
        shown = [line for _number, line in group]
        if is_near or len(shown) == 1:
            yield from shown
        else:
            yield Line("skipped", None, None, skipped=len(shown))
