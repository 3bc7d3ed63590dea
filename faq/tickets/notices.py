"""Telling people by mail that something happened to a ticket; what was said stays on the site."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from faq.accounts.models import User
from faq.base import outbox
from faq.tickets.models import Message, Ticket


def received(ticket: Ticket) -> None:
    """Tell the person that their ticket is here, and its number."""
    if ticket.requester:
        _tell(ticket, ticket.requester, gettext_noop("We received your ticket %(reference)s"))


def answered(message: Message) -> None:
    """Tell the person that there is an answer."""
    if message.ticket.requester:
        _tell(
            message.ticket,
            message.ticket.requester,
            gettext_noop("Your ticket %(reference)s has an answer"),
        )


def person_wrote(message: Message) -> None:
    """Tell whoever handles the ticket that the person wrote."""
    if message.ticket.assignee:
        _tell(
            message.ticket,
            message.ticket.assignee,
            gettext_noop("The person wrote in %(reference)s"),
        )


def assigned(ticket: Ticket, to: User) -> None:
    """Tell somebody that a ticket is theirs."""
    _tell(ticket, to, gettext_noop("Ticket %(reference)s is yours"))


def settled(ticket: Ticket) -> None:
    """Tell the person that their ticket counts as solved, for nobody answered."""
    if ticket.requester:
        _tell(ticket, ticket.requester, gettext_noop("Your ticket %(reference)s counts as solved"))


def _tell(ticket: Ticket, to: User, subject: str) -> None:
    with override(ticket.language):
        subject = _(subject) % {"reference": ticket.reference}
        body = _("You can read it here: %(address)s") % {
            "address": settings.HELPCENTER_URL + ticket.get_absolute_url()
        }
    outbox.put(to=to.email, subject=subject, text=body)
