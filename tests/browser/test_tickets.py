"""Asking and following in a real browser: a guest without scripts, a customer with them."""

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener, Watched
from tests.browser.test_pages import findings
from tests.running_site import Demo, RunningSite, manage

WIDTHS = (1280, 768, 390, 360, 320)
HASH = "7c1e9f" + "0a" * 29
LONG = f"Donaudampfschifffahrtselektrizitaetenhauptbetriebswerk {HASH}"
TICKET = re.compile(r"/tickets/T-")
ANSWER = """
from django.utils import timezone
from faq.accounts.models import User
from faq.tickets import actions
from faq.tickets.models import Ticket
by = User.objects.get(is_superuser=True)
actions.answer(Ticket.objects.get(reference={reference!r}), body={body!r}, by=by, at=timezone.now())
"""


def code_mailed_to(site: RunningSite, address: str) -> str:
    """The code for an address, from the mail that the demo shows on its terminal."""
    mailed = re.compile(rf"Mail to {re.escape(address)}: .*?\b(\d{{8}})\b", re.S)
    stop_at = time.monotonic() + 30
    while time.monotonic() < stop_at:
        if found := mailed.search(site.printed()):
            return found[1]
        time.sleep(0.2)
    raise AssertionError(site.printed())


def fill(page: Page, language: str, **given: str) -> None:
    """Open the form of a withdrawal and fill it in."""
    page.goto(f"{language}/tickets/new/")
    page.locator('.kinds a[href$="=withdrawal"]').click()
    for name, value in given.items():
        page.fill(f"[name={name}]", value)


def press(page: Page, step: str) -> None:
    page.locator(f"button[value={step}]").click()


def reference_in(page: Page) -> str:
    found = re.search(r"/tickets/(T-[\w-]+)/", page.url)
    assert found, page.url
    return found[1]


def looks_sound(watched: Watched) -> None:
    """As it is: no axe finding in either appearance, nothing sideways at any width."""
    assert not findings(watched, "light") and not findings(watched, "dark")
    for width in WIDTHS:
        assert watched.scrolls_sideways(width) == 0, width


@pytest.fixture
def watch(browse: Opener, site: RunningSite) -> Opener:
    def opener(**options: Any) -> Watched:
        return browse(base_url=f"{site.url}/", **options)

    return opener


def test_guest_asks_and_follows_without_scripts(watch: Opener, demo: Demo) -> None:
    watched = watch(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page, address = watched.page, "guest.without.scripts@mail.example"
    fill(page, "en", email=address, subject="Withdrawal failed", body="Withdrawal failed")
    press(page, "check")
    coach = page.locator("#result .coach").first
    expect(coach).to_contain_text("your device, and the browser")
    expect(page.locator("[name=subject]")).to_have_value("Withdrawal failed")
    page.fill("[name=fact_device]", "iPhone 15, app 6.2")
    press(page, "send")
    page.wait_for_url("**/tickets/new/confirm/**")
    page.fill("[name=code]", code_mailed_to(demo, address))
    page.locator("main form button").click()
    page.wait_for_url(TICKET)
    expect(page.locator(".tk__main .notice").first).to_contain_text(reference_in(page))
    expect(page.locator(".tk__side")).to_contain_text("iPhone 15, app 6.2")

    code = ANSWER.format(reference=reference_in(page), body="Which platform is it?")
    answered = manage("shell", "-c", code, data=demo.data)
    assert answered.returncode == 0, answered.stderr
    page.reload()
    expect(page.locator(".tk__main .notice--warn")).to_contain_text("Your turn")
    expect(page.locator(".thread__staff")).to_contain_text("Which platform is it?")
    page.fill("[name=body]", "It is platform X.")
    page.get_by_role("button", name="Send reply").click()
    expect(page.locator(".thread li").last).to_contain_text("It is platform X.")
    page.locator("button[formaction$='/close/']").click()
    page.locator("#rating button[value='1']").click()
    expect(page.locator("#rating [role=status]")).to_be_visible()
    page.locator("form[action$='/reopen/'] button").click()
    expect(page.locator(".track [aria-current]")).to_contain_text("handled")
    page.goto("en/tickets/")
    expect(page.locator(".mine li")).to_have_count(1)
    assert not watched.problems


def test_customer_is_coached_while_typing_and_asks_once(watch: Opener, demo: Demo) -> None:
    watched = watch(viewport={"width": 1280, "height": 900})
    page, address = watched.page, "customer@mail.example"
    fill(page, "zh-hans", email=address, subject="提币失败", body="提币失败")
    press(page, "check")
    press(page, "send")
    page.wait_for_url("**/tickets/new/confirm/**")
    page.fill("[name=code]", code_mailed_to(demo, address))
    page.locator("main form button").click()
    page.wait_for_url(TICKET)
    first = reference_in(page)

    # Signed in by now: the same again is pointed out, with what may help, while it is typed.
    fill(page, "zh-hans", subject="提币失败了")
    live = page.locator("[data-check]")
    expect(live).to_contain_text(first)
    expect(live.locator(".rows li").first).to_be_visible()
    page.fill("[name=body]", f"2026 年 11 月 20 日 14:05，Windows 电脑，哈希 {HASH}")
    page.fill("[name=fact_txid]", f"0x{HASH}")
    page.select_option("[name=fact_network]", "TRON (TRC-20)")
    expect(live.locator(".coach__odd")).to_be_visible()
    looks_sound(watched)
    press(page, "check")
    looks_sound(watched)
    page.locator("button[value=send]").dblclick()
    page.wait_for_url(TICKET)
    second = reference_in(page)
    assert second != first
    page.goto("zh-hans/tickets/")
    expect(page.locator(".mine li")).to_have_count(2)
    assert not watched.problems


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_pages_are_sound_with_long_words(watch: Opener, demo: Demo, language: str) -> None:
    watched = watch()
    page, address = watched.page, f"long.{language}@mail.example"
    page.goto(f"{language}/tickets/new/")
    looks_sound(watched)
    page.goto(f"{language}/contact/mail/")
    looks_sound(watched)
    fill(
        page,
        language,
        email=address,
        subject=LONG,
        body=f"{LONG * 3}\n{'https://x.example/' + 'a' * 200}",
    )
    looks_sound(watched)
    press(page, "check")
    looks_sound(watched)
    press(page, "send")
    page.wait_for_url("**/tickets/new/confirm/**")
    looks_sound(watched)
    page.fill("[name=code]", code_mailed_to(demo, address))
    page.locator("main form button").click()
    page.wait_for_url(TICKET)
    looks_sound(watched)
    page.goto(f"{language}/tickets/")
    looks_sound(watched)
    assert not watched.problems


def test_errors_are_said_at_the_top_and_at_the_field(watch: Opener) -> None:
    watched = watch()
    fill(watched.page, "en", email="no address", subject="a")
    press(watched.page, "check")
    summary = watched.page.locator("#result[role=alert]")
    expect(summary.locator("li")).to_have_count(3)
    summary.get_by_role("link").first.click()
    expect(watched.page.locator("[name=email]")).to_have_attribute("aria-invalid", "true")
    assert not findings(watched, "light") and not findings(watched, "dark")
