"""Django's way of sending mail, led into the outbox: `django.core.mail` is used by libraries."""

from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from faq.base import outbox


class EmailBackend(BaseEmailBackend):
    """Puts each mail into the outbox, once for each of its recipients, from our own address."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Take them in. Raises ValueError for what the outbox does not carry."""
        for message in email_messages:
            content = _content(message)
            for to in message.recipients():
                outbox.put(to=to, subject=" ".join(str(message.subject).split()), **content)
        return len(email_messages)


def _content(message: EmailMessage) -> dict[str, Any]:
    alternatives = message.alternatives if isinstance(message, EmailMultiAlternatives) else []
    html = [str(content) for content, kind in alternatives if kind == "text/html"]
    if message.attachments or len(html) != len(alternatives) or message.content_subtype != "plain":
        raise ValueError("The outbox carries plain text and HTML beside it only.")
    headers = dict(message.extra_headers)
    if message.reply_to:
        headers.setdefault("Reply-To", ", ".join(message.reply_to))
    return {"text": str(message.body), "html": "".join(html), "headers": headers}
