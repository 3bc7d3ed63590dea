"""Fetching mail from a folder of a mail server (IMAP over TLS).

A mail is marked as seen only after it is kept here, and how far we came is written down in the same
transaction; so nothing is lost, and what is fetched twice is one mail all the same.
"""

import logging
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from imaplib import IMAP4, IMAP4_SSL
from typing import Final
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from faq.tickets import mail_in, mailbox
from faq.tickets.models import MailFolder

logger = logging.getLogger(__name__)

PAUSE: Final = timedelta(minutes=1)
BATCH: Final = 100
TIMEOUT: Final = 30
"""Seconds for each answer of the server."""
_SIZE: Final = re.compile(rb"RFC822\.SIZE (\d+)")


def fetch(now: datetime) -> int:
    """Keep what is new in the folder; returns how many mails. Once a minute for all processes.

    Raises OSError or IMAP4.error when the server cannot be used; what was fetched stays.
    """
    if not settings.HELPCENTER_IMAP:
        return 0
    address = urlsplit(settings.HELPCENTER_IMAP)
    name = f"{address.username}@{address.hostname}{address.path or '/INBOX'}"
    folder, _is_new = MailFolder.objects.get_or_create(name=name[:200])
    is_due = Q(asked_at=None) | Q(asked_at__lte=now - PAUSE)
    if not MailFolder.objects.filter(is_due, pk=folder.pk).update(asked_at=now):
        return 0
    with _opened() as server:
        return sum(_keep(server, folder, uid, now) for uid in _new(server, folder))


@contextmanager
def _opened() -> Iterator[IMAP4_SSL]:
    """A connection with the folder selected. The server's certificate is checked."""
    address = urlsplit(settings.HELPCENTER_IMAP)
    with IMAP4_SSL(
        address.hostname or "",
        address.port or 993,
        ssl_context=ssl.create_default_context(),
        timeout=TIMEOUT,
    ) as server:
        server.login(unquote(address.username or ""), unquote(address.password or ""))
        folder = unquote(address.path.strip("/")) or "INBOX"
        _require_ok(*server.select('"' + re.sub(r'(["\\])', r"\\\1", folder) + '"'))
        yield server


def _new(server: IMAP4_SSL, folder: MailFolder) -> list[int]:
    """The numbers of the mails we have not seen, the oldest first."""
    _type, data = server.response("UIDVALIDITY")
    validity = int((data or [b"0"])[0] or 0)
    if validity != folder.uid_validity:
        folder.uid_validity, folder.last_uid = validity, 0
    found = _require_ok(*server.uid("SEARCH", f"UID {folder.last_uid + 1}:*"))
    uids = sorted(int(uid) for uid in (found[0] or b"").split() if uid.isdigit())
    # "n:*" names the last mail even when its number is smaller.
    return [uid for uid in uids if uid > folder.last_uid][:BATCH]


def _keep(server: IMAP4_SSL, folder: MailFolder, uid: int, now: datetime) -> int:
    """Fetch one mail and keep it; one that the server cannot give is passed over."""
    size, raw = _size(server, uid), None
    if size:
        raw = _raw(server, uid, is_whole=size <= mailbox.SIZE_LIMIT)
    with transaction.atomic():
        is_kept = raw is not None and mail_in.keep(raw, at=now, size=size)
        folder.last_uid = uid
        folder.save(update_fields=["uid_validity", "last_uid"])
    if raw is None:
        logger.warning("The mail server could not give mail %d.", uid)
        return 0
    server.uid("STORE", str(uid), "+FLAGS", r"(\Seen)")
    return int(is_kept)


def _size(server: IMAP4_SSL, uid: int) -> int:
    """The size of a mail in bytes, as the server says; 0 when it does not."""
    _type, answer = server.uid("FETCH", str(uid), "(RFC822.SIZE)")
    found = [_SIZE.search(_bytes(one)) for one in answer if one]
    return next((int(one[1]) for one in found if one), 0)


def _raw(server: IMAP4_SSL, uid: int, *, is_whole: bool) -> bytes | None:
    """A mail, or the beginning of it."""
    part = "" if is_whole else f"<0.{mailbox.HEADERS_LIMIT}>"
    _type, answer = server.uid("FETCH", str(uid), f"(BODY.PEEK[]{part})")
    return next((one[1] for one in answer if isinstance(one, tuple)), None)


def _bytes(answer: bytes | tuple[bytes, ...]) -> bytes:
    return b" ".join(answer) if isinstance(answer, tuple) else answer


def _require_ok(kind: str, data: list[bytes | None]) -> list[bytes | None]:
    if kind != "OK":
        raise IMAP4.error(f"The mail server says {kind}.")
    return data
