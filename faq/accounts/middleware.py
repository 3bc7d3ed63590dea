"""What people with rights must do before anything opens: come back in time, and prove it twice."""

import time
from collections.abc import Callable

from allauth.account.internal.flows.logout import logout
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from faq.accounts import second_factor
from faq.accounts.signed_in import person

GetResponse = Callable[[HttpRequest], HttpResponseBase]

OPENED, SEEN = "staff_opened", "staff_seen"
NOTED_EVERY = 60
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class StaffSessions:
    """End sessions of staff after so long without a page, and after so long in all."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _is_staff(request) and _is_over(request, now=time.time()):
            logout(request, show_message=False)
        return self.get_response(request)


def _is_staff(request: HttpRequest) -> bool:
    """Without a cookie it is nobody; the session is not asked, so caches may keep the page."""
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    return has_session and request.user.is_authenticated and request.user.is_staff


def _is_over(request: HttpRequest, *, now: float) -> bool:
    """Whether the session has lasted too long; if not, note that it is used."""
    opened = request.session.get(OPENED) or _last_sign_in(request)
    seen = request.session.get(SEEN, opened)
    if now - opened > settings.STAFF_SESSION_SECONDS or now - seen > settings.STAFF_IDLE_SECONDS:
        return True
    # Each note is a write: once a minute is exact enough.
    if now - seen > NOTED_EVERY:
        request.session[OPENED], request.session[SEEN] = opened, now
    return False


def _last_sign_in(request: HttpRequest) -> float:
    """When the person signed in, in seconds since 1970; sessions in use remember their own."""
    signed_in = person(request).last_login
    return signed_in.timestamp() if signed_in else 0.0


class SecondFactor:
    """Show staff nothing but their account's pages until the session has a second factor."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _is_missing(request) and not _is_open_without(request.path):
            if is_mfa_enabled(request.user, FACTORS):
                return redirect(f"{reverse('mfa_reauthenticate')}?next={request.path}")
            return redirect("mfa_index")
        return self.get_response(request)


def _is_missing(request: HttpRequest) -> bool:
    return (
        settings.SECOND_FACTOR_REQUIRED
        and _is_staff(request)
        and not second_factor.was_used(request)
    )


def _is_open_without(path: str) -> bool:
    """Whether a path belongs to the account's pages or to what stands around every page."""
    return path.startswith((reverse("account"), reverse("theme"), "/accent-"))
