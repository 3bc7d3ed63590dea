"""Recovery phrases of wallets (BIP-39) in running text: where they stand.

Words of the list in letters, twelve and more with little between them, however they are numbered
and parted; one of twelve may be misspelt. Chinese phrases are of the commonest characters, which
sentences are made of too: parted they are told by their number alone, in one run by their check
sum, or a label, and by holding hardly a word of the dictionary.
"""

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path

from faq.base.text import known_words

FEWEST = 12
FEWEST_DIFFERENT = 6
LENGTHS = (12, 15, 18, 21, 24)
LARGEST_GAP = 12
MOST_PLAIN = 6
"""So many of a window's words may be plain ones."""

_DATA = Path(__file__).parent / "data"
_WORD = re.compile("[a-z]+")
_HAN = "[\u3400-\u9fff]"
_PARTED = re.compile(rf"(?<!{_HAN}){_HAN}(?:[^\u3400-\u9fff]{{1,6}}{_HAN}(?!{_HAN})){{11,}}")
_PURE_RUN = re.compile(rf"{_HAN}{{12,}}")
_RUN = re.compile(rf"{_HAN}(?:[\s,，、.\d]{{0,4}}{_HAN}){{11,}}")
_LABEL = re.compile(
    r"(?:助[记記][词詞]|恢[复復](?:短语|短語|[词詞])|种子词|種子詞)(?:\s*[:=]\s*|是|为|為)?"
)

_HOLDS_TOGETHER = (
    "的了我是在不有和就也都还還没沒要能会會怎么麼吗嗎呢吧这這那个個到给給把被让讓从從对對为為"
)

Span = tuple[int, int]


def phrases(text: str) -> Iterator[Span]:
    """Where phrases start and end in a text of half width and lower case."""
    yield from _in_letters(text)
    yield from _parted(text)
    yield from _in_one_run(text)


# --- English -----------------------------------------------------------------------------------


@cache
def english() -> frozenset[str]:
    """The words of the English list."""
    return frozenset(_lists()[0].split())


@cache
def plain() -> frozenset[str]:
    """Those of them that sentences about accounts and money are made of."""
    return frozenset((_DATA / "plain_words.txt").read_text(encoding="utf-8").split())


@cache
def _lists() -> tuple[str, str, str]:
    words, simplified, traditional = (_DATA / "bip39.txt").read_text(encoding="utf-8").splitlines()
    return words, simplified, traditional


def _in_letters(text: str) -> Iterator[Span]:
    run: list[re.Match[str]] = []
    for word in _WORD.finditer(text):
        if run and word.start() - run[-1].end() > LARGEST_GAP:
            yield from _windows(run)
            run = []
        run.append(word)
    yield from _windows(run)


def _windows(run: list[re.Match[str]]) -> Iterator[Span]:
    """The windows of twelve in which at most one word is not of the list; they may overlap."""
    for first in range(len(run) - FEWEST + 1):
        window = run[first : first + FEWEST]
        known = [word for word in window if word[0] in english()]
        if len(known) >= FEWEST - 1 and _is_no_sentence({word[0] for word in known}):
            yield known[0].start(), known[-1].end()


def _is_no_sentence(words: set[str]) -> bool:
    return len(words) >= FEWEST_DIFFERENT and len(words & plain()) <= MOST_PLAIN


# --- Chinese -----------------------------------------------------------------------------------


@cache
def chinese() -> frozenset[str]:
    """The characters of both Chinese lists."""
    return frozenset(_lists()[1] + _lists()[2])


def _parted(text: str) -> Iterator[Span]:
    for found in _PARTED.finditer(text):
        characters = set(_han(found[0]))
        if len(characters) >= FEWEST_DIFFERENT and characters <= chinese():
            yield found.span()


def _in_one_run(text: str) -> Iterator[Span]:
    for found in chain(_PURE_RUN.finditer(text), _RUN.finditer(text)):
        if _is_phrase(_han(found[0])):
            yield found.span()
    for label in _LABEL.finditer(text):
        run = _RUN.match(text, label.end())
        if run and len(_han(run[0])) in LENGTHS and _is_no_prose(_han(run[0])):
            yield run.span()


def _han(text: str) -> str:
    return "".join(re.findall(_HAN, text))


def _is_phrase(run: str) -> bool:
    return len(run) in LENGTHS and _has_check_sum(run) and _is_no_prose(run)


def _is_no_prose(run: str) -> bool:
    """Whether all are of the lists, few of them hold sentences together, and few make words.

    Of 12 by chance three hold sentences together in 0.2 %, and more than 4 make words in 0.1 %,
    of 12 in a sentence in 95 %.
    """
    if not all(character in chinese() for character in run):
        return False
    is_loose = sum(map(run.count, _HOLDS_TOGETHER)) <= 2
    return is_loose and 3 * sum(map(len, known_words(run))) <= len(run)


def _has_check_sum(run: str) -> bool:
    """Whether the bits that the characters stand for end in the check sum of the others."""
    places = [_place(character) for character in run]
    if None in places:
        return False
    bits = "".join(f"{place:011b}" for place in places)
    size = len(bits) * 32 // 33
    digest = hashlib.sha256(int(bits[:size], 2).to_bytes(size // 8)).digest()
    return bits[size:] == f"{int.from_bytes(digest):0256b}"[: len(bits) - size]


def _place(character: str) -> int | None:
    """Its number in the simplified list, or in the traditional one; both have the same order."""
    for characters in _lists()[1:]:
        if (place := characters.find(character)) >= 0:
            return place
    return None
