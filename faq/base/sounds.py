"""How Chinese words sound, as people type them without tones: 提现 is tixian.

pypinyin is loaded on first use, because it costs a quarter of a second and 57 MB: when a text is
taken into the index, never while a page is read.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

# Roughly: an initial, if any, and a final.
_SYLLABLE = (
    "(?:[zcs]h?|[bpmfdtnlgkhjqxryw])?"
    "(?:i?ang|i?ong|uang|eng|ing|i?an|uan|van|en|in|un|vn|uai|ai|ei|i?ao|ou|iu|ui|ia|ie|ua|uo|ue|ve"
    "|er|[aoeiuv])"
)
_PINYIN = re.compile(f"(?:{_SYLLABLE})+")


def is_pinyin(typed: str) -> bool:
    """Whether it could be syllables of pinyin without tones, side by side."""
    return _PINYIN.fullmatch(typed) is not None


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """The pinyin of a word in Han characters, its syllables together; ü is v."""
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(word))


def spelled_out(typed: str, known: Mapping[str, str]) -> list[str] | None:
    """The words that `typed` spells from its start to its end; the longest first, None if none do.

    `known` has a word for each sound.
    """
    longest = max(map(len, known), default=0)
    # From the end: for each place the words that spell the rest.
    rest: dict[int, list[str]] = {len(typed): []}
    for start in reversed(range(len(typed))):
        for end in range(min(len(typed), start + longest), start, -1):
            word = known.get(typed[start:end])
            if word and end in rest:
                rest[start] = [word, *rest[end]]
                break
    return rest.get(0)
