"""Bytes of mails as text: charsets that are wrong or missing, encoded headers, HTML.

Nothing here raises, whatever the bytes are.
"""

import base64
import binascii
import quopri
import re
from html.parser import HTMLParser
from typing import Final

import nh3

from faq.base import characters

# What mails call it, and what it mostly is: the larger set that holds it.
_LARGER: Final = {
    "gb2312": "gb18030",
    "gb-2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "cp936": "gb18030",
    "x-gbk": "gb18030",
    "euc-cn": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "iso-2022-jp": "iso2022_jp_ext",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
}
# Programs that know nothing of charsets name these.
_NAMED_BY_DEFAULT: Final = {
    "", "us-ascii", "ascii", "iso-8859-1", "latin1", "windows-1252", "cp1252", "unknown-8bit",
    "8bit", "binary", "default", "x-unknown", "unknown",
}  # fmt: skip
# Codecs of Python that make no text, or read files' own rules into it.
_TEXT_CODECS: Final = re.compile(
    r"utf-?(7|8|16|32)([-_]?(le|be))?|iso-?(8859|2022)[\w-]*|windows-\d+|cp\d+|koi8-[ru]|euc-?\w+"
    r"|hz(-gb-2312)?|johab|mac\w*|tis-620|viscii"
)
_HAN: Final = re.compile("[\u4e00-\u9fff]")
_HIGH_RUN: Final = re.compile(rb"[\x80-\xff]+")

_BIDI_CONTROLS: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def safe(text: str) -> str:
    """`text` without control characters, lone surrogates, and signs that turn its direction."""
    return _BIDI_CONTROLS.sub("", characters.clean(text))


def decode(raw: bytes, charset: str = "") -> str:
    """`raw` as text: in the charset that it says, unless it plainly is another one."""
    name = charset.strip().strip("\"'").lower()
    named = [] if name in _NAMED_BY_DEFAULT else [_LARGER.get(name, name)]
    if named and not raw.isascii() and (text := _strictly(raw, "utf-8")) and _HAN.search(text):
        # No text in another charset looks like this by chance.
        return text
    for codec in (*named, "utf-8", *_guesses(raw)):
        if (text := _strictly(raw, codec)) is not None:
            return text
    lenient = named[0] if named and _is_text_codec(named[0]) else "utf-8"
    try:
        return raw.decode(lenient, "replace")
    except (LookupError, UnicodeError):
        return raw.decode("latin-1")


def _guesses(raw: bytes) -> list[str]:
    """Chinese has its high bytes in pairs; words of Europe mostly have them one by one."""
    runs = _HIGH_RUN.findall(raw[:100_000])
    in_pairs = sum(1 for run in runs if len(run) % 2 == 0)
    if runs and in_pairs * 10 >= len(runs) * 8:
        return ["gb18030", "big5hkscs"]
    return ["cp1252", "gb18030", "big5hkscs", "latin-1"]


def _is_text_codec(codec: str) -> bool:
    return codec in _LARGER.values() or bool(_TEXT_CODECS.fullmatch(codec))


def _strictly(raw: bytes, codec: str) -> str | None:
    if not _is_text_codec(codec) and codec != "latin-1":
        return None
    try:
        return raw.decode(codec)
    except (LookupError, UnicodeError):
        return None


# --- Headers -----------------------------------------------------------------------------------

_WORD: Final = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN: Final = re.compile(r"(\?=)\s+(?==\?)")


def header(raw: str) -> str:
    """A header as people read it, on one line; `raw` as the email package gives it.

    Encoded words side by side that share a charset are put together before they are decoded,
    for programs cut characters in two.
    """
    text = _BETWEEN.sub(r"\1", " ".join(raw.splitlines()))
    result: list[str] = []
    waiting, charset, end = b"", "", 0
    for word in _WORD.finditer(text):
        named = word[1].partition("*")[0].lower()
        if waiting and (word.start() != end or named != charset):
            result.append(decode(waiting, charset))
            waiting = b""
        result.append(_as_sent(text[end : word.start()]))
        waiting += _word_bytes(word[2], word[3])
        charset, end = named, word.end()
    if waiting:
        result.append(decode(waiting, charset))
    result.append(_as_sent(text[end:]))
    return characters.one_line(safe("".join(result)))


def _as_sent(text: str) -> str:
    """Bytes that stand in a header as they are."""
    if text.isascii():
        return text
    return decode(text.encode("utf-8", "surrogateescape"))


def _word_bytes(encoding: str, data: str) -> bytes:
    raw = data.encode("utf-8", "surrogateescape")
    if encoding in "qQ":
        return quopri.decodestring(raw, header=True)
    kept = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
    kept = kept[: len(kept) - 1] if len(kept) % 4 == 1 else kept
    try:
        return base64.b64decode(kept + b"=" * (-len(kept) % 4))
    except binascii.Error:
        return b""


# --- HTML --------------------------------------------------------------------------------------

_TAGS_LIMIT: Final = 10_000
"""Signs of tags that are looked at: many of them inside each other take long."""
_QUOTES: Final = frozenset({"blockquote"})
_LINES: Final = frozenset({"p", "div", "tr", "li", "h1", "h2", "h3", "h4", "pre", "table", "ul"})
_TAGS: Final = {*_QUOTES, *_LINES, "br", "td", "hr"}
_NEVER_SHOWN: Final = {"script", "style", "head", "title", "template", "noscript", "svg"}


class _Text(HTMLParser):
    """Collects the words of HTML that nh3 made; what is quoted gets "> " before each line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines = [""]
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br" or (tag in _LINES | _QUOTES | {"hr"} and self.lines[-1].strip("> ")):
            self._new_line()
        if tag in _QUOTES:
            self._depth += 1
            self._new_line()
        if tag == "td":
            self.lines[-1] += " "

    def handle_endtag(self, tag: str) -> None:
        if tag in _QUOTES:
            self._depth = max(0, self._depth - 1)
        if tag in _LINES | _QUOTES:
            self._new_line()

    def handle_data(self, data: str) -> None:
        self.lines[-1] += re.sub(r"\s+", " ", data)

    def _new_line(self) -> None:
        self.lines.append("> " * min(self._depth, 5))


def html_to_text(html: str) -> str:
    """The words of `html`, its paragraphs on lines of their own. Nothing is fetched."""
    beginning = "<".join(html.split("<", _TAGS_LIMIT)[:_TAGS_LIMIT])
    tidy = nh3.clean(
        beginning,
        tags=_TAGS,
        clean_content_tags=_NEVER_SHOWN,
        attributes={},
        strip_comments=True,
    )
    reader = _Text()
    reader.feed(tidy)
    reader.close()
    text = "\n".join(line.rstrip() for line in reader.lines)
    return re.sub(r"\n(?:>? ?)*\n(?:>? ?\n)+", "\n\n", text).strip()
