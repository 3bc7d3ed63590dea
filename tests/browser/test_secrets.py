"""In the browser: a secret is told at its field before anything is sent."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from faq.base.secret_guard import BLOCKS
from tests.base.honest_requests import requests
from tests.browser.conftest import Opener, Watched

FILES = Path(__file__).parents[1] / "base/secrets"
CASES: list[dict[str, Any]] = json.loads((FILES / "cases.json").read_text(encoding="utf-8"))
HONEST = (FILES / "honest.txt").read_text(encoding="utf-8").splitlines()
KINDS = """async (texts) => {
    const script = document.querySelector('script[src*="secret_guard"]').src;
    const { finder } = await import(script);
    const rules = await (await fetch(document.body.dataset.secretRules)).json();
    return texts.map(finder(rules));
}"""
PHONE = {"width": 390, "height": 844}
SECRET = "登不上，密码是 Canary2Bird!"


@pytest.fixture
def phone(browse: Opener) -> Watched:
    return browse(viewport=PHONE)


def test_browser_finds_what_the_server_finds(phone: Watched) -> None:
    phone.open("/zh-hans/ask/")
    alike = [case for case in CASES if not case.get("server_only")]
    found = phone.page.evaluate(KINDS, [case["text"] for case in alike])
    assert found == [case["kind"] for case in alike]
    honest = [*HONEST, *requests(500, seed=7)]
    refused = [kind for kind in phone.page.evaluate(KINDS, honest) if kind]
    assert len(refused) <= 5


def test_secret_is_explained_at_the_field_and_not_sent(phone: Watched) -> None:
    phone.open("/zh-hans/ask/")
    page, sent = phone.page, []
    page.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
    box = page.get_by_label("你的问题")
    with page.expect_response("**/secret-rules.json"):
        box.focus()
    box.fill(SECRET)
    expect(page.get_by_role("alert")).to_be_visible()
    expect(box).to_have_attribute("aria-invalid", "true")
    box.press("Enter")
    expect(box).to_have_value(SECRET)
    expect(box).to_be_focused()
    assert not any("Canary" in request for request in sent)
    box.fill("登不上")
    expect(page.get_by_role("alert")).to_have_count(0)
    box.press("Enter")
    expect(page.locator(".asked")).to_have_text("登不上")
    assert phone.problems == []


def test_search_box_asks_for_no_suggestions_for_a_secret(phone: Watched) -> None:
    phone.open("/zh-hans/")
    page, sent = phone.page, []
    page.on("request", lambda request: sent.append(request.url))
    box = page.locator("#q")
    with page.expect_response("**/secret-rules.json"):
        box.focus()
    box.fill(SECRET)
    expect(page.get_by_role("alert")).to_be_visible()
    box.press("Enter")
    box.fill("提现")
    expect(page.get_by_role("listbox").locator("li").first).to_be_visible()
    assert not any("Canary" in request for request in sent)


@pytest.mark.parametrize("path", ["/zh-hans/search/", "/zh-hans/contact/verify/"])
def test_without_scripts_the_server_takes_it_out_of_the_address(browse: Opener, path: str) -> None:
    plain = browse(java_script_enabled=False, viewport=PHONE)
    plain.open(path)
    box = plain.page.locator("main input[name=q]")
    box.fill(SECRET)
    box.press("Enter")
    expect(plain.page.get_by_role("alert")).to_be_visible()
    assert "Canary" not in plain.page.url + plain.page.content()
    assert BLOCKS in plain.page.locator("main input[name=q]").input_value()
