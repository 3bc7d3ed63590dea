"""An account in a real browser: by code, with an authenticator app, with a passkey."""

import json
import re
import sqlite3
import time
from contextlib import closing

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.sessions.serializers import JSONSerializer
from django.core import signing
from playwright.sync_api import Page

from tests.browser.conftest import Opener, Watched
from tests.browser.test_pages import findings
from tests.running_site import RunningSite

ENTRANCES = ["login/", "login/code/", "signup/", "password/reset/"]
OWN = ["", "email/", "password/set/", "2fa/", "2fa/totp/activate/", "2fa/webauthn/add/", "sessions/",
       "data/delete/"]  # fmt: skip


def kept_code(site: RunningSite, page: Page) -> str:
    """The code that was mailed, from the session that waits for it."""
    (cookie,) = (one for one in page.context.cookies() if one["name"] == "sessionid")
    file = f"file:{site.data / 'helpcenter.sqlite3'}?mode=ro"
    with closing(sqlite3.connect(file, uri=True)) as database:
        query = "SELECT session_data FROM django_session WHERE session_key = ?"
        (data,) = database.execute(query, [cookie["value"]]).fetchone()
    kept = signing.loads(
        data,
        key=(site.data / "secret_key").read_text().strip(),
        salt="django.contrib.sessions.SessionStore",
        serializer=JSONSerializer,
    )
    found = re.search(r'"code": "(\d{8})"', json.dumps(kept))
    assert found, kept
    return found[1]


def app_code(secret: str) -> str:
    """What an authenticator app shows."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def send(page: Page) -> None:
    """Press the main button of the page's form."""
    page.click("main form.stack button.btn:not(.btn--line)")


def sign_up(watched: Watched, address: str) -> Page:
    """Open an account, and stay signed in."""
    page = watched.page
    page.goto(watched.site.url + "/en/accounts/signup/")
    page.fill("[name=email]", address)
    send(page)
    page.wait_for_url("**/accounts/confirm-email/")
    assert address in page.inner_text("main")
    page.fill("[name=code]", kept_code(watched.site, page))
    send(page)
    page.wait_for_url("**/en/accounts/")
    return page


@pytest.fixture
def watched(browse: Opener, site: RunningSite) -> Watched:
    """A page at the name by which browsers know passkeys."""
    watched = browse()
    watched.site = RunningSite(f"http://localhost:{site.port}", site.data, site.process)
    return watched


@pytest.mark.parametrize("path", ENTRANCES)
def test_entrances_are_sound_in_every_way(path: str, browse: Opener) -> None:
    watched = browse()
    for language in ("zh-hans", "zh-hant", "en"):
        assert watched.open(f"/{language}/accounts/{path}") == 200
        for scheme in ("light", "dark"):
            assert not findings(watched, scheme)  # type: ignore[arg-type]
        assert watched.scrolls_sideways(320) == 0
    assert not watched.problems


def test_reader_signs_up_and_finds_every_page_of_the_account_sound(watched: Watched) -> None:
    page = sign_up(watched, "pages@boan.example")
    for path in OWN:
        assert watched.open(f"/en/accounts/{path}") == 200, path
        assert watched.path() == f"/en/accounts/{path}"
        for scheme in ("light", "dark"):
            assert not findings(watched, scheme), path  # type: ignore[arg-type]
        assert watched.scrolls_sideways(320) == 0, path
    watched.open("/en/accounts/")
    page.fill("[name=mail_code]", "blue whale")
    send(page)
    page.wait_for_selector(".notice[role=status]")
    assert page.input_value("[name=mail_code]") == "blue whale"
    assert not watched.problems


def test_password_is_shown_and_hidden_again(watched: Watched) -> None:
    watched.open("/en/accounts/login/")
    watched.page.fill("[name=password]", "four quiet harbours")
    watched.page.click("text=Show password")
    assert watched.page.get_attribute("[name=password]", "type") == "text"
    watched.page.click("text=Hide password")
    assert watched.page.get_attribute("[name=password]", "type") == "password"


def test_without_scripts_an_account_is_opened_all_the_same(
    browse: Opener, site: RunningSite
) -> None:
    watched = browse(java_script_enabled=False)
    page = sign_up(watched, "plain@boan.example")
    page.click("main form[action$='logout/'] button")
    page.goto(f"{site.url}/en/accounts/login/")
    assert not page.is_visible("text=Use a passkey")
    assert not watched.problems


def test_authenticator_app_is_asked_for_at_the_next_sign_in(watched: Watched) -> None:
    page = sign_up(watched, "app@boan.example")
    watched.open("/en/accounts/2fa/totp/activate/")
    secret = page.input_value("#authenticator_secret")
    box = page.locator(".account__qr svg").bounding_box()
    assert box and box["width"] > 150
    page.fill("[name=code]", app_code(secret))
    send(page)
    page.wait_for_url("**/2fa/recovery-codes/")
    recovery_codes = page.input_value("#recovery_codes").split()
    assert len(recovery_codes) == 10
    watched.open("/en/accounts/")
    page.click("main form[action$='logout/'] button")
    watched.open("/en/accounts/login/code/")
    page.fill("[name=email]", "app@boan.example")
    send(page)
    page.wait_for_url("**/login/code/confirm/")
    page.fill("[name=code]", kept_code(watched.site, page))
    send(page)
    page.wait_for_url("**/2fa/authenticate/")
    assert not findings(watched, "light")
    # The code that the app still shows is spent.
    page.fill("[name=code]", recovery_codes[0])
    send(page)
    page.wait_for_url("**/en/tickets/")
    assert not watched.problems


def test_passkey_opens_the_account(watched: Watched) -> None:
    page = sign_up(watched, "passkey@boan.example")
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
              "hasUserVerification": True, "isUserVerified": True}  # fmt: skip
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    watched.open("/en/accounts/2fa/webauthn/add/")
    page.fill("[name=name]", "Laptop")
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/2fa/recovery-codes/")
    watched.open("/en/accounts/")
    page.click("main form[action$='logout/'] button")
    watched.open("/en/accounts/login/")
    page.click("text=Use a passkey")
    page.wait_for_url("**/en/tickets/")
    watched.open("/en/accounts/")
    assert "passkey@boan.example" in page.inner_text("main")
    assert not watched.problems
