"""What was asked and answered in a ticket as the beginning of an article for everybody.

What looks personal is hidden; the rest is for the eyes of whoever saves it.
"""

import re
from dataclasses import dataclass

from faq.search.masking import HIDDEN, masked_as_written
from faq.tickets.models import KindField, Message, Ticket

SHORTEST = 2
"""Names of one character are words."""
PERSONAL = {
    KindField.Name.TXID,
    KindField.Name.ADDRESS,
    KindField.Name.ORDER,
    KindField.Name.UID,
}
"""Facts that belong to one person; coins and networks belong to all."""


@dataclass(frozen=True)
class Beginning:
    """Question and answer without what tells who asked."""

    title: str
    asked: str
    answered: str


def beginning(ticket: Ticket) -> Beginning:
    """From the first words of the person and the last of staff."""
    told = list(ticket.messages.filter(is_internal=False).order_by("created_at", "pk"))
    asked = next((one.body for one in told if one.side == Message.Side.REQUESTER), "")
    answered = next((one.body for one in reversed(told) if one.side == Message.Side.STAFF), "")
    known = _known(ticket)
    return Beginning(
        title=_without(ticket.subject, known),
        asked=_without(asked, known),
        answered=_without(answered, known),
    )


def _known(ticket: Ticket) -> list[str]:
    """What we know to be of this person, the longest first."""
    person = ticket.requester
    name = person.name if person else ""
    words = {ticket.reference, ticket.address, name, *name.split()}
    words |= {str(value) for field, value in ticket.details.items() if field in PERSONAL}
    return sorted((one for one in words if len(one) >= SHORTEST), key=len, reverse=True)


def _without(text: str, known: list[str]) -> str:
    for word in known:
        text = re.sub(re.escape(word), HIDDEN, text, flags=re.IGNORECASE)
    return masked_as_written(text)
