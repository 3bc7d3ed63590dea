"""The sentences of an article, each known by what it says: so a report outlives edits elsewhere.

A sentence is a part of one block; a row of a table, a heading and a piece of code are one each.
"""

import hashlib
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from django.core.cache import cache

from faq.articles.models import Revision
from faq.base import html_tree
from faq.base.text import fold

ANSWER: Final = "answer"
"""Where the summary stands: the id of its heading on the page."""

_KEPT_SECONDS = 24 * 60 * 60
_LONGEST_SELECTION = 300
_STEP = "step-"
_NOT_READ = ("footnote-ref", "footnote-backref")
_WHOLE = frozenset({"tr", "pre"})
# A full stop ends a sentence where no small letter goes on and no "e.g" comes before.
_END = re.compile(
    r"(?:[。！？…]+|[!?]+(?=[\s\"'”’)\]]|$|[^\x00-\x7f])"
    r"|(?<!\.[a-z])\.(?=[\"'”’)\]]*(?:\s+[^\sa-z]|\s*$)))[”’」』）)\]\"']*\s*"
)


@dataclass(frozen=True)
class Sentence:
    """What it says, and the id of the heading or step under which it stands, "" for none."""

    text: str
    heading: str

    @property
    def anchor(self) -> str:
        """The same wherever it stands, however it is spaced and in either Chinese script."""
        return hashlib.sha256(_squeezed(self.text).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Shown:
    """A sentence as a reader of one language sees it, and in the text's own words (`own`)."""

    text: str
    own: Sentence


def _squeezed(text: str) -> str:
    return fold("".join(text.split()))


# --- Of a revision -------------------------------------------------------------------------------


def of_revision(revision: Revision) -> list[Sentence]:
    """All of a revision in its own language, with what its facts amount to now: summary, body."""
    return _sentences(revision, revision.language)


def shown_in(revision: Revision, language: str) -> list[Shown]:
    """The same as readers of `language` see them."""
    own = of_revision(revision)
    seen = _sentences(revision, language) if revision.is_converted_for(language) else own
    if len(seen) != len(own):
        seen = own
    return [Shown(theirs.text, sentence) for sentence, theirs in zip(own, seen, strict=True)]


def anchors_of(revision: Revision) -> frozenset[str]:
    """The anchors of all its sentences; kept by each process for what is stored of it now."""
    said = "\n".join(revision.shown(name, revision.language) for name in ("summary", "html"))
    key = f"sentences:{revision.pk}:{hashlib.sha256(said.encode()).hexdigest()}"
    kept: frozenset[str] | None = cache.get(key)
    if kept is None:
        kept = frozenset(sentence.anchor for sentence in of_revision(revision))
        cache.set(key, kept, timeout=_KEPT_SECONDS)
    return kept


def _sentences(revision: Revision, language: str) -> list[Sentence]:
    return [
        *of_summary(revision.shown("summary", language)),
        *of_html(revision.shown("html", language)),
    ]


def of_summary(summary: str) -> list[Sentence]:
    """Those of the answer above an article."""
    return [Sentence(text, ANSWER) for text, _end in _cut(summary)]


def of_html(html: str) -> list[Sentence]:
    """Those of stored HTML, in order."""
    return [Sentence(place.text, place.heading) for place in _places(html_tree.parse(html))]


def find(selected: str, among: Sequence[Shown], heading: str) -> Shown | None:
    """The sentence in which what a reader selected begins; under that heading, if it is there."""
    wanted = _squeezed(selected)[:_LONGEST_SELECTION]
    squeezed = [_squeezed(sentence.text) for sentence in among]
    joined = "".join(squeezed)
    found: list[Shown] = []
    at = joined.find(wanted) if wanted else -1
    while at >= 0:
        found.append(among[_number_at(squeezed, at)])
        at = joined.find(wanted, at + len(wanted))
    return next((one for one in found if one.own.heading == heading), found[0] if found else None)


def _number_at(parts: Sequence[str], at: int) -> int:
    """Which of the parts, put together, holds that place."""
    end = 0
    for number, part in enumerate(parts):
        end += len(part)
        if at < end:
            return number
    return len(parts) - 1


# --- Notes beside sentences ----------------------------------------------------------------------


def with_notes(html: str, anchors: Collection[str], note: Element, own_html: str) -> str:
    """HTML with a copy of `note` behind each sentence that has one of the anchors.

    `html` says in a reader's script, with terms marked, what `own_html` says.
    """
    own = of_html(own_html)
    root = html_tree.parse(html)
    places = list(_places(root))
    if len(own) != len(places):
        return html
    reported = [
        place for place, sentence in zip(places, own, strict=True) if sentence.anchor in anchors
    ]
    # The last first: what is put in moves only what is behind it.
    for place in reversed(reported):
        place.put(note)
    return html_tree.serialize(root) if reported else html


# --- Where sentences stand -----------------------------------------------------------------------


@dataclass(frozen=True)
class _Piece:
    """Text of a block: its own behind its child `after` (None: before all), or all of that child.

    With `is_whole` it is the block's whole text.
    """

    text: str
    block: Element
    after: Element | None
    is_own: bool = False
    is_whole: bool = False

    def put(self, at: int, note: Element) -> None:
        """Put a note behind the first `at` characters; behind the child where it is its text."""
        if self.is_whole:
            self.block.append(note)
            return
        behind = (self.block.text if self.after is None else self.after.tail) or ""
        at = at if self.is_own else 0
        if self.after is None:
            self.block.text = behind[:at]
        else:
            self.after.tail = behind[:at]
        note.tail = behind[at:]
        self.block.insert(0 if self.after is None else list(self.block).index(self.after) + 1, note)


@dataclass(frozen=True)
class _Place:
    """Where a sentence ends: so far into the pieces of its block."""

    text: str
    heading: str
    pieces: Sequence[_Piece]
    end: int

    def put(self, note: Element) -> None:
        """Put a copy of the note behind the sentence."""
        left = self.end
        for piece in self.pieces:
            if left <= len(piece.text):
                copy = Element(note.tag, dict(note.attrib))
                copy.text = note.text
                piece.put(left, copy)
                return
            left -= len(piece.text)


def _places(root: Element) -> Iterator[_Place]:
    for heading, pieces in _Blocks().read(root):
        for text, end in _parts(pieces):
            yield _Place(text, heading, pieces, end)


def _parts(pieces: Sequence[_Piece]) -> Iterator[tuple[str, int]]:
    text = "".join(piece.text for piece in pieces)
    if not pieces[0].is_whole:
        yield from _cut(text)
    elif _tells(text):
        yield text, len(text)


def _cut(text: str) -> Iterator[tuple[str, int]]:
    """Sentences, each on one line, and where it ends in the text."""
    start = 0
    for end in [*(match.end() for match in _END.finditer(text)), len(text)]:
        part = text[start:end]
        if _tells(part):
            yield " ".join(part.split()), start + len(part.rstrip())
            start = end


def _tells(text: str) -> bool:
    return any(character.isalnum() for character in text)


class _Blocks:
    """Reads a tree: for each block the heading above it and its pieces of text."""

    def __init__(self) -> None:
        self._heading = ""

    def read(self, block: Element) -> Iterator[tuple[str, Sequence[_Piece]]]:
        """The block's own text and that of the blocks in it, in order."""
        if _is_heading(block):
            self._heading = block.attrib["id"]
        if block.tag in _WHOLE:
            yield self._heading, [_whole(block)]
            return
        pieces = [_Piece(block.text or "", block, None, is_own=True)]
        for child in block:
            if child.tag in html_tree.BLOCKS or child.tag == "br":
                yield self._heading, pieces
                pieces = []
                yield from self.read(child)
            else:
                yield from self._inner(child)
                pieces.append(_Piece(_read_aloud(child), block, child))
            pieces.append(_Piece(child.tail or "", block, child, is_own=True))
        yield self._heading, pieces

    def _inner(self, child: Element) -> Iterator[tuple[str, Sequence[_Piece]]]:
        """The blocks in what is not one itself, such as the body of a table."""
        for block in child:
            if block.tag in html_tree.BLOCKS:
                yield from self.read(block)
            else:
                yield from self._inner(block)


def _is_heading(block: Element) -> bool:
    anchor = block.get("id", "")
    return bool(anchor) and (block.tag in {"h2", "h3"} or anchor.startswith(_STEP))


def _read_aloud(element: Element) -> str:
    """The text of what stands in a line, without blocks in it and numbers of footnotes."""
    if element.tag in html_tree.BLOCKS or element.get("class") in _NOT_READ:
        return ""
    inner = (_read_aloud(child) + (child.tail or "") for child in element)
    return "".join([element.text or "", *inner])


def _whole(block: Element) -> _Piece:
    """A row or a piece of code; what is said of it goes behind its last words."""
    last = block[-1] if len(block) and block.tag == "tr" else block
    words = [html_tree.words_in(cell) for cell in block] if block.tag == "tr" else []
    return _Piece(" ".join(words) or html_tree.words_in(block), last, None, is_whole=True)
