"""The editors' desk under the strict policy: every page without a fault, the editor and its preview."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import StorageState, expect

from tests.browser.conftest import Opener, Watched

MODELS = [
    "articles/article", "articles/text", "articles/tag", "articles/vote", "categories/category",
    "glossary/term", "announcements/announcement", "pictures/picture", "pictures/video",
    "brand/brand", "accounts/user", "accounts/auditentry",
]  # fmt: skip
NOT_ADDED_BY_HAND = {"articles/tag", "articles/vote", "accounts/auditentry", "brand/brand"}


@pytest.fixture
def desk(browse: Opener, session: StorageState) -> Watched:
    return browse(storage_state=session, viewport={"width": 1280, "height": 900})


@pytest.mark.parametrize("model", MODELS)
def test_lists_and_forms_have_no_fault(model: str, desk: Watched) -> None:
    assert desk.open(f"/admin/{model}/") == 200
    desk.page.wait_for_load_state("networkidle")
    first = desk.page.locator("#result_list tbody th a, #result_list tbody td a").first
    if first.count():
        first.click()
        desk.page.wait_for_load_state("networkidle")
        assert "/change/" in desk.path()
    if model not in NOT_ADDED_BY_HAND:
        assert desk.open(f"/admin/{model}/add/") == 200
        desk.page.wait_for_load_state("networkidle")
    assert not desk.problems


def test_desk_and_its_first_page_have_no_fault(desk: Watched) -> None:
    assert desk.open("/admin/") == 200
    desk.page.wait_for_load_state("networkidle")
    assert not desk.problems


def test_words_are_written_previewed_and_kept(desk: Watched, address: Callable[[str], str]) -> None:
    page = desk.page
    desk.open("/admin/articles/text/?q=long-words")
    page.click("#result_list tbody a >> nth=0")
    expect(page.locator(".CodeMirror")).to_be_visible()
    preview = page.frame_locator(".markdown-preview iframe")
    expect(preview.locator("table")).to_be_visible()
    page.click(".CodeMirror")
    page.keyboard.press("Control+End")
    page.keyboard.type("\n\n新写的一句话。")
    expect(preview.get_by_text("新写的一句话。")).to_be_visible()
    page.click("input[name=_publish], button[name=_publish]")
    page.wait_for_url(re.compile("/admin/articles/text/"))
    assert not desk.problems
    desk.open(address("/zh-hans/articles/{article:long-words}-x/"))
    expect(page.get_by_text("新写的一句话。")).to_be_visible()
    assert not desk.problems


def test_editor_works_without_scripts(browse: Opener, session: StorageState) -> None:
    watched = browse(storage_state=session, java_script_enabled=False)
    watched.open("/admin/articles/text/add/")
    expect(watched.page.locator("textarea[name=body]")).to_be_visible()
    expect(watched.page.locator("[name=_publish]").first).to_be_visible()
