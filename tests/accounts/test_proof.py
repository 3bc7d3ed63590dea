"""An address is proved by a code, with or without an account."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import timezone

from faq.accounts import proof
from faq.accounts.models import User
from tests.accounts.conftest import Letter

pytestmark = pytest.mark.django_db
ADDRESS = "guest@boan.example"


@pytest.fixture
def request_of_guest(rf: RequestFactory) -> HttpRequest:
    """A visitor with a session of their own."""
    return visitor(rf)


def visitor(rf: RequestFactory) -> HttpRequest:
    """A request with a fresh session."""
    request: HttpRequest = rf.post("/")
    request.session = SessionStore()
    request.user = AnonymousUser()
    return request


def test_guest_is_a_person_without_a_password(
    request_of_guest: HttpRequest, posted: Sequence[Letter]
) -> None:
    proof.begin(request_of_guest, " Guest@Boan.example ")
    user = proof.prove(request_of_guest, posted[0].code)
    assert user is not None and user.email == ADDRESS
    assert not user.has_usable_password()
    assert request_of_guest.user == user
    assert User.objects.with_proved_address(ADDRESS) == user


def test_known_person_is_signed_in_as_themselves(
    request_of_guest: HttpRequest, posted: Sequence[Letter]
) -> None:
    known = User.objects.create_user(ADDRESS, "a-long-password", mail_code="blue whale")
    known.prove_address()
    proof.begin(request_of_guest, ADDRESS)
    assert "blue whale" in posted[0].text
    assert proof.prove(request_of_guest, posted[0].code) == known == request_of_guest.user


def test_staff_and_people_with_a_second_factor_are_not_signed_in(
    rf: RequestFactory, posted: Sequence[Letter]
) -> None:
    User.objects.create_user("staff@boan.example", is_staff=True).prove_address()
    guarded = User.objects.create_user("guarded@boan.example")
    guarded.prove_address()
    TOTP.activate(guarded, "JBSWY3DPEHPK3PXP")
    for address in ("staff@boan.example", "guarded@boan.example"):
        request = visitor(rf)
        proof.begin(request, address)
        user = proof.prove(request, posted[-1].code)
        assert user is not None and user.email == address
        assert request.user.is_anonymous


def test_disabled_person_stays_out(request_of_guest: HttpRequest, posted: Sequence[Letter]) -> None:
    User.objects.create_user(ADDRESS, is_active=False)
    proof.begin(request_of_guest, ADDRESS)
    assert proof.prove(request_of_guest, posted[0].code) is None
    assert request_of_guest.user.is_anonymous


def test_code_works_once_in_its_session_only(rf: RequestFactory, posted: Sequence[Letter]) -> None:
    request, elsewhere = visitor(rf), visitor(rf)
    proof.begin(request, ADDRESS)
    code = posted[0].code
    assert proof.prove(elsewhere, code) is None
    proof.begin(elsewhere, "other@boan.example")
    assert proof.prove(elsewhere, code) is None
    assert proof.prove(request, f" {code[:4]}-{code[4:]} ") is not None
    assert proof.prove(request, code) is None


def test_five_wrong_codes_spend_it(request_of_guest: HttpRequest, posted: Sequence[Letter]) -> None:
    proof.begin(request_of_guest, ADDRESS)
    for _try in range(5):
        assert proof.prove(request_of_guest, "wrong") is None
    assert proof.prove(request_of_guest, posted[0].code) is None


@pytest.mark.parametrize(("minutes", "is_valid"), [(59, True), (61, False)])
def test_code_is_valid_for_an_hour(
    minutes: int, is_valid: bool, request_of_guest: HttpRequest, posted: Sequence[Letter]
) -> None:
    proof.begin(request_of_guest, ADDRESS)
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False):
        user = proof.prove(request_of_guest, posted[0].code)
    assert (user is not None) is is_valid


def test_session_keeps_no_readable_code(
    request_of_guest: HttpRequest, posted: Sequence[Letter]
) -> None:
    proof.begin(request_of_guest, ADDRESS)
    assert posted[0].code not in str(dict(request_of_guest.session))


def test_second_letter_within_the_hour_is_not_sent_and_the_first_code_stays(
    request_of_guest: HttpRequest, posted: Sequence[Letter]
) -> None:
    proof.begin(request_of_guest, ADDRESS)
    proof.begin(request_of_guest, ADDRESS)
    assert len(posted) == 1
    assert proof.prove(request_of_guest, posted[0].code) is not None


def test_known_person_is_not_flooded_with_letters(
    request_of_guest: HttpRequest, posted: Sequence[Letter]
) -> None:
    User.objects.create_user(ADDRESS).prove_address()
    for _again in range(8):
        proof.begin(request_of_guest, ADDRESS)
    assert len(posted) == 5
    assert proof.prove(request_of_guest, posted[-1].code) is not None


def test_password_that_somebody_set_before_is_no_way_in_afterwards(
    request_of_guest: HttpRequest, posted: Sequence[Letter]
) -> None:
    User.objects.create_user(ADDRESS, "set-by-a-stranger")
    proof.begin(request_of_guest, ADDRESS)
    user = proof.prove(request_of_guest, posted[0].code)
    assert user is not None and not user.has_usable_password()
