"""Ways in: by code, by password; what strangers learn of it; limits."""

from collections.abc import Sequence
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import caches
from django.test import Client

from faq.accounts.models import User
from tests.accounts.conftest import (
    CODE,
    CONFIRM_ADDRESS,
    CONFIRM_LOGIN,
    LOGIN,
    SIGN_UP,
    Letter,
    is_signed_in,
    sign_in,
)

RESET, CONFIRM_RESET = "/en/accounts/password/reset/", "/en/accounts/password/reset/confirm/"


@pytest.fixture
def reader(db: None) -> User:
    """A reader whose address is proved."""
    user = User.objects.create_user("reader@boan.example", "a-long-password")
    user.prove_address()
    return user


def test_somebody_signs_up_with_an_address_and_the_code_that_it_got(
    client: Client, posted: Sequence[Letter]
) -> None:
    answer = client.post(SIGN_UP, {"email": "new@boan.example"})
    assert answer["Location"] == CONFIRM_ADDRESS
    assert not is_signed_in(client)
    assert [letter.to for letter in posted] == ["new@boan.example"]
    answer = client.post(CONFIRM_ADDRESS, {"code": posted[0].code})
    assert answer["Location"] == "/en/accounts/"
    assert is_signed_in(client)
    user = User.objects.get()
    assert user.email == "new@boan.example" and not user.has_usable_password()
    assert not user.is_staff


def test_signing_up_takes_no_password_that_a_stranger_could_know(
    client: Client, posted: Sequence[Letter]
) -> None:
    sent = {"email": "new@boan.example", "password1": "chosen-by-a-stranger", "is_staff": "1"}
    client.post(SIGN_UP, sent)
    user = User.objects.get()
    assert not user.has_usable_password() and not user.is_staff and not user.is_superuser


def test_wrong_codes_use_up_a_sign_up(client: Client, posted: Sequence[Letter]) -> None:
    client.post(SIGN_UP, {"email": "new@boan.example"})
    for _try in range(5):
        client.post(CONFIRM_ADDRESS, {"code": "00000000"})
    client.post(CONFIRM_ADDRESS, {"code": posted[0].code})
    assert not is_signed_in(client)


def test_reader_signs_in_by_password(client: Client, reader: User) -> None:
    answer = sign_in(client, "Reader@boan.example")
    assert answer["Location"] == "/en/tickets/"
    assert is_signed_in(client)


def test_session_gets_a_new_key_at_sign_in(client: Client, reader: User, posted: list[Any]) -> None:
    client.post(CODE, {"email": reader.email})
    before = client.session.session_key
    client.post(CONFIRM_LOGIN, {"code": posted[0].code})
    assert is_signed_in(client) and client.session.session_key != before


def test_code_works_once_and_only_where_it_was_asked_for(
    client: Client, reader: User, posted: Sequence[Letter]
) -> None:
    client.post(CODE, {"email": reader.email})
    code, elsewhere = posted[0].code, Client()
    elsewhere.post(CONFIRM_LOGIN, {"code": code})
    assert not is_signed_in(elsewhere)
    client.get(CONFIRM_LOGIN, {"code": code})
    assert not is_signed_in(client)
    client.post(CONFIRM_LOGIN, {"code": code})
    assert is_signed_in(client)
    client.post("/en/accounts/logout/")
    client.post(CONFIRM_LOGIN, {"code": code})
    assert not is_signed_in(client)


def test_new_password_by_code_signs_other_sessions_out(
    client: Client, reader: User, posted: Sequence[Letter]
) -> None:
    other = Client()
    sign_in(other, reader.email)
    client.post(RESET, {"email": reader.email})
    client.post(CONFIRM_RESET, {"code": posted[0].code})
    chosen = {"password1": "four quiet harbours", "password2": "four quiet harbours"}
    client.post("/en/accounts/password/reset/complete/", chosen)
    reader.refresh_from_db()
    assert reader.check_password("four quiet harbours")
    assert other.get("/en/accounts/").status_code == 302
    assert "code by mail" in posted[-1].text


def test_signing_out_takes_a_post(client: Client, reader: User) -> None:
    sign_in(client, reader.email)
    client.get("/en/accounts/logout/")
    assert is_signed_in(client)
    client.post("/en/accounts/logout/")
    assert not is_signed_in(client)


