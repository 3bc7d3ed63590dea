"""What the receiving mail server found out about a sender (RFC 8601).

Anybody can write such a header. Only the topmost counts, and only when it names our server, which
takes away what others wrote in its name.
"""

import re
from typing import Final

from faq.tickets.models import IncomingMail

Authentication = IncomingMail.Authentication

_COMMENT: Final = re.compile(r"\([^()]*\)")
# A sender's own words may stand in quotes, also such as look like findings.
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_DMARC: Final = re.compile(r"\s*dmarc\s*=\s*([a-z]+)\b(.*)", re.IGNORECASE | re.DOTALL)
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
    text = _QUOTED.sub(" ", results[:_LENGTH])
    while (shorter := _COMMENT.sub(" ", text)) != text:
        text = shorter
    name, *findings = text.split(";")
    if not server or name.split()[:1] != [server]:
        return Authentication.NONE
    if _FAILURE.search(results[:_LENGTH]):
        return Authentication.FAIL
    domain = sender.rpartition("@")[2].lower()
    of_dmarc = [one for one in map(_DMARC.match, findings) if one]
    if domain and len(of_dmarc) == 1 and of_dmarc[0][1].lower() == "pass":
        named = _OF_DOMAIN.search(of_dmarc[0][2])
        if named and named[1].lower().rstrip(".") == domain:
            return Authentication.PASS
    return Authentication.NONE
