"""Sanitised HTML as a tree, and back; and what can be said of such a tree without knowing why.

The HTML must be nh3's: every element closed, every attribute quoted.
"""

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Final
from xml.etree.ElementTree import Element, TreeBuilder, tostring

_VOID: Final = frozenset({"br", "col", "hr", "img", "input", "source", "track", "wbr"})
# Each of these stands on lines of its own.
BLOCKS: Final = frozenset(
    {
        *("blockquote", "caption", "dd", "details", "div", "dl", "dt", "figcaption", "figure"),
        *("h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "summary", "table", "tr"),
        "ul",
    }
)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._builder = TreeBuilder()
        self._builder.start("div", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in _VOID:
            self._builder.end(tag)

    def handle_endtag(self, tag: str) -> None:
        self._builder.end(tag)

    def handle_data(self, data: str) -> None:
        self._builder.data(data)

    def root(self) -> Element:
        """The tree of all that was fed, below a root that stands for the page."""
        self.close()
        self._builder.end("div")
        return self._builder.close()


def parse(html: str) -> Element:
    """The tree of sanitised HTML; its root is not part of it."""
    reader = _Reader()
    reader.feed(html)
    return reader.root()


def serialize(root: Element) -> str:
    """The HTML of all that is below the root."""
    html = tostring(root, encoding="unicode", method="html")
    return html[html.index(">") + 1 : html.rindex("<")].strip()


def parents_in(root: Element) -> dict[Element, Element]:
    """The parent of each element; out of date as soon as one is moved."""
    return {child: parent for parent in root.iter() for child in parent}


def words_in(element: Element) -> str:
    """All text in an element on one line."""
    return " ".join("".join(element.itertext()).split())


def is_alone(element: Element, parent: Element) -> bool:
    """Whether the parent holds nothing else."""
    text = (parent.text or "") + (element.tail or "")
    return len(parent) == 1 and not text.strip()


def replace(parent: Element, old: Element, new: Element) -> None:
    """Put `new` in the place of `old`."""
    new.tail, old.tail = old.tail, None
    parent[list(parent).index(old)] = new


def wrap(parent: Element, element: Element, wrapper: Element) -> None:
    """Put the wrapper in the element's place and the element into it."""
    replace(parent, element, wrapper)
    wrapper.append(element)


def unwrap(parent: Element, element: Element) -> None:
    """Take an element away and leave its content where it was."""
    at = list(parent).index(element)
    parent.remove(element)
    _add_text(parent, at, element.text)
    for child in list(element):
        parent.insert(at, child)
        at += 1
    _add_text(parent, at, element.tail)


def remove(parent: Element, element: Element) -> None:
    """Take an element and its content away; the text behind it stays."""
    at = list(parent).index(element)
    parent.remove(element)
    _add_text(parent, at, element.tail)


def _add_text(parent: Element, at: int, text: str | None) -> None:
    """Add text before the child at that place."""
    if not text:
        return
    if at:
        before = parent[at - 1]
        before.tail = (before.tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def plain_text(root: Element, *, skip: Iterable[Element]) -> str:
    """Readable text, one block on each line, for search; code keeps its lines."""
    writer = _PlainText(frozenset(skip))
    writer.write(root)
    return writer.text()


class _PlainText:
    def __init__(self, skipped: frozenset[Element]) -> None:
        self._skipped = skipped
        self._lines: list[str] = []
        self._line = ""

    def write(self, element: Element, is_code: bool = False) -> None:
        """Add an element's text, without its tail."""
        if element in self._skipped:
            return
        is_block = element.tag in BLOCKS or element.tag == "br"
        is_code = is_code or element.tag == "pre"
        if is_block:
            self._end_line()
        elif element.tag in {"td", "th"}:
            self._line += " "
        self._add(element.text, is_code)
        for child in element:
            self.write(child, is_code)
            self._add(child.tail, is_code)
        if is_block:
            self._end_line()

    def text(self) -> str:
        """All that was written."""
        self._end_line()
        return "\n".join(self._lines)

    def _add(self, text: str | None, is_code: bool) -> None:
        first, *others = (text or "").split("\n") if is_code else [text or ""]
        self._line += first
        for line in others:
            self._end_line()
            self._line = line

    def _end_line(self) -> None:
        line = re.sub(r"\s+", " ", self._line).strip()
        if line:
            self._lines.append(line)
        self._line = ""
