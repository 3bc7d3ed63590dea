"""Moments as people write them: 2026-11-25 13:42, 25 Nov 1:42 pm, 11 月 25 日下午 1 点 42 分."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final

from django.utils.timezone import get_default_timezone

from faq.base.text import fold

_MONTHS: Final = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
_MONTH = rf"(?P<{{}}>{'|'.join(_MONTHS)})[a-z]*\.?"
_DATES: Final = (
    re.compile(r"(?<!\d)(?P<year>20\d\d) ?[-/.年] ?(?P<month>\d{1,2}) ?[-/.月] ?(?P<day>\d{1,2})"),
    re.compile(r"(?<!\d)(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>20\d\d)(?!\d)"),
    re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?{_MONTH.format('name')}"
               r"(?:,? (?P<year>20\d\d))?"),
    re.compile(rf"(?<![a-z]){_MONTH.format('name')} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)"
               r"(?:,? (?P<year>20\d\d))?"),
    re.compile(r"(?<!\d)(?P<month>\d{1,2}) ?月 ?(?P<day>\d{1,2}) ?[日号]"),
    re.compile(r"(?<![\d/.-])(?P<month>\d{1,2})[-/](?P<day>\d{1,2})(?![\d/.-])"),
)  # fmt: skip
_DAYS: Final = {"今天": 0, "今日": 0, "today": 0, "昨天": 1, "昨日": 1, "yesterday": 1, "前天": 2}
_DAY_WORD = re.compile("|".join(_DAYS))
_TIME = re.compile(
    r"(?P<part>上午|早上|早晨|凌晨|中午|下午|傍晚|晚上|今晚)? ?"
    r"(?<![\d:.])(?P<hour>[01]?\d|2[0-3]) ?"
    r"(?::|点钟?|时) ?(?:(?P<minute>[0-5]\d)(?!\d)|(?P<loose>\d) ?分|(?P<half>半))"
    r"(?: ?分)?(?::[0-5]\d)? ?(?P<half_day>[ap]\.?m)?"
)
_HOUR_ONLY = re.compile(r"(?<!\d)(?:[01]?\d|2[0-3]) ?(?:点|时|o'clock|[ap]\.?m)")
_ZONE = re.compile(
    r"(?:utc|gmt) ?(?:(?P<sign>[+-]) ?(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?)?(?![a-z0-9])"
    r"|(?<=\d)(?P<sign2>[+-])(?P<hours2>[01]\d):?(?P<minutes2>\d\d)(?!\d)"
    r"|(?<=\d)(?P<z>z)(?![a-z])"
)
_NAMED: Final = {
    "北京时间": 8, "中国时间": 8, "香港时间": 8, "台北时间": 8, "台湾时间": 8, "新加坡时间": 8,
    "beijing time": 8, "hong kong time": 8, "taipei time": 8, "singapore time": 8, "hkt": 8,
    "sgt": 8, "东京时间": 9, "日本时间": 9, "tokyo time": 9, "jst": 9, "韩国时间": 9, "kst": 9,
}  # fmt: skip
_NAMED_ZONE = re.compile("|".join(rf"(?<![a-z]){name}(?![a-z])" for name in _NAMED))


@dataclass(frozen=True)
class Moment:
    """What was read: `at` is known where day and minute are; without a zone, in the site's."""

    at: datetime | None
    has_day: bool
    is_to_the_minute: bool
    has_zone: bool


def read(text: str, *, now: datetime) -> Moment | None:
    """The first moment in a text, or None where there is neither a day nor a time."""
    folded = fold(text)
    zone = _zone(folded)
    day = _day(folded, now.astimezone(zone or get_default_timezone()))
    time = _TIME.search(folded)
    if day is None and time is None and not _HOUR_ONLY.search(folded):
        return None
    at = None
    if day is not None and time is not None:
        hour, minute = _clock(time)
        at = datetime(*day, hour, minute, tzinfo=zone or get_default_timezone())
    return Moment(at, day is not None, time is not None, zone is not None)


def _day(folded: str, now: datetime) -> tuple[int, int, int] | None:
    if word := _DAY_WORD.search(folded):
        on = now - timedelta(days=_DAYS[word[0]])
        return on.year, on.month, on.day
    for pattern in _DATES:
        for found in pattern.finditer(folded):
            if day := _real(found.groupdict(), now):
                return day
    return None


def _real(parts: dict[str, str | None], now: datetime) -> tuple[int, int, int] | None:
    """A day that the calendar has; without a year the last one that is not ahead."""
    name = parts.get("name")
    month = _MONTHS.index(name) + 1 if name else int(parts["month"] or 0)
    day, year = int(parts["day"] or 0), parts.get("year")
    try:
        on = datetime(int(year or now.year), month, day, tzinfo=now.tzinfo)
        if not year and on > now + timedelta(days=1):
            on = on.replace(year=now.year - 1)
    except ValueError:
        return None
    return on.year, on.month, on.day


def _clock(time: re.Match[str]) -> tuple[int, int]:
    hour = int(time["hour"])
    minute = 30 if time["half"] else int(time["minute"] or time["loose"])
    is_afternoon = time["part"] in {"下午", "傍晚", "晚上", "今晚"} or (
        time["half_day"] or ""
    ).startswith("p")
    if is_afternoon and hour < 12:
        hour += 12
    elif hour == 12 and (time["part"] == "凌晨" or (time["half_day"] or "").startswith("a")):
        hour = 0
    return hour, minute


def _zone(folded: str) -> tzinfo | None:
    if named := _NAMED_ZONE.search(folded):
        return timezone(timedelta(hours=_NAMED[named[0]]))
    if (found := _ZONE.search(folded)) is None:
        return None
    sign, hours = found["sign"] or found["sign2"], found["hours"] or found["hours2"]
    if not hours:
        return UTC
    minutes = int(found["minutes"] or found["minutes2"] or 0)
    shift = timedelta(hours=int(hours), minutes=minutes)
    if shift > timedelta(hours=14):
        return None
    return timezone(-shift if sign == "-" else shift)
