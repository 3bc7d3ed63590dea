"""How editors type tags: separated by ASCII or Chinese commas and semicolons, never by spaces."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Protocol

_SEPARATOR = re.compile(r"[,，、;；\n]+")


class _Named(Protocol):
    name: str


def fold_name(name: str) -> str:
    """One spelling of a tag: full-width signs become ASCII, runs of spaces become one."""
    return " ".join(unicodedata.normalize("NFKC", name).split())


def tags_from_string(text: str) -> list[str]:
    """The tag names in what an editor typed, each once however its case differs."""
    names: dict[str, str] = {}
    for part in _SEPARATOR.split(unicodedata.normalize("NFKC", text or "")):
        if name := fold_name(part):
            names.setdefault(name.lower(), name)
    return list(names.values())


def string_from_tags(tags: Iterable[_Named]) -> str:
    """What the tag field shows for `tags`; reading it back gives the same tags."""
    return ", ".join(sorted(tag.name for tag in tags))
