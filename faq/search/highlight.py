"""Marking what was searched for in the words that rows show, and choosing what they quote.

What is returned as HTML is escaped piece by piece; only <mark> is added.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from faq.base.names import Name, NameFinder
from faq.base.text import Place, Word, occurrences

_LEAD = 24
"""So many characters stand before the first word that is marked, at most."""
_LOOKED_AT = 1000
"""So many places are tried for the beginning of a quotation."""
_BREAK = re.compile(r"[\s，。；：！？、,.;:!?]+")
_WORD_BEFORE = re.compile(r"[^\W\u3040-\u9fff]{1,40}\Z")


def marked(text: str, wanted: Sequence[Word]) -> SafeString:
    """The whole text as HTML, with the words of the query marked."""
    return _html(text, 0, len(text), _places(text, wanted))


def snippet(summary: str, body: str, wanted: Sequence[Word], *, length: int) -> SafeString:
    """About `length` characters as HTML: of the summary, or of the body where it says more."""
    in_summary, in_body = _places(summary, wanted), _places(body, wanted)
    start, words = _densest(body, in_body, length)
    if summary and len({place.word for place in in_summary}) >= words:
        return _quotation(summary, 0, in_summary, length)
    return _quotation(body, start, in_body, length)


def _places(text: str, wanted: Sequence[Word]) -> list[Place]:
    """Where the words of the query stand, or other names of them; none overlaps another."""
    literal = occurrences(text, wanted)
    others = tuple(
        (number, other.text) for number, word in enumerate(wanted) for other in word.others
    )
    if not others:
        return literal
    named = [Place(found.start, found.end, found.number) for found in _finder(others).find(text)]
    return _apart([*literal, *named])


@lru_cache(maxsize=100)
def _finder(names: tuple[tuple[int, str], ...]) -> NameFinder:
    """All rows of a page look for the same names."""
    return NameFinder((Name(number, text) for number, text in names), may_cut_words=True)


def _apart(places: Iterable[Place]) -> list[Place]:
    """The places in order, those that overlap as one."""
    apart: list[Place] = []
    for place in sorted(places, key=lambda place: place.start):
        if apart and place.start < apart[-1].end:
            first = apart.pop()
            place = Place(first.start, max(first.end, place.end), first.word)
        apart.append(place)
    return apart


def _densest(text: str, places: Sequence[Place], length: int) -> tuple[int, int]:
    """Where to begin so that most words of the query are inside, and how many these are."""
    best_start, most = 0, 0
    all_words = len({place.word for place in places})
    for number, first in enumerate(places[:_LOOKED_AT]):
        if most == all_words:
            break
        words = len(_words_within(places, number, first.start + length - _LEAD))
        if words > most:
            best_start, most = first.start, words
    return _beginning(text, best_start, length), most


def _words_within(places: Sequence[Place], number: int, end: int) -> set[int]:
    """The words of the query at the places from that number on which end before `end`."""
    words = set()
    while number < len(places) and places[number].end <= end:
        words.add(places[number].word)
        number += 1
    return words


def _beginning(text: str, first: int, length: int) -> int:
    """A place to begin a quotation, a little before `first`: after a break, if there is one.

    Near the end of the text it is so far before it that the quotation is not short.
    """
    earliest = max(0, min(first - _LEAD, len(text) - length))
    if earliest == 0:
        return 0
    if found := _BREAK.search(text, earliest, first):
        return found.end()
    return _uncut(text, earliest)


def _quotation(text: str, start: int, places: Sequence[Place], length: int) -> SafeString:
    end = len(text)
    if end > start + length:
        end = _uncut(text, start + length)
    return format_html(
        "{}{}{}",
        "…" if start else "",
        _html(text, start, end, places),
        "…" if end < len(text) else "",
    )


def _uncut(text: str, place: int) -> int:
    """`place`, or just before it where it is inside a word in letters or a joined character."""
    is_inside = text[place : place + 1].isalnum()
    if is_inside and (word := _WORD_BEFORE.search(text, max(0, place - 40), place)):
        place = word.start()
    while 0 < place < len(text) and _joins(text[place - 1], text[place]):
        place -= 1
    return place


def _joins(before: str, after: str) -> bool:
    """Whether two characters are seen as one: accents, and what emoji are put together from."""
    return (
        before == "\u200d"
        or unicodedata.category(after) in {"Mn", "Mc", "Me", "Cf", "Sk"}
        or (_is_flag(before) and _is_flag(after))
    )


def _is_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _html(text: str, start: int, end: int, places: Sequence[Place]) -> SafeString:
    """The characters from `start` to `end`, escaped, with those in `places` marked."""
    pieces: list[SafeString] = []
    for place in _joined(places, start, end):
        pieces.append(escape(text[start : place.start]))
        pieces.append(format_html("<mark>{}</mark>", text[place.start : place.end]))
        start = place.end
    pieces.append(escape(text[start:end]))
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def _joined(places: Sequence[Place], start: int, end: int) -> list[Place]:
    """The places within the bounds, neighbours as one."""
    joined: list[Place] = []
    for place in places:
        if place.start < start or place.end > end:
            continue
        if joined and joined[-1].end == place.start:
            place = Place(joined.pop().start, place.end, place.word)
        joined.append(place)
    return joined
