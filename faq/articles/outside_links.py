"""Links of texts to other sites: which there are, and whether they still answer.

Only a command asks them, never the process that serves pages.
"""

import re
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from http.client import HTTPException
from time import monotonic, sleep
from urllib.parse import quote, urldefrag, urlsplit

from django.db import transaction
from django.db.models import F

from faq.articles.models import OutsideLink, Revision
from faq.base.outside import Answer, NoSuchHost, NotPublic

Problem = OutsideLink.Problem
_LINK = re.compile(r'<a\b[^>]*\bhref="(https://[^"]+)"')
_LONGEST = 500
REDIRECTS = 5
# Not for robots, or not now: it says nothing about the link.
NOT_TOLD = frozenset({401, 403, 407, 429, 503})
PAUSE = 1.0
"""Seconds between two requests to one host."""


# --- Which there are -----------------------------------------------------------------------------


@transaction.atomic
def note_uses(*, at: datetime) -> None:
    """Bring the list of links in step with the texts that somebody can read at that instant."""
    texts_by_url: dict[str, set[int]] = {}
    rows = Revision.objects.live(at).order_by().values_list("text", "html")
    for text, html in rows.iterator(chunk_size=200):
        for url in links_in(html):
            texts_by_url.setdefault(url, set()).add(text)
    OutsideLink.objects.exclude(url__in=texts_by_url).delete()
    OutsideLink.objects.bulk_create(
        (OutsideLink(url=url) for url in texts_by_url), ignore_conflicts=True
    )
    for link in OutsideLink.objects.prefetch_related("texts"):
        link.texts.set(texts_by_url[link.url])


def links_in(html: str) -> set[str]:
    """The https addresses to which sanitised HTML links, without what follows the #."""
    found = (urldefrag(unescape(link)).url for link in _LINK.findall(html))
    return {url for url in found if len(url) <= _LONGEST and _host(url)}


def linked_hosts() -> set[str]:
    """The hosts to which texts link: without a list that editors keep, these may be asked."""
    urls = OutsideLink.objects.in_use().values_list("url", flat=True)
    return set(map(_host, urls))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


# --- Whether they answer -------------------------------------------------------------------------

Ask = Callable[[str, str], Answer]
"""Sends a request with a method to an address (`faq.base.outside.Outside.ask`)."""


@dataclass
class Polite:
    """Lets a while pass between two requests to one host."""

    ask: Ask
    clock: Callable[[], float] = monotonic
    wait: Callable[[float], None] = sleep
    _asked: dict[str, float] = field(default_factory=dict)

    def __call__(self, method: str, url: str) -> Answer:
        host = _host(url)
        if host in self._asked:
            self.wait(max(0.0, self._asked[host] + PAUSE - self.clock()))
        try:
            return self.ask(method, url)
        finally:
            self._asked[host] = self.clock()


@dataclass(frozen=True)
class Result:
    """What came of asking: the last status, if there was one, and what is wrong, else ""."""

    status: int | None
    problem: str = ""


def check(
    *,
    ask: Ask,
    allowed: Callable[[str], bool],
    at: datetime,
    limit: int | None = None,
) -> Iterator[tuple[OutsideLink, Result]]:
    """Ask the links that were not asked for the longest, and keep how each answered.

    Hosts that are not `allowed` are never asked, by a redirect neither.
    """
    links = OutsideLink.objects.in_use().order_by(F("checked_at").asc(nulls_first=True), "pk")
    for link in [link for link in links if allowed(_host(link.url))][:limit]:
        result = outcome(link.url, ask=ask, allowed=allowed)
        link.status, link.problem, link.checked_at = result.status, result.problem, at
        link.failing_since = (link.failing_since or at) if result.problem else None
        link.save(update_fields=["status", "problem", "checked_at", "failing_since"])
        yield link, result


def outcome(url: str, *, ask: Ask, allowed: Callable[[str], bool]) -> Result:
    """Ask for the head, and where that is refused for the page; follow where it leads."""
    status = None
    for _hop in range(REDIRECTS + 1):
        try:
            answer = _answer(url, ask)
        except NoSuchHost:
            return Result(None, Problem.NO_HOST)
        except NotPublic:
            return Result(status, Problem.NOT_PUBLIC)
        except ssl.SSLError:
            return Result(None, Problem.CERTIFICATE)
        except (OSError, HTTPException, ValueError):
            return Result(None, Problem.SILENT)
        status = answer.status
        if not answer.location:
            is_error = status >= 400 and status not in NOT_TOLD
            return Result(status, Problem.STATUS if is_error else "")
        if not allowed(_host(answer.location)):
            return Result(status)
        url = answer.location
    return Result(status, Problem.CIRCLE)


def _answer(url: str, ask: Ask) -> Answer:
    url = quote(url, safe="%/:?#[]@!$&'()*+,;=~-._")
    answer = ask("HEAD", url)
    return ask("GET", url) if answer.status >= 400 else answer
