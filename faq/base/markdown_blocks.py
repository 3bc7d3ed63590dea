"""Blocks of Markdown, nested the way people write them.

python-markdown wants four spaces for each level of a list and knows no fence inside one; here
a block belongs to a list item, notice, step or footnote as soon as it is indented by two
columns, and what is inside is read as if it stood alone (the way of CommonMark). Of
python-markdown's own block rules only those for tables, link references and plain paragraphs
are left.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final
from xml.etree.ElementTree import Element, ElementTree, SubElement

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import ParagraphProcessor, ReferenceProcessor
from markdown.extensions.tables import TableProcessor

from faq.base import markdown_asked
from faq.base.html_tree import unwrap
from faq.base.markdown_cursor import LEAST_INDENT, USUAL_INDENT
from faq.base.markdown_leaves import Leaves
from faq.base.markdown_limits import check_depth, check_paragraph
from faq.base.markdown_lines import (
    QUOTE,
    FenceWatch,
    Marker,
    expand_indent,
    is_lazy_after,
    or_blank,
)
from faq.base.markdown_words import Words

_NOTICE = re.compile(r" {0,3}!!! *([A-Za-z][A-Za-z0-9_-]*)[ \t]*(.*)$")
_DISCLOSURE = re.compile(
    r""" {0,3}\?\?\?(\+?)[ \t]*([A-Za-z][A-Za-z0-9_-]*)?[ \t]*(?:["“「](.*)["”」])?[ \t]*$"""
)
_QUOTED = re.compile(r"""["“「](.*)["”」][ \t]*$""")
_CALLOUT = re.compile(r"[ \t]*\[!(note|tip|important|warning|caution)\][ \t]*(.*)$", re.IGNORECASE)
_FOOTNOTE = re.compile(r" {0,3}\[\^([^\]\s]+)\]:[ \t]*(.*)$")
_DEFINITION = re.compile(r" {0,3}:[ \t]+(.*)$")
_TASK = re.compile(r"\[([ xX])\][ \t]+(.*)$")

# How each kind of notice looks, and which of the words is its title when it has none.
_NOTICES: Final = {
    "tip": ("info", "tip"),
    "hint": ("info", "tip"),
    "important": ("info", "important"),
    "warning": ("warn", "warning"),
    "attention": ("warn", "warning"),
    "caution": ("danger", "danger"),
    "danger": ("danger", "danger"),
    "error": ("danger", "danger"),
}
_ANY_NOTICE: Final = ("info", "note")


class DocumentParser(BlockParser):
    """python-markdown's block parser with containers of our own."""

    def __init__(self, md: Markdown, words: Words) -> None:
        super().__init__(md)
        self.words = words
        self.footnotes: dict[str, Sequence[str]] = {}
        self._depth = 0
        tables = TableProcessor(self, {"use_align_attribute": True})
        self.blockprocessors.register(tables, "table", 75)
        self.blockprocessors.register(ReferenceProcessor(self), "reference", 15)
        self.blockprocessors.register(ParagraphProcessor(self), "paragraph", 10)

    def parseDocument(self, lines: Any) -> Any:  # noqa: N802  (python-markdown's name)
        """The tree of a whole text; footnotes come last."""
        self.root = Element(self.md.doc_tag)
        self.build(self.root, [or_blank(line) for line in lines])
        if self.footnotes:
            self._append_footnotes()
        return ElementTree(self.root)

    def build(self, parent: Element, lines: Sequence[str]) -> bool:
        """Add the blocks in `lines` to `parent`; True when blank lines stand between them."""
        self._depth += 1
        check_depth(self._depth)
        has_gaps = _Blocks(self, parent, list(lines)).read_all()
        self._depth -= 1
        return has_gaps

    def _append_footnotes(self) -> None:
        notes = SubElement(SubElement(self.root, "div", {"class": "footnote"}), "ol")
        number = 0
        while number < len(self.footnotes):  # a footnote may define another
            body = list(self.footnotes.values())[number]
            number += 1
            self.build(SubElement(notes, "li", {"id": f"fn-{number}"}), body)


