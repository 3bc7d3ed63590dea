"""Proving an address without an account: a code by mail, typed into the page that asked for it.

A guest is a person without a password. The answer is the same for every address, so that nobody
learns who has an account.
"""

import secrets
import time

from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import user_logged_in
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import get_language

from faq.accounts.letters import UNASKED, write_to
from faq.accounts.models import User
from faq.base import letters
from faq.base.outbox import may_write_to_stranger

DIGITS = 8
TRIES = 5
VALID_SECONDS = 60 * 60
"""As long as a stranger's address gets no second letter."""

_SESSION = "address_proof"
_LETTER = "emails/accounts/proof"


def begin(request: HttpRequest, address: str) -> None:
    """Mail a code to the address, if it may get a letter now, and remember it in the session.

    Nothing tells whether there is an account or whether a letter went out. A code that was asked
    for before in this session, for the same address, stays valid when no new letter may be sent.
    """
    address = address.strip().lower()
    code = "".join(secrets.choice("0123456789") for _digit in range(DIGITS))
    user = User.objects.with_proved_address(address)
    is_sent = not UNASKED.is_exceeded(address) if user else may_write_to_stranger(address)
    if not is_sent and request.session.get(_SESSION, {}).get("address") == address:
        return
    request.session[_SESSION] = {
        "address": address,
        "digest": _digest(address, code),
        "tries": 0,
        "until": time.time() + VALID_SECONDS,
    }
    if user and is_sent:
        write_to(user, template=_LETTER, context={"secret": code})
    elif is_sent:
        letters.send(
            to=address, template=_LETTER, context={"secret": code}, language=get_language() or ""
        )


def prove(request: HttpRequest, code: str) -> User | None:
    """The person of the address when the code is right; None for a wrong, spent or old one.

    Someone new is made, without a password. They are signed in, except staff and people with a
    second factor, who sign in the long way: for them only the address is proved.
    """
    proof = request.session.get(_SESSION)
    if not proof:
        return None
    if time.time() > proof["until"] or proof["tries"] >= TRIES:
        del request.session[_SESSION]
        return None
    typed = "".join(character for character in code if character.isalnum())
    if not constant_time_compare(_digest(proof["address"], typed), proof["digest"]):
        request.session[_SESSION] = proof | {"tries": proof["tries"] + 1}
        return None
    del request.session[_SESSION]
    user = _person(proof["address"])
    if user and not user.is_staff and not is_mfa_enabled(user):
        _sign_in(request, user)
    return user


@transaction.atomic
def _person(address: str) -> User | None:
    user = User.objects.filter(email__iexact=address).first() or User.objects.create_user(address)
    if not user.is_active:
        return None
    if not user.is_staff and not User.objects.with_proved_address(address):
        # Whoever set a password before did not show that this is their address.
        user.set_unusable_password()
        user.save(update_fields=["password"])
    user.prove_address()
    return user


def _sign_in(request: HttpRequest, user: User) -> None:
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    record_authentication(request, user, method="code", email=user.email)
    # allauth's list of sessions listens to its own signal only.
    user_logged_in.send(sender=User, request=request, user=user)


def _digest(address: str, code: str) -> str:
    return salted_hmac("faq.accounts.proof", f"{address} {code}", algorithm="sha256").hexdigest()
