"""Blocks that hold no other blocks: paragraphs, tables, headings, rules, code and HTML.

Two wishes go beyond CommonMark: a table may follow a paragraph without a blank line, and
`##标题` needs no space.
"""

import re
from collections.abc import Callable, Sequence
from xml.etree.ElementTree import Element, SubElement

from markdown.blockparser import BlockParser
from markdown.util import AtomicString, code_escape

from faq.base.markdown_cursor import USUAL_INDENT, Cursor
from faq.base.markdown_html import BLOCK_TAGS, DROPPED_TAGS, WHOLE_TAGS, tame
from faq.base.markdown_limits import check_paragraph
from faq.base.markdown_lines import (
    FENCE,
    HEADING,
    RULE,
    FenceWatch,
    dedent,
    expand_indent,
    indent_of,
    is_table_head,
)

_SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_LANGUAGE = re.compile(r"[{. \t]*([\w#+.-]+)")
_TAG = re.compile(r" {0,3}<(/?)([A-Za-z][A-Za-z0-9]*)(?=[\s/>]|$)")
_COMMENT = re.compile(r" {0,3}<!--")
_DETAILS = re.compile(r" {0,3}(</details\s*>|<details(?:\s[^<>]*)?>)", re.IGNORECASE)
_SUMMARY = re.compile(r" {0,3}<summary(?:\s[^<>]*)?>", re.IGNORECASE)
_SUMMARY_END = re.compile(r"</summary>", re.IGNORECASE)


