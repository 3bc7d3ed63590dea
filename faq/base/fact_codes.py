"""Short codes of facts: `{{fact:key}}` as it is written, and the marker it is in stored HTML.

Both are kept with the words and filled with a fact's wording when they are read.
"""

import re
from collections.abc import Callable
from html import escape
from typing import Final

KEY: Final = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_OPENING: Final = "{{fact:"
CODE: Final = re.compile(rf"\{{\{{fact:({KEY})\}}\}}")
_MARKER: Final = re.compile(rf'<data class="fact" value="({KEY})">[^<]*</data>')
# Two attributes are words that readers hear.
_SPOKEN: Final = re.compile(r'((?: alt| aria-label)=")([^"]*)"')

Wording = Callable[[str], str | None]
"""What is said for a key; None where nothing is."""


def written(key: str) -> str:
    """The short code of a fact."""
    return f"{_OPENING}{key}}}}}"


def keys_in_text(text: str) -> list[str]:
    """The keys of the short codes in a text, each once, in their order."""
    return list(dict.fromkeys(CODE.findall(text)))


def keys_in_html(html: str) -> list[str]:
    """The keys of the markers in stored HTML, each once, in their order."""
    return list(dict.fromkeys(_MARKER.findall(html)))


def are_in_text(text: str) -> bool:
    """Whether a text may hold a short code; quick."""
    return _OPENING in text


def are_in_html(html: str) -> bool:
    """Whether stored HTML may hold a marker; quick."""
    return '<data class="fact"' in html


def fill_text(text: str, wording: Wording) -> str:
    """Text with the wording in the place of each short code that has one."""
    return CODE.sub(lambda code: _said(wording(code[1]), code[0]), text)


def fill_html(html: str, wording: Wording) -> str:
    """Stored HTML with the wording, escaped, inside each marker that has one.

    So are the words for a picture and for a table, which are attributes.
    """

    def escaped(key: str) -> str | None:
        words = wording(key)
        return None if words is None else escape(words)

    html = _MARKER.sub(lambda marker: _filled(marker, escaped(marker[1])), html)
    return _SPOKEN.sub(lambda found: f'{found[1]}{fill_text(found[2], escaped)}"', html)


def _filled(marker: re.Match[str], words: str | None) -> str:
    return marker[0] if words is None else f'<data class="fact" value="{marker[1]}">{words}</data>'


def _said(words: str | None, instead: str) -> str:
    return instead if words is None else words
