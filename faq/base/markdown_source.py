"""Markdown as its source, for those who read it as such: words and targets, without a tree.

What is code, an address or a name stays as it was written; the words between may be converted.
"""

import html as entities
import re
from collections.abc import Callable, Collection, Iterator
from typing import Final

from faq.base import chinese
from faq.base.markdown_inline import ATTRIBUTES, BARE_LINK, FOOTNOTE

_TARGET: Final = r"<[^<>\n]*>|[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*"
_PARTS: Final = re.compile(
    rf"""
      (?<!`)(?P<ticks>`+)(?!`)[^\n]{{1,1000}}?(?<!`)(?P=ticks)(?!`)
    | <(?P<verbatim>code|pre|kbd|samp)\b[^<>\n]*>[^\n]*?</(?P=verbatim)>
    | (?P<tag><[/!a-zA-Z][^<>\n]*>)
    | (?<![!\\])\[(?P<label>[^\[\]\n]*)\]\((?P<to>{_TARGET})(?P<title>[ \t]+"[^"\n]*")?\)
    | (?<=\])\((?P<target>{_TARGET})
    | ^[ ]{{0,3}}\[(?!\^)(?P<name>[^\[\]\n]+)\]:[ \t]*(?P<defined><[^<>\n]*>|\S+)
    | {BARE_LINK}
    | {FOOTNOTE}
    | {ATTRIBUTES}
    """,
    re.VERBOSE | re.MULTILINE,
)
_ASKED: Final = re.compile(
    r"^([ ]*)!!![ ]*asked\b[^\n]*(?:\n(?:\1[ ]{2,}[^\n]*|[ \t]*(?=\n|\Z)))*(?:\n|\Z)",
    re.IGNORECASE | re.MULTILINE,
)
_TAG_TARGET: Final = re.compile(r"""((?:href|src|poster)\s*=\s*)(["'])(.*?)\2""")
_CODE: Final = re.compile(r"<pre\b.*?</pre>", re.DOTALL)
_ANY_TAG: Final = re.compile(r"<[^>]*>")

Words = Callable[[str], str]
Target = Callable[[str], str | None]


def convert(source: str, language: str, *, html: str) -> str:
    """The source in the script of `language` (zh-hant or zh-hans); `html` is what it renders to."""
    return _rewritten(
        source,
        code_lines(html),
        words=lambda text: chinese.convert(text, language),
        target=lambda written: written,
    )


def lead(source: str, target: Target, *, html: str, words: Words = str) -> str:
    """The source with each target replaced; a link whose target becomes None is its words alone.

    `words` says what is done to the words between.
    """
    return _rewritten(source, code_lines(html), words=words, target=target)


def without_asked(source: str, *, html: str) -> str:
    """The source without the blocks that say in which words readers ask."""
    pieces = _runs(source, code_lines(html))
    return "".join(text if is_code else _ASKED.sub("", text) for is_code, text in pieces)


def code_lines(html: str) -> frozenset[str]:
    """The lines of the blocks of code in a rendered text, without their indentation."""
    blocks = (entities.unescape(_ANY_TAG.sub("", block)) for block in _CODE.findall(html))
    return frozenset(line.strip() for block in blocks for line in block.split("\n")) - {""}


def _rewritten(source: str, code: Collection[str], *, words: Words, target: Target) -> str:
    return "".join(
        text if is_code else _text(text, words, target) for is_code, text in _runs(source, code)
    )


def _runs(source: str, code: Collection[str]) -> Iterator[tuple[bool, str]]:
    """Lines that are code, each by itself, and what lies between them in one piece."""
    between: list[str] = []
    for line in source.splitlines(keepends=True):
        if line.strip() not in code:
            between.append(line)
            continue
        yield False, "".join(between)
        yield True, line
        between = []
    yield False, "".join(between)


def _text(text: str, words: Words, target: Target) -> str:
    done, end = [], 0
    for part in _PARTS.finditer(text):
        done += [words(text[end : part.start()]), _part(part, words, target)]
        end = part.end()
    return "".join([*done, words(text[end:])])


def _part(part: re.Match[str], words: Words, target: Target) -> str:
    if part["tag"]:
        return _TAG_TARGET.sub(
            lambda found: f"{found[1]}{found[2]}{target(found[3]) or ''}{found[2]}", part["tag"]
        )
    if part["to"] is not None:
        label, led = _text(part["label"], words, target), _led(part["to"], target)
        return label if led is None else f"[{label}]({led}{words(part['title'] or '')})"
    if part["target"] is not None:
        return f"({_led(part['target'], target) or ''}"
    if part["defined"]:
        led = _led(part["defined"], target)
        return f"[{words(part['name'])}]: {led or part['defined']}"
    return part[0]


def _led(written: str, target: Target) -> str | None:
    """The target in the place of another, between angle brackets where there were some."""
    is_framed = written.startswith("<")
    led = target(written.strip("<>"))
    return f"<{led}>" if is_framed and led is not None else led
