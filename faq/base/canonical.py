"""The one address that stands for a page, and those of the same page in the other languages."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.paginator import Page
from django.http import HttpRequest
from django.utils.http import urlencode

from faq.base import languages


def alternates(paths: Mapping[str, str]) -> list[dict[str, str]]:
    """Full addresses of a page by the paths it has in some languages, in the order of the setting.

    The first of them is for readers of every other language.
    """
    return [
        {"lang": languages.html_lang(code), "url": settings.HELPCENTER_URL + paths[code]}
        for code in languages.codes()
        if code in paths
    ]


def in_every_language(request: HttpRequest) -> dict[str, Any]:
    """What the head says of a page that has one path below all languages; queries don't count."""
    below = languages.path_below(request.path)
    return {
        "canonical_url": settings.HELPCENTER_URL + request.path,
        "alternates": alternates({code: f"/{code}/{below}" for code in languages.codes()}),
    }


def of_list(request: HttpRequest, page: Page, **narrowed: str) -> dict[str, Any]:
    """The same for a page of a list, which `narrowed` may have cut down, such as kind="faq".

    Each page of a list stands for itself. Only its first page is the same in every language:
    what comes where depends on the language after that.
    """
    query = urlencode({name: value for name, value in narrowed.items() if value})
    about = in_every_language(request)
    if page.number > 1:
        query = f"{query}&page={page.number}".lstrip("&")
        about["alternates"] = []
    if not query:
        return about
    return {
        "canonical_url": f"{about['canonical_url']}?{query}",
        "alternates": [link | {"url": f"{link['url']}?{query}"} for link in about["alternates"]],
    }
