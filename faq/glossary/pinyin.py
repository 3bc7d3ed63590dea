"""How a Chinese label sounds: with tone marks to be read, without them to be typed and sorted.

pypinyin is loaded on first use, because it costs a quarter of a second and 57 MB: when a term is
saved, never while a page is read.
"""

import re
import unicodedata

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


def toned(label: str) -> str:
    """Pinyin with tone marks, a space between syllables; empty where there is no Han character.

    保证金 becomes bǎo zhèng jīn, API 密钥 becomes API mì yào.
    """
    from pypinyin import Style, lazy_pinyin

    if not _HAN.search(label):
        return ""
    return " ".join(" ".join(lazy_pinyin(label, style=Style.TONE)).split())


def typed(pinyin: str) -> list[str]:
    """What people type for it: no tones, with spaces and without, ü as u or v. Lower case.

    lǜ sè becomes lu se, luse, lv se and lvse.
    """
    lower = unicodedata.normalize("NFD", pinyin.lower())
    umlauts = {lower.replace("u\u0308", "u"), lower.replace("u\u0308", "v")}
    plain = ["".join(c for c in form if not unicodedata.combining(c)) for form in sorted(umlauts)]
    spellings = [spelling for form in plain for spelling in (form, form.replace(" ", ""))]
    return list(dict.fromkeys(filter(None, spellings)))
