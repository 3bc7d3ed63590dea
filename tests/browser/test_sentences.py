"""Reporting a sentence: by pointer, by keyboard, on a phone, and without scripts."""

from collections.abc import Callable
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, StorageState, expect

from tests.browser.conftest import Opener, Watched, is_on_screen
from tests.browser.test_pages import findings

ARTICLE = "/zh-hans/articles/{article:withdrawal-completed-not-received}-x/"
REPORT = "/zh-hans/articles/{article:withdrawal-completed-not-received}/report/"
BUTTON, SHEET, OWN = ".report-here", "dialog.report-sheet", "#reports .reports__own li"

SCHEMES: list[Literal["light", "dark"]] = ["light", "dark"]

Address = Callable[[str], str]


def _select(page: Page, selector: str) -> str:
    """Select the first letters of an element, as a reader would; returns them."""
    page.locator(selector).first.scroll_into_view_if_needed()
    selected: str = page.evaluate(
        """css => {
          const walker = document.createTreeWalker(document.querySelector(css), NodeFilter.SHOW_TEXT);
          const node = walker.nextNode();
          const range = document.createRange();
          range.setStart(node, 0);
          range.setEnd(node, Math.min(6, node.length));
          getSelection().removeAllRanges();
          getSelection().addRange(range);
          return range.toString();
        }""",
        selector,
    )
    return selected


@pytest.fixture(params=[390, 1280])
def article(browse: Opener, address: Address, request: pytest.FixtureRequest) -> Watched:
    watched = browse(viewport={"width": request.param, "height": 844})
    assert watched.open(address(ARTICLE)) == 200
    return watched


@pytest.mark.parametrize("where", [".prose p", ".prose li", ".answer > p"])
def test_selected_sentence_is_reported_in_place(article: Watched, where: str) -> None:
    page, before = article.page, article.path()
    selected = _select(page, where)
    page.locator(BUTTON).click()
    sheet = page.locator(SHEET)
    expect(sheet.locator("blockquote")).to_contain_text(selected)
    assert is_on_screen(page, SHEET)
    sheet.locator("input[value=outdated]").check()
    sheet.locator("textarea").fill("现在不一样了")
    sheet.locator("form .btn").click()
    expect(page.locator(OWN)).to_have_count(1)
    expect(page.locator(OWN)).to_contain_text(selected)
    expect(page.locator(SHEET)).to_have_count(0)
    assert page.evaluate("document.activeElement.id") == "reports-title"
    page.reload()
    expect(page.locator(OWN)).to_have_count(1)
    assert article.path().split("#")[0] == before
    assert not article.problems


def test_button_stays_on_the_screen_and_goes_with_the_selection(article: Watched) -> None:
    page = article.page
    width = page.viewport_size["width"] if page.viewport_size else 0
    for where in (".prose p", ".prose li", ".prose h2", ".answer > p"):
        _select(page, where)
        expect(page.locator(f"{where} {BUTTON}")).to_be_visible()
        assert is_on_screen(page, BUTTON), where
        assert article.scrolls_sideways(width) == 0, where
    page.evaluate("getSelection().removeAllRanges()")
    expect(page.locator(BUTTON)).to_have_count(0)
    _select(page, "h1")
    _select(page, ".prose p")
    expect(page.locator(BUTTON)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(BUTTON)).to_have_count(0)


def test_keyboard_reaches_the_button_and_the_sheet_and_comes_back(article: Watched) -> None:
    page = article.page
    _select(page, ".prose p")
    expect(page.locator(BUTTON)).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator(BUTTON)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(BUTTON)).to_have_count(0)
    _select(page, ".prose p")
    expect(page.locator(BUTTON)).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(f"{SHEET} input[name=reason]").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(SHEET)).to_have_count(0)
    page.evaluate("getSelection().removeAllRanges()")
    _select(page, ".prose p")
    page.locator(BUTTON).focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"{SHEET} input[name=reason]").first).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator(OWN)).to_have_count(1)


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_sheet_and_page_have_no_axe_finding(
    browse: Opener, address: Address, language: str
) -> None:
    watched = browse(viewport={"width": 1280, "height": 900})
    watched.open(address(ARTICLE).replace("zh-hans", language))
    _select(watched.page, ".prose p")
    watched.page.locator(BUTTON).click()
    expect(watched.page.locator(SHEET)).to_be_visible()
    assert not [*findings(watched, "light"), *findings(watched, "dark")]
    watched.open(address(REPORT).replace("zh-hans", language))
    assert not [*findings(watched, "light"), *findings(watched, "dark")]
    for width in (390, 320):
        assert watched.scrolls_sideways(width) == 0
    assert not watched.problems


def test_without_scripts_a_page_lists_the_sentences(browse: Opener, address: Address) -> None:
    watched = browse(java_script_enabled=False, viewport={"width": 390, "height": 844})
    watched.open(address(ARTICLE))
    page = watched.page
    page.click("#reports a")
    page.click(".report__sections summary >> nth=1")
    chosen = page.locator(".report__sections details >> nth=1").locator("label").first
    said = chosen.inner_text()
    chosen.click()
    page.check("input[value=unclear]", force=True)
    page.click(".report .btn")
    assert watched.path().endswith("#reports")
    assert said[:20] in page.inner_text(OWN)
    assert not watched.problems


def test_editor_answers_and_the_reader_is_told(
    browse: Opener, address: Address, session: StorageState
) -> None:
    reader = browse(viewport={"width": 390, "height": 844})
    reader.open(address(ARTICLE))
    selected = _select(reader.page, ".prose h2")
    reader.page.locator(BUTTON).click()
    reader.page.locator(f"{SHEET} input[value=wrong]").check()
    reader.page.locator(f"{SHEET} form .btn").click()
    expect(reader.page.locator(OWN)).to_have_count(1)

    for scheme in SCHEMES:
        desk = browse(storage_state=session, color_scheme=scheme)
        desk.open("/admin/articles/sentencereport/")
        found = Axe().run(desk.page, context=".wanted").response["violations"]
        assert not [(one["id"], node["target"]) for one in found for node in one["nodes"]]
    assert desk.scrolls_sideways(390) == 0
    row = desk.page.locator("form.wanted__row", has_text=selected).first
    row.locator("input[name=answer]").fill("Checked: it is right.")
    row.locator("button").click()
    expect(desk.page.locator("#result_list")).to_contain_text("Checked: it is right.")
    # Axe itself breaks the policy of the page when it measures.
    desk.problems[:] = [text for text in desk.problems if "Content Security Policy" not in text]
    assert not desk.problems

    reader.page.reload()
    expect(reader.page.locator(OWN)).to_contain_text("Checked: it is right.")
