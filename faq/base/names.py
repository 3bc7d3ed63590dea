"""Finding names in running text, given the names.

Names and text are compared folded in place: one case, one width, simplified characters, and a place
in the folded text is the same place in the original.

- A name in Han characters is found anywhere, unless it cuts a word in two (期权 in 长期权益).
- A name in letters is found as a whole word, in any case, also in the plural, with a hyphen for
  its space and a space for its hyphen. In capitals (API) it is found as written only.
- At each place the longest name wins, and what it covers is not looked at again.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from faq.base.text import cut, fold_in_place

_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LETTER = f"[^\\W{_HAN}]"
_ALL_HAN = re.compile(f"[{_HAN}]+")
_BESIDE_HAN = re.compile(f"(?<=[{_HAN}]) ?(?={_LETTER})|(?<={_LETTER}) ?(?=[{_HAN}])")
_SEPARATORS = " -\u00a0\t\n\u2010\u2011"

# A word of letters may start and end here: not inside another, an address, a path or an entity.
_WORD_STARTS = f"(?<!{_LETTER})(?<![@/\\\\.&#=%+-])"
_WORD_ENDS = re.compile(f"(?!{_LETTER}|[@/\\\\=]|[.-]{_LETTER})")


@dataclass(frozen=True)
class Name:
    """A name, with the number of what it names."""

    number: int
    text: str


@dataclass(frozen=True)
class Found:
    """A name in a text, from `start` up to `end`."""

    number: int
    start: int
    end: int


@dataclass(frozen=True)
class _Form:
    """A name as it may be written, and what must be so where it is found."""

    number: int
    capitals: int
    """So many characters must be capitals, for a name such as API; the s of its plural need not."""
    ends_in_letter: bool
    must_keep_words: bool


class NameFinder:
    """Names compiled for finding, in time that grows with the text only.

    With `may_cut_words` a name in Han characters is found wherever it stands.
    """

    def __init__(self, names: Iterable[Name], *, may_cut_words: bool = False) -> None:
        # Each node leads from a folded character to the next node, and from "" to a form.
        self._trie: dict[str, Any] = {}
        self._depth = 0
        for name in names:
            for spelling, form in _forms(name, may_cut_words):
                self._add(spelling, form)
        self._starts = _starts_of(self._trie)

    def _add(self, spelling: str, form: _Form) -> None:
        self._depth = max(self._depth, len(spelling))
        node = self._trie
        for character in spelling:
            if character in _SEPARATORS:
                after = node.get(" ", {})
                node.update(dict.fromkeys(_SEPARATORS, after))
                node = after
            else:
                node = node.setdefault(character, {})
        known = node.setdefault("", form)
        if known.number == form.number and not form.capitals:
            node[""] = form

    def find(self, text: str) -> Iterator[Found]:
        """The names in a text, from left to right."""
        place = _Text(text)
        free_from = 0
        for candidate in self._starts.finditer(place.folded):
            start = candidate.start()
            if start >= free_from and (found := self._longest(place, start)):
                free_from = found.end
                yield found

    def _longest(self, text: "_Text", start: int) -> Found | None:
        node, longest = self._trie, None
        for end, character in enumerate(text.folded[start : start + self._depth], start + 1):
            if (after := node.get(character)) is None:
                break
            node = after
            if (form := node.get("")) and text.allows(form, start, end):
                longest = Found(form.number, start, end)
        return longest


class _Text:
    """A text that is searched, with the bounds of its words once they are asked for."""

    def __init__(self, original: str) -> None:
        self._original = original
        self.folded = fold_in_place(original)
        self._bounds: set[int] = set()

    def allows(self, form: _Form, start: int, end: int) -> bool:
        """Whether what is written in this place can be meant as that name."""
        capitals = self._original[start : start + form.capitals]
        return (
            capitals == capitals.upper()
            and not (form.ends_in_letter and not _WORD_ENDS.match(self.folded, end))
            and not (form.must_keep_words and self._cuts_words(start, end))
        )

    def _cuts_words(self, start: int, end: int) -> bool:
        """Whether two words meet inside this place and one of them reaches out of it."""
        bounds = self._bounds = self._bounds or word_bounds(self.folded)
        return not bounds.isdisjoint(range(start + 1, end)) and not {start, end} <= bounds


def _forms(name: Name, may_cut_words: bool) -> Iterator[tuple[str, _Form]]:
    """The folded spellings of a name; none for a single character, which would be everywhere."""
    text = " ".join(name.text.split())
    folded = fold_in_place(text)
    if len(folded) < 2:
        return
    form = _Form(
        number=name.number,
        capitals=len(text) if text.isalpha() and text.isascii() and text.isupper() else 0,
        ends_in_letter=re.match(_LETTER, folded[-1]) is not None,
        must_keep_words=not may_cut_words
        and len(folded) == 2
        and _ALL_HAN.fullmatch(folded) is not None,
    )
    for spelling in {_BESIDE_HAN.sub("", folded), _BESIDE_HAN.sub(" ", folded)}:
        yield spelling, form
        for plural in _plurals(spelling):
            yield plural, form


def _plurals(word: str) -> list[str]:
    if not ("a" <= word[-1] <= "z"):
        return []
    if re.search("[^aeiou]y$", word):
        return [word[:-1] + "ies", word + "s"]
    if re.search("(s|x|z|ch|sh)$", word):
        return [word + "es"]
    return [word + "s"]


def _starts_of(trie: dict[str, Any]) -> re.Pattern[str]:
    """Finds the places where a name may start, by its first character."""
    first = {True: "", False: ""}
    for character in trie:
        first[re.match(_LETTER, character) is not None] += re.escape(character)
    places = [
        *([f"[{first[False]}]"] if first[False] else []),
        *([f"{_WORD_STARTS}[{first[True]}]"] if first[True] else []),
    ]
    return re.compile("|".join(places) or "(?!)")


def word_bounds(folded: str) -> set[int]:
    """Where the words of a text start and end, by the dictionary that search uses too."""
    return {0, *accumulate(map(len, cut(folded)))}
