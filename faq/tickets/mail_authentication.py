"""What the receiving mail server found out about a sender (RFC 8601).

Anybody can write such a header. Only the topmost counts, and only when it names our server, which
takes away what others wrote in its name.
"""

import re
from typing import Final

from faq.tickets.models import IncomingMail

Authentication = IncomingMail.Authentication

_COMMENT: Final = re.compile(r"\([^()]*\)")
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_PASSED: Final = re.compile(r"\s*dmarc\s*=\s*pass\b(.*)", re.IGNORECASE | re.DOTALL)
# Counted everywhere: where there are two, one may be forged.
_DMARC: Final = re.compile(r"dmarc\s*=", re.IGNORECASE)
# Looked for everywhere: who writes it into their own mail harms nobody else.
_FAILURE: Final = re.compile(r"\b(?:spf|dkim|dmarc)\s*=\s*(?:hard)?fail\b", re.IGNORECASE)
_OF_DOMAIN: Final = re.compile(r"\bheader\.from\s*=\s*([a-z0-9.-]+)(?![\w@])", re.IGNORECASE)
_LENGTH: Final = 5_000


def judge(results: str, *, sender: str, server: str) -> str:
    """Whether the sender's address is proved, disproved, or neither.

    `results` is the topmost header, `server` the name under which ours writes it ("": none does).
    One failure of SPF, DKIM or DMARC disproves. Only DMARC for the very domain of the address that
    people see proves: SPF and DKIM alone speak of others.
    """
    name, *findings = _without_words_of_others(results[:_LENGTH]).split(";")
    if not server or name.split()[:1] != [server]:
        return Authentication.NONE
    if _FAILURE.search(results):
        return Authentication.FAIL
    if len(results) > _LENGTH or len(_DMARC.findall(results)) != 1:
        return Authentication.NONE
    passed = next(filter(None, map(_PASSED.match, findings)), None)
    of_domain = _OF_DOMAIN.search(passed[1]) if passed else None
    is_proved = of_domain and of_domain[1].lower().rstrip(".") == sender.rpartition("@")[2].lower()
    return Authentication.PASS if is_proved else Authentication.NONE


def _without_words_of_others(results: str) -> str:
    """The findings without quotes and comments, in which a sender's own words may stand."""
    text = _QUOTED.sub(" ", results)
    while (shorter := _COMMENT.sub(" ", text)) != text:
        text = shorter
    return text
