"""What a text states in figures, in one form for every language: amounts, lengths of time, days.

`二十四小时`, `24 小时`, `24 hours` and `1 day` are one; so are `1万`, `１０，０００` and `10,000`,
`￥100` and `100 CNY`, `百分之五` and `5%`, `3 pm` and `15:00`. Figures inside names (2FA, TRC20,
USDT-ERC20) and codes (T+1, 7×24) are no amounts.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final


@dataclass(frozen=True)
class Figure:
    """An amount with its unit, "" where none is known.

    `is_word`: written in words; enough to answer a figure of the other text, too vague to demand
    one there. `written` and `place` say what stands in the text, and around it.
    """

    value: Decimal
    unit: str
    written: str
    place: str
    is_word: bool = False

    @property
    def sense(self) -> tuple[Decimal, str]:
        """What it amounts to, lengths of time in seconds."""
        scale = _SECONDS.get(self.unit)
        return (self.value * scale, "time") if scale else (self.value, self.unit)


@dataclass(frozen=True)
class Day:
    """A day, or a month of a year; None for what is not said."""

    year: int | None
    month: int
    day: int | None
    written: str
    place: str

    def agrees(self, other: "Day") -> bool:
        """Whether both may be the same day."""
        pairs = ((self.year, other.year), (self.day, other.day))
        return self.month == other.month and all(a == b or None in (a, b) for a, b in pairs)


# --- Units ---------------------------------------------------------------------------------------

_SECONDS: Final = {
    "second": Decimal(1),
    "minute": Decimal(60),
    "hour": Decimal(3600),
    "day": Decimal(86400),
    "week": Decimal(604800),
}
_UNITS: Final = {
    "second": r"秒钟?|seconds?|secs?|s",
    "minute": r"分钟|分鐘|minutes?|mins?",
    "hour": r"个?小时|個?小時|个钟头|hours?|hrs?|h",
    "workday": r"个?工作日|個?工作日|个?交易日|(?:business|working|trading)[ -]days?|weekdays?",
    "day": r"天|日(?!元)|days?|calendar days?",
    "week": r"周|週|星期|个星期|個星期|weeks?",
    "month": r"个?月|個?月|months?",
    "year": r"年|years?",
    "%": r"%|percent|per cent|个百分点|個百分點|percentage points?",
    "‰": r"‰",
    "cny": r"人民币|人民幣|元(?!旦)|块钱|cny|rmb|yuan",
    "usd": r"美元|美金|usd(?![a-z])|us dollars?|dollars?",
    "hkd": r"港元|港币|港幣|hkd",
    "jpy": r"日元|日圓|jpy|yen",
    "eur": r"欧元|歐元|eur|euros?",
}
_UNIT: Final = "|".join(
    f"(?P<u{number}>{pattern})" for number, pattern in enumerate(_UNITS.values())
)
_NAMES: Final = list(_UNITS)
_SIGNS: Final = {"¥": "cny", "$": "usd", "€": "eur", "hk$": "hkd", "us$": "usd"}

# --- Numbers -------------------------------------------------------------------------------------

_SCALES: Final = {
    "十": 10, "百": 100, "千": 1000, "万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8,
    "thousand": 10**3, "k": 10**3, "million": 10**6, "m": 10**6, "billion": 10**9,
}  # fmt: skip
_DIGITS: Final = "〇零一二三四五六七八九"
_SAME: Final = str.maketrans("两兩俩倆双雙", "二二二二二二")
_ENGLISH: Final = {
    word: number
    for number, words in enumerate(
        (
            "zero", "one/once/single", "two/twice/both/pair/double", "three", "four", "five",
            "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
            "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
        )
    )
    for word in words.split("/")
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "hundred": 100}  # fmt: skip
_ORDINALS: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6}
_NUMBER: Final = (
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?![\d.])|\d+(?:\.\d+)?)"
)
_SCALE: Final = r"(?: ?(?P<scale>[百千万萬亿億]+|thousand|million|billion|[km](?![a-z])))?"
_FIGURE: Final = re.compile(
    r"(?P<sign>hk\$|us\$|[¥$€])? ?(?<![a-z_\d.])(?<![a-z]-)(?<!#)"
    rf"{_NUMBER}{_SCALE}(?:[ -]?(?:{_UNIT})(?![a-z]))?(?P<rest>[a-z_]*)"
)
_HAN_NUMBER: Final = re.compile(
    rf"(?P<of>百分之)?(?P<number>第?[{_DIGITS}十百千万亿]{{1,20}})(?: ?(?:{_UNIT}))?"
)
_IN_WORDS: Final = re.compile(
    rf"\b(?P<number>{'|'.join([*_ENGLISH, *_ORDINALS])})\b(?:[ -](?:{_UNIT})(?![a-z]))?"
)
_COINS_AND_SIZES: Final = "usdt|usdc|btc|eth|trx|u|x+|ms|mb|kb|gb"
_RANGE: Final = re.compile(r" ?(?:-|–|—|~|至|到|to|or|或|and|和) ?$")

# --- Days and hours ------------------------------------------------------------------------------

_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905
_MONTH: Final = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAYS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<!\d)(?P<year>(?:19|20)\d\d)[-/.](?P<month>\d\d?)[-/.](?P<day>\d\d?)(?!\d)",
        r"(?:(?P<year>(?:19|20)\d\d) ?年 ?)?(?<!\d)(?P<month>\d\d?) ?月 ?(?P<day>\d\d?) ?[日号號]",
        r"(?P<year>(?:19|20)\d\d) ?年 ?(?P<month>\d\d?) ?月",
        rf"\b(?P<day>\d\d?)(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? (?P<year>(?:19|20)\d\d))?(?!\w)",
        rf"\b{_MONTH} (?P<day>\d\d?)(?:st|nd|rd|th)?(?:,? (?P<year>(?:19|20)\d\d))?(?!\w)",
        rf"\b{_MONTH} (?P<year>(?:19|20)\d\d)(?!\w)",
    )
)
_HOURS: Final = re.compile(
    r"(?P<half>上午|早上|凌晨|中午|下午|晚上|夜里|晚間)? ?(?<![\d:])"
    r"(?:(?P<hour>\d\d?):(?P<minute>\d\d)(?::\d\d)?|(?P<alone>\d\d?) ?"
    r"(?:[点點](?:(?P<later>\d\d?) ?分|(?P<thirty>半))?|(?=[ap]\.?m\b)))"
    r"(?! ?(?:个|個)?(?:数|數))(?: ?(?P<english>[ap])\.?m\b\.?)?"
)
_HAN_HOUR: Final = re.compile(
    r"(?<=上午|早上|凌晨|中午|下午|晚上|夜里|晚間)[一二两兩三四五六七八九十]{1,3}(?=[点點])"
)
# What looks like figures and is a name or a way of speaking, the same whatever the language.
_NAMES_WITH_FIGURES: Final = re.compile(
    r"\bt ?[+±] ?\d\b|\b24 ?/ ?7\b|\b7 ?[x×*] ?24(?: ?(?:小时|小時))?|24 hours a day"
    r"|(?:utc|gmt) ?[+−-] ?\d\d?(?::\d\d)?|\b[a-z]+(?:[-_][a-z]+)*-?\d+(?:[.-]?[a-z\d]+)*"
    r"|\+\d[\d ()-]{4,}\d|https?://\S+|(?<![\w.+-])[\w.+-]*@[\w.-]+|\b0x[\da-f]+\b|\b\d+fa\b"
)
_WIDE_COMMA: Final = re.compile(r"(?<![０-９])，|，(?![０-９])")


def in_one_form(text: str) -> str:
    """A text with half-width signs and small letters, Chinese commas between figures apart."""
    plain = unicodedata.normalize("NFKC", _WIDE_COMMA.sub(", ", text)).lower()
    plain = _HAN_HOUR.sub(lambda hour: str(_han_value(hour[0].translate(_SAME))), plain)
    return " ".join(plain.replace("−", "-").split())


def read(text: str) -> tuple[list[Figure], list[Day]]:
    """The figures and days that a piece of text states."""
    plain = in_one_form(text)
    rest = _NAMES_WITH_FIGURES.sub(_blank, plain)
    days: list[Day] = []
    for pattern in _DAYS:
        for match in pattern.finditer(rest):
            days.append(_day(match, plain))
        rest = pattern.sub(_blank, rest)
    figures = [_hour(match, plain) for match in _HOURS.finditer(rest)]
    rest = _HOURS.sub(_blank, rest)
    figures += _amounts(rest, plain)
    rest = _FIGURE.sub(_blank, rest)
    return [*figures, *_words(rest, plain)], days


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _around(match: re.Match[str], plain: str) -> str:
    """The words around a figure, for an editor to find it."""
    start, end = max(0, match.start() - 16), min(len(plain), match.end() + 16)
    return plain[start:end].strip()


def _day(match: re.Match[str], plain: str) -> Day:
    said = match.groupdict()
    month, year, day = said["month"], said.get("year"), said.get("day")
    return Day(
        year=int(year) if year else None,
        month=int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1,
        day=int(day) if day else None,
        written=match[0].strip(),
        place=_around(match, plain),
    )


def _hour(match: re.Match[str], plain: str) -> Figure:
    said = match.groupdict()
    hour = int(said["hour"] or said["alone"])
    minute = 30 if said["thirty"] else int(said["minute"] or said["later"] or 0)
    is_later = said["half"] in ("下午", "晚上", "夜里", "晚間") or said["english"] == "p"
    hour = hour + 12 if is_later and hour < 12 else hour
    hour = 0 if said["english"] == "a" and hour == 12 else hour
    moment = Decimal(hour % 24 * 60 + minute)
    return Figure(moment, "o'clock", match[0].strip(), _around(match, plain))


def _unit(match: re.Match[str]) -> str:
    return next((n for i, n in enumerate(_NAMES) if match[f"u{i}"]), "")


def _amounts(rest: str, plain: str) -> Iterator[Figure]:
    found = [match for match in _FIGURE.finditer(rest) if not _is_in_a_name(match)]
    for number, match in enumerate(found):
        unit = _unit(match) or _SIGNS.get(match["sign"] or "", "")
        if not unit and number + 1 < len(found):
            unit = _shared_unit(match, found[number + 1], rest)
        value = Decimal(match["number"].replace(",", "").replace(" ", ""))
        for scale in _scales(match["scale"]):
            value *= scale
        yield Figure(value, unit, match[0].strip(), _around(match, plain))


def _is_in_a_name(match: re.Match[str]) -> bool:
    """Letters right behind a figure are a unit or a coin, or else it is part of a name."""
    return bool(match["rest"]) and not re.fullmatch(_COINS_AND_SIZES, match["rest"])


def _scales(said: str | None) -> list[int]:
    if not said:
        return []
    return [_SCALES[said]] if said in _SCALES else [_SCALES[sign] for sign in said]


def _shared_unit(match: re.Match[str], following: re.Match[str], rest: str) -> str:
    """`7–15 days`: the unit stands behind the second."""
    between = rest[match.end() : following.start()]
    return _unit(following) if _RANGE.fullmatch(between) or between == "-" else ""


def _words(rest: str, plain: str) -> Iterator[Figure]:
    same = rest.translate(_SAME)
    for match in _HAN_NUMBER.finditer(same):
        value = _han_value(match["number"].removeprefix("第"))
        if value is not None:
            unit = "%" if match["of"] else _unit(match)
            written = plain[match.start() : match.end()].strip()
            is_vague = not unit or match["number"].startswith("第") or value < 2
            yield Figure(Decimal(value), unit, written, _around(match, plain), is_vague)
    for match in _IN_WORDS.finditer(rest):
        word = match["number"]
        value = _ENGLISH.get(word, _ORDINALS.get(word, 0))
        is_vague = not _unit(match) or word in _ORDINALS or value < 2
        yield Figure(Decimal(value), _unit(match), match[0], _around(match, plain), is_vague)


def _han_value(said: str) -> int | None:
    """The number that Chinese numerals say; None where they say none, as 千万 does."""
    if not any(sign in _DIGITS or sign == "十" for sign in said):
        return None
    if all(sign in _DIGITS for sign in said):
        return int("".join(str(max(0, _DIGITS.index(sign) - 1)) for sign in said))
    total = section = digit = 0
    for sign in said:
        if sign in _DIGITS:
            digit = max(0, _DIGITS.index(sign) - 1)
        elif _SCALES[sign] < 10**4:
            section += (digit or 1) * _SCALES[sign]
            digit = 0
        else:
            total += (section + digit) * _SCALES[sign]
            section = digit = 0
    return total + section + digit
