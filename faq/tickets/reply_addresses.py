"""Addresses at which one person answers in one ticket.

The token in it is all that lets a mail into a ticket: 160 bits, made from the site's key, so that
it need not be kept; the database holds its digest only.
"""

import base64
import hashlib
import re

from django.conf import settings
from django.utils.crypto import salted_hmac

from faq.accounts.models import User
from faq.tickets.models import ReplyAddress, Ticket

_TOKEN = "[a-z2-7]{32}"


def reply_address(ticket: Ticket, person: User) -> str:
    """Where `person` answers in `ticket` by mail; "" where no mail comes in."""
    if not settings.HELPCENTER_MAIL_REPLY:
        return ""
    token = _token(ticket, person)
    ReplyAddress.objects.get_or_create(
        digest=_digest(token), defaults={"ticket": ticket, "person": person}
    )
    before, after = settings.HELPCENTER_MAIL_REPLY.split("*")
    return f"{before}{token}{after}"


def tokens_in(recipients: str) -> set[str]:
    """The tokens of all reply addresses of ours among `recipients`."""
    if not settings.HELPCENTER_MAIL_REPLY:
        return set()
    before, after = map(re.escape, settings.HELPCENTER_MAIL_REPLY.split("*"))
    pattern = rf"(?<![\w.+-]){before}({_TOKEN}){after}(?![\w-]|\.\w)"
    return {token.lower() for token in re.findall(pattern, recipients, re.IGNORECASE)}


def find(token: str) -> ReplyAddress | None:
    """What a token leads to."""
    found = ReplyAddress.objects.select_related("ticket__merged_into", "person").filter(
        digest=_digest(token)
    )
    return found.first()


def _token(ticket: Ticket, person: User) -> str:
    digest = salted_hmac("faq.tickets.reply", f"{ticket.pk}:{person.pk}", algorithm="sha256")
    return base64.b32encode(digest.digest()[:20]).decode().lower()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
