"""Characters that no text may hold, and addresses made from titles."""

import re
import unicodedata

# XML 1.0 forbids these; feeds and sitemaps would stop parsing. Tab and line feed stay.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_SLUG = re.compile(r"[^\w]+")
SLUG_LENGTH = 80


def clean(text: str) -> str:
    """`text` without control characters and lone surrogates, its lines ended by line feeds."""
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """`text` on one line, without control characters and needless space."""
    return " ".join(clean(text).split())


def slug(title: str) -> str:
    """The part of an address that says what a page is about, in the title's own script.

    如何充值？ becomes 如何充值. May be empty, for a title of signs only.
    """
    words = _NOT_IN_SLUG.sub("-", unicodedata.normalize("NFKC", title).lower().replace("_", "-"))
    return words.strip("-")[:SLUG_LENGTH].strip("-")
