"""A headless Chromium on the running demo, which writes down all that goes wrong on a page."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Request,
    StorageState,
    sync_playwright,
)

from tests.conftest import CHROMIUM
from tests.running_site import Demo, RunningSite

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-default-apps", "--no-default-browser-check", "--no-first-run",
    "--force-color-profile=srgb", "--font-render-hinting=none",
    # Nothing but this machine can be reached, by name or otherwise; one name is a copier's.
    "--host-resolver-rules=MAP boan-kefu.example 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]  # fmt: skip


def is_on_screen(page: Page, selector: str) -> bool:
    """Whether an element lies on the screen with its whole width and its top."""
    inside: bool = page.evaluate(
        """css => {
          const box = document.querySelector(css).getBoundingClientRect();
          const { clientWidth, clientHeight } = document.documentElement;
          return box.left >= 0 && box.right <= clientWidth && box.top >= 0 && box.top < clientHeight;
        }""",
        selector,
    )
    return inside


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's own Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Watched:
    """A page of the running site, and what its console, its network and its policy complained of."""

    page: Page
    site: RunningSite
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        page, note = self.page, self.problems.append
        page.on(
            "console", lambda said: note(f"console: {said.text}") if said.type == "error" else None
        )
        page.on("pageerror", lambda error: note(f"script: {error}"))
        page.on("requestfailed", self._note_failure)
        page.on("request", lambda request: self._note_stranger(request.url))

    def _note_failure(self, request: Request) -> None:
        # A page that is left breaks off what it still asks for.
        if request.failure != "net::ERR_ABORTED":
            self.problems.append(f"failed: {request.url} {request.failure}")

    def _note_stranger(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https"} and parts.port != self.site.port:
            self.problems.append(f"another site was asked: {url}")

    def open(self, path: str) -> int:
        """Go to a path of the site; the status of the answer."""
        answer = self.page.goto(self.site.url + path)
        assert answer is not None
        return answer.status

    def path(self) -> str:
        """Where the page is now, without the site's address."""
        return self.page.url.removeprefix(self.site.url)

    def scrolls_sideways(self, width: int) -> int:
        """How many pixels the page is wider than a screen of this width."""
        self.page.set_viewport_size({"width": width, "height": 800})
        script = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        wider: int = self.page.evaluate(script)
        return wider


Opener = Callable[..., Watched]


@pytest.fixture
def browse(chromium: Browser, site: RunningSite) -> Iterator[Opener]:
    """Makes pages in contexts of their own: `browse(java_script_enabled=False)`."""
    contexts: list[BrowserContext] = []

    def opener(**options: Any) -> Watched:
        context = chromium.new_context(**({"reduced_motion": "reduce"} | options))
        context.set_default_timeout(15_000)
        contexts.append(context)
        return Watched(context.new_page(), site)

    yield opener
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def session(demo: Demo, chromium: Browser) -> StorageState:
    """Cookies of an editor who signed in once with the password that the demo printed."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{demo.url}/admin/")
    address, password = demo.editor
    page.fill("input[name=login]", address)
    page.fill("input[name=password]", password)
    page.click("main form:has([name=login]) button.btn")
    page.wait_for_url(f"{demo.url}/admin/")
    state: StorageState = context.storage_state()
    context.close()
    return state


@pytest.fixture(scope="session")
def address(site: RunningSite) -> Callable[[str], str]:
    """Fills places such as {article:long-words} in a path with the numbers of the running site."""
    tables = {
        "article": "SELECT id FROM articles_article WHERE key = ?",
        "category": "SELECT id FROM categories_category WHERE key = ?",
        "term": "SELECT id FROM glossary_term WHERE key = ?",
        "announcement": "SELECT id FROM announcements_announcement WHERE key = ?",
    }
    file = f"file:{site.data / 'helpcenter.sqlite3'}?mode=ro"

    def number(match: re.Match[str]) -> str:
        with closing(sqlite3.connect(file, uri=True)) as database:
            row = database.execute(tables[match[1]], [match[2]]).fetchone()
        assert row, f"The demo has no {match[1]} {match[2]}."
        return str(row[0])

    return lambda path: re.sub(r"\{(\w+):([\w-]+)\}", number, path)
