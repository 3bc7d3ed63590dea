"""What a reader does without JavaScript: search, vote, choose a language and an appearance."""

from collections.abc import Callable
from urllib.parse import unquote

from tests.browser.conftest import Opener

Address = Callable[[str], str]
ARTICLE = "/zh-hans/articles/{article:withdrawal-completed-not-received}-x/"


def test_search_by_form(browse: Opener) -> None:
    watched = browse(java_script_enabled=False)
    watched.open("/zh-hans/")
    watched.page.fill("main input[name=q]", "提现")
    watched.page.press("main input[name=q]", "Enter")
    assert unquote(watched.path()) == "/zh-hans/search/?q=提现"
    assert watched.page.locator("ol.results li").count() > 3
    assert not watched.problems


def test_vote_by_form_and_change_of_mind(browse: Opener, address: Address) -> None:
    watched = browse(java_script_enabled=False)
    watched.open(address(ARTICLE))
    watched.page.click("#vote button[value=no]")
    watched.page.check("#vote input[name=reason] >> nth=0", force=True)
    watched.page.click("#vote .vote__why button")
    assert watched.page.locator("#vote button[value=no][aria-pressed=true]").count() == 1
    watched.page.click("#vote button[value=yes]")
    assert watched.page.locator("#vote button[value=yes][aria-pressed=true]").count() == 1
    assert "谢谢" in watched.page.inner_text("#vote")
    assert not watched.problems


def test_language_stays_on_the_page(browse: Opener, address: Address) -> None:
    watched = browse(java_script_enabled=False)
    watched.open(address(ARTICLE))
    number = watched.path().split("/")[3].split("-")[0]
    watched.page.click(".pick summary")
    watched.page.click(".pick a[hreflang=en]")
    assert watched.path().startswith(f"/en/articles/{number}-")
    assert watched.page.get_attribute("html", "lang") == "en"
    assert not watched.problems


def test_appearance_is_kept(browse: Opener) -> None:
    watched = browse(java_script_enabled=False)
    watched.open("/zh-hans/glossary/")
    watched.page.click(".pick summary")
    watched.page.click(".pick button[value=dark]")
    assert watched.path() == "/zh-hans/glossary/"
    assert watched.page.get_attribute("html", "data-theme") == "dark"
    watched.open("/en/")
    assert watched.page.get_attribute("html", "data-theme") == "dark"
