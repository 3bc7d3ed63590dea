"""The quarantine: mails that staff look at before anything is made of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from faq.accounts import audit
from faq.accounts.models import User
from faq.base.pace import at_most_every
from faq.tickets import mail_files, mail_in
from faq.tickets.mail_content import Content
from faq.tickets.mail_text import decode, safe
from faq.tickets.models import IncomingMail, Ticket

State = IncomingMail.State

RAW_FOR: Final = timedelta(days=180)
QUARANTINE_FOR: Final = timedelta(days=30)
BATCH: Final = 100
SHOWN: Final = 200_000
"""Bytes of a mail that its page shows."""


def accept(mail: IncomingMail, *, by: User, at: datetime) -> Ticket:
    """Make a ticket of a mail in quarantine. Nobody is told of it by mail.

    It never joins another ticket, and it is the sender's own only if the address was proved.
    Raises ValidationError when it cannot be one.
    """
    _require_quarantined(mail)
    if not mail.sender or not mail.is_raw_kept:
        raise ValidationError(_("This mail has no sender to answer, or is no longer kept."))
    incoming = mail_in.read_kept(mail)
    content = Content.of(incoming)
    with transaction.atomic():
        _require_quarantined(IncomingMail.objects.get(pk=mail.pk))
        ticket = mail_in.open_from(mail, content, at=at, is_told=False)
        mail_in.settle(mail, State.TAKEN, mail.reason, ticket)
        mail_in.forget_secrets(mail, incoming)
        audit.record("accepted", mail, by=by, at=at, ticket=ticket.pk)
    return ticket


@transaction.atomic
def discard(mails: Sequence[IncomingMail], *, by: User | None, at: datetime) -> int:
    """Take mails out of quarantine and remove what is kept of them; returns how many."""
    waiting = IncomingMail.objects.in_quarantine().filter(pk__in=[mail.pk for mail in mails])
    discarded: list[Any] = list(waiting)
    waiting.update(state=State.DISCARDED, is_raw_kept=False)
    audit.record_many("discarded", discarded, by=by, at=at)
    for mail in discarded:
        transaction.on_commit(partial(mail_files.remove, mail.sha256))
    return len(discarded)


def _require_quarantined(mail: IncomingMail) -> None:
    if mail.state != State.QUARANTINED:
        raise ValidationError(_("This mail is no longer in quarantine."))


@at_most_every(timedelta(hours=1))
def forget_old(now: datetime) -> int:
    """Discard what nobody took out of quarantine, and remove raw mails; returns how many."""
    stale = IncomingMail.objects.in_quarantine().filter(received_at__lt=now - QUARANTINE_FOR)
    done = discard(list(stale[:BATCH]), by=None, at=now)
    old = IncomingMail.objects.exclude(state=State.WAITING).filter(
        is_raw_kept=True, received_at__lt=now - RAW_FOR
    )
    for mail in old[:BATCH]:
        mail_files.remove(mail.sha256)
        mail.is_raw_kept = False
        mail.save(update_fields=["is_raw_kept"])
        done += 1
    return done


def shown(mail: IncomingMail) -> str | None:
    """The beginning of the raw mail as harmless text; None when it is no longer kept."""
    try:
        raw = mail_files.read(mail.sha256)[:SHOWN]
    except FileNotFoundError:
        return None
    return safe(decode(raw))
