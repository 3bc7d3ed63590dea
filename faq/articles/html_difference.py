"""Two trees of sanitised HTML as one, with what is gone in <del> and what is new in <ins>.

Blocks are matched first: equal ones, then those that resemble each other. Inside a pair of blocks
words are compared, Chinese sign by sign.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from xml.etree.ElementTree import Element, SubElement, tostring

from faq.articles.alignment import Effort, Span, spans
from faq.base import html_tree

# The share of words in common from which one block is a version of another. What has parts is
# compared part by part, so less is enough.
_RESEMBLANCE = 0.45
_RESEMBLANCE_OF_CONTAINERS = 0.2
_CONTAINERS = frozenset({"details", "dl", "ol", "table", "tbody", "thead", "ul"})
_MOST_PAIRS = 900
_DEEPEST = 60
_ISLAND = 2

_ROWS = frozenset({"colgroup", "tbody", "tfoot", "thead", "tr"})
# They stay in their place with the mark inside, because no mark may stand around them.
_HOLDERS = frozenset({"caption", "dd", "dt", "figcaption", "li", "summary", "td", "th"})
_BLOCKS = html_tree.BLOCKS | _ROWS | _HOLDERS | {"col"}
_ATOMS = frozenset({"br", "data", "img", "input", "ruby", "video", "wbr"})
_OWN_MARKS = {"ins": "u", "del": "s"}

_HAN = "\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(
    rf"\s+|\d+(?:[.,:/-]\d+)*%?|(?:(?![{_HAN}])\w)+|.[\u0300-\u036f\ufe0e\ufe0f]*", re.S
)

Path = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""The inline elements around a word, each with its attributes."""


def words_and_signs(text: str) -> list[str]:
    """A text in the parts that are compared: words, numbers, Chinese signs, spaces, punctuation."""
    return _WORD.findall(text)


def prepared(root: Element) -> Element:
    """The tree without ids, and with the writer's own <ins> and <del> under other names."""
    for element in root.iter():
        element.attrib.pop("id", None)
        element.tag = _OWN_MARKS.get(element.tag, element.tag)
    return root


def merged(before: Element, after: Element, effort: Effort) -> Element:
    """Both trees, made by `prepared`, as one."""
    out = Element("div")
    _Comparison(effort).compare(before, after, out)
    return out


@dataclass(frozen=True)
class _Unit:
    """A block, or (tag "") what stands between two blocks."""

    tag: str
    element: Element

    @cached_property
    def key(self) -> str:
        """Equal for what looks equal."""
        return self.tag + _markup(self.element)

    @cached_property
    def words(self) -> Counter[str]:
        """What it says, for resemblance; a picture counts as a word."""
        texts = map(words_and_signs, self.element.itertext())
        found = Counter(word for text in texts for word in text if not word.isspace())
        found.update(atom.get("src", "") for atom in self.element.iter("img"))
        return found

    @property
    def kind(self) -> tuple[str, str]:
        """Only those of a kind can be versions of each other; loose text is like a paragraph."""
        return self.tag or "p", self.element.get("class", "")


def _markup(element: Element) -> str:
    alone = copy(element)
    alone.tail = None
    return tostring(alone, encoding="unicode")


def _is_block(element: Element) -> bool:
    return any(part.tag in _BLOCKS for part in element.iter())


def _units(parent: Element) -> list[_Unit]:
    units: list[_Unit] = []
    loose = Element("div")
    loose.text = parent.text
    for child in parent:
        if _is_block(child):
            units += [*_loose(loose), _Unit(child.tag, child)]
            loose = Element("div")
            loose.text = child.tail
        else:
            loose.append(child)
    return [*units, *_loose(loose)]


def _loose(holder: Element) -> list[_Unit]:
    return [_Unit("", holder)] if len(holder) or (holder.text or "").strip() else []


