"""Skeletons: the form in which things that look alike are the same.

They only tell a reader what something imitates. Whether it is ours is never decided by them, but
by equality, so a look-alike that is missing here is still not ours.
"""

import unicodedata

from faq.base.text import fold

# Letters of other scripts, and of Latin, that are drawn like the small letter they stand beside.
# After the confusables of the Unicode Consortium (UTS 39), cut down to what host names may hold.
_DRAWN_LIKE = {
    "a": "аɑαа",
    "b": "ьвƅʙβ8",
    "c": "сϲƈ",
    "d": "ԁɗđ",
    "e": "еёєεə3",
    "f": "ғƒ",
    "g": "ɡցǥ9",
    "h": "һհнħ",
    "j": "јʝ",
    "k": "кκƙ",
    "l": "1iіıɩιӏł|!ʟ",
    "m": "мⅿ",
    "n": "ոпηɴŋ",
    "o": "0оοօσøө",
    "p": "рρƥ",
    "q": "ԛզ",
    "r": "гꭇʀ",
    "s": "ѕ5ꜱ$",
    "t": "тτŧƭ",
    "u": "υսʋ",
    "v": "νѵ",
    "w": "ԝωɯ",
    "x": "хχ",
    "y": "уγʏү",
    "z": "ᴢʐ2",
}
_ONE_LETTER = {ord(other): letter for letter, others in _DRAWN_LIKE.items() for other in others}
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_LEFT_OUT = {ord(sign): None for sign in " -_.·•"}


def skeleton(text: str) -> str:
    """Without accents, case, script, width and joints; 0 is o, 1 and i are l, rn is m."""
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    letters = fold(bare).translate(_LEFT_OUT).translate(_ONE_LETTER)
    for pair, letter in _PAIRS:
        letters = letters.replace(pair, letter)
    return letters


def differs_little(one: str, other: str) -> bool:
    """Whether one sign was changed, left out, added, or swapped with its neighbour."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return True
    rest, other_rest = one[start:], other[start:]
    return (
        rest[1:] == other_rest[1:]
        or rest[1:] == other_rest
        or rest == other_rest[1:]
        or (rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:])
    )
