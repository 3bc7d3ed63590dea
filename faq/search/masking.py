"""Queries without what belongs to one person: what is kept of them names nobody and opens nothing.

All patterns are matched against folded text: half width, lower case, no characters without width.
"""

import re

from faq.base import characters
from faq.base.secret_guard import find_secrets
from faq.base.text import fold, fold_in_place

LONGEST = 200
HIDDEN = "*"
"""What stands in place of what was left out."""

# Six digits are a one-time code; more are a telephone, a card, an account. Whatever stands between
# them, as people group digits, and in Chinese numerals too.
_DIGIT = r"[\d〇零一二三四五六七八九幺]"
_NUMBER = re.compile(rf"\+?{_DIGIT}(?:[\W_]{{0,3}}{_DIGIT}){{5,}}")
_EMAIL = re.compile(r"[a-z0-9._%+'-]+@[a-z0-9._-]+")
_AROUND_AT = re.compile(r"[^\s@]*@[^\s@]*")
# An address may hold a key behind its host.
_PATH = re.compile(r"((?:[\w-]+\.)+[a-z]{2,}(?::\d+)?)[/?#]\S*")
# Wallet addresses, hashes and keys are long and have digits; no word is so long. Without a letter
# they are numbers, which are looked for with what stands around them.
_CODE = re.compile(
    r"(?=[\d-]*[a-z])"
    r"(?:(?=[a-z]*\d)[a-z0-9]{16,}|[a-z0-9]{24,}|[a-f0-9]{4,}(?:-[a-f0-9]{4,}){3,})"
)
_LABEL = (
    r"密码|口令|验证码|私钥|密钥|pass ?words?|passwd|pass ?phrase|pwd|pin|otp|code|secret|"
    r"(?:private|secret|api) ?key"
)
_LABELLED = re.compile(
    rf"({_LABEL})(\s*[:=]\s*[!-~]{{4,}}|(?:\s*(?:是|为)\s*|\s+is\s+|\s+)"
    r"(?=[!-~]*\d)(?=[!-~]*[a-z])[!-~]{6,})"
)
# Twelve or more words of a list, in letters or of one character each, are the key of a wallet.
_SEED = re.compile(
    r"(?<![a-z])(?:[a-z]{3,8}[^a-z]{1,6}){11}[a-z]{3,8}(?![a-z])"
    r"|(?:[\u3400-\u9fff][^\u3400-\u9fff]{1,6}){11}[\u3400-\u9fff]"
)


def masked_as_written(text: str) -> str:
    """A text in its own lines and spelling, with the same hidden, for somebody to go over by hand.

    What is hidden is found in the folded text, in which every place is the same.
    """
    folded = fold_in_place(text)
    spans = _secrets(text)
    for pattern in (_SEED, _EMAIL, _AROUND_AT, _CODE, _LABELLED, _NUMBER):
        for found in pattern.finditer(folded):
            # The label of what is hidden stays.
            spans.append((found.end(1) if pattern is _LABELLED else found.start(), found.end()))
    return _without(text, spans)


def masked(query: str) -> str:
    """The query, folded, with what looks personal or secret hidden; empty where nothing is left."""
    text = " ".join(fold(characters.clean(query[:LONGEST])).split())
    if _SEED.search(text):
        return ""
    text = _EMAIL.sub(HIDDEN, text)
    text = _AROUND_AT.sub(HIDDEN, text)
    text = _PATH.sub(r"\1", text)
    text = _CODE.sub(HIDDEN, text)
    text = _LABELLED.sub(rf"\1 {HIDDEN}", text)
    # A number may go on where a secret in it ends: both are looked for before either is hidden.
    text = _without(text, _secrets(text) + [found.span() for found in _NUMBER.finditer(text)])
    text = text[:LONGEST].strip()
    return text if any(character.isalnum() for character in text) else ""


def _secrets(text: str) -> list[tuple[int, int]]:
    return [(secret.start, secret.end) for secret in find_secrets(text)]


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with one sign in place of each stretch that the spans cover."""
    parts: list[str] = []
    place = 0
    for start, end in sorted(spans):
        if start >= place:
            parts += [text[place:start], HIDDEN]
        place = max(place, end)
    return "".join([*parts, text[place:]])
