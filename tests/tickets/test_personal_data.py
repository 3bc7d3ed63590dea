"""What somebody gets of their tickets when they ask for all that we hold about them."""

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from faq.accounts.personal_data import erase, everything_about
from faq.tickets import actions
from faq.tickets.models import Ticket
from tests.tickets.factories import NOW, a_person, a_ticket

pytestmark = pytest.mark.django_db


def test_person_gets_their_own_words_and_our_answers_but_no_notes() -> None:
    agent, lin = a_person("agent", is_staff=True), a_person("lin")
    ticket = a_ticket(lin, details={"coin": "USDT"})
    a_ticket(a_person("wang"), body="Words of somebody else.")
    actions.answer(ticket, body="Please wait.", by=agent, at=NOW)
    actions.write_note(ticket, body="Looks like a fraud.", by=agent, at=NOW)
    told = json.dumps(everything_about(lin), cls=DjangoJSONEncoder)
    for words in (ticket.reference, "Please wait.", "I sent 120 USDT", "coin"):
        assert words in told
    for words in ("fraud", "somebody else", "agent@mail.example"):
        assert words not in told


def test_address_goes_with_the_person() -> None:
    lin = a_person("lin")
    ticket = a_ticket(lin)
    erase(lin, at=NOW)
    ticket.refresh_from_db()
    assert ticket.requester
    assert "lin" not in f"{ticket.address} {ticket.requester} {ticket.requester.email}".lower()
    assert Ticket.objects.count() == 1
