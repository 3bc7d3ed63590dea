"""Names of files, chosen by us: plain ASCII, lower case, the same on every file system."""

import re
import unicodedata
import zlib
from collections.abc import Container
from itertools import count
from typing import Final

LENGTH: Final = 100
_STEM_LENGTH: Final = 80
_NAME = re.compile(r"[a-z0-9]+(?:[._-]+[a-z0-9]+)*")
_SUFFIX = re.compile(r"(?<=.)\.[A-Za-z][A-Za-z0-9]{1,4}$")
_NOT_IN_NAME = re.compile(r"[^a-z0-9._-]+")
_TWICE = re.compile(r"[._-]*([._-])")
_ALIASES: Final = {".jpeg": ".jpg", ".jpe": ".jpg"}


def is_name(name: str) -> bool:
    """Whether we would choose this name."""
    return len(name) <= LENGTH and _NAME.fullmatch(name) is not None


def file_name(given: str, suffix: str = "") -> str:
    """The name under which a file that somebody calls `given` is kept; always the same for it.

    `Step 1.PNG` becomes `step-1.png`. Letters that are not ASCII leave a number in their place,
    so that two Chinese names stay apart. `suffix` replaces the one that the name has.
    """
    base = given.replace("\\", "/").rpartition("/")[2]
    found = _SUFFIX.search(base)
    own_suffix = found[0].lower() if found else ""
    stem = base.removesuffix(found[0]) if found else base
    return _plain(stem) + (suffix or _ALIASES.get(own_suffix, own_suffix))


def _plain(stem: str) -> str:
    wide = unicodedata.normalize("NFKC", stem).lower()
    plain = _TWICE.sub(r"\1", _NOT_IN_NAME.sub("-", wide)).strip("._-")[:_STEM_LENGTH].strip("._-")
    if wide.isascii() and plain:
        return plain
    return f"{plain}-{zlib.crc32(wide.encode()):08x}".lstrip("-")


def free_name(wanted: str, taken: Container[str]) -> str:
    """The name itself or, when it is taken, with the first free number: step-2.png."""
    if wanted not in taken:
        return wanted
    stem, _dot, ending = wanted.rpartition(".")
    numbered = (f"{stem}-{number}.{ending}" for number in count(2))
    return next(name for name in numbered if name not in taken)
