"""Telling people by mail what happened to a ticket.

Who proved to own the address gets the answer itself and may answer by mail, at an address that is
theirs alone. Who did not gets at most a mail that is the same for everybody.
"""

from collections.abc import Callable
from email.utils import parseaddr
from functools import partial
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from faq.accounts.letters import write_to
from faq.accounts.models import User
from faq.base import letters, outbox
from faq.base.models import OutgoingMail
from faq.tickets.models import Message, Ticket
from faq.tickets.reply_addresses import reply_address, tokens_in

_KEY: Final = "ticket"


def received(ticket: Ticket) -> None:
    """Tell the person that their ticket is here, and its number."""
    if ticket.requester:
        _tell(ticket, ticket.requester, "received", once="")
    else:
        _tell_stranger(ticket)


def answered(message: Message) -> None:
    """Tell the person the answer."""
    ticket = message.ticket
    if ticket.requester:
        _tell(ticket, ticket.requester, "answered", once=str(message.pk), answer=message.body)
    else:
        _tell_stranger(ticket)


def settled(ticket: Ticket) -> None:
    """Tell the person that their ticket counts as solved, for nobody answered."""
    if ticket.requester:
        _tell(ticket, ticket.requester, "settled", once=f"{ticket.changed_at:%Y%m%d%H%M%S%f}")


def person_wrote(message: Message) -> None:
    """Tell whoever handles the ticket that the person wrote."""
    if message.ticket.assignee:
        _tell(message.ticket, message.ticket.assignee, "person_wrote", once=str(message.pk))


def assigned(ticket: Ticket, to: User) -> None:
    """Tell somebody that a ticket is theirs."""
    once = f"{to.pk}-{ticket.changed_at:%Y%m%d%H%M%S%f}"
    _tell(ticket, to, "assigned", once=once)


def is_own_address(address: str) -> bool:
    """Whether our own mail comes from there, or is answered there."""
    return address.lower() == _sender() or bool(tokens_in(address))


def ticket_of(mail: OutgoingMail) -> Ticket | None:
    """The ticket that a mail of ours told of; None for other mail."""
    name, _colon, more = mail.key.partition(":")
    number = more.partition(":")[0]
    if name != _KEY or not number.isdecimal():
        return None
    ticket: Ticket | None = Ticket.objects.filter(pk=number).first()
    return ticket


def _tell(ticket: Ticket, to: User, what: str, *, once: str, **more: object) -> None:
    """Write one letter; the same `what` and `once` again writes none."""
    reply_to = reply_address(ticket, to)
    thread = f"<{ticket.reference.lower()}@{_sender().rpartition('@')[2]}>"
    headers = {"References": thread, "In-Reply-To": thread}
    is_theirs = to.pk == ticket.requester_id
    context = {
        "reference": ticket.reference,
        "ticket_url": _url(
            ticket, ticket.get_absolute_url if is_theirs else partial(_desk, ticket)
        ),
        "can_reply": bool(reply_to) and is_theirs,
        **more,
    }
    # Whoever chose no language is written to in that of the ticket.
    with override(ticket.language):
        write_to(
            to,
            template=f"emails/tickets/{what}",
            context=context,
            key=f"{_KEY}:{ticket.pk}:{what}:{once}",
            headers=headers | ({"Reply-To": reply_to} if reply_to else {}),
        )


def _tell_stranger(ticket: Ticket) -> None:
    """One mail for all, seldom: whoever wrote may not own the address that they gave."""
    if ticket.address and outbox.may_write_to_stranger(ticket.address):
        letters.send(
            to=ticket.address,
            template="emails/tickets/to_stranger",
            context={"tickets_url": _url(ticket, lambda: reverse("ticket_mails"))},
            language=ticket.language,
        )


def _url(ticket: Ticket, path: Callable[[], str]) -> str:
    with override(ticket.language):
        return f"{settings.HELPCENTER_URL}{path()}"


def _desk(ticket: Ticket) -> str:
    return reverse("admin:tickets_ticket_change", args=[ticket.pk])


def _sender() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower()
