"""Whom a program acts for: the token in `Authorization: Bearer …`, or nobody."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone

from faq.accounts.models import Visitor
from faq.api import actions
from faq.api.models import Token
from faq.base.throttle import Limit, client_address

FAILURES = Limit("api-token", times=20, seconds=15 * 60)
_SCHEME = "bearer"


class Unauthorized(Exception):
    """The token is not one of ours, or opens nothing any more."""


class TooManyFailures(Exception):
    """Too many wrong tokens from one address."""


def caller(request: HttpRequest, *, at: datetime) -> Visitor:
    """The person a program acts for; sessions and cookies count for nothing here.

    Without the header it is a stranger, who reads what everybody may read. Raises Unauthorized,
    and TooManyFailures once an address has tried too often.
    """
    header = request.headers.get("Authorization", "")
    if not header:
        return AnonymousUser()
    scheme, _space, secret = header.partition(" ")
    found = None
    if scheme.lower() == _SCHEME:
        found = Token.objects.valid(at).filter(digest=actions.digest(secret.strip())).first()
    if found is None:
        if FAILURES.is_exceeded(client_address(request)):
            raise TooManyFailures
        raise Unauthorized
    actions.note_use(found, on=timezone.localdate(at))
    user: Visitor = found.user
    return user
