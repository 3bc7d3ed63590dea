"""What a person asked us, and what was said about it."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from faq.accounts.models import AuditEntry, User
from faq.accounts.personal_data import Holding
from faq.tickets.models import Message, Ticket


def _collect(user: User) -> list[dict[str, Any]]:
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


def _erase(user: User, at: datetime) -> None:
    """Tickets are the person's words: they go, with their files and their titles in the trail."""
    unconfirmed = Q(requester=None, address__iexact=user.email)
    tickets = Ticket.objects.filter(Q(requester=user) | unconfirmed)
    numbers = list(tickets.values_list("pk", flat=True))
    AuditEntry.objects.filter(kind="ticket", object_id__in=numbers).update(title="", details={})
    Ticket.objects.filter(merged_into__in=numbers).update(merged_into=None)
    tickets.delete()


TICKETS = Holding(name="tickets", collect=_collect, erase=_erase)
