"""Simplified and traditional characters: conversion of texts when they are saved.

Conversion is OpenCC's (s2twp would change words as well; s2tw and t2s change characters and
ambiguous phrases only), loaded on first use because it costs 120 ms and 47 MB.
"""

import re
from functools import cache
from typing import Any, Protocol

# Quotes as Taiwan and Hong Kong print them, and the commoner form of one word for account.
_TRADITIONAL_USAGE = str.maketrans("“”‘’賬", "「」『』帳")
_TAG = re.compile(r"(<[^>]*>)")
_VERBATIM = frozenset({"code", "pre", "kbd", "samp"})


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@cache
def _converter(language: str) -> _Converter:
    import opencc

    return opencc.OpenCC("s2tw" if language == "zh-hant" else "t2s")


def convert(text: str, language: str) -> str:
    """`text` in the script of `language` (zh-hant or zh-hans)."""
    converted = _converter(language).convert(text)
    return converted.translate(_TRADITIONAL_USAGE) if language == "zh-hant" else converted


def convert_html(html: str, language: str) -> str:
    """Sanitised HTML with its text nodes converted; code, ids and attributes stay as they are.

    Two attributes are words, not addresses: alt and aria-label, and are converted too.
    """
    out: list[str] = []
    verbatim = 0
    for piece in _TAG.split(html):
        if not piece.startswith("<"):
            out.append(piece if verbatim else convert(piece, language))
            continue
        name = piece.strip("</> ").split(" ", 1)[0].lower()
        if name in _VERBATIM:
            verbatim += -1 if piece.startswith("</") else 1
        out.append(_WORDS.sub(lambda m: m[1] + convert(m[2], language) + '"', piece))
    return "".join(out)


_WORDS = re.compile(r'((?: alt| aria-label)=")([^"]*)"')


def convert_data(value: Any, language: str) -> Any:
    """The same for the strings inside lists and dictionaries, keys and `id` values excepted."""
    if isinstance(value, str):
        return convert(value, language)
    if isinstance(value, list):
        return [convert_data(item, language) for item in value]
    if isinstance(value, dict):
        return {
            key: item if key == "id" else convert_data(item, language)
            for key, item in value.items()
        }
    return value
