"""Following a ticket: its page, what can be done there, and who sees none of it."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from faq.accounts.models import User
from faq.base.throttle import Limit
from faq.tickets import actions, settling, views
from faq.tickets.models import Kind, Message, Ticket
from tests.markup import Markup
from tests.tickets.factories import a_person, a_ticket

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
ADDRESSES = ["ticket_detail", "ticket_reply", "ticket_close", "ticket_reopen", "ticket_rate"]
HASH = "7c1e9f" + "0a" * 29


@pytest.fixture
def ticket(kinds: dict[str, Kind], lin: User) -> Ticket:
    return a_ticket(lin, kind=kinds["withdrawal"], at=timezone.now(), details={"txid": HASH})


@pytest.fixture
def asker(lin: User, sign_in: SignIn) -> Client:
    return sign_in(lin)


def page_of(client: Client, ticket: Ticket) -> str:
    answer = client.get(f"/en/tickets/{ticket.reference}/")
    assert answer.status_code == 200
    page: str = answer.content.decode()
    assert not Markup(page).faults
    return page


def send(client: Client, name: str, ticket: Ticket, **data: str) -> Any:
    return client.post(f"/en/tickets/{ticket.reference}/{name}/", data)


def nonce_in(page: str) -> str:
    found = re.search(r'name="nonce" value="([^"]+)"', page)
    assert found
    return found[1]


# --- The page ------------------------------------------------------------------------------------


def test_page_says_where_it_stands_and_what_to_expect(
    asker: Client, ticket: Ticket, agent: User
) -> None:
    page = page_of(asker, ticket)
    assert "We expect to answer by" in page and "(UTC+8)" in page and HASH in page
    actions.assign(ticket, to=agent, by=agent, at=timezone.now())
    assert "somebody is looking into it" in page_of(asker, ticket)
    actions.answer(ticket, body="Which platform?", by=agent, at=timezone.now())
    page = page_of(asker, ticket)
    assert "Your turn" in page and "Which platform?" in page
    assert re.search(r'aria-current="step">Waiting for you', page)


def test_late_answer_is_owned_up_to(asker: Client, ticket: Ticket) -> None:
    Ticket.objects.update(promised_at=timezone.now() - timedelta(minutes=1))
    assert "are late" in page_of(asker, ticket)


def test_staff_are_known_by_name_and_never_by_address(
    asker: Client, ticket: Ticket, agent: User
) -> None:
    nameless = a_person("hidden", is_staff=True)
    User.objects.filter(pk=nameless.pk).update(name="")
    actions.write_note(ticket, body="Looks like a scam.", by=agent, at=timezone.now())
    actions.answer(ticket, body="Hello.", by=agent, at=timezone.now())
    nameless.refresh_from_db()
    actions.answer(ticket, body="Hello again.", by=nameless, at=timezone.now())
    page = page_of(asker, ticket)
    assert "Agent · Support" in page and "Looks like a scam." not in page
    assert agent.email not in page and nameless.email not in page


def test_what_people_wrote_stays_words(asker: Client, ticket: Ticket) -> None:
    ours = f"{settings.HELPCENTER_URL}/en/"
    body = f"<script>x</script> **b**\nhttps://evil.example/ {ours}"
    actions.reply(ticket, body=body, by=ticket.requester, at=timezone.now())
    page = page_of(asker, ticket)
    assert "&lt;script&gt;x&lt;/script&gt; **b**<br>https://evil.example/" in page
    assert f'<a href="{ours}">' in page and 'href="https://evil.example' not in page


def test_merged_ticket_leads_to_the_other(asker: Client, ticket: Ticket, agent: User) -> None:
    other = a_ticket(ticket.requester, kind=ticket.kind, at=timezone.now())
    actions.merge(ticket, into=other, by=agent, at=timezone.now())
    page = page_of(asker, ticket)
    assert f"/tickets/{other.reference}/" in page
    assert 'name="body"' not in page and "reopen/" not in page
    assert "asked the same and goes on here" in page_of(asker, other)


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_pages_are_whole_in_every_language(
    asker: Client, ticket: Ticket, agent: User, language: str
) -> None:
    actions.answer(ticket, body="?", by=agent, at=timezone.now())
    for state in ("waiting", "solved", "closed"):
        Ticket.objects.update(state=state, solved_at=timezone.now(), closed_at=timezone.now())
        for path in ("", f"{ticket.reference}/"):
            assert not Markup(asker.get(f"/{language}/tickets/{path}").content.decode()).faults


# --- The list ------------------------------------------------------------------------------------


def test_list_shows_mine_with_those_that_need_me_first(
    asker: Client, ticket: Ticket, agent: User
) -> None:
    newer = a_ticket(ticket.requester, kind=ticket.kind, at=timezone.now() + timedelta(hours=1))
    others = a_ticket(a_person("wei"), kind=ticket.kind)
    actions.answer(ticket, body="?", by=agent, at=timezone.now())
    page = asker.get("/en/tickets/").content.decode()
    assert page.index(ticket.reference) < page.index(newer.reference)
    assert others.reference not in page and not Markup(page).faults


def test_empty_list_says_what_to_do(asker: Client) -> None:
    page = asker.get("/en/tickets/").content.decode()
    assert "No tickets yet" in page and reverse("ticket_new") in page


def test_list_and_page_ask_few_questions_of_the_database(
    asker: Client,
    ticket: Ticket,
    agent: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(12):
        a_ticket(ticket.requester, kind=ticket.kind, at=timezone.now())
        actions.answer(ticket, body=f"Hello {number}.", by=agent, at=timezone.now())
    for path in ("", f"{ticket.reference}/"):
        asker.get(f"/en/tickets/{path}")
    with django_assert_max_num_queries(5):
        asker.get("/en/tickets/")
    with django_assert_max_num_queries(6):
        asker.get(f"/en/tickets/{ticket.reference}/")


# --- What can be done ----------------------------------------------------------------------------


def test_reply_is_kept_once_and_makes_it_our_turn(
    asker: Client, ticket: Ticket, agent: User
) -> None:
    actions.answer(ticket, body="Which platform?", by=agent, at=timezone.now())
    sent = {"nonce": nonce_in(page_of(asker, ticket)), "body": "Platform X"}
    for _press in range(3):
        assert send(asker, "reply", ticket, **sent).status_code == 302
    assert Message.objects.filter(body="Platform X").count() == 1
    ticket.refresh_from_db()
    assert ticket.state == Ticket.State.HANDLING and ticket.promised_at


@pytest.mark.parametrize("body", ["", " ", "a", "啊啊啊啊啊啊"])
def test_reply_that_says_nothing_is_refused(asker: Client, ticket: Ticket, body: str) -> None:
    answer = send(asker, "reply", ticket, nonce=nonce_in(page_of(asker, ticket)), body=body)
    assert answer.status_code == 400 and 'role="alert"' in answer.content.decode()
    assert ticket.messages.count() == 1


def test_close_reopen_within_two_weeks_and_not_later(asker: Client, ticket: Ticket) -> None:
    for _press in range(2):
        assert send(asker, "close", ticket).status_code == 302
    ticket.refresh_from_db()
    assert ticket.state == Ticket.State.CLOSED
    assert "take it up again" in page_of(asker, ticket)
    send(asker, "reopen", ticket)
    ticket.refresh_from_db()
    assert ticket.state == Ticket.State.RECEIVED
    send(asker, "close", ticket)
    Ticket.objects.update(closed_at=timezone.now() - timedelta(days=14, minutes=1))
    page = page_of(asker, ticket)
    assert "can no longer be taken up again" in page and 'name="body"' not in page
    send(asker, "reopen", ticket)
    late = send(asker, "reply", ticket, nonce="n" * 22, body="Still not solved")
    assert late.status_code == 400 and "14 days" in late.content.decode()
    ticket.refresh_from_db()
    assert ticket.state == Ticket.State.CLOSED and ticket.messages.count() == 1


def test_settled_ticket_is_rated_and_an_open_one_is_not(asker: Client, ticket: Ticket) -> None:
    assert send(asker, "rate", ticket, rating="1").status_code == 400
    send(asker, "close", ticket)
    assert send(asker, "rate", ticket, rating="7").status_code == 400
    send(asker, "rate", ticket, rating="-1", comment="Too slow")
    ticket.refresh_from_db()
    assert (ticket.rating, ticket.rating_comment) == (-1, "Too slow")
    page = page_of(asker, ticket)
    assert "Thank you, noted" in page and "Too slow" in page


def test_too_many_replies_are_refused_for_a_while(
    asker: Client, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "REPLIES", Limit("replies", times=1, seconds=60))
    answers = [
        send(asker, "reply", ticket, nonce="n" * 22, body=f"Number {number}") for number in range(2)
    ]
    assert [one.status_code for one in answers] == [302, 429]
    assert ticket.messages.count() == 2


def test_posted_privileges_change_nothing(asker: Client, ticket: Ticket, agent: User) -> None:
    claims = {"state": "solved", "is_internal": "1", "side": "staff", "author": str(agent.pk)}
    send(asker, "reply", ticket, nonce="n" * 22, body="Hello there", **claims)
    ticket.refresh_from_db()
    said = ticket.messages.last()
    assert said and (said.side, said.author, said.is_internal) == (
        "requester", ticket.requester, False,
    )  # fmt: skip
    assert ticket.state == Ticket.State.RECEIVED


# --- Who sees none of it -------------------------------------------------------------------------


def fingerprint(client: Client, method: str, name: str, reference: str) -> tuple[Any, ...]:
    """All that an answer tells, but for the token of its forms, which is never the same."""
    path = f"/en/tickets/{reference}/" + (
        "" if name == "ticket_detail" else f"{name.removeprefix('ticket_')}/"
    )
    data = {"nonce": "n" * 22, "body": "Let me in", "rating": "1"} if method == "POST" else {}
    answer = client.post(path, data) if method == "POST" else client.generic(method, path)
    body = re.sub(r'value="[^"]{64}"', "", answer.content.decode())
    return answer.status_code, dict(answer.items()), body


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize("who", ["guest", "other customer", "staff", "editor"])
def test_strangers_ticket_cannot_be_told_from_one_that_is_absent(
    ticket: Ticket, agent: User, editor: User, sign_in: SignIn, name: str, who: str
) -> None:
    people = {"other customer": a_person("wei"), "staff": agent, "editor": editor}
    client = sign_in(people[who]) if who in people else Client()
    before = list(Ticket.objects.values()), list(Message.objects.values())
    there = {method: fingerprint(client, method, name, ticket.reference) for method in METHODS}
    assert before == (list(Ticket.objects.values()), list(Message.objects.values()))
    ticket.delete()
    absent = {method: fingerprint(client, method, name, ticket.reference) for method in METHODS}
    assert there == absent
    assert {status for status, _headers, _body in there.values()} <= {302, 404, 405}


def test_page_of_a_ticket_is_kept_by_no_cache(asker: Client, ticket: Ticket) -> None:
    for path in ("", "new/", f"{ticket.reference}/"):
        answer = asker.get(f"/en/tickets/{path}")
        assert "no-store" in answer["Cache-Control"] and "private" in answer["Cache-Control"]


# --- Never confirmed -----------------------------------------------------------------------------


def test_request_is_forgotten_a_day_after_nobody_confirmed_it(ticket: Ticket, lin: User) -> None:
    now = timezone.now()
    forgotten = a_ticket(
        kind=ticket.kind, address="x@mail.example", is_confirmed=False, at=now - timedelta(hours=24)
    )
    waiting = a_ticket(
        kind=ticket.kind, address="x@mail.example", is_confirmed=False, at=now - timedelta(hours=23)
    )
    assert settling.forget_unconfirmed(now) == 1
    assert set(Ticket.objects.all()) == {ticket, waiting}
    assert not Message.objects.filter(ticket_id=forgotten.pk).exists()
    assert "faq.tickets.settling.forget_unconfirmed" in settings.WORK
