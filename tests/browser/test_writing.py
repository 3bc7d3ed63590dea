"""The page where an editor writes: pictures, links, counts, the copy that the browser keeps."""

import base64
import re
from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, StorageState, expect

from tests.browser.conftest import Opener, Watched
from tests.pictures.factories import drawn

ADD = "/admin/articles/text/add/"
GIVE = """([kind, bytes, name, type]) => {
  const data = new DataTransfer();
  data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name, { type }));
  const target = document.querySelector(".CodeMirror");
  const options = { bubbles: true, cancelable: true };
  const field = target.CodeMirror.getInputField();
  if (kind === "paste") field.dispatchEvent(new ClipboardEvent(kind, { ...options, clipboardData: data }));
  else target.querySelector(".CodeMirror-scroll").dispatchEvent(new DragEvent(kind, { ...options, dataTransfer: data }));
}"""


@pytest.fixture
def desk(browse: Opener, session: StorageState) -> Iterator[Watched]:
    watched = browse(storage_state=session, viewport={"width": 1280, "height": 900}, locale="en")
    watched.page.on("dialog", lambda dialog: dialog.accept())
    yield watched


def written(page: Page) -> str:
    value: str = page.locator("textarea[name=body]").input_value()
    return value


def give(page: Page, kind: str, content: bytes, name: str, media_type: str) -> None:
    page.evaluate(GIVE, [kind, base64.b64encode(content).decode(), name, media_type])


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_given_picture_is_put_in_once_it_is_described(kind: str, desk: Watched) -> None:
    page = desk.page
    desk.open(ADD)
    give(page, kind, drawn(size=(64, 40)), f"{kind}.png", "image/png")
    dialog = page.get_by_role("dialog")
    send = dialog.get_by_role("button", name="Upload and insert")
    expect(dialog.locator("input[type=text]")).to_be_focused()
    send.click()
    expect(dialog.get_by_role("alert")).to_contain_text("Describe the picture first")
    assert written(page) == ""
    page.keyboard.type("The [button] to tap")
    send.click()
    expect(dialog).to_have_count(0)
    # It goes in after the dialog is out of sight.
    put_in = rf"![The \[button\] to tap](/media/pictures/{kind}.png)"
    expect(page.locator("textarea[name=body]")).to_have_value(
        re.compile(rf"^\s*{re.escape(put_in)}\s*$")
    )
    shown = page.frame_locator(".markdown-preview iframe").locator("img")
    expect(shown).to_have_attribute("alt", "The [button] to tap")
    assert not desk.problems


def test_drawing_with_scripts_in_it_is_refused_in_words(desk: Watched) -> None:
    page = desk.page
    desk.open(ADD)
    give(page, "paste", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "x.svg", "image/svg+xml")
    dialog = page.get_by_role("dialog")
    dialog.locator("input[type=text]").fill("A drawing")
    dialog.get_by_role("button", name="Upload and insert").click()
    expect(dialog.get_by_role("alert")).not_to_contain_text("Uploading")
    expect(dialog.get_by_role("alert")).not_to_be_empty()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert written(page) == ""


