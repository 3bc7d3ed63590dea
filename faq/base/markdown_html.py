"""HTML tags that writers put between Markdown.

Safety is the sanitiser's task. Here it is decided what is HTML at all, so that its parser meets
nothing but tags that stay: `<your-key>` and `<API>` are words and stay visible, a tag without
end is no tag, and nothing opens that would swallow the rest of the text.
"""

import re
from typing import Final

from faq.base.sanitizer import SOURCE_TAGS, names_in

# Known, harmless and left out, while their content stays.
_EMPTIED: Final = names_in(
    """address article aside audio big body button center data dir fieldset font footer form
    head header hgroup html label legend link main map meta nav nobr output picture section
    strike time tt"""
)

# A line that begins with one of these is HTML up to the next blank line ...
BLOCK_TAGS: Final = names_in(
    """address article aside blockquote body center dd dir div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li link main meta nav ol p
    pre section table tbody td tfoot th thead tr ul video"""
)
# ... or, where there may be blank lines inside, up to its end tag.
WHOLE_TAGS: Final = frozenset({"figure", "pre", "table", "video"})
DROPPED_TAGS: Final = frozenset({"script", "style"})

_REST_OF_TAG: Final = r"""/?([a-zA-Z][^\s/<>]*)(?:"[^"]*"|'[^']*'|[^"'<>])*>"""
_TAG = re.compile(f"<{_REST_OF_TAG}")
_OPENING = re.compile(f"<(?:(?={_REST_OF_TAG})|)")


def as_html(tag: str) -> str | None:
    """A complete tag if it is one that may stay, nothing if it is left out, None for words."""
    match = _TAG.fullmatch(tag)
    name = match[1].lower() if match else ""
    if name in SOURCE_TAGS:
        return tag
    return "" if name in _EMPTIED else None


def tame(html: str) -> str:
    """HTML as written, without comments, and with what is no tag of HTML as visible text."""
    html = _OPENING.sub(_as_sign_or_words, _without_comments(html))
    return _TAG.sub(lambda tag: as_html(tag[0]) or "", html)


def _as_sign_or_words(opening: re.Match[str]) -> str:
    is_known = bool(opening[1]) and opening[1].lower() in SOURCE_TAGS | _EMPTIED
    return "<" if is_known else "&lt;"


def _without_comments(html: str) -> str:
    pieces: list[str] = []
    at = 0
    while (start := html.find("<!--", at)) >= 0 and (end := html.find("-->", start)) >= 0:
        pieces.append(html[at:start])
        at = end + len("-->")
    return "".join(pieces) + html[at:]