class Leaves:
    """Reads the lines of one container. Each `read_…` tells whether a block of its kind begins
    with the given line, and if so adds it and moves on."""

    def __init__(self, parser: BlockParser, parent: Element, lines: list[str]) -> None:
        self.parser = parser
        self.parent = parent
        self.cursor = Cursor(lines)
        self.paragraph: list[str] = []

    @property
    def kinds(self) -> tuple[Callable[[str], bool], ...]:
        """The kinds of blocks in the order in which they are tried."""
        return (
            self.read_fence,
            self.read_setext,
            self.read_contents,
            self.read_heading,
            self.read_rule,
            self.read_html,
            self.read_indented_code,
        )

    def read_all(self) -> bool:
        """Build all blocks. True when a blank line stands between two of them."""
        has_gaps = is_after_blank = False
        kinds = self.kinds
        while not self.cursor.is_done:
            line = expand_indent(self.cursor.line)
            if not line:
                self.close_paragraph()
                is_after_blank = self.cursor.at > 0
                self.cursor.at += 1
                continue
            has_gaps = has_gaps or is_after_blank
            is_after_blank = False
            if not any(begins(line) for begins in kinds):
                self._continue_paragraph(line)
        self.close_paragraph()
        return has_gaps

    # --- paragraphs and tables ---------------------------------------------------------------

    def _continue_paragraph(self, line: str) -> None:
        if "|" in line and is_table_head(self.cursor.lines[self.cursor.at : self.cursor.at + 2]):
            self.close_paragraph()
        self.paragraph.append(line.lstrip(" "))
        self.cursor.at += 1

    def close_paragraph(self) -> None:
        """Hand what was read of a paragraph or table to python-markdown."""
        if self.paragraph:
            lines, self.paragraph = self.paragraph, []
            text = "\n".join(lines)
            for part in lines if is_table_head(lines[:2]) else [text]:
                check_paragraph(part)
            self.parser.parseBlocks(self.parent, [text])

    # --- headings and rules ------------------------------------------------------------------

    def read_heading(self, line: str) -> bool:
        """`## 标题`."""
        match = HEADING.match(line)
        if not match:
            return False
        self.close_paragraph()
        self._add_heading(len(match[1]), _without_closing_hashes(match[2]))
        return True

    def read_setext(self, line: str) -> bool:
        """A heading that is underlined."""
        match = _SETEXT.match(line)
        if not match or not self.paragraph:
            return False
        words, self.paragraph = self.paragraph, []
        self._add_heading(1 if match[1].startswith("=") else 2, " ".join(words))
        return True

    def _add_heading(self, level: int, text: str) -> None:
        check_paragraph(text)
        SubElement(self.parent, f"h{level}").text = text
        self.cursor.at += 1

    def read_contents(self, line: str) -> bool:
        """`[TOC]`, as other systems have it, is nothing here: the page shows its contents."""
        if self.paragraph or line.strip() != "[TOC]":
            return False
        self.cursor.at += 1
        return True

    def read_rule(self, line: str) -> bool:
        """`---` or the like."""
        if not RULE.match(line):
            return False
        self.close_paragraph()
        SubElement(self.parent, "hr")
        self.cursor.at += 1
        return True

    # --- code --------------------------------------------------------------------------------

    def read_fence(self, line: str) -> bool:
        """Code between rows of backticks or tildes."""
        match = FENCE.match(line)
        if not match:
            return False
        self.close_paragraph()
        watch = FenceWatch()
        watch.see(line)
        code: list[str] = []
        self.cursor.at += 1
        while not self.cursor.is_done and watch.is_open:
            watch.see(self.cursor.line)
            if watch.is_open:
                code.append(dedent(self.cursor.line, indent_of(line)))
            self.cursor.at += 1
        language = _LANGUAGE.match(match[1])
        self._add_code(code, language[1] if language else "")
        return True

    def read_indented_code(self, line: str) -> bool:
        """Code by indentation alone."""
        if self.paragraph or indent_of(line) < USUAL_INDENT:
            return False
        self._add_code(self.cursor.take_body(least=USUAL_INDENT, most=USUAL_INDENT), "")
        return True

    def _add_code(self, lines: Sequence[str], language: str) -> None:
        attributes = {"class": f"language-{language}"} if language else {}
        code = SubElement(SubElement(self.parent, "pre"), "code", attributes)
        code.text = AtomicString(code_escape("\n".join(lines) + "\n"))

    # --- HTML --------------------------------------------------------------------------------

    def read_html(self, line: str) -> bool:
        """A line that begins with a tag of a block, `<details>` or a comment."""
        if "<" not in line[:USUAL_INDENT]:
            return False
        if _COMMENT.match(line):
            return self._drop_until("-->")
        if _SUMMARY.match(line):
            return self._summary()
        return self._details(line) or self._block_tag(line)

    def _details(self, line: str) -> bool:
        """The tags of a disclosure by themselves, so that Markdown is read between them."""
        match = _DETAILS.match(line)
        if not match:
            return False
        self.close_paragraph()
        self._add_html([match[1]])
        self.cursor.go_on_with(line[match.end() :])
        return True

    def _summary(self) -> bool:
        """The title of `<details>`, with Markdown in it; it may go over several lines."""
        last = self.cursor.find("</summary>")
        if last is None or last >= self.cursor.next_blank():
            return False
        self.close_paragraph()
        text = "\n".join([*self.cursor.take_until(last), self.cursor.line])
        title, rest = _SUMMARY_END.split(_SUMMARY.sub("", text, count=1), maxsplit=1)
        check_paragraph(title)
        SubElement(self.parent, "summary").text = title.strip()
        self.cursor.go_on_with(rest)
        return True

    def _block_tag(self, line: str) -> bool:
        """HTML goes on to the next blank line; a table or the like to its end tag, if any."""
        match = _TAG.match(line)
        if not match:
            return False
        is_start, name = not match[1], match[2].lower()
        if is_start and name in DROPPED_TAGS:
            return self._drop_until(f"</{name}>")
        if name not in BLOCK_TAGS:
            return False
        self.close_paragraph()
        last = self.cursor.find(f"</{name}") if is_start and name in WHOLE_TAGS else None
        end = self.cursor.next_blank() if last is None else last + 1
        self._add_html(self.cursor.take_until(end))
        return True

    def _add_html(self, lines: Sequence[str]) -> None:
        html = self.parser.md.htmlStash.store(tame("\n".join(lines)))
        SubElement(self.parent, "p").text = html

    def _drop_until(self, end: str) -> bool:
        """Leave out a comment or the like, if it ends at all."""
        at = self.cursor.find(end)
        if at is None:
            return False
        self.close_paragraph()
        self.cursor.at = at
        start = self.cursor.line.lower().find(end) + len(end)
        self.cursor.go_on_with(self.cursor.line[start:])
        return True


def _without_closing_hashes(text: str) -> str:
    """`标题 ##` is `标题`, `C#` stays."""
    text = text.strip()
    bare = text.rstrip("#")
    return bare.rstrip() if not bare or bare[-1] in " \t" else text
