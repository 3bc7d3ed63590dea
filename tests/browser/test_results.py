"""The page of results with scripts: what is opened is told, and the links stay plain."""

from urllib.parse import parse_qs, unquote

from playwright.sync_api import Request

from tests.browser.conftest import Opener, Watched

LINK = "ol.results a[data-source]"


def _open_results(browse: Opener, **options: object) -> Watched:
    watched = browse(**options)
    watched.open("/zh-hans/search/?q=提现")
    return watched


def _told(request: Request) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(request.post_data or "").items()}


def test_opened_result_is_told_and_opens(browse: Opener) -> None:
    watched = _open_results(browse)
    link = watched.page.locator(LINK).first
    address = link.get_attribute("href")
    source, number = link.get_attribute("data-source"), link.get_attribute("data-object")
    with watched.page.expect_request("**/search/click/") as sent:
        link.click()
    # What the site answers to a page that is gone already, no browser tells; see the next test.
    watched.page.wait_for_url(f"**{address}")
    assert _told(sent.value) == {"q": "提现", "source": source, "object": number}
    assert not watched.problems


def test_result_in_another_tab_is_told_with_what_was_searched_for(browse: Opener) -> None:
    watched = _open_results(browse)
    watched.page.fill("main input[name=q]", "写到一半")
    with watched.page.expect_response("**/search/click/") as answered:
        watched.page.locator(LINK).last.click(button="middle")
    assert answered.value.status == 204
    assert _told(answered.value.request)["q"] == "提现"
    assert unquote(watched.path()) == "/zh-hans/search/?q=提现"
    assert not watched.problems


def test_other_places_on_the_page_tell_nothing(browse: Opener) -> None:
    watched = _open_results(browse)
    told: list[str] = []
    watched.page.on("request", lambda request: told.append(request.url))
    watched.page.locator("ol.results p").last.click()
    watched.page.locator(LINK).first.click(button="right")
    assert not [url for url in told if "click" in url]


def test_results_open_without_scripts(browse: Opener) -> None:
    watched = _open_results(browse, java_script_enabled=False)
    address = watched.page.locator(LINK).first.get_attribute("href")
    watched.page.locator(LINK).first.click()
    assert unquote(watched.path()) == unquote(address or "")
    assert not watched.problems
