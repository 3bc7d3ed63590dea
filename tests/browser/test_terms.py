"""Terms in an article: explained on demand by finger, mouse and keyboard, and without scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener, Watched, is_on_screen

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
ARTICLE = "/{language}/articles/{article:futures-liquidation}-x/"
MARK, BOX = "article a.term", ".pop[role=dialog]"

Address = Callable[[str], str]


@pytest.fixture
def phone(browse: Opener, address: Address) -> Watched:
    watched = browse(**PHONE)
    watched.open(address(ARTICLE.replace("{language}", "zh-hans")))
    return watched


def _is_focused(page: Page, selector: str) -> bool:
    focused: bool = page.evaluate("css => document.activeElement.matches(css)", selector)
    return focused


def test_finger_opens_the_words_and_closes_them(phone: Watched) -> None:
    page = phone.page
    page.locator(MARK).first.tap()
    box = page.locator(BOX)
    expect(box).to_be_visible()
    assert "维持保证金" in box.inner_text()
    assert is_on_screen(page, BOX)
    page.locator(f"{BOX} .close").tap()
    expect(box).to_have_count(0)
    page.locator(MARK).first.tap()
    page.locator("h1").tap()
    expect(box).to_have_count(0)
    assert phone.scrolls_sideways(390) == 0
    assert not phone.problems


def test_every_term_of_a_narrow_page_is_explained_on_the_screen(phone: Watched) -> None:
    page = phone.page
    marks = page.locator(MARK)
    assert marks.count() > 5
    for number in range(marks.count()):
        marks.nth(number).scroll_into_view_if_needed()
        marks.nth(number).tap()
        assert is_on_screen(page, BOX), marks.nth(number).inner_text()
        page.keyboard.press("Escape")


def test_enter_opens_and_escape_leads_back(phone: Watched) -> None:
    page = phone.page
    mark = page.locator(MARK).first
    mark.focus()
    assert mark.get_attribute("aria-haspopup") == "dialog"
    page.keyboard.press("Enter")
    expect(page.locator(BOX)).to_be_visible()
    assert _is_focused(page, f"{BOX}, {BOX} *")
    assert mark.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    expect(page.locator(BOX)).to_have_count(0)
    assert _is_focused(page, MARK)
    assert mark.get_attribute("aria-expanded") is None


def test_page_of_the_term_is_reached_by_keyboard(phone: Watched) -> None:
    page = phone.page
    page.locator(MARK).first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert _is_focused(page, f"{BOX} dt a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/zh-hans/glossary/**")
    expect(page.locator("h1")).to_contain_text("保证金率")
    expect(page.locator("main")).to_contain_text("什么是强平价")


def test_nothing_is_said_to_a_pointer_alone(browse: Opener, address: Address) -> None:
    watched = browse(viewport={"width": 1280, "height": 900})
    watched.open(address(ARTICLE.replace("{language}", "en")))
    page = watched.page
    mark = page.locator(MARK).first
    mark.hover()
    assert mark.get_attribute("title") is None
    expect(page.locator(BOX)).to_have_count(0)
    mark.click()
    expect(page.locator(BOX)).to_be_visible()


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_without_scripts_a_term_leads_to_the_list(
    browse: Opener, address: Address, language: str
) -> None:
    watched = browse(**PHONE, java_script_enabled=False)
    watched.open(address(ARTICLE.replace("{language}", language)))
    mark = watched.page.locator(MARK).first
    anchor = mark.get_attribute("href")
    assert anchor
    mark.click()
    assert watched.page.url.endswith(anchor)
    name = watched.page.locator(f"dt{anchor}")
    expect(name).to_be_in_viewport()
    assert len(watched.page.locator(f"dt{anchor} + dd").inner_text()) > 10


def test_pinyin_leads_to_articles(browse: Opener) -> None:
    watched = browse(**PHONE)
    watched.open("/zh-hans/search/?q=bao+zheng+jin")
    page = watched.page
    expect(page.locator(".define h2")).to_contain_text("保证金")
    titles = page.locator(".results h2 a[href*='/articles/'], .results h2 a[href*='/announce']")
    expect(titles.first).to_be_visible()
    expect(page.locator(".results mark", has_text="保证金").first).to_be_visible()
    expect(page.locator(".doc__head p.small[role=status]")).to_contain_text("保证金")
