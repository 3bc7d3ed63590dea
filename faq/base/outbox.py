"""The outbox: mail is written into the transaction that wants it and sent afterwards.

So nothing is mailed of what was undone, nobody waits for a mail server, and nothing is lost while
one is away. `faq.base.delivery` sends.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import make_msgid, parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import BadHeaderError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.encoding import punycode

from faq.base.models import OutgoingMail, StrangerMail

_HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_SUBJECT_LENGTH = 250


def put(
    *,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    headers: Mapping[str, str] | None = None,
    key: str = "",
) -> None:
    """Write one mail in the present transaction; of those with the same `key` only the first.

    `headers` come on top of the usual ones. Raises ValueError for an address that is none, and
    BadHeaderError, which is one too, for a line break where it would begin another header.
    """
    headers = dict(headers or {})
    for name, value in (("To", to), ("Subject", subject), *headers.items()):
        _refuse_line_breaks(name, value)
    try:
        validate_email(to)
    except ValidationError as error:
        raise ValueError("Mail needs the address of one person.") from error
    mail = OutgoingMail(
        key=key,
        message_id=make_msgid(domain=_own_domain()),
        to=to,
        subject=subject[:_SUBJECT_LENGTH],
        text=text,
        html=html,
        headers=headers,
    )
    OutgoingMail.objects.bulk_create([mail], ignore_conflicts=bool(key))


def _refuse_line_breaks(name: str, value: str) -> None:
    if not _HEADER_NAME.fullmatch(name) or "".join(value.splitlines()) != value:
        raise BadHeaderError("A header of a mail is one line.")


def _own_domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


# --- Mail to addresses that have not proved themselves ------------------------------------------

AN_HOUR, A_DAY = 1, 3
ALL_AN_HOUR = 300
"""To strangers altogether, so that the site is no use to flood many addresses with either."""
_QUOTING = re.compile(r'["\\]')
_GOOGLE = {"gmail.com", "googlemail.com"}


def may_write_to_stranger(address: str, *, at: datetime | None = None) -> bool:
    """Whether a valid address, not proved to be anybody's, may get a mail now; True counts as one.

    At most `AN_HOUR` and `A_DAY` to one mailbox, however it is spelled, and `ALL_AN_HOUR` to all
    together, over all processes. The mail must hold no words of whoever asked for it.
    """
    at = at or timezone.now()
    mailbox = salted_hmac("faq.base.strangers", _folded(address), algorithm="sha256").hexdigest()
    hour, day = at - timedelta(hours=1), at - timedelta(days=1)
    with transaction.atomic():
        to_mailbox = StrangerMail.objects.filter(address=mailbox)
        if (
            to_mailbox.filter(at__gt=hour).count() >= AN_HOUR
            or to_mailbox.filter(at__gt=day).count() >= A_DAY
            or StrangerMail.objects.filter(at__gt=hour).count() >= ALL_AN_HOUR
        ):
            return False
        StrangerMail.objects.create(address=mailbox, at=at)
        return True


def _folded(address: str) -> str:
    """One spelling of all that reach a mailbox: case, +tags, quotes, and the dots Google skips."""
    local, _at, domain = unicodedata.normalize("NFKC", address.strip()).casefold().rpartition("@")
    local = _QUOTING.sub("", local).partition("+")[0]
    domain = punycode(domain.rstrip("."))
    if domain in _GOOGLE:
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{domain}"
