"""One event is one line, and no line can be forged."""

import logging
import sys

import pytest

from helpcenter.ops.logs import OneLineFormatter


def _line(message: str, *args: object, exc_info: object = None) -> str:
    record = logging.LogRecord("n", logging.INFO, __file__, 1, message, args, exc_info)  # type: ignore[arg-type]
    return OneLineFormatter("{asctime} {message}", style="{").format(record)


@pytest.mark.parametrize(
    "forged",
    ["a\nERROR b", "a\r\nb", "a\x1b[31mb", "a\x00b", "a\u2028b", "a\u202eb", "a\x85b", "a\x9b31m"],
)
def test_control_characters_are_escaped(forged: str) -> None:
    line = _line("%s", forged)
    assert len(line.splitlines()) == 1
    assert line.isprintable()
    assert "\\" in line


def test_other_words_stay_readable_and_the_time_is_utc() -> None:
    line = _line("找不到 %s", "/zh-hans/提现/")
    assert line.endswith("Z 找不到 /zh-hans/提现/")


def test_traceback_stays_on_the_line() -> None:
    try:
        raise ValueError("two\nlines")
    except ValueError:
        line = _line("failed", exc_info=sys.exc_info())
    assert len(line.splitlines()) == 1
    assert "ValueError" in line
