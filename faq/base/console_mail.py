"""Mail shown on the terminal instead of being sent, for trying the site out."""

from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends import console


class EmailBackend(console.EmailBackend):
    """Writes what people would read: to whom, about what, the plain text."""

    stream: Any

    def write_message(self, message: EmailMessage) -> None:
        """One mail, between two lines."""
        line = "-" * 72
        head = f"Mail to {', '.join(message.to)}: {message.subject}"
        self.stream.write(f"{line}\n{head}\n\n{message.body}\n{line}\n")
