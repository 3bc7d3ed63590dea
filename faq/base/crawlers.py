"""Telling readers from machines that say what they are."""

import re

from django.http import HttpRequest

_CRAWLER = re.compile(r"bot|crawl|spider|slurp|preview|facebookexternalhit|monitor", re.IGNORECASE)


def is_crawler(request: HttpRequest) -> bool:
    """Whether the client says it is a machine, or fetches ahead of a reader."""
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    agent = request.headers.get("User-Agent", "")
    return "prefetch" in purpose or bool(_CRAWLER.search(agent))
