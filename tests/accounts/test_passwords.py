"""Which passwords are good enough."""

import pytest
from django.conf import LazySettings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from faq.accounts.models import User
from faq.brand.actions import import_brand
from tests.accounts.conftest import is_signed_in, sign_in
from tests.factories import NOW

pytestmark = pytest.mark.django_db
CHANGE = "/en/accounts/password/change/"


@pytest.fixture(autouse=True)
def _site_is_boan_s(db: None, settings: LazySettings) -> None:
    settings.HELPCENTER_URL = "https://help.boan.example"
    words = {"name": "泊岸", "site_name": "泊岸帮助中心", "never_ask": "", "legal": ""}
    import_brand({"texts": {"zh-hans": words}}, by=None, at=NOW)


def refused(password: str, user: User | None = None) -> bool:
    """Whether a password may not be set."""
    try:
        validate_password(password, user)
    except ValidationError:
        return True
    return False


@pytest.mark.parametrize(
    "password",
    [
        "seven77",
        "password",
        "qwertyuiop",
        "12345678",
        "泊岸123456",
        "BOAN-2026!",
        "boanhelp2026",
        "",
    ],
)
def test_short_common_and_brand_passwords_are_refused(password: str) -> None:
    assert refused(password)


@pytest.mark.parametrize(
    "password",
    ["kv7zq2xw", "四 座 安 静 的 港 口", "x y z kraken", "p" + "q" * 63 + "rs", "quiet boan harbours",
     "🐳🐙🦑🐠🐡🦐🦀🐚"],
)  # fmt: skip
def test_any_characters_and_any_length_are_allowed(password: str) -> None:
    assert not refused(password)


def test_staff_need_fifteen_characters(db: None) -> None:
    staff = User(email="editor@boan.example", is_staff=True)
    assert refused("kv7zq2xw", staff)
    assert not refused("kv7zq2xw-harbour", staff)


def test_short_password_of_a_reader_opens_nothing_once_they_are_staff(client: Client) -> None:
    user = User.objects.create_user("writer@boan.example", "kv7zq2xw", is_staff=True)
    user.prove_address()
    answer = sign_in(client, user.email, "kv7zq2xw")
    assert not is_signed_in(client)
    assert "15 characters" in answer.content.decode()


def test_long_password_counts_to_its_last_character(client: Client) -> None:
    password = "harbour " * 12 + "x"
    user = User.objects.create_user("reader@boan.example", password)
    user.prove_address()
    sign_in(client, user.email, password[:-1] + "y")
    assert not is_signed_in(client)
    sign_in(client, user.email, password)
    assert is_signed_in(client)


def test_change_needs_the_present_password_and_ends_other_sessions(client: Client) -> None:
    user = User.objects.create_user("reader@boan.example", "a-long-password")
    user.prove_address()
    other = Client()
    sign_in(client, user.email)
    sign_in(other, user.email)
    new = {"password1": "four quiet harbours", "password2": "four quiet harbours"}
    client.post(CHANGE, {"oldpassword": "not-the-password", **new})
    user.refresh_from_db()
    assert user.check_password("a-long-password")
    client.post(CHANGE, {"oldpassword": "a-long-password", **new})
    assert client.get("/en/accounts/").status_code == 200
    assert other.get("/en/accounts/").status_code == 302
