"""A mail server on this machine that can be told to refuse, to be slow, and to hang up."""

import asyncio
import email
import email.policy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.running_site import free_port

TAKEN = "250 Taken"


@dataclass
class MailServer:
    """What a server took, and how it answers; an empty answer hangs up instead."""

    port: int
    taken: list[EmailMessage] = field(default_factory=list)
    seen: list[EmailMessage] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    connections: int = 0
    answer_to_recipient: Callable[[str], str] = lambda _address: "250 Known"
    answer_to_mail: Callable[[EmailMessage], str] = lambda _mail: TAKEN

    @property
    def ids(self) -> list[str]:
        """The message IDs of what was taken."""
        return [str(mail["Message-ID"]) for mail in self.taken]

    @property
    def recipients(self) -> list[str]:
        """The addresses that what was taken went to."""
        return [str(mail["To"]) for mail in self.taken]

    # aiosmtpd's hooks.

    async def handle_EHLO(  # noqa: N802
        self, _server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        self.tried.append(address)
        answer = self.answer_to_recipient(address)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.seen.append(mail)
        answer = await asyncio.to_thread(self.answer_to_mail, mail)
        if not answer or answer == TAKEN:
            self.taken.append(mail)
        if not answer:
            server.transport.abort()
        return answer


@contextmanager
def listening(server: MailServer, **more: Any) -> Iterator[MailServer]:
    """Let it listen until the block ends."""
    controller = Controller(server, hostname="127.0.0.1", port=server.port, **more)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


@contextmanager
def used_by(settings: Any, **answers: Any) -> Iterator[MailServer]:
    """A server that listens, and that this process sends its mail to."""
    with listening(MailServer(free_port(), **answers)) as server:
        send_to(settings, server)
        yield server


def send_to(settings: Any, server: MailServer) -> None:
    """Send mail there from now on, whether it listens or not."""
    settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
