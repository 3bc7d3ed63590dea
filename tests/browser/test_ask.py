"""The robot's page: asked by keyboard, by voice, without scripts."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener, Watched
from tests.browser.test_pages import findings

ASK = "/zh-hans/ask/"
QUESTION = "ERC20 提现手续费是多少"
PHONE = {"width": 390, "height": 844}

# What a browser that listens has: it hears one sentence, or nothing.
LISTENS = """
window.SpeechRecognition = class {
  start() {
    window.listener = this;
    setTimeout(() => {
      if (window.heard) this.onresult({ results: [[{ transcript: window.heard }]] });
      this.onend();
    });
  }
  stop() {}
  abort() {}
};
"""
DEAF = "delete window.SpeechRecognition; delete window.webkitSpeechRecognition;"


@pytest.fixture
def phone(browse: Opener) -> Watched:
    return browse(viewport=PHONE)


def quotes(page: Page) -> list[str]:
    return page.locator(".quote blockquote").all_inner_texts()


def test_enter_asks_and_the_next_question_may_lean_on_it(phone: Watched) -> None:
    phone.open(ASK)
    page = phone.page
    box = page.get_by_label("你的问题")
    box.fill(QUESTION)
    box.press("Enter")
    expect(page.locator(".asked")).to_have_text(QUESTION)
    assert any("4 USDT" in quote for quote in quotes(page))
    following = page.get_by_label("接着问，或问别的")
    expect(following).to_have_value("")
    assert page.locator("form[data-ask] input[name=before]").input_value() == QUESTION
    following.press("Shift+Enter")
    expect(following).to_have_value("\n")
    page.get_by_role("button", name="解决了").click()
    expect(page.get_by_role("button", name="解决了")).to_have_attribute("aria-pressed", "true")
    assert phone.problems == []


def test_quote_leads_to_its_place_on_the_page(phone: Watched) -> None:
    phone.open(ASK)
    phone.page.get_by_label("你的问题").fill(QUESTION)
    phone.page.get_by_role("button", name="提问", exact=True).click()
    link = phone.page.locator(".quote figcaption a").first
    anchor = (link.get_attribute("href") or "").partition("#")[2]
    link.click()
    assert anchor
    expect(phone.page.locator(f'[id="{anchor}"]')).to_be_in_viewport()
    assert phone.problems == []


def test_spoken_question_is_written_into_the_box(phone: Watched) -> None:
    phone.page.add_init_script(LISTENS)
    phone.page.add_init_script("window.heard = '提现没到账怎么办';")
    phone.open(ASK)
    page = phone.page
    page.get_by_role("button", name="语音提问").click()
    expect(page.get_by_label("你的问题")).to_have_value("提现没到账怎么办")
    expect(page.get_by_label("你的问题")).to_be_focused()
    assert page.evaluate("window.listener.lang") == "zh-CN"
    expect(page.get_by_role("button", name="语音提问")).to_have_attribute("aria-pressed", "false")
    assert phone.path() == ASK, "nothing is sent before the reader sends it"


def test_reader_is_told_when_nothing_was_heard(phone: Watched) -> None:
    phone.page.add_init_script(LISTENS)
    phone.open(ASK)
    phone.page.get_by_label("你的问题").fill("充值")
    phone.page.get_by_role("button", name="语音提问").click()
    expect(phone.page.get_by_text("没有听清，请打字。").first).to_be_visible()
    expect(phone.page.get_by_label("你的问题")).to_have_value("充值")


def test_browser_that_cannot_listen_shows_no_button(phone: Watched) -> None:
    phone.page.add_init_script(DEAF)
    phone.open(ASK)
    expect(phone.page.get_by_role("button", name="语音提问")).to_have_count(0)
    assert phone.problems == []


def test_asked_and_answered_without_scripts(browse: Opener) -> None:
    watched = browse(viewport=PHONE, java_script_enabled=False)
    watched.open(ASK)
    page = watched.page
    page.get_by_label("你的问题").fill(QUESTION)
    page.get_by_role("button", name="提问", exact=True).click()
    assert any("4 USDT" in quote for quote in quotes(page))
    page.get_by_role("button", name="还没有").click()
    expect(page.get_by_role("button", name="还没有")).to_have_attribute("aria-pressed", "true")
    page.get_by_label("接着问，或问别的").fill("明天火星下雨吗")
    page.get_by_role("button", name="提问", exact=True).click()
    expect(page.get_by_role("heading", name="我不知道")).to_be_visible()
    expect(page.get_by_label("你的问题")).to_have_value("明天火星下雨吗")


@pytest.mark.parametrize(
    "question",
    ["USDT 提现手续费", "明天火星下雨吗", "我的提现到哪了", "我的密码是 Hunter2!", "你好"],
)
def test_every_kind_of_answer_is_whole(browse: Opener, question: str) -> None:
    watched = browse()
    for language in ("zh-hans", "zh-hant", "en"):
        watched.open(f"/{language}/ask/?q={question}")
        watched.page.locator("form[data-ask] button").first.click()
        watched.page.wait_for_url("**/ask/#said")
        assert not findings(watched, "light"), language
        assert watched.scrolls_sideways(320) == 0, language
    assert not findings(watched, "dark")
    assert watched.problems == []
