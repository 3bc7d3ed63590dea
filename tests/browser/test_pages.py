"""Every kind of public page, in every language: no fault, no axe finding, nothing sideways."""

from collections.abc import Callable
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import Opener, Watched

LANGUAGES = ["zh-hans", "zh-hant", "en"]
PAGES = {
    "contact": "contact/",
    "verifier": "contact/verify/?q=boan-kefu.example",
    "home": "",
    "category": "categories/{category:account}-x/",
    "category of categories": "categories/{category:start}-x/",
    "faq": "articles/{article:withdrawal-completed-not-received}-x/",
    "tutorial": "articles/{article:tutorial-first-deposit}-x/",
    "report": "articles/{article:tutorial-first-deposit}/report/",
    "seven steps": "articles/{article:seven-steps}-x/",
    "beginner's path": "articles/path/",
    "robot": "ask/",
    "long words": "articles/{article:long-words}-x/",
    "list by kind": "articles/?kind=faq",
    "academy": "articles/?kind=academy",
    "tag": "tags/usdt/",
    "results": "search/?q=USDT",
    "results with long words": "search/?q=Donaudampfschifffahrtselektrizitaetenhauptbetriebswerk",
    "no results": "search/?q=qqqqzzzz",
    "empty search": "search/",
    "glossary": "glossary/",
    "term": "glossary/{term:margin}-x/",
    "announcements": "announcements/",
    "nothing": "nothing-here/",
}
AXE = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}


@pytest.mark.parametrize("name", PAGES)
def test_page_is_whole(name: str, browse: Opener, address: Callable[[str], str]) -> None:
    watched = browse(viewport={"width": 1280, "height": 900})
    for language in LANGUAGES:
        status = watched.open(f"/{language}/{address(PAGES[name])}")
        assert status == (404 if name == "nothing" else 200), language
        assert watched.page.locator("h1").count() == 1, language
        assert not findings(watched, "light"), language
        for width in (1280, 768, 390, 360, 320):
            assert watched.scrolls_sideways(width) == 0, (language, width)
    # Colours are the same in all languages.
    assert not findings(watched, "dark")
    if name == "nothing":
        watched.problems[:] = [text for text in watched.problems if "404" not in text]
    assert not watched.problems


def findings(watched: Watched, scheme: Literal["light", "dark"]) -> list[str]:
    """What axe finds on the page as it is, in one appearance."""
    watched.page.set_viewport_size({"width": 1280, "height": 900})
    watched.page.emulate_media(color_scheme=scheme)
    violations = Axe().run(watched.page, options=AXE).response["violations"]
    return [f"{one['id']} at {node['target']}" for one in violations for node in one["nodes"]]
