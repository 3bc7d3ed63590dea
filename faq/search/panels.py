"""What apps on higher floors show beside results: settings.SEARCH_PANELS names them.

Each is a function of `query`, `language`, `user` and `at` (keywords) whose value the template of
results finds under its name; it is called only when the template asks for it.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

Panel = Callable[..., Any]


def panels(**asked: Any) -> dict[str, Any]:
    """Values of all panels by name, each worked out on first use."""
    return {name: SimpleLazyObject(_calling(panel, asked)) for name, panel in loaded().items()}


def _calling(panel: Panel, asked: dict[str, Any]) -> Callable[[], Any]:
    return lambda: panel(**asked)


def loaded() -> dict[str, Panel]:
    """The functions of settings.SEARCH_PANELS by name."""
    return _load(tuple(settings.SEARCH_PANELS.items()))


@cache
def _load(paths: tuple[tuple[str, str], ...]) -> dict[str, Panel]:
    return {name: import_string(path) for name, path in paths}
