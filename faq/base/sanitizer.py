"""The allow-lists of HTML: what writers may use, and what the renderer makes of it.

HTML is cleaned twice. `clean_source` lets through what a writer may write; everything that is
then built on it passes `clean_page` at the very end, whose output goes to readers. What is on
no list does not exist: no style, no script, no frame, no form, no SVG, no handler.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

import nh3

from faq.base.fact_codes import KEY

SITE_SCHEMES: Final = frozenset({"article", "term", "announcement"})
_WEB_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})


def names_in(text: str) -> frozenset[str]:
    """A long list of names, written as text."""
    return frozenset(text.split())


_PAGE_TAGS: Final = names_in(
    """a abbr b bdi bdo blockquote br caption cite code col colgroup data dd del details dfn div
    dl dt em figcaption figure h2 h3 h4 h5 h6 hr i img input ins kbd li mark ol p pre q rp rt ruby
    s samp small source span strong sub summary sup table tbody td tfoot th thead tr track u ul
    var video wbr"""
)
# <data> is the renderer's own: it marks a fact.
SOURCE_TAGS: Final = (_PAGE_TAGS - {"data"}) | {"h1"}

_EVERYWHERE: Final = frozenset({"id", "class", "title", "lang", "dir"})
_CELL: Final = frozenset({"colspan", "rowspan", "scope"})
_SOURCE_ATTRIBUTES: Final[Mapping[str, frozenset[str]]] = {
    "*": _EVERYWHERE,
    "a": frozenset({"href"}),
    "details": frozenset({"open"}),
    "img": frozenset({"src", "alt", "width", "height"}),
    "input": frozenset({"type", "checked"}),
    "ol": frozenset({"start"}),
    "source": frozenset({"src"}),
    "td": _CELL | {"align"},
    "th": _CELL | {"align"},
    "track": frozenset({"src", "srclang", "label"}),
    "video": frozenset({"src", "poster", "width", "height"}),
}
_PAGE_ATTRIBUTES: Final[Mapping[str, frozenset[str]]] = {
    "*": _EVERYWHERE,
    "a": frozenset({"href", "rel", "aria-label"}),
    "data": frozenset({"value"}),
    "details": frozenset({"open"}),
    "div": frozenset({"role", "tabindex", "aria-label"}),
    "img": frozenset({"src", "alt", "width", "height", "loading", "decoding"}),
    "input": frozenset({"type", "checked", "disabled", "aria-label"}),
    "ol": frozenset({"start"}),
    "pre": frozenset({"tabindex"}),
    "source": frozenset({"src", "type"}),
    "td": _CELL,
    "th": _CELL,
    "track": frozenset({"src", "srclang", "label", "kind", "default"}),
    "video": frozenset(
        {"src", "poster", "width", "height", "controls", "preload", "playsinline", "aria-label"}
    ),
}

_CLASSES: Final = (
    r"steps|notice|notice--(info|warn|danger)|task|footnote|footnote-ref|language-[\w#+.-]{1,40}"
)
_SOURCE_CLASSES: Final = re.compile(_CLASSES + "|asked")
_PAGE_CLASSES: Final = re.compile(_CLASSES + r"|expect|copy|disc|fact|tbl|r|c|footnote-backref")
_NUMBER = r"[0-9]{1,5}"
# The values that an attribute may have; others are judged by nh3 (addresses) or are words.
_VALUES: Final = {
    name: re.compile(pattern)
    for name, pattern in {
        "align": r"left|right|center",
        "checked": "",
        "colspan": r"[0-9]{1,3}",
        "controls": "",
        "decoding": r"async",
        "default": "",
        "dir": r"ltr|rtl|auto",
        "disabled": "",
        "height": _NUMBER,
        "id": r"[^\s]{1,200}",
        "kind": r"subtitles",
        "lang": r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}",
        "loading": r"lazy",
        "open": "",
        "playsinline": "",
        "preload": r"none|metadata",
        "rel": r"noopener noreferrer",
        "role": r"note|region",
        "rowspan": r"[0-9]{1,3}",
        "scope": r"row|col",
        "srclang": r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}",
        "start": r"[0-9]{1,9}",
        "tabindex": r"0",
        "type": r"checkbox|video/mp4|video/webm",
        "value": KEY,
        "width": _NUMBER,
    }.items()
}
_BOOLEAN: Final = frozenset({"checked", "controls", "default", "disabled", "open", "playsinline"})


def _value_filter(classes: re.Pattern[str]) -> Callable[[str, str, str], str | None]:
    """A judge of attribute values, with the class names that it lets through."""

    def judge(_tag: str, attribute: str, value: str) -> str | None:
        if attribute == "class":
            return " ".join(name for name in value.split() if classes.fullmatch(name)) or None
        if attribute in _BOOLEAN:
            return ""
        pattern = _VALUES.get(attribute)
        return value if pattern is None or pattern.fullmatch(value) else None

    return judge


def _cleaner(
    tags: frozenset[str],
    attributes: Mapping[str, frozenset[str]],
    schemes: frozenset[str],
    classes: re.Pattern[str],
) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(tags),
        attributes={tag: set(names) for tag, names in attributes.items()},
        attribute_filter=_value_filter(classes),
        url_schemes=set(schemes),
        link_rel=None,
        strip_comments=True,
    )


_SOURCE = _cleaner(SOURCE_TAGS, _SOURCE_ATTRIBUTES, _WEB_SCHEMES | SITE_SCHEMES, _SOURCE_CLASSES)
_PAGE = _cleaner(_PAGE_TAGS, _PAGE_ATTRIBUTES, _WEB_SCHEMES, _PAGE_CLASSES)


def clean_source(html: str) -> str:
    """What is left of HTML as a writer may write it, in nh3's canonical form."""
    return _SOURCE.clean(html)


def clean_page(html: str) -> str:
    """What is left of HTML as a page may show it. Nothing may be done to it afterwards."""
    return _PAGE.clean(html)
