"""Marks inside a paragraph that python-markdown has not, or reads in another way."""

import re
import string
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.inlinepatterns import (
    HTML_RE,
    HtmlInlineProcessor,
    InlineProcessor,
    SimpleTagInlineProcessor,
)
from markdown.util import AtomicString

from faq.base.markdown_blocks import DocumentParser
from faq.base.markdown_html import as_html
from faq.base.markdown_words import Words

_Match = tuple[Any, int | None, int | None]
_NO_MATCH: Final = (None, None, None)

# A bare address ends before white space, quotes and brackets, Chinese or Japanese text, and
# full-width signs. \x02 and \x03 frame what python-markdown has read already.
_NOT_IN_ADDRESS = (
    r"\s\x02\x03<>\"'`|\\^{}"
    r"\u00b7\u2014\u2018-\u201f\u2026\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
    r"\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
)
BARE_LINK = rf"(?<![A-Za-z0-9@/_])https?://[^{_NOT_IN_ADDRESS}]+"
STRIKE = r"()~~(?![\s~])((?:[^~]|~(?!~))+?)(?<!\s)~~(?!~)"
FOOTNOTE = r"\[\^([^\]\s]+)\]"

# Only `#id`, `.class` and `name=value` make an attribute list: "{重要}" and "{{ x }}" are text.
_ATTRIBUTE = r"""(?:[#.][^\s{}="'<>`]+|[A-Za-z][\w-]*=(?:"[^"{}\n]*"|'[^'{}\n]*'|[^\s{}"'=<>`]+))"""
ATTRIBUTES = rf"\{{:?[ ]*({_ATTRIBUTE}(?:[ ]+{_ATTRIBUTE})*)[ ]*\}}"


class BareLink(InlineProcessor):
    """An address that stands in the text by itself."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> _Match:  # type: ignore[override]  # noqa: N802
        address = without_closing_signs(m[0])
        if address.endswith("://"):
            return _NO_MATCH
        link = Element("a", {"href": address})
        link.text = AtomicString(address)
        return link, m.start(), m.start() + len(address)


def without_closing_signs(address: str) -> str:
    """The address without the signs that end the sentence around it; `/a_(b)` stays whole."""
    surplus = {
        closing: address.count(closing) - address.count(opening)
        for opening, closing in ("()", "[]")
    }
    end = len(address)
    while end:
        sign = address[end - 1]
        if surplus.get(sign, 0) > 0:
            surplus[sign] -= 1
        elif sign not in ".,;:!?*_~":
            break
        end -= 1
    return address[:end]


class FootnoteReference(InlineProcessor):
    """`[^1]`, where such a footnote is written somewhere."""

    def __init__(self, pattern: str, parser: DocumentParser) -> None:
        super().__init__(pattern)
        self._footnotes = parser.footnotes
        self._numbers: dict[str, int] = {}

    def handleMatch(self, m: re.Match[str], data: str) -> _Match:  # type: ignore[override]  # noqa: N802
        if not self._numbers:
            self._numbers = {label: n for n, label in enumerate(self._footnotes, start=1)}
        number = self._numbers.get(m[1])
        if number is None:
            return _NO_MATCH
        mark = Element("sup")
        link = SubElement(mark, "a", {"class": "footnote-ref", "href": f"#fn-{number}"})
        link.text = AtomicString(str(number))
        return mark, m.start(), m.end()


class HtmlTag(HtmlInlineProcessor):
    """A tag of HTML. Comments go, and what is no tag stays in the text."""

    def handleMatch(self, m: re.Match[str], data: str) -> _Match:  # type: ignore[override]  # noqa: N802
        html = "" if m[1].startswith("<!--") else as_html(m[1])
        if html is None:
            return _NO_MATCH
        return super().handleMatch(m, data) if html else ("", m.start(), m.end())


class AttributeLists(AttrListTreeprocessor):
    """`{#id .class width=300}` behind a heading, picture or link."""

    # The stubs call these final; python-markdown reads them through `self`.
    HEADER_RE = re.compile(rf"{ATTRIBUTES}[ ]*$")  # type: ignore[misc]
    BLOCK_RE = re.compile(rf"\n[ ]*{ATTRIBUTES}[ ]*$")  # type: ignore[misc]
    INLINE_RE = re.compile(rf"^{ATTRIBUTES}")  # type: ignore[misc]


class HelpCenterMarkdown(Extension):
    """Markdown as the site's writers use it."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Put our own readers in the place of python-markdown's."""
        parser = DocumentParser(md, self._words)
        md.parser = parser
        md.preprocessors.deregister("normalize_whitespace")
        md.preprocessors.deregister("html_block")
        md.ESCAPED_CHARS = list(string.punctuation)
        inline = md.inlinePatterns
        inline.register(FootnoteReference(FOOTNOTE, parser), "footnote", 175)
        inline.register(HtmlTag(HTML_RE, md), "html", 90)
        inline.register(BareLink(BARE_LINK, md), "bare_link", 85)
        inline.register(SimpleTagInlineProcessor(STRIKE, "del"), "strike", 55)
        md.treeprocessors.register(AttributeLists(md), "attr_list", 8)


def to_html(source: str, words: Words) -> str:
    """Unsafe HTML of a text. A new converter each time: it costs little and shares nothing."""
    converter = Markdown(extensions=[HelpCenterMarkdown(words)], output_format="html")
    return converter.convert(source)
