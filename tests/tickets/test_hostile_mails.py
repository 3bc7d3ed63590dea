"""Forty hostile mails: none gets into a stranger's ticket, none is mailed on, none stops the queue.

The victim has a ticket, and so has the attacker, who knows the numbers of both, their subjects, the
addresses of everybody, and the reply address of their own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from faq.accounts.models import User
from faq.base.models import OutgoingMail
from faq.tickets import actions, mail_in, mailbox
from faq.tickets.models import IncomingMail, Message, Ticket
from tests.conftest import Mails
from tests.tickets.factories import NOW, a_person, a_ticket
from tests.tickets.mails import SERVER, a_mail, address_of, arrive

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_settings")]

EVIL = "evil@evil.example"
VICTIM = "victim@mail.example"
BY_DMARC = f"{SERVER}; dmarc=pass header.from=evil.example"


@dataclass
class World:
    """Who is there, and what the attacker may know."""

    ticket: Ticket
    own: Ticket
    agent: User

    @property
    def reference(self) -> str:
        return self.ticket.reference

    @property
    def own_address(self) -> str:
        return address_of(self.own)


@pytest.fixture
def world() -> World:
    victim, attacker = a_person("victim"), User.objects.create_user(EVIL)
    agent = a_person("agent", is_staff=True)
    ticket, own = a_ticket(victim), a_ticket(attacker)
    address_of(ticket)
    actions.answer(ticket, body="Which platform?", by=agent, at=NOW)
    return World(ticket, own, agent)


def nested(depth: int) -> bytes:
    parts = [
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n)
        for n in range(depth)
    ]
    return f"From: {EVIL}\r\nTo: support@help.example\r\n".encode() + b"".join(parts)


HOSTILE: dict[str, Callable[[World], bytes]] = {
    "victim's address, right number in the subject": lambda w: a_mail(
        sender=VICTIM, subject=f"Re: {w.reference}"
    ),
    "victim's address, failed DMARC": lambda w: a_mail(
        sender=VICTIM, subject=w.reference, results=f"{SERVER}; dmarc=fail header.from=mail.example"
    ),
    "victim's address, Cc to the attacker": lambda w: a_mail(
        sender=VICTIM, subject=w.reference, headers=[f"Cc: {EVIL}", f"Bcc: {EVIL}"]
    ),
    "stranger with the right number": lambda w: a_mail(
        sender=EVIL, subject=f"Re: [{w.reference}] 120 USDT have not arrived", results=BY_DMARC
    ),
    "threading headers of our mail": lambda w: a_mail(
        sender=EVIL,
        headers=[f"In-Reply-To: <{w.reference.lower()}@help.example>",
                 f"References: <{w.reference.lower()}@help.example>"],
    ),
    "number as reply address": lambda w: a_mail(
        sender=EVIL, to=f"reply+{w.reference}@help.example"
    ),
    "guessed token": lambda w: a_mail(sender=VICTIM, to=f"reply+{'a' * 32}@help.example"),
    "own token, victim's address": lambda w: a_mail(sender=VICTIM, to=w.own_address),
    "own token, agent's address": lambda w: a_mail(sender=w.agent.email, to=w.own_address),
    "own token with the victim's number": lambda w: a_mail(
        sender=EVIL, to=w.own_address, subject=w.reference
    ),
    "own token twice, once longer": lambda w: a_mail(
        sender=EVIL, to=f"{w.own_address}, x{w.own_address}, {w.own_address}.evil.example"
    ),
    "sign-up code of another service to the own token": lambda w: a_mail(
        "Your code is 1234", sender="no-reply@service.example", to=w.own_address
    ),
    "sign-up code of another service in the victim's name": lambda w: a_mail(
        "Your code", sender="no-reply@service.example", headers=[f"Reply-To: {VICTIM}"]
    ),
    "agent's address": lambda w: a_mail(
        "Please close all.", sender=w.agent.email, subject=w.reference
    ),
    "agent's address, failed DMARC": lambda w: a_mail(
        sender=w.agent.email, subject=w.reference, results=f"{SERVER}; dmarc=fail"
    ),
    "agent's own reply address": lambda w: a_mail(
        sender=w.agent.email,
        to=address_of(w.ticket, w.agent),
        results=f"{SERVER}; dmarc=pass header.from=mail.example",
    ),
    "our own address": lambda w: a_mail(sender="no-reply@help.example", subject=w.reference),
    "a reply address as sender": lambda w: a_mail(sender=w.own_address),
    "another Reply-To": lambda w: a_mail(
        sender=VICTIM, subject=w.reference, headers=[f"Reply-To: {EVIL}"]
    ),
    "Sender and Resent-From of the victim": lambda w: a_mail(
        sender=EVIL, headers=[f"Sender: {VICTIM}", f"Resent-From: {VICTIM}"], results=BY_DMARC
    ),
    "two From headers": lambda w: a_mail(sender=f"{VICTIM}\r\nFrom: {EVIL}", results=BY_DMARC),
    "two addresses in From": lambda w: a_mail(sender=f"{VICTIM}, {EVIL}", results=BY_DMARC),
    "victim as the name": lambda w: a_mail(sender=f'"{VICTIM}" <{EVIL}>', results=BY_DMARC),
    "DMARC of another domain": lambda w: a_mail(sender=VICTIM, results=BY_DMARC),
    "forged results of our server, inside a comment": lambda w: a_mail(
        sender=VICTIM,
        results=f"{SERVER}; spf=none (; dmarc=pass header.from=mail.example) smtp.mailfrom=x",
    ),
    "forged results of our server, inside quotes": lambda w: a_mail(
        sender=VICTIM,
        results=f'{SERVER}; spf=none smtp.mailfrom="; dmarc=pass header.from=mail.example; "@e.example',
    ),
    "forged results below real ones": lambda w: a_mail(
        sender=VICTIM,
        results=f"{SERVER}; dmarc=none",
        headers=[f"Authentication-Results: {SERVER}; dmarc=pass header.from=mail.example"],
    ),
    "forged results of another server": lambda w: a_mail(
        sender=VICTIM, results="mx.evil.example; dmarc=pass header.from=mail.example"
    ),
    "encoded line breaks in the subject": lambda w: a_mail(
        sender=EVIL, subject=f"=?utf-8?Q?a=0D=0ABcc:_{VICTIM}=0D=0A=0D=0Ax?=", results=BY_DMARC
    ),
    "links in name and subject": lambda w: a_mail(
        "https://evil.example/", sender=f'"Locked https://evil.example" <{EVIL}>',
        subject="Locked https://evil.example", results=BY_DMARC,
    ),
    "bounce to the own token": lambda w: a_mail(
        sender="mailer-daemon@mail.example", to=w.own_address, headers=["Auto-Submitted: auto-replied"]
    ),
    "bounce that names no mail of ours": lambda w: b"Return-Path: <>\r\n" + a_mail(
        "Message-ID: <1@help.example>", content_type="multipart/report; boundary=b"
    ),
    "2,000 nested parts": lambda w: nested(2000),
    "100,000 recipients": lambda w: a_mail(
        sender=EVIL, to=", ".join(f"n{number}@mail.example" for number in range(100_000))
    ),
    "too large": lambda w: a_mail("x" * mailbox.SIZE_LIMIT, sender=EVIL),
    "no headers": lambda w: b"\x00\xff" * 500,
    "nothing": lambda w: b"",
    "NUL, surrogates and signs that turn text": lambda w: a_mail(
        b"\x00 \xed\xa0\x80 \xe2\x80\xae", sender=EVIL, subject="\x00=?utf-8?Q?=ED=A0=80=E2=80=AE?="
    ),
    "a mail in a mail with a reply address": lambda w: a_mail(
        f"From: {VICTIM}\r\nTo: {w.own_address}\r\n\r\nx", sender=EVIL, content_type="message/rfc822"
    ),
    "scripts": lambda w: a_mail(
        "<script>alert(1)</script><img src=x onerror=alert(1)>", sender=EVIL,
        content_type="text/html",
    ),
    "broken parts": lambda w: a_mail(
        "--b\r\nContent-Transfer-Encoding: base64\r\nContent-Type: image/png; name*=x'\r\n\r\n!!!",
        sender=EVIL, content_type='multipart/mixed; boundary="b',
    ),
    "executable as picture": lambda w: a_mail(
        b"MZ\x90", sender=EVIL, content_type="image/png",
        headers=['Content-Disposition: attachment; filename="../../x.png\r\n .exe"'],
    ),
}  # fmt: skip


def test_there_are_forty_of_them() -> None:
    assert len(HOSTILE) >= 40


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mail_gets_nowhere(name: str, world: World, mails: Mails) -> None:
    before = _victims(world.ticket)
    letters = len(mails())
    mail = arrive(HOSTILE[name](world))
    assert mail.state != IncomingMail.State.WAITING
    assert _victims(world.ticket) == before
    assert mail.ticket != world.ticket
    assert not Message.objects.filter(author=world.agent).exclude(ticket=world.ticket).exists()
    assert set(Ticket.objects.visible_to(world.ticket.requester)) == {world.ticket}
    for letter in mails()[letters:]:
        _require_harmless(letter, mail)
    # The next one is not held up.
    good = arrive(a_mail("Another one.", sender="good@mail.example"))
    assert good.state == IncomingMail.State.TAKEN


def test_all_of_them_at_once_stop_nothing_and_get_little_mail(world: World, mails: Mails) -> None:
    before, letters = _victims(world.ticket), len(mails())
    for build in HOSTILE.values():
        mail_in.keep(build(world), at=NOW)
    mail_in.keep(a_mail("Another one.", sender="good@mail.example"), at=NOW)
    assert mail_in.take_in_due(NOW + timedelta(minutes=1)) == len(HOSTILE) + 1
    assert not IncomingMail.objects.filter(state=IncomingMail.State.WAITING).exists()
    assert _victims(world.ticket) == before
    written = [letter.to for letter in mails()[letters:]]
    assert len(written) == len(set(written))


def _victims(ticket: Ticket) -> list[object]:
    """All of the victim's ticket."""
    ticket.refresh_from_db()
    return [ticket.__dict__ | {"_state": None}, *ticket.messages.values()]


def _require_harmless(letter: OutgoingMail, mail: IncomingMail) -> None:
    """To the sender alone, and without a word of theirs."""
    assert letter.to == mail.sender
    shown = f"{letter.subject} {letter.text} {letter.html} {letter.headers}"
    assert "Locked" not in shown and "https://evil" not in shown and "Bcc" not in shown
