"""A copy of the site under another name: it warns and takes nothing; the site itself says nothing."""

import http.client
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Request

from tests.browser.conftest import Opener, Watched
from tests.running_site import RunningSite

Address = Callable[[str], str]
COPY = "boan-kefu.example"
ARTICLE = "/{language}/articles/{{article:withdrawal-completed-not-received}}-x/"
WARNINGS = {
    "zh-hans": "这不是我们的网站",
    "zh-hant": "這不是我們的網站",
    "en": "This is not our site",
}


@pytest.fixture
def copy(site: RunningSite) -> Iterator[RunningSite]:
    """The site fetched and sent on by somebody else, with their name wherever ours stood."""

    class Copier(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
            connection.request(self.command, self.path)
            answer = connection.getresponse()
            body = answer.read()
            if answer.headers.get_content_type() == "text/html":
                ours, theirs = f"127.0.0.1:{site.port}", f"{COPY}:{self.server.server_port}"
                body = body.replace(ours.encode(), theirs.encode()).replace(b"127.0.0.1", b"copy")
            self.send_response(answer.status)
            for name in ("Content-Type", "Location", "Content-Security-Policy"):
                if value := answer.headers.get(name):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            connection.close()

        def do_POST(self) -> None:
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Copier)
    Thread(target=server.serve_forever, daemon=True).start()
    yield replace(site, url=f"http://{COPY}:{server.server_port}")
    server.shutdown()
    server.server_close()


@pytest.fixture
def on_copy(chromium: Browser, copy: RunningSite) -> Iterator[Watched]:
    """A page of the copy."""
    context = chromium.new_context(reduced_motion="reduce")
    yield Watched(context.new_page(), copy)
    context.close()


@pytest.mark.parametrize("language", WARNINGS)
def test_copy_is_covered_by_a_warning_that_leads_to_the_site(
    on_copy: Watched, site: RunningSite, address: Address, language: str
) -> None:
    assert on_copy.open(address(ARTICLE.format(language=language))) == 200
    page = on_copy.page
    warning = page.locator("[role=alert]")
    assert WARNINGS[language] in warning.inner_text()
    assert COPY in warning.inner_text()
    assert warning.locator("a").get_attribute("href") == f"{site.url}/"
    box = warning.bounding_box()
    size = page.viewport_size
    assert box and size
    assert (box["x"], box["y"], box["width"], box["height"]) == (
        0,
        0,
        size["width"],
        size["height"],
    )
    assert page.evaluate("document.activeElement.href") == f"{site.url}/"
    assert page.locator("body > :not([role=alert]):not([inert])").count() == 0
    assert not on_copy.problems


def test_forms_of_a_copy_take_and_send_nothing(on_copy: Watched, address: Address) -> None:
    asked: list[Request] = []
    on_copy.open(address(ARTICLE.format(language="zh-hans")))
    page = on_copy.page
    page.on("request", lambda request: asked.append(request))
    forms = page.locator("form")
    assert forms.count() > 2
    assert page.locator("form:not([inert])").count() == 0
    assert page.locator("form :is(input, button, select, textarea):not(:disabled)").count() == 0
    # Also a form that the copy adds, or one whose fields it switches on again.
    page.evaluate(
        """for (const form of document.forms) {
            form.removeAttribute("inert");
            for (const field of form.elements) field.disabled = false;
            form.requestSubmit();
        }"""
    )
    page.wait_for_timeout(200)
    assert not [request.url for request in asked if request.is_navigation_request()]
    assert page.url.startswith(f"http://{COPY}:")


def test_site_itself_says_nothing(browse: Opener, address: Address) -> None:
    watched = browse()
    article = address(ARTICLE.format(language="zh-hant"))
    for path in ("/zh-hans/", "/en/search/?q=USDT", article, "/en/accounts/login/"):
        watched.open(path)
        assert watched.page.locator("[role=alert], [inert], form :disabled").count() == 0
    assert not watched.problems


def test_saved_copy_stays_readable_and_its_forms_do_nothing(
    browse: Opener, address: Address, site: RunningSite, tmp_path: Path
) -> None:
    watched = browse()
    watched.open(address(ARTICLE.format(language="zh-hans")))
    saved = tmp_path / "article.html"
    saved.write_text(watched.page.content().replace('="/static', f'="{site.url}/static'))
    watched.page.goto(saved.as_uri())
    assert "这是存下来的副本" in watched.page.inner_text("[role=alert]")
    assert watched.page.locator("form:not([inert])").count() == 0
    assert watched.page.locator("main[inert]").count() == 0


def test_sign_in_of_editors_is_covered_on_a_copy(on_copy: Watched) -> None:
    on_copy.open("/admin/login/?next=/admin/")
    assert COPY in on_copy.page.inner_text("[role=alert]")
    assert on_copy.page.locator("form :is(input, button):not(:disabled)").count() == 0
    box, size = on_copy.page.locator("[role=alert]").bounding_box(), on_copy.page.viewport_size
    assert box and size
    assert (box["width"], box["height"]) == (size["width"], size["height"])
