"""Telling readers apart who have no account: a random cookie, set when they first vote."""

import hashlib
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "reader"
YEAR = 365 * 24 * 60 * 60


def reader_of(request: HttpRequest) -> str | None:
    """The stored form (a hash) of the reader's cookie; None for somebody who never voted."""
    cookie = request.COOKIES.get(COOKIE, "")
    return _stored(cookie) if 20 <= len(cookie) <= 64 else None


def new_cookie() -> str:
    """A value nobody can guess (128 bits)."""
    return secrets.token_urlsafe(22)


def remember(response: HttpResponse, cookie: str) -> str:
    """Set the cookie on an answer; returns its stored form."""
    response.set_cookie(
        COOKIE, cookie, max_age=YEAR, httponly=True, samesite="Lax", secure=settings.IS_HTTPS
    )
    return _stored(cookie)


def _stored(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
