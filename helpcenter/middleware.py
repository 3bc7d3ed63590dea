"""What every answer shares: headers, refusals, and one look at the versions of content."""

import re
from collections.abc import Callable

from django.db import OperationalError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.encoding import iri_to_uri
from django.utils.http import escape_leading_slashes, urlencode

from faq.base.models import one_request
from faq.base.secret_guard import STOPPED, Kind, find_secrets, hidden

GetResponse = Callable[[HttpRequest], HttpResponseBase]

METHODS = ("GET", "HEAD", "OPTIONS", "POST")
RETRY_AFTER = 5

POLICY = "; ".join(
    [
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ]
)
# Only the robot's page listens, and only when a reader presses the button and agrees.
PERMISSIONS = ", ".join(
    (
        "microphone=(self)",
        *(
            f"{feature}=()"
            for feature in (
                "accelerometer", "browsing-topics", "camera", "display-capture", "geolocation",
                "gyroscope", "magnetometer", "midi", "payment", "serial", "usb",
            )
        ),
    )
)  # fmt: skip


class SecurityHeaders:
    """Give every answer the strict headers, and keep it out of caches unless a view let it in."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        headers = response.headers
        headers.setdefault("Content-Security-Policy", POLICY)
        headers.setdefault("Permissions-Policy", PERMISSIONS)
        headers.setdefault("Cache-Control", "private, no-store")
        return response


class RefuseBadRequests:
    """Turn away, before anything looks at them, requests that no page of ours can mean.

    Django's function views would answer TRACE, and a path that is not UTF-8 or holds control
    characters is a probe.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if not _is_readable(request.path_info):
            return HttpResponse(render_to_string("400.html"), status=400)
        return self.get_response(request)


def _is_readable(path: str) -> bool:
    """Whether a path is printable text; Django leaves bytes that are not UTF-8 as %80 to %FF."""
    return not re.search(r"[\x00-\x1f\x7f-\x9f]|%[89A-F][0-9A-F]", path)


class KeepSecretsOutOfAddresses:
    """Lead a reader who typed a secret into a search to the same address without it.

    So it stands in no history, no link of the page and no log of another server, and the page
    says what happened. Programs get an error of their own; staff search by whatever they must.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        is_watched = request.META.get("QUERY_STRING") and request.method in {"GET", "HEAD"}
        if is_watched and not request.path_info.startswith(("/admin/", "/api/")):
            sent = [(name, value) for name, values in request.GET.lists() for value in values]
            if found := [secret for _name, value in sent for secret in find_secrets(value)]:
                return _without_secrets(request, sent, found[0].kind)
        return self.get_response(request)


def _without_secrets(
    request: HttpRequest, sent: list[tuple[str, str]], kind: Kind
) -> HttpResponseRedirect:
    left = [(hidden(name), hidden(value)) for name, value in sent if name != STOPPED]
    path = escape_leading_slashes(iri_to_uri(request.path))
    return HttpResponseRedirect(f"{path}?{urlencode([*left, (STOPPED, kind)])}")


class AskVersionsOnce:
    """Let a request ask only once for the versions of what processes remember."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with one_request():
            return self.get_response(request)


class AnswerWhileLocked:
    """Say "try again soon" when another writer kept the database for longer than we wait."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for a locked database; anything else fails as it would."""
        if not (isinstance(error, OperationalError) and "locked" in str(error)):
            return None
        response = HttpResponse(render_to_string("503.html"), status=503)
        response.headers["Retry-After"] = str(RETRY_AFTER)
        return response
