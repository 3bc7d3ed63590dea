"""Mails for tests, as they arrive at our mail server."""

from collections.abc import Iterable
from typing import Any

import pytest

from faq.accounts.models import User
from faq.tickets import mail_in
from faq.tickets.models import IncomingMail, Ticket
from faq.tickets.reply_addresses import reply_address
from tests.tickets.factories import NOW

SERVER = "mx.help.example"
PROVED = f"{SERVER}; spf=pass smtp.mailfrom=mail.example; dmarc=pass header.from=mail.example"


def a_mail(
    body: str | bytes = "It has still not arrived.",
    *,
    sender: str = "Lin <lin@mail.example>",
    to: str = "support@help.example",
    subject: str = "A question",
    results: str = "",
    headers: Iterable[str] = (),
    content_type: str = "text/plain; charset=utf-8",
) -> bytes:
    """The bytes of a mail; `results` is what our own server found out."""
    lines = [
        *([f"Authentication-Results: {results}"] if results else []),
        f"From: {sender}",
        f"To: {to}",
        f"Subject: {subject}",
        *headers,
        f"Content-Type: {content_type}",
        "",
        "",
    ]
    content = body.encode() if isinstance(body, str) else body
    return "\r\n".join(lines).encode() + content


def arrive(raw: bytes, **envelope: str) -> IncomingMail:
    """Keep a mail and work on it, as the server and the worker do."""
    mail_in.keep(raw, at=NOW, **envelope)
    mail_in.take_in_due(NOW)
    mail: IncomingMail = IncomingMail.objects.order_by("-pk")[0]
    return mail


def address_of(ticket: Ticket, person: User | None = None) -> str:
    """Where a person, or who asked, answers in a ticket."""
    whose = person or ticket.requester
    assert whose
    return reply_address(ticket, whose)


@pytest.fixture
def mail_settings(settings: Any) -> Any:
    """Mail comes in, and our server says what it found out about senders."""
    settings.HELPCENTER_MAIL_REPLY = "reply+*@help.example"
    settings.HELPCENTER_MAIL_AUTHSERV_ID = SERVER
    settings.DEFAULT_FROM_EMAIL = "no-reply@help.example"
    return settings
