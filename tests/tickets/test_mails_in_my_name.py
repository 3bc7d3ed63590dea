"""Mails whose sender nobody proved: their owner signs in and says which are theirs."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from faq.accounts.models import AuditEntry, User
from faq.tickets import actions
from faq.tickets.models import Ticket
from tests.tickets.factories import NOW, a_person, a_ticket
from tests.tickets.mails import PROVED, a_mail, arrive

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_settings")]

PAGE = reverse("ticket_mails")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def proved(name: str = "lin") -> User:
    person = a_person(name)
    person.prove_address()
    return person


def test_person_takes_the_mail_that_is_theirs() -> None:
    person = proved()
    ticket = arrive(a_mail("<b>Not arrived</b>")).ticket
    assert ticket and not Ticket.objects.visible_to(person).exists()
    client = signed_in(person)
    assert "&lt;b&gt;Not arrived&lt;/b&gt;" in client.get(PAGE).content.decode()
    answer = client.post(PAGE, {"reference": ticket.reference})
    assert answer["Location"] == ticket.get_absolute_url()
    ticket.refresh_from_db()
    assert (ticket.requester, ticket.messages.get().author) == (person, person)
    assert AuditEntry.objects.filter(action="claimed", by=person).exists()
    assert ticket.subject not in client.get(PAGE).content.decode()


def test_nobody_else_sees_or_takes_it() -> None:
    ticket = arrive(a_mail("Not arrived")).ticket
    unproved = a_person()
    for who in (proved("stranger"), a_person("agent", is_staff=True)):
        client = signed_in(who)
        assert "Not arrived" not in client.get(PAGE).content.decode()
        assert client.post(PAGE, {"reference": ticket.reference}).status_code == 404
    assert signed_in(unproved).post(PAGE, {"reference": ticket.reference}).status_code == 404
    ticket.refresh_from_db()
    assert ticket.requester is None


def test_what_belongs_to_somebody_is_not_taken() -> None:
    person = proved()
    others = [a_ticket(proved("stranger")), a_ticket(address=person.email, is_confirmed=False)]
    for ticket in others:
        with pytest.raises(ValidationError):
            actions.claim(ticket, by=person, at=NOW)


def test_page_asks_as_much_for_many_mails_as_for_few(django_assert_num_queries: Any) -> None:
    client = signed_in(proved())
    arrive(a_mail("One"))
    client.get(PAGE)
    with django_assert_num_queries(5):
        client.get(PAGE)
    for number in range(4):
        arrive(a_mail(f"More {number}"))
    with django_assert_num_queries(5):
        assert client.get(PAGE).content.decode().count("More") == 4


def test_account_that_somebody_else_may_hold_gets_no_ticket_by_mail() -> None:
    User.objects.create_user("lin@mail.example", "a password of whoever signed up")
    ticket = arrive(a_mail(results=PROVED)).ticket
    assert ticket and (ticket.requester, ticket.address) == (None, "lin@mail.example")


def test_account_whose_address_is_proved_gets_its_ticket() -> None:
    person = User.objects.create_user("lin@mail.example", "a password of their own")
    person.prove_address()
    assert arrive(a_mail(results=PROVED)).ticket.requester == person