def test_disabled_person_is_out_at_once_and_stays_out(
    client: Client, reader: User, posted: Sequence[Letter]
) -> None:
    sign_in(client, reader.email)
    User.objects.update(is_active=False)
    assert client.get("/en/accounts/").status_code == 302
    again = Client()
    again.post(CODE, {"email": reader.email})
    sign_in(again, reader.email)
    assert not is_signed_in(again)


# --- Who has an account is nobody's business ------------------------------------------------------

PAIRS = [(f"known{number}@boan.example", f"unknown{number}@boan.example") for number in range(30)]


def _told(answer: Any, address: str) -> tuple[Any, ...]:
    """All of an answer that somebody could compare."""
    body = answer.content.decode().replace(address, "ADDRESS")
    token = answer.context and answer.context.get("csrf_token")
    return (
        answer.status_code,
        answer.headers.get("Location"),
        sorted(answer.cookies),
        body.replace(str(token), "TOKEN") if token else body,
    )


def _outcome(address: str, path: str, field: str, **more: str) -> tuple[Any, ...]:
    client = Client()
    first = client.post(path, {field: address, **more})
    then = client.get(first["Location"]) if "Location" in first.headers else first
    return _told(first, address), _told(then, address)


@pytest.mark.parametrize(
    ("path", "field", "more"),
    [
        (LOGIN, "login", {"password": "not-their-password"}),
        (CODE, "email", {}),
        (RESET, "email", {}),
        (SIGN_UP, "email", {}),
    ],
)
def test_known_and_unknown_addresses_get_the_same_answer_for_the_same_work(
    path: str,
    field: str,
    more: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    settings: LazySettings,
    posted: Sequence[Letter],
) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    for known, _unknown in PAIRS:
        User.objects.create_user(known, "a-long-password").prove_address()
    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    for known, unknown in PAIRS:
        hashed.clear()
        of_known = _outcome(known, path, field, **more)
        work_for_known = len(hashed)
        letters = len(posted)
        hashed.clear()
        assert _outcome(unknown, path, field, **more) == of_known
        assert len(hashed) == work_for_known
        assert len(posted) - letters == (0 if path == LOGIN else 1)


def test_person_without_a_password_costs_as_much_work(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    User.objects.create_user("guest@boan.example").prove_address()
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    sign_in(client, "guest@boan.example")
    of_guest = len(hashed)
    sign_in(client, "nobody@boan.example")
    assert len(hashed) - of_guest == of_guest == 1


def test_stranger_gets_one_letter_an_hour_with_no_word_of_whoever_asked(
    client: Client, posted: Sequence[Letter]
) -> None:
    for _again in range(3):
        Client().post(CODE, {"email": "stranger@boan.example"})
        Client().post(SIGN_UP, {"email": "stranger@boan.example"})
    assert len(posted) == 1
    assert "stranger" not in posted[0].text + posted[0].subject


def test_nobody_is_flooded_with_letters_that_others_cause(
    client: Client, reader: User, posted: Sequence[Letter]
) -> None:
    with time_machine.travel("2026-11-27T05:00:00Z", tick=False) as clock:
        for number in range(8):
            Client(REMOTE_ADDR=f"203.0.113.{number}").post(SIGN_UP, {"email": reader.email})
            clock.shift(20)
    assert len(posted) == 5


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example/", "javascript:1"])
def test_sign_in_leads_to_pages_of_this_site_only(
    next_page: str, client: Client, reader: User
) -> None:
    assert sign_in(client, reader.email, next=next_page)["Location"] == "/en/tickets/"


# --- Limits ---------------------------------------------------------------------------------------


def test_many_tries_from_one_address_end_whatever_headers_say(
    client: Client, settings: LazySettings
) -> None:
    statuses = []
    for number in range(25):
        forged = {"X-Forwarded-For": f"203.0.113.{number}", "X-Real-IP": f"203.0.113.{number}"}
        answer = sign_in(client, f"reader{number}@boan.example", headers=forged)
        statuses.append(answer.status_code)
    assert statuses[-1] == 429
    assert int(answer["Retry-After"]) == 15 * 60
    caches["default"].clear()
    assert sign_in(client, "reader@boan.example").status_code == 429


def test_wrong_passwords_of_others_leave_the_code_by_mail_open(
    client: Client, reader: User, posted: Sequence[Letter]
) -> None:
    for number in range(60):
        sign_in(Client(REMOTE_ADDR=f"203.0.113.{number % 30}"), reader.email, "wrong-password")
    client.post(CODE, {"email": reader.email})
    client.post(CONFIRM_LOGIN, {"code": posted[-1].code})
    assert is_signed_in(client)
