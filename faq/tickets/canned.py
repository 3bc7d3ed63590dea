"""Canned replies as they are inserted: in the person's language, with name and addresses."""

from datetime import datetime

from django.utils.translation import override, pgettext

from faq.base import languages
from faq.tickets import article_links
from faq.tickets.models import CannedReply, Ticket


def filled(reply: CannedReply, ticket: Ticket, *, at: datetime) -> str:
    """The words for this ticket; "" when the reply has none."""
    text = languages.best(reply.texts.all(), ticket.language)
    if text is None:
        return ""
    body = text.shown("body", ticket.language)
    body = body.replace("{reference}", ticket.reference)
    body = article_links.with_addresses(body, language=ticket.language, at=at)
    # The name comes last, so that nothing in a name is taken for a placeholder.
    return str(body.replace("{name}", _name(ticket)))


def _name(ticket: Ticket) -> str:
    if ticket.requester and ticket.requester.name:
        return ticket.requester.name
    with override(ticket.language):
        return pgettext("greeting of somebody without a name", "there")
