"""Secrets typed into the forms of tickets are refused, come back as blocks, and are kept nowhere."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation
from django.utils.html import escape

from faq.accounts.models import User
from faq.base.secret_guard import BLOCKS, Kind, explanation
from faq.tickets import actions
from faq.tickets.models import Kind as TicketKind
from faq.tickets.models import KindField, Message, Ticket
from tests.canaries import CANARIES, Kept, everything, logs
from tests.tickets.factories import NOW, a_ticket

__all__ = ["logs"]

pytestmark = pytest.mark.django_db

NEW = "/en/tickets/new/?kind=withdrawal"
SENT = {
    "email": "who@mail.example",
    "subject": "120 USDT have not arrived",
    "body": "I sent 120 USDT and they have not arrived.",
    "urgency": "blocked",
    "step": "send",
}
FACTS = [f"fact_{name}" for name in KindField.Name.values]


def nonce(client: Client, path: str) -> str:
    found = re.search(r'name="nonce" value="([^"]+)"', client.get(path).content.decode())
    assert found
    return found[1]


@pytest.mark.parametrize("kind", Kind)
def test_request_with_a_secret_is_refused_and_kept_nowhere(
    kinds: dict[str, TicketKind], client: Client, kind: Kind, logs: Kept
) -> None:
    text, canary = CANARIES[kind]
    translation.activate("en")
    for field in ("subject", "body", "urgency", *FACTS):
        key = next(
            (key for key, one in kinds.items() if one.fields.filter(name=field[5:])), "withdrawal"
        )
        path = f"/en/tickets/new/?kind={key}"
        sent = SENT | {"nonce": nonce(client, path), field: f"Look: {text}"}
        for address in (path, path.replace("/new/", "/new/check/")):
            answer = client.post(address, sent)
            html = answer.content.decode()
            assert answer.status_code in {200, 400} and canary not in html, (field, address)
            assert (
                "/check/" in address
                or str(escape(explanation(kind))) in html
                or "Please choose one of the list." in html
            ), (field, address)
            assert canary not in answer.headers.get("Location", "")
        assert not Ticket.objects.filter(subject__contains=canary).exists()
    assert canary not in everything(logs)


def test_request_comes_back_with_blocks_and_why(
    kinds: dict[str, TicketKind], client: Client
) -> None:
    sent = SENT | {"nonce": nonce(client, NEW), "body": "It fails, my password is Canary2Bird!"}
    html = client.post(NEW, sent).content.decode()
    assert f"It fails, my password is {BLOCKS}</textarea>" in html
    assert explanation(Kind.PASSWORD) in html
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("kind", Kind)
def test_reply_and_rating_with_a_secret_are_refused(
    kinds: dict[str, TicketKind],
    lin: User,
    sign_in: Callable[[User], Client],
    kind: Kind,
    logs: Kept,
) -> None:
    text, canary = CANARIES[kind]
    client, ticket = sign_in(lin), a_ticket(lin)
    page = ticket.get_absolute_url()
    said = {"nonce": nonce(client, page), "body": f"Look: {text}"}
    assert canary not in client.post(f"{page}reply/", said).content.decode()
    actions.close(ticket, by=lin, at=NOW)
    rated = client.post(f"{page}rate/", {"rating": "-1", "comment": f"Look: {text}"})
    assert canary not in rated.content.decode()
    assert Message.objects.filter(side=Message.Side.REQUESTER).count() == 1
    assert canary not in everything(logs)