class _Blocks(Leaves):
    """Reads the lines of one container, with the containers that are in it."""

    parser: DocumentParser

    @property
    def kinds(self) -> tuple[Callable[[str], bool], ...]:
        """Containers come after rules (`* * *` is no list) and before HTML and code."""
        *leaves, html, indented_code = super().kinds
        containers = (
            self.read_quote,
            self.read_list,
            self.read_notice,
            self.read_disclosure,
            self.read_footnote,
            self.read_definition,
        )
        return (*leaves, *containers, html, indented_code)

    # --- quotes, notices, steps, disclosures -------------------------------------------------

    def read_quote(self, line: str) -> bool:
        """`> quote`, or with `> [!NOTE]` at its head a notice."""
        if not QUOTE.match(line):
            return False
        self.close_paragraph()
        body = self._take_quoted()
        callout = _CALLOUT.match(body[0])
        if callout:
            self._add_notice(callout[1].lower(), callout[2] or None, body[1:])
        else:
            self.parser.build(SubElement(self.parent, "blockquote"), body)
        return True

    def _take_quoted(self) -> list[str]:
        body: list[str] = []
        watch = FenceWatch()
        while not self.cursor.is_done:
            line = expand_indent(self.cursor.line)
            match = QUOTE.match(line)
            if match:
                line = or_blank(line[match.end() :])
            elif watch.is_open or not is_lazy_after(body[-1], line):
                break
            watch.see(line)
            body.append(line)
            self.cursor.at += 1
        return body

    def read_notice(self, line: str) -> bool:
        """`!!! kind "title"` over an indented body; the kind `steps` is a tutorial, `asked` is in
        which words readers ask for what the heading above names."""
        match = _NOTICE.match(line)
        if not match:
            return False
        self.close_paragraph()
        body = self.cursor.take_below()
        if match[1].lower() == markdown_asked.KIND:
            markdown_asked.add_wordings(self.parent, body)
        elif match[1].lower() == "steps":
            self.parser.build(SubElement(self.parent, "div", {"class": "steps"}), body)
        else:
            quoted = _QUOTED.match(match[2])
            title = quoted[1] if quoted else match[2].strip() or None
            self._add_notice(match[1].lower(), title, body)
        return True

    def _add_notice(self, kind: str, title: str | None, body: Sequence[str]) -> None:
        """A title of None is the kind's own, an empty one is none at all."""
        look, word = _NOTICES.get(kind, _ANY_NOTICE)
        notice = SubElement(self.parent, "div", {"class": f"notice notice--{look}"})
        if title is None:
            title = self.parser.words.notices[word]
        if title:
            check_paragraph(title)
            SubElement(notice, "strong").text = title
        self.parser.build(notice, body)

    def read_disclosure(self, line: str) -> bool:
        """`??? "title"` over an indented body; `???+` is open from the start."""
        match = _DISCLOSURE.match(line)
        if not match or (match[2] is None and match[3] is None):
            return False
        self.close_paragraph()
        details = SubElement(self.parent, "details", {"open": ""} if match[1] else {})
        title = match[3] or self.parser.words.details
        check_paragraph(title)
        SubElement(details, "summary").text = title
        self.parser.build(details, self.cursor.take_below())
        return True

    # --- lists -------------------------------------------------------------------------------

    def read_list(self, line: str) -> bool:
        """Items with bullets or numbers, nested as far as they are indented."""
        marker = Marker.read(line)
        if marker is None or marker.indent >= USUAL_INDENT:
            return False
        if self.paragraph and not marker.may_interrupt:
            return False
        self.close_paragraph()
        items = SubElement(self.parent, marker.tag)
        if marker.tag == "ol" and marker.number != 1:
            items.set("start", str(marker.number))
        is_loose = False
        following: Marker | None = marker
        while following:
            has_gaps = self._item(items, following)
            is_after_blank = not self.cursor.is_done and not self.cursor.line
            following = self._next_marker(following)
            is_loose = is_loose or has_gaps or (is_after_blank and following is not None)
        if not is_loose:
            for item in items:
                _tighten(item)
        return True

    def _item(self, items: Element, marker: Marker) -> bool:
        """One item with all that is indented below it."""
        self.cursor.put(marker.text, marker.column)
        body = self.cursor.take_body(
            least=marker.indent + LEAST_INDENT,
            most=marker.column,
            is_lazy=True,
            ends_at=marker.is_followed_by,
        )
        if not body:
            self.cursor.at += 1  # an item without words
        item = SubElement(items, "li")
        task = _TASK.match(body[0]) if body else None
        if task:
            item.set("class", "task")
            box = SubElement(item, "input", {"type": "checkbox", "disabled": ""})
            if task[1] != " ":
                box.set("checked", "")
            body[0] = task[2]
        return self.parser.build(item, body)

    def _next_marker(self, marker: Marker) -> Marker | None:
        """The next item of the same list, also after blank lines; the cursor moves to it."""
        lines = self.cursor.lines
        at = next((at for at in range(self.cursor.at, len(lines)) if lines[at]), None)
        following = Marker.read(lines[at]) if at is not None else None
        if at is None or following is None or not following.is_sibling_of(marker):
            return None
        self.cursor.at = at
        return following

    def read_definition(self, line: str) -> bool:
        """`:   meaning` below one or more terms, or below another meaning."""
        match = _DEFINITION.match(line)
        above = self.parent[-1] if len(self.parent) else None
        is_entry = above is not None and above.tag == "dl"
        if not match or not (self.paragraph or is_entry):
            return False
        entries = above if above is not None and is_entry else SubElement(self.parent, "dl")
        terms, self.paragraph = self.paragraph, []
        for term in terms:
            check_paragraph(term)
            SubElement(entries, "dt").text = term
        self.cursor.put(match[1], USUAL_INDENT)
        meaning = SubElement(entries, "dd")
        if not self.parser.build(meaning, self.cursor.take_body()):
            _tighten(meaning)
        return True

    def read_footnote(self, line: str) -> bool:
        """`[^1]: text`; it is built when the whole text is read."""
        match = _FOOTNOTE.match(line)
        if not match:
            return False
        self.close_paragraph()
        self.cursor.put(match[2], USUAL_INDENT)
        body = self.cursor.take_body(is_lazy=True)
        if not body:
            self.cursor.at += 1
        self.parser.footnotes.setdefault(match[1], body)
        return True


def _tighten(item: Element) -> None:
    """Take the paragraphs out of an item whose blocks stand close together."""
    for paragraph in item.findall("p"):
        unwrap(item, paragraph)
