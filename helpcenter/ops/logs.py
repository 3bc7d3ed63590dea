"""Log lines that cannot be forged: one event is one line, whatever it quotes."""

import logging
import time

# Line breaks, escape sequences for terminals, and marks that turn the direction of text around.
_CONTROLS = [*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F)]
_CONTROLS += range(0x2066, 0x206A)
_ESCAPED = {code: chr(code).encode("unicode_escape").decode() for code in _CONTROLS}


class OneLineFormatter(logging.Formatter):
    """Write control characters as escapes, and times in UTC; a traceback stays on its line."""

    converter = time.gmtime  # type: ignore[assignment]  # the stubs know only the default
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def format(self, record: logging.LogRecord) -> str:
        return super().format(record).translate(_ESCAPED)
