"""Mails in quarantine, as staff look through them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from faq.accounts.models import User
from faq.tickets.mail_queue import quarantine
from faq.tickets.models import IncomingMail, Ticket
from tests.tickets.factories import NOW, a_person
from tests.tickets.mails import a_mail, arrive

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_settings")]

LIST = reverse("admin:tickets_incomingmail_changelist")


@pytest.fixture
def agent_client(agent: User) -> Client:
    """The browser of somebody who answers tickets."""
    client = Client()
    client.force_login(agent)
    return client


def quarantined(number: int = 0) -> IncomingMail:
    return arrive(
        a_mail(
            f"<script>alert({number})</script>",
            subject="<b>Hello</b>",
            headers=["Precedence: bulk", "Reply-To: evil@evil.example"],
        )
    )


def page_of(mail: IncomingMail) -> str:
    return reverse("admin:tickets_incomingmail_change", args=[mail.pk])


def test_mail_is_shown_as_text_with_where_answers_would_go(agent_client: Client) -> None:
    page = agent_client.get(page_of(quarantined()))
    assert "&lt;script&gt;alert(0)&lt;/script&gt;" in page.content.decode()
    assert "<script>alert" not in page.content.decode()
    assert "evil@evil.example" in page.content.decode()
    assert (
        "somebody else than its sender"
        in agent_client.get(
            page_of(quarantined(1)), headers={"Accept-Language": "en"}
        ).content.decode()
    )


def test_list_asks_as_much_for_many_mails_as_for_few(
    agent_client: Client, django_assert_num_queries: Any
) -> None:
    quarantined()
    agent_client.get(LIST)
    with django_assert_num_queries(6):
        agent_client.get(LIST)
    for number in range(1, 20):
        quarantined(number)
    with django_assert_num_queries(6):
        page = agent_client.get(LIST)
    assert page.content.decode().count('field-subject">&lt;b&gt;Hello') == 20


def test_agent_makes_a_ticket_of_one_and_discards_another(agent_client: Client) -> None:
    mail, other = quarantined(), quarantined(1)
    agent_client.post(page_of(mail), {"_accept": "1"})
    agent_client.post(page_of(other), {"_discard": "1"})
    mail.refresh_from_db()
    other.refresh_from_db()
    assert mail.ticket == Ticket.objects.get()
    assert (mail.state, other.state) == ("taken", "discarded")
    again = agent_client.post(page_of(mail), {"_accept": "1"}, follow=True)
    assert again.status_code == 200
    assert Ticket.objects.count() == 1


def test_selected_mails_are_discarded(agent_client: Client) -> None:
    mails = [quarantined(number) for number in range(3)]
    data = {"action": "discard_selected", "_selected_action": [mail.pk for mail in mails[:2]]}
    agent_client.post(LIST, data)
    assert list(IncomingMail.objects.in_quarantine()) == [mails[2]]


def test_who_handles_no_tickets_sees_no_mail(reader_client: Client) -> None:
    mail = quarantined()
    client = Client()
    client.force_login(a_person("writer", is_staff=True))
    for who, status in ((client, 403), (reader_client, 302), (Client(), 302)):
        for address in (LIST, page_of(mail)):
            assert who.get(address).status_code == status
            assert who.post(address, {"_accept": "1"}).status_code == status
    assert not Ticket.objects.exists()


def test_quarantine_waits_on_the_first_page_of_the_desk(agent_client: Client, editor: User) -> None:
    quarantined()
    queue = quarantine(editor, NOW)
    assert queue and (queue.count, queue.rows[0].title) == (1, "<b>Hello</b>")
    assert quarantine(a_person("writer", is_staff=True), NOW) is None
    assert "&lt;b&gt;Hello&lt;/b&gt;" in agent_client.get(reverse("admin:index")).content.decode()
