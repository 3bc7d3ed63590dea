"""What was likely meant by words in letters that no text has: pinyin, slips, beginnings.

It is looked for in the index's own words, and only where what was typed finds too little.
"""

import re
from collections.abc import Mapping, Sequence, Set

from faq.base.sounds import is_pinyin, spelled_out
from faq.base.text import fold, stem, words
from faq.search import fulltext
from faq.search.fulltext import Vocabulary

ONE_SLIP, TWO_SLIPS = 4, 8
"""Words of so many letters may have one slip, or two."""
BEGINNING = 3
"""The last word may be the beginning of another, after so many letters."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
# Words of letters alone, side by side; what is joined to digits or signs is a code.
_JOINED = r"[^\W\u3040-\u9fff]|['’@#]"
_RUN = re.compile(rf"(?<!{_JOINED})[a-z]+(?: +[a-z]+)*(?!{_JOINED})")


def meant(query: str) -> str:
    """The query, folded, with words that texts have in place of those that none has."""
    typed = fold(query)
    runs = list(_RUN.finditer(typed))
    telling = {word.text for word in words(typed, limit=len(typed))}
    asked = {word for run in runs for word in run[0].split() if word in telling}
    known = fulltext.known(asked | {stem(word) for word in asked})
    unknown = {word for word in asked if not known.intersection((word, stem(word)))}
    if not unknown:
        return typed
    starts = {word[0] for word in unknown}
    vocabulary = fulltext.vocabulary(starts, with_sounds=any(map(is_pinyin, unknown)))
    for run in reversed(runs):
        is_last = run.end() == len(typed.rstrip())
        text = _in_place_of(run[0].split(), unknown, vocabulary, is_last=is_last)
        typed = f"{typed[: run.start()]}{text}{typed[run.end() :]}"
    return typed


def _in_place_of(
    run: Sequence[str],
    unknown: Set[str],
    vocabulary: Vocabulary,
    *,
    is_last: bool,
) -> str:
    """What neighbours spell together; or what is meant by each that is unknown."""
    if not unknown.isdisjoint(run) and (spelled := spelled_out("".join(run), vocabulary.sounds)):
        return " ".join(spelled)
    return " ".join(
        " ".join(spelled_out(word, vocabulary.sounds) or [])
        or _alike(word, vocabulary.letters, is_last=is_last and number == len(run))
        or word
        if word in unknown
        else word
        for number, word in enumerate(run, 1)
    )


def _alike(typed: str, numbers: Mapping[str, int], *, is_last: bool) -> str:
    """The commonest word with the fewest slips, or that begins so; empty where there is none."""
    numbers = {word: n for word, n in numbers.items() if word[0] == typed[0]}
    slips = (len(typed) >= ONE_SLIP) + (len(typed) >= TWO_SLIPS)
    near = numbers.keys() & _with_one_slip(typed) if slips else set()
    if not near and slips == 2:
        near = {word for word in numbers if _is_near(typed, word)}
    if not near and is_last and len(typed) >= BEGINNING:
        near = {word for word in numbers if word.startswith(typed)}
    return _as_written(max(near, key=lambda word: numbers[word], default=""), numbers)


def _as_written(word: str, numbers: Mapping[str, int]) -> str:
    """The commonest word of which the index has this as the stem, so that it can be shown."""
    full = (other for other in numbers if other != word and stem(other) == word)
    return max(full, key=lambda other: numbers[other], default=word)


def _with_one_slip(word: str) -> set[str]:
    """Everything that is one letter more, less, or another, or two neighbours in turn."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    return {
        *(left + right[1:] for left, right in cuts if right),
        *(left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1),
        *(left + letter + right[1:] for left, right in cuts if right for letter in _LETTERS),
        *(left + letter + right for left, right in cuts for letter in _LETTERS),
    }


def _is_near(word: str, other: str) -> bool:
    """Whether two slips make one of the other."""
    if abs(len(word) - len(other)) > 2 or len(set(word) ^ set(other)) > 4:
        return False
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(word, 1):
        before, above, row = row, before, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and word[i - 2 : i] == other[j - 2 : j][::-1]:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
        if min(row) > 2:
            return False
    return row[-1] <= 2