@dataclass
class _Comparison:
    """One comparison of two trees."""

    effort: Effort

    def compare(self, before: Element, after: Element, out: Element, depth: int = 0) -> None:
        """Write into `out` what is in both elements."""
        for old, new in self._aligned(before, after):
            if old and new and old.key == new.key:
                _add(out, new)
            elif old and new and depth < _DEEPEST:
                self._compare_pair(old, new, out, depth)
            else:
                _mark(out, old, "del")
                _mark(out, new, "ins")

    def _compare_pair(self, old: _Unit, new: _Unit, out: Element, depth: int) -> None:
        if not old.tag and not new.tag:
            self._compare_words(old.element, new.element, out)
            return
        # One of two may be loose text: its words are a paragraph then.
        shown = new if new.tag else old
        shell = SubElement(out, shown.tag, shown.element.attrib)
        self.compare(old.element, new.element, shell, depth + 1)

    def _aligned(
        self, before: Element, after: Element
    ) -> Iterator[tuple[_Unit | None, _Unit | None]]:
        old, new = _units(before), _units(after)
        if before.tag == after.tag == "tr" and len(old) == len(new):
            yield from zip(old, new, strict=True)
            return
        for span in spans([unit.key for unit in old], [unit.key for unit in new], self.effort):
            if span.is_same:
                yield from zip(old[span.before], new[span.after], strict=True)
            else:
                yield from self._resembling(old[span.before], new[span.after])

    def _resembling(
        self, old: Sequence[_Unit], new: Sequence[_Unit]
    ) -> Iterator[tuple[_Unit | None, _Unit | None]]:
        """Each with its new version where it has one; the others alone, in order."""
        at = (0, 0)
        for i, j in [*self._pairs(old, new), (len(old), len(new))]:
            yield from ((unit, None) for unit in old[at[0] : i])
            yield from ((None, unit) for unit in new[at[1] : j])
            if i < len(old):
                yield old[i], new[j]
            at = (i + 1, j + 1)

    def _pairs(self, old: Sequence[_Unit], new: Sequence[_Unit]) -> list[tuple[int, int]]:
        """The rising pairs that resemble each other most in all."""
        if not old or not new:
            return []
        if len(old) * len(new) > _MOST_PAIRS:
            in_order = range(min(len(old), len(new)))
            return [(n, n) for n in in_order if self._resemblance(old[n], new[n])]
        best = [[0.0] * (len(new) + 1) for _row in range(len(old) + 1)]
        scores = [[self._resemblance(one, other) for other in new] for one in old]
        for i in reversed(range(len(old))):
            for j in reversed(range(len(new))):
                paired = scores[i][j] + best[i + 1][j + 1] if scores[i][j] else 0.0
                best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
        pairs: list[tuple[int, int]] = []
        i = j = 0
        while i < len(old) and j < len(new):
            if scores[i][j] and best[i][j] == scores[i][j] + best[i + 1][j + 1]:
                pairs.append((i, j))
                i, j = i + 1, j + 1
            elif best[i][j] == best[i + 1][j]:
                i += 1
            else:
                j += 1
        return pairs

    def _resemblance(self, old: _Unit, new: _Unit) -> float:
        """The share of words in common, from 0 to 1; 0 for what is no version of the other."""
        if old.kind != new.kind:
            return 0.0
        total = old.words.total() + new.words.total()
        if not total or not self.effort.allows(total):
            return 0.0
        share = 2 * (old.words & new.words).total() / total
        enough = _RESEMBLANCE_OF_CONTAINERS if new.tag in _CONTAINERS else _RESEMBLANCE
        return share if share >= enough else 0.0

    def _compare_words(self, before: Element, after: Element, out: Element) -> None:
        old, new = list(_tokens(before)), list(_tokens(after))
        writer = _Writer(out)
        found = spans([token.key for token in old], [token.key for token in new], self.effort)
        for span in _without_islands(found, new):
            if span.is_same:
                writer.write(new[span.after])
            else:
                writer.write(old[span.before], "del")
                writer.write(new[span.after], "ins")


