"""What tickets hold about a person who asked: what they see of them, never what staff noted."""

from datetime import datetime
from typing import Any

from faq.accounts.models import User
from faq.accounts.personal_data import Holding
from faq.tickets.models import Message, Ticket

_OF_TICKET = (
    "reference", "language", "subject", "details", "urgency", "state", "source", "created_at",
    "changed_at", "rating", "rating_comment",
)  # fmt: skip


def _collect(user: User) -> list[dict[str, Any]]:
    tickets = Ticket.objects.filter(requester=user).order_by("pk").select_related("kind")
    said: dict[int, list[dict[str, Any]]] = {ticket.pk: [] for ticket in tickets}
    messages = Message.objects.filter(ticket__in=said, is_internal=False).in_order()
    for message in messages.prefetch_related("attachments"):
        said[message.ticket_id].append(
            {
                "by": message.side,
                "text": message.body,
                "at": message.created_at,
                "files": [file.name for file in message.attachments.all()],
            }
        )
    return [
        {name: getattr(ticket, name) for name in _OF_TICKET}
        | {"kind": ticket.kind.key, "messages": said[ticket.pk]}
        for ticket in tickets
    ]


def _erase(user: User, at: datetime) -> None:
    """What was said stays; whose it was does not."""
    Ticket.objects.filter(requester=user).update(address="")


TICKETS = Holding(name="tickets", collect=_collect, erase=_erase)
