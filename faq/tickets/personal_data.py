"""What a person asked us, what was said about it, and the mails that it came by."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from faq.accounts.models import AuditEntry, User
from faq.accounts.personal_data import Holding
from faq.tickets import mail_files
from faq.tickets.models import IncomingMail, Message, ReplyAddress, Ticket


def _collect_tickets(user: User) -> list[dict[str, Any]]:
    """Everything the person could see; notes of staff are about the work."""
    said = Message.objects.filter(ticket__requester=user, is_internal=False)
    messages: dict[int, list[dict[str, Any]]] = {}
    for message in said.prefetch_related("attachments").order_by("pk"):
        messages.setdefault(message.ticket_id, []).append(
            {
                "by": message.side,
                "at": message.created_at,
                "text": message.body,
                "files": [file.name for file in message.attachments.all()],
            }
        )
    return [
        {
            "number": ticket.reference,
            "subject": ticket.subject,
            "kind": ticket.kind.key,
            "facts": ticket.details,
            "state": ticket.state,
            "received at": ticket.created_at,
            "rating": ticket.rating,
            "said about it": ticket.rating_comment,
            "messages": messages.get(ticket.pk, []),
        }
        for ticket in Ticket.objects.filter(requester=user).select_related("kind").order_by("pk")
    ]


def _erase_tickets(user: User, at: datetime) -> None:
    """Tickets are the person's words: they go, with their files and their titles in the trail."""
    nobody_s = Q(requester=None, address__iexact=user.email)
    tickets = Ticket.objects.filter(Q(requester=user) | nobody_s)
    numbers = list(tickets.values_list("pk", flat=True))
    AuditEntry.objects.filter(kind="ticket", object_id__in=numbers).update(title="", details={})
    Ticket.objects.filter(merged_into__in=numbers).update(merged_into=None)
    tickets.delete()


TICKETS = Holding(name="tickets", collect=_collect_tickets, erase=_erase_tickets)


def _mails(user: User) -> QuerySet[IncomingMail]:
    """What they sent us, or came in their name."""
    mails: QuerySet[IncomingMail] = IncomingMail.objects.filter(
        Q(sender__iexact=user.email) | Q(ticket__requester=user)
    )
    return mails


def _collect_mails(user: User) -> list[Any]:
    return list(_mails(user).order_by("pk").values("received_at", "sender", "subject", "size"))


def _erase_mails(user: User, at: datetime) -> None:
    """The raw mails go; that something came stays, without who and what."""
    mails = _mails(user)
    for digest in mails.filter(is_raw_kept=True).values_list("sha256", flat=True):
        transaction.on_commit(partial(mail_files.remove, digest))
    waiting = (IncomingMail.State.WAITING, IncomingMail.State.QUARANTINED)
    numbers = list(mails.values_list("pk", flat=True))
    kept = IncomingMail.objects.filter(pk__in=numbers)
    kept.filter(state__in=waiting).update(state=IncomingMail.State.DISCARDED)
    kept.update(sender="", reply_to="", subject="", is_raw_kept=False)
    ReplyAddress.objects.filter(person=user).delete()


MAILS = Holding(name="mails", collect=_collect_mails, erase=_erase_mails)
