"""Blotting out what nobody should send, before anything of a mail is kept in a ticket."""

from dataclasses import replace
from typing import Final

from faq.base.secret_guard import hidden
from faq.tickets.mailbox import Incoming

_CHANGED: Final = "Secrets were blotted out and files removed."


def masked(incoming: Incoming) -> Incoming:
    """The mail with blocks where secrets stood; it says whether there were any."""
    clean = replace(
        incoming,
        subject=hidden(incoming.subject),
        body=hidden(incoming.body),
        quoted=hidden(incoming.quoted),
        files=tuple(replace(file, name=hidden(file.name)) for file in incoming.files),
        unread=tuple(hidden(name) for name in incoming.unread),
    )
    return replace(clean, had_secrets=clean != incoming)


def as_bytes(incoming: Incoming) -> bytes:
    """A mail that says the same as `incoming`, without files, to be kept instead of the raw one."""
    headers = {
        "Authentication-Results": incoming.authentication_results,
        "From": incoming.sender,
        "Reply-To": incoming.reply_to,
        "To": incoming.recipients,
        "Subject": incoming.subject,
        "Message-ID": incoming.message_id,
        "Content-Type": "text/plain; charset=utf-8",
        "X-Helpcenter": _CHANGED,
    }
    lines = [f"{name}: {' '.join(value.split())}" for name, value in headers.items() if value]
    text = "\n".join([*lines, "", incoming.body, "", incoming.quoted, ""])
    return text.encode("utf-8", "replace")
