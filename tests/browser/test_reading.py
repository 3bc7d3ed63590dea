"""With scripts: suggestions by keyboard and through an input method, appearance, print, terms."""

import re
from collections.abc import Callable
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener, Watched

Address = Callable[[str], str]
BOX = "main input[name=q]"
OPTIONS = "main [role=listbox] [role=option]"


@pytest.fixture
def home(browse: Opener) -> Watched:
    watched = browse(viewport={"width": 1280, "height": 900})
    watched.open("/zh-hans/")
    return watched


def _active(page: Page) -> str | None:
    """The id of the option that assistive technology is told of."""
    return page.get_attribute(BOX, "aria-activedescendant")


def test_suggestions_are_walked_by_keyboard(home: Watched) -> None:
    page = home.page
    page.focus(BOX)
    page.keyboard.type("提现")
    expect(page.locator(OPTIONS).first).to_be_visible()
    assert page.get_attribute(BOX, "role") == "combobox"
    assert page.get_attribute(BOX, "aria-expanded") == "true"
    assert page.get_attribute(BOX, "aria-controls") == page.get_attribute(
        "main [role=listbox]", "id"
    )
    assert not _active(page)
    page.keyboard.press("ArrowDown")
    first = _active(page)
    assert first
    assert page.get_attribute(f"#{first}", "aria-selected") == "true"
    page.keyboard.press("ArrowDown")
    assert _active(page) != first
    page.keyboard.press("ArrowUp")
    assert _active(page) == first
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/(articles|glossary|announcements)/"))
    assert not home.problems


def test_escape_closes_suggestions_and_keeps_the_words(home: Watched) -> None:
    page = home.page
    page.focus(BOX)
    page.keyboard.type("提现")
    expect(page.locator(OPTIONS).first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(OPTIONS)).to_have_count(0)
    assert page.get_attribute(BOX, "aria-expanded") == "false"
    assert page.input_value(BOX) == "提现"


def test_enter_without_a_choice_searches(home: Watched) -> None:
    page = home.page
    page.focus(BOX)
    page.keyboard.type("提现")
    expect(page.locator(OPTIONS).first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    assert unquote(home.path()) == "/zh-hans/search/?q=提现"


def test_letters_of_an_input_method_are_not_searched_for(home: Watched) -> None:
    page = home.page
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url) if "suggest" in request.url else None
    )
    keyboard = page.context.new_cdp_session(page)
    page.focus(BOX)
    for letters in ("t", "ti", "ti x", "ti xian"):
        keyboard.send(
            "Input.imeSetComposition",
            {"text": letters, "selectionStart": len(letters), "selectionEnd": len(letters)},
        )
    page.wait_for_timeout(500)
    assert not asked
    keyboard.send("Input.insertText", {"text": "提现"})
    expect(page.locator(OPTIONS).first).to_be_visible()
    assert page.input_value(BOX) == "提现"
    assert [unquote(url).rpartition("q=")[2] for url in asked] == ["提现"]
    # Enter that picks a candidate of the input method is not the reader's choice of an option.
    page.keyboard.press("ArrowDown")
    assert _active(page)
    composing = {"key": "Enter", "isComposing": True, "bubbles": True, "cancelable": True}
    page.dispatch_event(BOX, "keydown", composing)
    page.wait_for_timeout(500)
    assert home.path() == "/zh-hans/"
    assert not home.problems


def test_slash_leads_to_the_search_box(home: Watched) -> None:
    home.page.keyboard.press("/")
    assert home.page.evaluate("document.activeElement.name") == "q"


def test_appearance_changes_at_once_and_stays(home: Watched) -> None:
    page = home.page
    page.click(".pick summary")
    with page.expect_response("**/theme/"):
        page.click(".pick button[value=dark]")
        assert page.get_attribute("html", "data-theme") == "dark"
    home.open("/en/")
    assert page.get_attribute("html", "data-theme") == "dark"
    assert not home.problems


def test_print_shows_what_is_folded(browse: Opener, address: Address) -> None:
    watched = browse()
    watched.open(address("/zh-hans/articles/{article:long-words}-x/"))
    hidden = watched.page.locator("details.disc p")
    expect(hidden).to_be_hidden()
    watched.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert watched.page.get_attribute("details.disc", "open") is not None
    watched.page.emulate_media(media="print")
    expect(hidden).to_be_visible()
    expect(watched.page.locator("nav").first).to_be_hidden()
    watched.page.emulate_media(media="screen")
    watched.page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(hidden).to_be_hidden()


def test_page_is_read_by_keyboard_alone(browse: Opener, address: Address) -> None:
    watched = browse(viewport={"width": 1280, "height": 900})
    watched.open(address("/zh-hans/articles/{article:tutorial-first-deposit}-x/"))
    page = watched.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    unseen = []
    for _press in range(60):
        page.keyboard.press("Tab")
        name = page.evaluate(
            """() => {
              const one = document.activeElement;
              if (!one || one === document.body) return "end";
              const around = [one, one.parentElement, one.parentElement.parentElement];
              const isMarked = around.some((element) => {
                const style = getComputedStyle(element);
                return style.outlineStyle !== "none" || style.boxShadow !== "none";
              });
              return isMarked && one.getClientRects().length ? "" : one.outerHTML.slice(0, 120);
            }"""
        )
        if name == "end":
            break
        unseen += [name] if name else []
    assert not unseen
