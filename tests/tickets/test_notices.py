"""What is written to people about their tickets, and to whom it says how much."""

from datetime import timedelta

import pytest
from django.conf import settings

from faq.tickets import actions, notices
from faq.tickets.models import Ticket
from tests.conftest import Mails
from tests.tickets.factories import NOW, a_person, a_ticket
from tests.tickets.mails import address_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_settings")]

EVIL = "Locked https://evil.example"


def test_person_gets_the_answer_and_an_address_of_their_own(mails: Mails) -> None:
    ticket = a_ticket(subject=EVIL, body=EVIL)
    agent = a_person("agent", is_staff=True)
    actions.answer(ticket, body="Which platform?", by=agent, at=NOW)
    received, answered = mails()
    assert ticket.reference in received.subject
    assert "Which platform?" in answered.text and "Which platform?" in answered.html
    for letter in (received, answered):
        assert letter.to == "lin@mail.example"
        assert letter.headers["Reply-To"] == address_of(ticket)
        assert letter.headers["Auto-Submitted"] == "auto-generated"
        assert f"/en/tickets/{ticket.reference}/" in letter.text
        assert "evil" not in letter.text + letter.html + letter.subject
    assert received.headers["References"] == answered.headers["References"]


def test_staff_are_told_without_words_of_the_stranger(mails: Mails) -> None:
    ticket = a_ticket(subject=EVIL)
    agent = a_person("agent", is_staff=True)
    actions.assign(ticket, to=agent, by=a_person("lead", is_staff=True), at=NOW)
    actions.reply(ticket, body=EVIL, by=ticket.requester, at=NOW)
    _received, assigned, wrote = mails()
    for letter in (assigned, wrote):
        assert letter.to == agent.email
        assert "Locked" not in letter.subject + letter.text
        assert f"/admin/tickets/ticket/{ticket.pk}/change/" in letter.text
        assert letter.headers["Reply-To"] == address_of(ticket, agent) != address_of(ticket)


def test_unproved_address_gets_one_mail_that_is_the_same_for_all(mails: Mails) -> None:
    agent = a_person("agent", is_staff=True)
    for number in range(3):
        ticket = a_ticket(address="victim@mail.example", subject=f"{EVIL} {number}", body=EVIL)
        actions.answer(ticket, body="Hello", by=agent, at=NOW)
    a_ticket(address="other@mail.example")
    first, other = mails()
    assert (first.to, other.to) == ("victim@mail.example", "other@mail.example")
    assert (first.subject, first.text, first.html) == (other.subject, other.text, other.html)
    assert "Reply-To" not in first.headers and "References" not in first.headers


def test_each_notice_is_written_once(mails: Mails) -> None:
    ticket = a_ticket()
    message = actions.answer(ticket, body="Hi", by=a_person("agent", is_staff=True), at=NOW)
    for _time in range(2):
        notices.received(ticket)
        notices.answered(message)
        notices.settled(ticket)
    assert len(mails()) == 3


def test_tickets_that_settle_twice_are_told_of_twice(mails: Mails) -> None:
    ticket = a_ticket()
    notices.settled(ticket)
    ticket.changed_at += timedelta(days=1)
    notices.settled(ticket)
    assert len(mails()) == 3


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_letters_are_written_in_the_language_of_the_ticket(language: str, mails: Mails) -> None:
    a_ticket(address="other@mail.example", language=language)
    (letter,) = mails()
    assert f"/{language}/tickets/" in letter.text


def test_without_incoming_mail_nobody_is_asked_to_answer_by_mail(
    mails: Mails, mail_settings: object
) -> None:
    mail_settings.HELPCENTER_MAIL_REPLY = ""
    ticket: Ticket = a_ticket()
    (letter,) = mails()
    assert "Reply-To" not in letter.headers
    assert "answer this mail" not in letter.text
    assert not ticket.reply_addresses.exists()
