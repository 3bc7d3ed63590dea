"""From the three home pages along every link: each is answered, and each page is sound HTML."""

import http.client
import re
from collections import deque
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit

from tests.markup import Markup
from tests.running_site import RunningSite

LANGUAGES = ("zh-hans", "zh-hant", "en")
NOWHERE = "nothing-here/"
STARTS = [
    f"/{language}/{page}"
    for language in LANGUAGES
    for page in ("", "search/?q=USDT", "search/?q=qqqqzzzz", NOWHERE)
]
# Searches are limited for each address; with any question a ticket begins on the same page.
NOT_FOLLOWED = re.compile(r"^/admin/|/search/\?|/tickets/new/\?q=")
REDIRECTS = 3


@dataclass
class Answer:
    """What a path of the site answered in the end."""

    path: str
    status: int
    is_page: bool
    text: str


def _get(connection: http.client.HTTPConnection, path: str) -> Answer:
    for _hop in range(REDIRECTS):
        connection.request("GET", quote(path, safe="/?=&%:,;+@#"))
        answer = connection.getresponse()
        body = answer.read()
        kind = answer.headers.get("Content-Type", "")
        if answer.status not in {301, 302}:
            break
        path = urljoin(path, unquote(answer.headers["Location"]))
    is_page = kind.startswith("text/html")
    return Answer(path, answer.status, is_page, body.decode() if is_page else "")


def test_no_link_is_broken_and_every_page_is_sound(site: RunningSite) -> None:
    waiting, seen = deque((start, "") for start in STARTS), set(STARTS)
    pages: dict[str, Markup] = {}
    faults: list[str] = []
    fragments: list[tuple[str, str, str]] = []
    with closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)) as connection:
        while waiting:
            path, found_on = waiting.popleft()
            answer = _get(connection, path)
            if answer.status != (404 if path.endswith(NOWHERE) else 200):
                faults.append(f"{answer.status} {path} (linked from {found_on})")
            if not answer.is_page or answer.path in pages:
                continue
            markup = pages[answer.path] = Markup(answer.text)
            faults += [f"{answer.path}: {fault}" for fault in markup.faults]
            for link in markup.links:
                url, fragment = urldefrag(unquote(urljoin(answer.path, link)))
                if urlsplit(url).netloc or urlsplit(url).scheme:
                    continue
                fragments += [(answer.path, url, fragment)] if fragment else []
                if url not in seen and not NOT_FOLLOWED.search(url):
                    seen.add(url)
                    waiting.append((url, answer.path))
    faults += [
        f"{path}: links to #{fragment}, which {url} lacks"
        for path, url, fragment in fragments
        if url in pages and fragment not in pages[url].ids
    ]
    assert not faults, "\n".join(faults)
    assert len(pages) > 300
