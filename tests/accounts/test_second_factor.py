"""Staff need a second factor, and their sessions end; readers are asked for neither."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import LazySettings
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from faq.accounts import second_factor
from faq.accounts.models import AuditEntry, User
from helpcenter import settings as shipped
from tests.accounts.conftest import Letter, is_signed_in, sign_in

SECRET = "JBSWY3DPEHPK3PXP"
AUTHENTICATE = "/en/accounts/2fa/authenticate/"
PREVIEW = "/en/articles/1/preview/1/"


@pytest.fixture(autouse=True)
def _demanded(settings: LazySettings, db: None) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


def app_code() -> str:
    """What the authenticator app shows now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(SECRET, counter))


@pytest.fixture
def guarded(editor: User) -> User:
    """An editor with an authenticator app."""
    TOTP.activate(editor, SECRET)
    return editor


def test_staff_without_a_second_factor_reach_nothing_but_their_account(
    editor_client: Client,
) -> None:
    for path in (
        "/admin/",
        "/admin/accounts/user/",
        "/admin/articles/article/add/",
        PREVIEW,
        "/en/",
    ):
        for method in ("GET", "POST"):
            answer = editor_client.generic(method, path)
            assert answer.status_code == 302, path
            assert "/accounts/2fa/" in answer["Location"], path
    assert editor_client.get("/en/accounts/2fa/").status_code == 200


def test_every_address_of_the_admin_is_closed_without_one(editor_client: Client) -> None:
    editor_client.post("/admin/accounts/user/add/", {"email": "new@boan.example"})
    assert not User.objects.filter(email="new@boan.example").exists()


def test_password_and_app_open_the_admin(client: Client, guarded: User) -> None:
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].endswith("/accounts/login/?next=%2Fadmin%2F")
    answer = sign_in(client, guarded.email, next="/admin/")
    assert answer["Location"].startswith(AUTHENTICATE)
    assert not is_signed_in(client)
    assert client.get("/admin/").status_code == 302
    answer = client.post(AUTHENTICATE, {"code": app_code()})
    assert answer["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_code_by_mail_does_not_stand_for_the_app(
    client: Client, guarded: User, posted: Sequence[Letter]
) -> None:
    client.post("/en/accounts/login/code/", {"email": guarded.email})
    client.post("/en/accounts/login/code/confirm/", {"code": posted[-1].code})
    assert not is_signed_in(client)


def test_new_password_does_not_remove_the_app(
    client: Client, guarded: User, posted: Sequence[Letter]
) -> None:
    client.post("/en/accounts/password/reset/", {"email": guarded.email})
    client.post("/en/accounts/password/reset/confirm/", {"code": posted[0].code})
    chosen = "four quiet harbours"
    client.post("/en/accounts/password/reset/complete/", {"password1": chosen, "password2": chosen})
    assert not is_signed_in(client)
    assert sign_in(client, guarded.email, chosen)["Location"] == AUTHENTICATE


def test_code_of_the_app_works_once(client: Client, guarded: User) -> None:
    code = app_code()
    sign_in(client, guarded.email)
    client.post(AUTHENTICATE, {"code": code})
    assert is_signed_in(client)
    # Another process has another default cache.
    caches["default"].clear()
    again = Client()
    sign_in(again, guarded.email)
    again.post(AUTHENTICATE, {"code": code})
    assert not is_signed_in(again)


def test_session_from_before_the_app_must_confirm_with_it(
    guarded: User, editor_client: Client
) -> None:
    assert "/2fa/reauthenticate/" in editor_client.get("/admin/")["Location"]


def test_key_of_the_app_is_not_readable_in_the_database(guarded: User) -> None:
    kept = Authenticator.objects.get().data["secret"]
    assert SECRET not in kept
    assert second_factor.Adapter().decrypt(kept) == SECRET


def test_readers_need_no_second_factor(reader_client: Client) -> None:
    assert reader_client.get("/en/").status_code == 200
    assert reader_client.get("/admin/").status_code == 302


def test_reader_who_asks_for_the_admin_is_refused_not_asked_again(reader_client: Client) -> None:
    assert reader_client.get("/admin/login/?next=/admin/").status_code == 403


# --- Grave changes are confirmed ------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ["accounts/user/add/", "accounts/user/{editor}/change/", "accounts/user/{editor}/password/",
     "accounts/user/{editor}/delete/", "contact/channel/add/"],
)  # fmt: skip
def test_changes_to_people_and_channels_are_confirmed_after_a_while(
    path: str, client: Client, guarded: User
) -> None:
    path = "/admin/" + path.format(editor=guarded.pk)
    sign_in(client, guarded.email)
    client.post(AUTHENTICATE, {"code": app_code()})
    assert client.get(path).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        for method in ("GET", "POST"):
            answer = client.generic(method, path)
            assert answer.status_code == 302 and "reauthenticate" in answer["Location"]
        client.post(answer["Location"], {"password": "not-the-password"})
        assert client.get(path).status_code == 302
        client.post(answer["Location"], {"password": "a-long-password"})
        assert client.get(path).status_code == 200


def test_second_factors_are_not_taken_away_without_confirmation(
    client: Client, guarded: User
) -> None:
    sign_in(client, guarded.email)
    client.post(AUTHENTICATE, {"code": app_code()})
    sent = {"action": "take_factors_away", "_selected_action": [guarded.pk]}
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        client.post("/admin/accounts/user/", sent)
    assert Authenticator.objects.exists()


# --- Sessions of staff end ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes_between", "pages", "is_over"),
    [(29, 3, False), (31, 1, True), (25, 28, False), (25, 30, True)],
)
def test_staff_session_ends_after_30_idle_minutes_and_12_hours(
    minutes_between: int,
    pages: int,
    is_over: bool,
    editor_client: Client,
    settings: LazySettings,
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    settings.STAFF_IDLE_SECONDS = shipped.STAFF_IDLE_SECONDS
    settings.STAFF_SESSION_SECONDS = shipped.STAFF_SESSION_SECONDS
    with time_machine.travel(timezone.now(), tick=False) as clock:
        editor_client.get("/en/accounts/")
        for _page in range(pages):
            clock.shift(timedelta(minutes=minutes_between))
            answer = editor_client.get("/en/accounts/")
        assert (answer.status_code == 302) is is_over
        assert is_signed_in(editor_client) is not is_over


def test_reader_s_session_outlives_a_working_day(reader_client: Client) -> None:
    with time_machine.travel(timezone.now() + timedelta(hours=13), tick=False):
        assert reader_client.get("/en/accounts/").status_code == 200


# --- Lost devices ---------------------------------------------------------------------------------


def test_administrator_removes_second_factors_of_a_lost_device(
    guarded: User, settings: LazySettings
) -> None:
    chief = User.objects.create_superuser("chief@boan.example", "another-long-password")
    settings.SECOND_FACTOR_REQUIRED = False
    client = Client()
    client.force_login(chief)
    sent = {"action": "take_factors_away", "_selected_action": [guarded.pk]}
    client.post("/admin/accounts/user/", sent)
    assert not Authenticator.objects.exists()
    assert AuditEntry.objects.get(action="factors removed").by == chief