def _add(out: Element, unit: _Unit) -> None:
    """Write a unit as it is."""
    if unit.tag:
        alone = copy(unit.element)
        alone.tail = None
        out.append(alone)
    else:
        _pour(unit.element, out)


def _pour(source: Element, out: Element) -> None:
    """Write all that is inside of an element at the end of another."""
    _say(out, source.text)
    out.extend(list(source))


def _say(out: Element, text: str | None) -> None:
    if text and len(out):
        last = out[-1] = copy(out[-1])
        last.tail = (last.tail or "") + text
    elif text:
        out.text = (out.text or "") + text


def _mark(out: Element, unit: _Unit | None, mark: str) -> None:
    """Write a unit as gone or new."""
    if unit is None:
        return
    if unit.tag in _ROWS:
        shell = SubElement(out, unit.tag, unit.element.attrib)
        for inner in _units(unit.element):
            _mark(shell, inner, mark)
    elif unit.tag in _HOLDERS:
        shell = SubElement(out, unit.tag, unit.element.attrib)
        _pour(unit.element, SubElement(shell, mark))
    elif unit.tag == "col":
        _add(out, unit)
    else:
        _add(SubElement(out, mark), unit)


@dataclass(frozen=True)
class _Token:
    """A word with the inline elements around it, or a picture and the like."""

    text: str
    path: Path
    atom: Element | None = field(default=None, compare=False)

    @property
    def key(self) -> tuple[str, Path]:
        """Equal for what looks equal."""
        return self.text, self.path


def _tokens(element: Element, path: Path = ()) -> Iterator[_Token]:
    for word in words_and_signs(element.text or ""):
        yield _Token(word, path)
    for child in element:
        if child.tag in _ATOMS:
            yield _Token(_markup(child), path, child)
        else:
            yield from _tokens(child, (*path, (child.tag, tuple(sorted(child.attrib.items())))))
        for word in words_and_signs(child.tail or ""):
            yield _Token(word, path)


def _without_islands(found: Sequence[Span], new: Sequence[_Token]) -> Iterator[Span]:
    """The stretches, those changed on both sides of a sign or two taken as one: easier to read."""
    held: Span | None = None
    for number, span in enumerate(found):
        is_inner = 0 < number < len(found) - 1
        is_island = span.is_same and is_inner and _says_little(new[span.after])
        if span.is_same and not is_island:
            if held:
                yield held
            held = None
            yield span
        elif held:
            held = Span(
                False,
                slice(held.before.start, span.before.stop),
                slice(held.after.start, span.after.stop),
            )
        else:
            held = Span(False, span.before, span.after)
    if held:
        yield held


def _says_little(tokens: Sequence[_Token]) -> bool:
    if any(token.atom is not None for token in tokens):
        return False
    return len("".join("".join(token.text for token in tokens).split())) < _ISLAND


class _Writer:
    """Writes words at the end of an element, inside of the inline elements that they need."""

    def __init__(self, out: Element) -> None:
        self._open: list[Element] = [out]
        self._path: Path = ()

    def write(self, tokens: Sequence[_Token], mark: str = "") -> None:
        """Add words, marked or not."""
        for token in tokens:
            inside = self._enter((*token.path, (mark, ())) if mark else token.path)
            if token.atom is None:
                _say(inside, token.text)
            else:
                alone = copy(token.atom)
                alone.tail = None
                inside.append(alone)

    def _enter(self, path: Path) -> Element:
        depth = 0
        while depth < min(len(path), len(self._path)) and path[depth] == self._path[depth]:
            depth += 1
        del self._open[depth + 1 :]
        for tag, attributes in path[depth:]:
            self._open.append(SubElement(self._open[-1], tag, dict(attributes)))
        self._path = path
        return self._open[-1]
