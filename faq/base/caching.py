"""Which answers a browser or a shared cache may keep: none, unless the view says so."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Let the answers to visitors without a session be kept, if they are asked for again first.

    `no-cache` means that a kept page is shown only after the server said that it still holds,
    so what is unpublished is gone at once. Whoever carries a session gets `private, no-store`.
    """

    @wraps(view)
    def cached(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if settings.SESSION_COOKIE_NAME not in request.COOKIES and not response.cookies:
            response["Cache-Control"] = "public, no-cache"
            patch_vary_headers(response, ["Cookie"])
        return response

    return cached
