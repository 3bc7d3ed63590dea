"""Sending what waits in the outbox.

A mail is claimed in a short transaction of its own before it is sent: that puts it off by `LEASE`
and counts as a try. So two senders never take the same one, the database is never locked while a
server is spoken to, and what a sender held when it died is tried again once the lease is over.
Where the server took a mail and could not say so, it is sent twice, under one message ID.

A server that cannot be reached is no fault of a mail: nothing is claimed before it answers.
"""

import logging
import smtplib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import OperationalError, transaction
from django.utils import timezone

from faq.base.models import OutgoingMail, StrangerMail
from faq.base.pace import at_most_every

logger = logging.getLogger(__name__)

State = OutgoingMail.State

LEASE = timedelta(minutes=15)
"""Longer than a mail can take: five answers of the server, EMAIL_TIMEOUT each."""
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 360, 720, 1440))
"""From one try to the next; after the last a mail is given up."""
BATCH = timedelta(seconds=5)
"""How long mail is sent before other work has its turn."""
SECONDS_TO_WRITE_AGAIN = 5.0
SERVER_CLOSES = 421
DAYS_KEPT, DAYS_WAITED = 90, 7


def send_due(now: datetime) -> int:
    """Send what is due; returns how many were tried. Raises OSError when no server takes mail."""
    if not settings.MAIL_TRANSPORT or not OutgoingMail.objects.due(now).exists():
        return 0
    stop_at = time.monotonic() + BATCH.total_seconds()
    tried = 0
    with _transport() as transport:
        while time.monotonic() < stop_at and (mail := _claim(now)):
            tried += 1
            if not _send(mail, transport):
                break
    return tried


@contextmanager
def _transport() -> Iterator[BaseEmailBackend]:
    """An open connection to the mail server. Raises OSError where there is none."""
    transport = get_connection(settings.MAIL_TRANSPORT)
    transport.open()
    try:
        yield transport
    finally:
        transport.close()


@transaction.atomic
def _claim(now: datetime) -> OutgoingMail | None:
    """The next mail, put off and counted; those that were claimed too often are given up."""
    due = OutgoingMail.objects.due(now)
    # Whoever held one of these for the last time never came back to say what happened.
    due.filter(tries__gt=len(PAUSES)).update(state=State.DEAD)
    mail = due.first()
    if mail is not None:
        mail.tries, mail.due_at = mail.tries + 1, timezone.now() + LEASE
        mail.save(update_fields=["tries", "due_at"])
    return mail


def _send(mail: OutgoingMail, transport: BaseEmailBackend) -> bool:
    """Send one mail and keep what came of it; whether the connection is good for another."""
    try:
        transport.send_messages([_message(mail)])
    except OSError as error:
        _failed(mail, error)
        return not _ends_the_connection(error)
    except Exception as error:
        # What cannot even be written down as a mail will not be on another day.
        logger.exception("Mail %d cannot be built", mail.pk)
        _settle(mail, state=State.DEAD, last_error=_said(error))
        return True
    _settle(mail, state=State.SENT, sent_at=timezone.now(), last_error="", text="", html="")
    return True


def _message(mail: OutgoingMail) -> EmailMultiAlternatives:
    own = {"Message-ID": mail.message_id, "Date": format_datetime(mail.created_at)}
    message = EmailMultiAlternatives(
        mail.subject, mail.text, to=[mail.to], headers=mail.headers | own
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def _failed(mail: OutgoingMail, error: OSError) -> None:
    """Put it off for longer each time; give it up when it is refused for good or too often."""
    if mail.tries > len(PAUSES) or _is_for_good(error):
        logger.warning("Mail %d could not be sent: %s", mail.pk, _said(error))
        _settle(mail, state=State.DEAD, last_error=_said(error))
    else:
        due_at = timezone.now() + PAUSES[mail.tries - 1]
        _settle(mail, due_at=due_at, last_error=_said(error))


def _is_for_good(error: OSError) -> bool:
    """Whether the server refused the recipient or the content, and not just for now.

    That it refuses the sender says something about this site, which is put right, not the mail.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500


def _ends_the_connection(error: OSError) -> bool:
    codes = {getattr(error, "smtp_code", 0)}
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes |= {code for code, _words in error.recipients.values()}
    is_answer = isinstance(error, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused)
    return not is_answer or SERVER_CLOSES in codes


def _said(error: Exception) -> str:
    """What went wrong on one line, without the words of the mail."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]


def _settle(mail: OutgoingMail, **fields: object) -> None:
    """Keep what became of a mail, unless its lease ran out and somebody else has it now.

    A database that is locked for long is waited for: to forget that a mail was sent doubles it.
    """
    mine = OutgoingMail.objects.filter(pk=mail.pk, state=State.WAITING, tries=mail.tries)
    while True:
        try:
            mine.update(**fields)
            return
        except OperationalError as error:
            if timezone.now() > mail.due_at:
                raise
            logger.warning("What became of mail %d cannot be written yet: %s", mail.pk, error)
            time.sleep(SECONDS_TO_WRITE_AGAIN)


@transaction.atomic
def try_again(mail: OutgoingMail, *, at: datetime) -> bool:
    """Give a dead mail all its tries once more; whether it was dead."""
    revived = OutgoingMail.objects.dead().filter(pk=mail.pk)
    return bool(revived.update(state=State.WAITING, tries=0, due_at=at))


@at_most_every(timedelta(hours=1))
def forget_old(now: datetime) -> int:
    """Give up mail that waited for `DAYS_WAITED` days, delete what is `DAYS_KEPT` days old.

    Returns how many rows that were, yesterday's counts of mail to strangers among them.
    """
    stale = OutgoingMail.objects.waiting().filter(created_at__lt=now - timedelta(days=DAYS_WAITED))
    given_up = stale.update(state=State.DEAD)
    old = OutgoingMail.objects.filter(created_at__lt=now - timedelta(days=DAYS_KEPT))
    counts = StrangerMail.objects.filter(at__lt=now - timedelta(days=1))
    return given_up + old.delete()[0] + counts.delete()[0]
