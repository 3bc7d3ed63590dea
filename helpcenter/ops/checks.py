"""System checks that run before every start."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.checks import CheckMessage, Error

_STATIC = re.compile(r"""{%\s*static\s+(["'])(?P<name>[^"'{]+)\1""")


def check_static_names(**_kwargs: Any) -> list[CheckMessage]:
    """Every static file that a template of ours names is there."""
    return [
        Error(
            f"{template} names the static file {name}, which does not exist.",
            hint="Add the file, or correct its name in the template.",
            id="helpcenter.E001",
        )
        for template, name in _static_names()
        if finders.find(name) is None
    ]


def _static_names() -> Iterator[tuple[Path, str]]:
    for template in _templates():
        for match in _STATIC.finditer(template.read_text(encoding="utf-8")):
            yield template, match["name"]


def _templates() -> Iterator[Path]:
    """Templates of this project; those of installed packages are their authors' business."""
    engines: list[Any] = settings.TEMPLATES
    for folder in (folder for engine in engines for folder in engine["DIRS"]):
        yield from sorted(path for path in Path(folder).rglob("*") if path.is_file())
