"""Mail to people at work, sent once what it tells of is saved."""

from django.core.mail import send_mail
from django.db import transaction


def send_on_commit(*, to: str, subject: str, body: str) -> None:
    """Send a plain mail when the present transaction is saved; not at all when it is undone.

    A mail that cannot be sent is logged and breaks nothing.
    """

    def send() -> None:
        send_mail(" ".join(subject.split()), body, None, [to])

    transaction.on_commit(send, robust=True)