def test_link_is_found_and_put_in_by_keyboard_alone(desk: Watched) -> None:
    page = desk.page
    desk.open(ADD)
    page.focus(".CodeMirror textarea")
    page.keyboard.press("Control+k")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("input[type=search]")).to_be_focused()
    page.keyboard.type("withdrawal-completed-not-received")
    expect(dialog.get_by_role("listitem")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(dialog.locator("select")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.locator("textarea[name=body]")).to_have_value(
        re.compile(r"\]\(article:withdrawal-completed-not-received\)$")
    )
    page.keyboard.type("xyz")
    expect(page.locator("textarea[name=body]")).to_have_value(re.compile(r"\)xyz$"))
    assert not desk.problems


@pytest.mark.parametrize("before", ["", "先"])
def test_input_method_leaves_the_chosen_characters_alone(before: str, desk: Watched) -> None:
    page = desk.page
    desk.open(ADD)
    page.focus(".CodeMirror textarea")
    page.keyboard.type(before)
    session = page.context.new_cdp_session(page)
    for typed in ("t", "ti", "ti x", "ti xian", "提现"):
        session.send(
            "Input.imeSetComposition",
            {"text": typed, "selectionStart": len(typed), "selectionEnd": len(typed)},
        )
    session.send("Input.insertText", {"text": "提现"})
    expect(page.locator("textarea[name=body]")).to_have_value(f"{before}提现")
    assert not desk.problems


def test_every_button_and_the_field_are_left_by_tab(desk: Watched) -> None:
    page = desk.page
    desk.open(ADD)
    assert page.locator(".editor-toolbar button:not([tabindex='0'])").count() == 0
    page.focus(".CodeMirror textarea")
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('.CodeMirror')")
    assert written(page) == ""


def test_what_was_typed_is_offered_after_a_crash_and_forgotten_once_saved(
    desk: Watched,
) -> None:
    page = desk.page
    desk.open("/admin/articles/text/?q=which-channel")
    page.click("#result_list tbody a >> nth=0")
    address = page.url
    before = written(page)
    page.click(".CodeMirror")
    page.keyboard.press("Control+End")
    page.keyboard.type("\n\nkept by the browser")
    page.fill("input[name=note]", "a note")
    page.reload()
    offered = page.locator(".local-copy")
    expect(offered).to_be_visible()
    assert written(page) == before
    offered.get_by_role("button", name="Take over").click()
    assert "kept by the browser" in written(page)
    expect(page.locator("input[name=note]")).to_have_value("a note")
    page.click("input[name=_continue]")
    page.wait_for_load_state()
    assert "kept by the browser" in written(page)
    page.goto(address)
    expect(offered).to_be_hidden()
    assert page.evaluate("Object.keys(localStorage).filter((k) => k.includes('copy')).length") == 0


def test_refused_save_loses_neither_the_words_nor_the_copy(desk: Watched) -> None:
    page = desk.page
    desk.open(ADD)
    page.fill("input[name=title]", "Without an answer")
    page.click("input[name=_publish]")
    expect(page.locator(".errornote")).to_be_visible()
    expect(page.locator(".local-copy")).to_be_hidden()
    expect(page.locator("input[name=title]")).to_have_value("Without an answer")
    desk.open(ADD)
    expect(page.locator(".local-copy")).to_be_visible()
    page.get_by_role("button", name="Throw away").click()
    page.reload()
    expect(page.locator(".local-copy")).to_be_hidden()


def test_lengths_are_counted_while_typing(desk: Watched) -> None:
    page = desk.page
    desk.open(ADD)
    page.fill("input[name=title]", "提现 USDT")
    expect(page.locator("#count-title")).to_contain_text("9 of 60")
    page.select_option("select[name=language]", "en")
    page.fill("textarea[name=summary]", "word " * 46)
    expect(page.locator("#count-summary")).to_contain_text("46 of 45 words")
    expect(page.locator(".counts [aria-live]")).to_contain_text("Too long")
    page.fill("textarea[name=summary]", "word")
    expect(page.locator(".counts [aria-live]")).to_be_empty()


def test_other_language_stands_beside_and_fills_what_is_empty(
    desk: Watched, address: Callable[[str], str]
) -> None:
    page = desk.page
    number = address("{article:withdrawal-completed-not-received}")
    desk.open(f"{ADD}?article={number}&language=zh-hant")
    source = page.locator(".source").first
    expect(source.locator("summary").first).to_contain_text("简体中文")
    expect(source.frame_locator("iframe").locator("h1")).to_contain_text("提现")
    source.get_by_role("button", name="Start from the converted text").click()
    assert "提現" in page.locator("input[name=title]").input_value()
    assert "提現" in written(page)
    source.get_by_role("button", name="Start from the converted text").click()
    expect(page.locator(".sources [role=status]")).to_contain_text("Only empty fields")
    assert not desk.problems


def test_frames_are_as_light_or_dark_as_the_desk(
    desk: Watched, address: Callable[[str], str]
) -> None:
    page = desk.page
    desk.open(f"{ADD}?article={address('{article:withdrawal-completed-not-received}')}&language=en")
    page.click(".theme-toggle")
    chosen = page.get_attribute("html", "data-theme")
    assert chosen in {"light", "dark"}
    for _time in ("switched", "opened again"):
        for frame in (".source iframe", ".markdown-preview iframe"):
            root = page.frame_locator(f"{frame} >> nth=0").locator("html")
            expect(root).to_have_attribute("data-theme", chosen)
        page.reload()
    assert not desk.problems


def test_saving_works_without_scripts(browse: Opener, session: StorageState) -> None:
    watched = browse(storage_state=session, java_script_enabled=False)
    page = watched.page
    watched.open("/admin/articles/text/?q=which-channel")
    page.click("#result_list tbody a >> nth=0")
    page.fill("textarea[name=body]", "## 手写\n\n没有脚本也能写。")
    page.click("input[name=_continue]")
    assert written(page).replace("\r", "") == "## 手写\n\n没有脚本也能写。"
    expect(page.locator(".errornote")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_page_has_no_axe_finding(
    scheme: Literal["light", "dark"],
    locale: str,
    browse: Opener,
    session: StorageState,
    address: Callable[[str], str],
) -> None:
    watched = browse(storage_state=session, locale=locale, color_scheme=scheme)
    number = address("{article:withdrawal-completed-not-received}")
    watched.open(f"{ADD}?article={number}&language=zh-hant")
    page = watched.page
    page.wait_for_load_state("networkidle")
    # Axe itself breaks the policy of the page when it measures.
    assert not watched.problems
    findings = _findings(page)
    page.click(".CodeMirror")
    page.keyboard.press("Control+k")
    page.get_by_role("dialog").wait_for()
    page.wait_for_load_state("networkidle")
    assert findings + _findings(page, "dialog") == []
    assert watched.scrolls_sideways(390) == 0


def _findings(page: Page, place: str = "main") -> list[str]:
    violations = Axe().run(page, context=place).response["violations"]
    return [f"{one['id']} at {node['target']}" for one in violations for node in one["nodes"]]
