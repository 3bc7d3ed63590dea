"""Which banners a reader put away: their numbers in a cookie, such as 12-15."""

import re
from typing import Final

COOKIE: Final = "dismissed"
MOST: Final = 30

_NUMBER = re.compile(r"[0-9]{1,18}")


def numbers_in(cookie: str) -> list[int]:
    """The numbers in a cookie, oldest first. Whatever else stands there is passed over."""
    return [int(part) for part in cookie.split("-") if _NUMBER.fullmatch(part)]


def with_number(cookie: str, number: int) -> str:
    """The cookie with one more number, the oldest forgotten where there are too many."""
    others = [known for known in numbers_in(cookie) if known != number]
    return "-".join(map(str, [*others, number][-MOST:]))
