"""From a ticket over a real mail server to its person, and back over a real folder."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from faq.base.delivery import send_due
from faq.base.models import OutgoingMail
from faq.tickets import actions, mail_in
from faq.tickets.mail_fetching import fetch
from faq.tickets.models import IncomingMail, Message, Ticket
from tests.mail_server import MailServer, listening, send_to
from tests.running_site import free_port
from tests.tickets import imap_server
from tests.tickets.factories import NOW, a_person, a_ticket
from tests.tickets.mails import a_mail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_settings")]


@pytest.fixture
def server(settings: Any) -> MailServer:
    """A mail server that does not listen yet, and the site's setting for it."""
    server = MailServer(port=free_port())
    send_to(settings, server)
    return server


@pytest.fixture
def folder(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[imap_server.ImapServer]:
    """The folder into which answers come."""
    monkeypatch.setenv("SSL_CERT_FILE", str(imap_server.CERTIFICATE))
    with imap_server.listening(imap_server.ImapServer()) as folder:
        settings.HELPCENTER_IMAP = (
            f"imaps://support%40help.example:se%22cret%2F@localhost:{folder.port}/INBOX"
        )
        yield folder


def test_answer_goes_out_and_what_the_person_says_comes_back(
    server: MailServer, folder: imap_server.ImapServer
) -> None:
    ticket = a_ticket()
    agent = a_person("agent", is_staff=True)
    actions.answer(ticket, body="Which platform did you send from?", by=agent, at=NOW)
    with listening(server):
        assert send_due(NOW + timedelta(days=999)) == 2
    letter = server.taken[-1]
    text = letter.get_body(("plain",)).get_content()
    assert "Which platform did you send from?" in text
    assert letter["References"] == server.taken[0]["References"]
    folder.mails[1] = a_mail(
        f"The other one.\n\nOn Wednesday Support wrote:\n{text}", to=letter["Reply-To"]
    )
    assert fetch(NOW) == 1
    mail_in.take_in_due(NOW)
    message = ticket.messages.last()
    assert (message.body, message.side) == ("The other one.", Message.Side.REQUESTER)
    assert message.quoted.startswith("On Wednesday Support wrote:")


def test_nothing_is_lost_or_doubled_while_no_mail_server_answers(server: MailServer) -> None:
    people = [a_person(f"n{number}") for number in range(20)]
    for number, person in enumerate(people):
        a_ticket(person, once=f"{number:043d}")
        with pytest.raises(OSError):
            send_due(NOW + timedelta(days=999))
        a_ticket(person, once=f"{number:043d}")
    assert Ticket.objects.count() == OutgoingMail.objects.count() == 20
    with listening(server):
        for _time in range(3):
            send_due(NOW + timedelta(days=999))
    assert sorted(server.recipients) == sorted(person.email for person in people)
    assert len(set(server.ids)) == 20


def test_confirmation_of_a_mail_that_failed_half_way_is_sent_once(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_in.keep(a_mail(headers=["Message-ID: <1@mail.example>"]), at=NOW)
    settle = mail_in.settle

    def fail(*_args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(mail_in, "settle", fail)
    mail_in.take_in_due(NOW)
    assert not Ticket.objects.exists() and not OutgoingMail.objects.exists()
    monkeypatch.setattr(mail_in, "settle", settle)
    mail_in.take_in_due(IncomingMail.objects.get().due_at)
    assert Ticket.objects.count() == OutgoingMail.objects.count() == 1
