"""Forms of the public that carry neither token nor cookie: accepted from our own pages only."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

View = Callable[..., HttpResponse]


def own_pages_only(view: View) -> View:
    """POST only, and refused when a browser says that another site's page sent it.

    Browsers name the sender in `Origin` and `Sec-Fetch-Site` for every POST that crosses
    sites; a request with neither comes from no other site's page.
    """
    return csrf_exempt(require_POST(posted_by_own_pages(view)))


def posted_by_own_pages(view: View) -> View:
    """The same for a view that is read as well: anybody may lead to it, only we may post to it."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not _is_from_here(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return csrf_exempt(checked)


def _is_from_here(request: HttpRequest) -> bool:
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    scheme, _separator, host = origin.partition("://")
    return scheme in {"http", "https"} and host == request.get_host()
