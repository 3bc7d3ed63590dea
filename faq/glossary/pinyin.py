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


def typed(pinyin: str) -> str:
    """What people type for it: no tones, with spaces and without, ü also as v. Lower case.

    zī jīn fèi lǜ becomes "zi jin fei lu zijinfeilu zi jin fei lv zijinfeilv".
    """
    lower = unicodedata.normalize("NFD", pinyin.lower())
    umlauts = {lower.replace("u\u0308", "u"), lower.replace("u\u0308", "v")}
    plain = sorted("".join(c for c in form if not unicodedata.combining(c)) for form in umlauts)
    return " ".join(f"{form} {form.replace(' ', '')}" if " " in form else form for form in plain)
