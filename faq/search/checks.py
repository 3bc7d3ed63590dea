"""System checks of what search is told in the settings."""

from collections import Counter
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.utils.module_loading import import_string

_NEEDED = ("name", "kinds", "documents", "pks", "visible_pks")


def check_settings(**_kwargs: Any) -> list[CheckMessage]:
    """Every source, panel and extra loads, and names and kinds are not given twice."""
    loaded, messages = [], []
    for path in settings.SEARCH_SOURCES:
        try:
            loaded.append(import_string(path)())
        except Exception as error:
            messages.append(_error(f"SEARCH_SOURCES: {path} does not load: {error}", "search.E001"))
    for source in loaded:
        if missing := [name for name in _NEEDED if not hasattr(source, name)]:
            text = f"SEARCH_SOURCES: {type(source).__name__} lacks {', '.join(missing)}."
            messages.append(_error(text, "search.E002"))
    names = [getattr(source, "name", "") for source in loaded]
    kinds = [kind for source in loaded for kind in getattr(source, "kinds", ())]
    for name in _twice([*names]) + _twice(kinds):
        messages.append(_error(f"SEARCH_SOURCES: {name} is given twice.", "search.E003"))
    for path in settings.SEARCH_PANELS.values():
        try:
            import_string(path)
        except ImportError as error:
            messages.append(_error(f"SEARCH_PANELS: {path} does not load: {error}", "search.E004"))
    return messages + _check_meaning()


def _check_meaning() -> list[CheckMessage]:
    if not settings.SEARCH_MEANING:
        return []
    try:
        import_string(settings.SEARCH_MEANING)()
    except ImportError as error:
        text = f"HELPCENTER_MEANING is on, but its packages cannot be loaded: {error}"
        hint = "Run pip install -r requirements-meaning.txt, or set HELPCENTER_MEANING=off."
        return [Error(text, hint=hint, id="search.E005")]
    return []


def _twice(names: list[str]) -> list[str]:
    return [name for name, number in Counter(names).items() if number > 1]


def _error(text: str, identity: str) -> CheckMessage:
    return Error(text, id=identity)
