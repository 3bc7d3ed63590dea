"""HTML of other systems as our Markdown: what it says stays, how it looked does not.

The HTML is cut down to what a writer may use first; what is lost with that is named.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Final
from xml.etree.ElementTree import Element

from faq.base import html_tree
from faq.base.sanitizer import clean_source

_LOST: Final = re.compile(
    r"<\s*(iframe|script|style|object|embed|form|svg|canvas|audio|video|button|math)\b",
    re.IGNORECASE,
)
_HEADING: Final = re.compile(r"h([1-6])")
_NOTICE: Final = re.compile(r"\b(note|info|tip|warning|caution|danger|important|alert)\b")
_CLASSED: Final = re.compile(
    r"""<div\b[^<>]*?\bclass\s*=\s*["']([^"'<>]*)["'][^<>]*>""", re.IGNORECASE
)
_NOTICES: Final = {"info": "note", "important": "warning", "caution": "warning", "alert": "warning"}
_BLOCKS: Final = html_tree.BLOCKS | {"h1", "section", "article", "table", "thead", "tbody"}
_ESCAPED: Final = re.compile(r"([\\`*_\[\]<>|~]|\{\{)")
# At the start of a line these would begin a block.
_BEGINS_BLOCK: Final = re.compile(r"^(?=#{1,6}\s|[-+]\s|\d+[.)]\s|={3,}|-{3,}|!!!|\?\?\?|:\s)")
_SIGNS: Final = {"strong": "**", "b": "**", "em": "*", "i": "*", "del": "~~", "s": "~~"}

Resolve = Callable[[str], str]
"""Gives the address that a link leads to, or that a picture is shown from; "" leaves it out."""


@dataclass(frozen=True)
class Converted:
    """The Markdown, and the names of the elements that could not be kept."""

    body: str
    lost: tuple[str, ...]


def convert(html: str, *, link: Resolve, picture: Resolve) -> Converted:
    """The Markdown that says what the HTML says."""
    lost = {name.lower() for name in _LOST.findall(html)}
    source = clean_source(_CLASSED.sub(_noticed, html))
    writer = _Writer(html_tree.parse(source), link=link, picture=picture)
    body = "\n\n".join(writer.blocks(writer.root))
    return Converted(f"{body}\n" if body else "", tuple(sorted(lost | writer.lost)))


_MARK: Final = "notice: "
_KINDS: Final = frozenset({"note", "tip", "warning", "danger"})


def _noticed(tag: re.Match[str]) -> str:
    """A box that looks like a notice, its kind where the allow-list lets it through."""
    said = _NOTICE.findall(re.sub(r"[-_]", " ", tag[1].lower()))
    # wysiwyg-note-warning: the last word is what it is.
    return f'<div title="{_MARK}{_NOTICES.get(said[-1], said[-1])}">' if said else tag[0]


class _Writer:
    def __init__(self, root: Element, *, link: Resolve, picture: Resolve) -> None:
        self.root, self._link, self._picture = root, link, picture
        self.lost: set[str] = set()
        levels = [int(found[1]) for one in root.iter() if (found := _HEADING.fullmatch(one.tag))]
        # The title is the page's own first heading: sections begin at the second level.
        self._shift = 2 - min(levels, default=2)

    def blocks(self, element: Element) -> list[str]:
        """The blocks in an element; text between them makes paragraphs."""
        found: list[str] = []
        line = _escaped(element.text)
        for child in element:
            if child.tag in _BLOCKS:
                found += [_paragraph(line), *self._block(child)]
                line = _escaped(child.tail)
            else:
                line += self._inline(child) + _escaped(child.tail)
        return [block for block in [*found, _paragraph(line)] if block.strip()]

    def _block(self, element: Element) -> list[str]:
        tag = element.tag
        if heading := _HEADING.fullmatch(tag):
            level = min(6, max(2, int(heading[1]) + self._shift))
            words = " ".join(self._inlines(element).split())
            return [f"{'#' * level} {words}"] if words else []
        if tag in {"ul", "ol"}:
            return [self._list(element)]
        if tag == "pre":
            return [_fenced("".join(element.itertext()))]
        if tag == "table":
            return [self._table(element)]
        if tag == "hr":
            return ["* * *"]
        if tag == "blockquote":
            return [_prefixed("> ", self._inside(element))]
        if tag == "details":
            return [self._fold(element)]
        if tag == "dl":
            return [self._definitions(element)]
        kind = element.get("title", "").removeprefix(_MARK)
        if tag == "div" and kind in _KINDS and (inside := self._inside(element)):
            return [f"!!! {kind}\n{_indented(inside)}"]
        return self.blocks(element)

    def _inside(self, element: Element) -> str:
        return "\n\n".join(self.blocks(element))

    def _list(self, element: Element) -> str:
        start = element.get("start", "1")
        numbers = count(int(start) if start.isdecimal() and len(start) < 9 else 1)
        items = []
        for item in element:
            mark = f"{next(numbers)}." if element.tag == "ol" else "-"
            blocks = self.blocks(item) if item.tag == "li" else self._block(item)
            is_tight = len(blocks) < 2 or all(
                block.startswith(("- ", "1. ")) for block in blocks[1:]
            )
            inside = ("\n" if is_tight else "\n\n").join(blocks)
            items.append(f"{mark} {_indented(inside).lstrip()}")
        return "\n".join(items)

    def _fold(self, element: Element) -> str:
        summary = element.find("summary")
        title = html_tree.words_in(summary).replace('"', "'") if summary is not None else ""
        if summary is not None:
            html_tree.remove(element, summary)
        return f'??? "{title}"\n{_indented(self._inside(element))}'

    def _definitions(self, element: Element) -> str:
        lines = []
        for child in element:
            if child.tag == "dt":
                lines += ["", " ".join(self._inlines(child).split())]
            elif child.tag == "dd":
                lines.append(f":   {_indented(self._inside(child)).lstrip()}")
        return "\n".join(lines).strip()

    def _table(self, element: Element) -> str:
        rows = [
            [self._cell(cell) for cell in row if cell.tag in {"td", "th"}]
            for row in element.iter("tr")
        ]
        rows = [row for row in rows if row]
        if not rows:
            return ""
        if any(cell.get(name) for cell in element.iter() for name in ("colspan", "rowspan")):
            self.lost.add("colspan")
        width = max(map(len, rows))
        head, *others = [[*row, *[""] * (width - len(row))] for row in rows]
        lines = [head, ["---"] * width, *others]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)

    def _cell(self, cell: Element) -> str:
        return "<br>".join(" ".join(block.split()) for block in self.blocks(cell))

    def _inlines(self, element: Element) -> str:
        parts = [_escaped(element.text)]
        for child in element:
            parts += [self._inline(child), _escaped(child.tail)]
        return "".join(parts)

    def _inline(self, element: Element) -> str:
        tag = element.tag
        if tag == "br":
            return "\\\n"
        if tag == "img":
            return self._shown(element)
        if tag == "code":
            return _code("".join(element.itertext()))
        words = self._inlines(element)
        if tag in _SIGNS:
            return _marked(words, _SIGNS[tag])
        if tag == "a":
            target = self._link(element.get("href", ""))
            label = " ".join(words.split())
            return f"[{label}]({_target(target)})" if target and label else words
        return words

    def _shown(self, element: Element) -> str:
        address = self._picture(element.get("src", ""))
        alt = _escaped(" ".join(element.get("alt", "").split()))
        return f"![{alt}]({_target(address)})" if address else alt


def _escaped(text: str | None) -> str:
    """Text that means nothing but itself, its line breaks being spaces."""
    return _ESCAPED.sub(r"\\\1", re.sub(r"\s+", " ", text or ""))


def _paragraph(line: str) -> str:
    lines = (_BEGINS_BLOCK.sub("\\\\", part.strip(" ")) for part in line.strip().split("\n"))
    return "\n".join(_numbered(part) for part in lines).removesuffix("\\").rstrip()


def _numbered(line: str) -> str:
    """A number with a dot is escaped at the dot."""
    return re.sub(r"^\\(\d+)([.)])", r"\1\\\2", line)


def _marked(words: str, sign: str) -> str:
    """Signs around words, with the space outside of them."""
    inner = words.strip()
    if not inner:
        return words
    before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    return f"{before}{sign}{inner}{sign}{after}"


def _code(text: str) -> str:
    text = " ".join(text.split())
    fence = next(mark for mark in _fences("`") if mark not in text)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}" if text else ""


def _fenced(text: str) -> str:
    fence = next(mark for mark in _fences("```") if mark not in text)
    return f"{fence}\n{text.strip(chr(10))}\n{fence}"


def _fences(shortest: str) -> Iterator[str]:
    return (shortest + "`" * more for more in count())


def _target(address: str) -> str:
    """An address that ends where it ends."""
    return re.sub(r"[\s()<>]", lambda sign: f"%{ord(sign[0]):02X}", address)


def _indented(text: str) -> str:
    return _prefixed("    ", text)


def _prefixed(prefix: str, text: str) -> str:
    return "\n".join((prefix + line).rstrip() for line in text.split("\n"))
