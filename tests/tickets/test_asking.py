"""Asking, through the pages: choosing, checking, sending once, as a guest and signed in."""

import html
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from faq.accounts.models import User
from faq.announcements.actions import import_announcements
from faq.base.models import OutgoingMail
from faq.base.throttle import Limit
from faq.tickets import views
from faq.tickets.models import Kind, Message, Ticket
from tests.markup import Markup
from tests.tickets.factories import a_person, a_ticket

pytestmark = pytest.mark.django_db

Kinds = dict[str, Kind]
SignIn = Callable[[User], Client]
NEW = "/en/tickets/new/"
WITHDRAWAL = f"{NEW}?kind=withdrawal"
HASH = "7c1e9f" + "0a" * 29
SENT: dict[str, str] = {
    "subject": "120 USDT have not arrived",
    "body": "I sent 120 USDT and they have not arrived.",
    "urgency": "blocked",
    "fact_coin": "USDT",
    "fact_network": "TRON (TRC-20)",
    "step": "send",
}


def nonce_in(page: Any) -> str:
    found = re.search(r'name="nonce" value="([^"]+)"', page.content.decode())
    assert found
    return found[1]


def filled(client: Client, **changed: str) -> dict[str, str]:
    """A form as the page gives it, filled in."""
    return SENT | {"nonce": nonce_in(client.get(WITHDRAWAL))} | changed


@pytest.fixture
def asker(kinds: Kinds, lin: User, sign_in: SignIn) -> Client:
    return sign_in(lin)


# --- Choosing and filling in ---------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_every_kind_can_be_chosen(kinds: Kinds, client: Client, language: str) -> None:
    page = client.get(f"/{language}/tickets/new/").content.decode()
    assert not Markup(page).faults
    for key in kinds:
        assert f'href="?kind={key}"' in page
        form = client.get(f"/{language}/tickets/new/?kind={key}").content.decode()
        assert not Markup(form).faults
        assert 'class="notice notice--warn"' in form


def test_kind_that_is_not_offered_cannot_be_asked_about(kinds: Kinds, client: Client) -> None:
    Kind.objects.filter(key="withdrawal").update(is_offered=False)
    assert "?kind=withdrawal" not in client.get(NEW).content.decode()
    assert 'name="subject"' not in client.get(WITHDRAWAL).content.decode()


def test_only_a_guest_is_asked_for_an_address(asker: Client, client: Client) -> None:
    assert 'name="email"' in client.get(WITHDRAWAL).content.decode()
    assert 'name="email"' not in asker.get(WITHDRAWAL).content.decode()


def test_form_asks_for_the_facts_of_its_kind(asker: Client) -> None:
    form = asker.get(f"{NEW}?kind=trading").content.decode()
    assert 'name="fact_pair"' in form and 'name="fact_txid"' not in form


@pytest.mark.parametrize(
    ("subject", "is_taken"),
    [
        ("无法登录", True), ("提现不到账", True), ("KYC?", True), ("2FA 丢失", True),
        ("a", False), ("啊啊啊啊啊啊", False), ("   ", False), ("", False),
    ],
)  # fmt: skip
def test_short_words_are_taken_and_empty_ones_refused(
    asker: Client, subject: str, is_taken: bool
) -> None:
    answer = asker.post(WITHDRAWAL, filled(asker, subject=subject, body=subject))
    assert Ticket.objects.exists() == is_taken
    if not is_taken:
        page = answer.content.decode()
        assert answer.status_code == 400 and 'role="alert"' in page
        assert SENT["fact_coin"] in page
        assert not Markup(page).faults


# --- Checking ------------------------------------------------------------------------------------


def test_first_press_shows_what_is_missing_and_sends_nothing(asker: Client) -> None:
    page = asker.post(WITHDRAWAL, filled(asker, step="check")).content.decode()
    assert not Ticket.objects.exists()
    assert "to the minute, with the time zone" in page
    assert 'value="send"' in page and SENT["subject"] in page
    assert not Markup(page).faults


def test_incomplete_request_can_be_sent(asker: Client) -> None:
    asker.post(WITHDRAWAL, filled(asker, fact_coin="", fact_network=""))
    assert Ticket.objects.get().details == {}


def test_odd_hash_is_told_before_and_can_be_sent_as_it_is(asker: Client) -> None:
    sent = filled(asker, fact_txid=f"0x{HASH}")
    page = asker.post(WITHDRAWAL, sent).content.decode()
    assert "64 characters" in page and not Ticket.objects.exists()
    told = re.search(r'name="told" value="([^"]*)"', page)
    assert told and asker.post(WITHDRAWAL, sent | {"told": told[1]}).status_code == 302
    assert Ticket.objects.get().details["txid"] == f"0x{HASH}"


def test_day_that_the_page_filled_in_is_no_fact(asker: Client) -> None:
    day = f"{timezone.localtime():%Y-%m-%d} "
    assert f'value="{day}"' in asker.get(WITHDRAWAL).content.decode()
    asker.post(WITHDRAWAL, filled(asker, fact_happened_at=day))
    assert "happened_at" not in Ticket.objects.get().details


def test_what_is_typed_so_far_is_checked_and_not_kept(asker: Client) -> None:
    part = asker.post(reverse("ticket_check") + "?kind=withdrawal", {"subject": "提币失败"})
    assert "<html" not in part.content.decode()
    assert "0 % of what is needed" in part.content.decode()
    assert not Ticket.objects.exists()


def test_likely_duplicate_is_pointed_out_to_its_own_asker(asker: Client, lin: User) -> None:
    kind = Kind.objects.get(key="withdrawal")
    mine = a_ticket(lin, kind=kind, subject="120 USDT have not arrived yet")
    others = a_ticket(a_person("wei"), kind=kind, subject=SENT["subject"])
    page = asker.post(WITHDRAWAL, filled(asker, step="check")).content.decode()
    assert mine.reference in page and others.reference not in page
    asker.post(WITHDRAWAL, filled(asker))
    assert Ticket.objects.filter(requester=lin).count() == 2


def test_same_hash_is_the_same_thing_and_another_is_not(asker: Client, lin: User) -> None:
    kind = Kind.objects.get(key="withdrawal")
    mine = a_ticket(lin, kind=kind, subject="Missing", details={"txid": HASH})
    sent = filled(asker, step="check", subject="Where is my money", fact_txid=HASH)
    assert mine.reference in asker.post(WITHDRAWAL, sent).content.decode()
    other = sent | {"subject": "Missing", "fact_txid": HASH[::-1]}
    assert mine.reference not in asker.post(WITHDRAWAL, other).content.decode()


def test_incident_on_the_topic_is_shown(asker: Client) -> None:
    now = timezone.now()
    rows = [
        {
            "key": key, "kind": "maintenance", "severity": "warning", "is_published": True,
            "visible_from": (now - timedelta(hours=2)).isoformat(),
            "starts_at": (now + starts).isoformat(),
            "ends_at": (now + timedelta(hours=3)).isoformat(),
            "texts": {"en": {"title": title, "summary": "It takes longer.", "body": "More."}},
        }
        for key, title, starts in (
            ("slow", "Withdrawal on TRON is slow", timedelta(hours=-1)),
            ("later", "Withdrawal of SOL will pause", timedelta(hours=1)),
            ("quiz", "Academy quiz is offline", timedelta(hours=-1)),
        )
    ]  # fmt: skip
    import_announcements({"announcements": rows}, by=None, at=now)
    checked = asker.post(WITHDRAWAL, filled(asker, step="check")).content.decode()
    for page in (asker.get(WITHDRAWAL).content.decode(), checked):
        assert page.count("Withdrawal on TRON is slow") == 1
        assert "Withdrawal of SOL" not in page and "Academy quiz" not in page
    assert "Withdrawal on TRON" not in asker.get(f"{NEW}?kind=identity").content.decode()


# --- Sending once --------------------------------------------------------------------------------


def test_signed_in_request_is_received_at_once(asker: Client, lin: User) -> None:
    answer = asker.post(WITHDRAWAL, filled(asker), follow=True)
    ticket = Ticket.objects.get()
    assert ticket.requester == lin and ticket.state == Ticket.State.RECEIVED
    assert answer.redirect_chain == [(ticket.get_absolute_url(), 302)]
    page = answer.content.decode()
    assert f"Received, number {ticket.reference}" in page and "We expect to answer by" in page
    assert not Markup(page).faults


def test_same_form_sent_again_leads_to_the_same_ticket(asker: Client) -> None:
    sent = filled(asker)
    places = [asker.post(WITHDRAWAL, sent)["Location"] for _time in range(3)]
    assert len(set(places)) == 1 and Ticket.objects.count() == 1


def test_other_words_sent_after_going_back_are_a_new_ticket(asker: Client) -> None:
    sent = filled(asker)
    asker.post(WITHDRAWAL, sent)
    asker.post(WITHDRAWAL, sent | {"body": "Something else happened too."})
    asker.post(WITHDRAWAL, filled(asker))
    assert Ticket.objects.count() == 3


def test_form_without_its_name_is_refused_with_a_reason(asker: Client) -> None:
    answer = asker.post(WITHDRAWAL, filled(asker, nonce=""))
    assert answer.status_code == 400 and "too old" in answer.content.decode()


def presses(browser: Client, sent: dict[str, str], number: int) -> set[tuple[int, str]]:
    """Where as many presses of one button at the same time lead."""

    def press(_number: int) -> Any:
        client = Client()
        client.cookies = browser.cookies
        try:
            return client.post(WITHDRAWAL, sent)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        return {(one.status_code, one["Location"]) for one in pool.map(press, range(number))}


@pytest.mark.django_db(transaction=True)
def test_fifty_parallel_presses_make_one_ticket_and_one_mail(asker: Client) -> None:
    places = presses(asker, filled(asker), 50)
    assert places == {(302, Ticket.objects.get().get_absolute_url())}
    assert Message.objects.count() == OutgoingMail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_parallel_presses_of_a_guest_leave_one_code_that_is_right(kinds: Kinds) -> None:
    client = Client()
    sent = filled(client, email="guest@mail.example")
    client.post(WITHDRAWAL, sent | {"step": "check"})
    assert presses(client, sent, 20) == {(302, reverse("ticket_confirm"))}
    assert OutgoingMail.objects.count() == 1
    client.post(reverse("ticket_confirm"), {"code": code_in_mail()})
    assert Ticket.objects.get().state == Ticket.State.RECEIVED


def test_posted_privileges_change_nothing(asker: Client, lin: User) -> None:
    other = a_person("wei")
    claims = {
        "state": "solved", "requester": str(other.pk), "assignee": str(other.pk), "id": "7",
        "reference": "T-1", "is_confirmed": "1", "promised_at": "2020-01-01", "is_staff": "1",
        "email": other.email, "source": "mail", "fact_state": "x", "fact_order": "123456",
        "merged_into": "1", "rating": "1", "is_internal": "1", "language": "zh-hans",
    }  # fmt: skip
    asker.post(WITHDRAWAL, filled(asker) | claims)
    ticket = Ticket.objects.get()
    assert (ticket.requester, ticket.address, ticket.assignee) == (lin, lin.email, None)
    assert (ticket.state, ticket.source, ticket.rating) == ("received", "site", None)
    assert (ticket.language, ticket.merged_into) == ("en", None)
    assert ticket.details == {"coin": "USDT", "network": "TRON (TRC-20)"}
    assert not ticket.messages.get().is_internal


@pytest.mark.parametrize("limit", ["BY_ADDRESS", "BY_PERSON", "BY_ALL"])
def test_too_many_requests_are_refused_for_a_while(
    asker: Client, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(views, limit, Limit(limit, times=2, seconds=3600))
    answers = [
        asker.post(
            WITHDRAWAL,
            filled(asker, body=f"Number {number} of many"),
            headers={"X-Forwarded-For": f"10.0.0.{number}"},
        )
        for number in range(3)
    ]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert answers[-1]["Retry-After"] == "3600"
    assert Ticket.objects.count() == 2


# --- Guests --------------------------------------------------------------------------------------


def code_in_mail() -> str:
    found = re.search(r"\b\d{8}\b", OutgoingMail.objects.latest("pk").text)
    assert found
    return found[0]


@pytest.fixture
def guest(kinds: Kinds) -> Client:
    """A browser that sent a request and has not confirmed its address."""
    client = Client()
    answer = client.post(WITHDRAWAL, filled(client, email="Guest@Mail.example"))
    assert answer["Location"] == reverse("ticket_confirm")
    return client


def test_guests_request_waits_for_the_code(guest: Client) -> None:
    ticket = Ticket.objects.get()
    assert ticket.state == Ticket.State.UNCONFIRMED and ticket.requester is None
    page = guest.get(reverse("ticket_confirm")).content.decode()
    assert "guest@mail.example" in page and not Markup(page).faults


def test_right_code_brings_the_request_in(guest: Client) -> None:
    answer = guest.post(reverse("ticket_confirm"), {"code": code_in_mail()}, follow=True)
    ticket = Ticket.objects.get()
    assert ticket.state == Ticket.State.RECEIVED and ticket.requester.email == "guest@mail.example"
    assert not ticket.requester.has_usable_password()
    assert answer.redirect_chain[0][0] == ticket.get_absolute_url()
    assert ticket.reference in answer.content.decode()


def test_wrong_code_brings_nothing_in(guest: Client) -> None:
    code = code_in_mail()
    wrong = code[:-1] + ("1" if code[-1] != "1" else "2")
    answer = guest.post(reverse("ticket_confirm"), {"code": wrong})
    assert answer.status_code == 400
    assert Ticket.objects.get().state == Ticket.State.UNCONFIRMED
    assert not User.objects.exists()


def test_code_of_another_browser_confirms_nothing_here(guest: Client) -> None:
    stranger = Client()
    assert stranger.post(reverse("ticket_confirm"), {"code": code_in_mail()})["Location"] == NEW
    assert Ticket.objects.get().state == Ticket.State.UNCONFIRMED


def test_staff_who_ask_as_guests_are_not_signed_in_by_a_code(kinds: Kinds) -> None:
    a_person("agent", is_staff=True)
    client = Client()
    client.post(WITHDRAWAL, filled(client, email="agent@mail.example"))
    page = client.post(reverse("ticket_confirm"), {"code": code_in_mail()}).content.decode()
    ticket = Ticket.objects.get()
    assert ticket.state == Ticket.State.RECEIVED and ticket.reference in page
    assert client.get(ticket.get_absolute_url()).status_code == 302


def test_guest_can_change_the_address_without_typing_all_again(guest: Client) -> None:
    page = guest.get(f"{WITHDRAWAL}&again=1").content.decode()
    assert SENT["body"] in page and "guest@mail.example" in page and "USDT" in page
    assert SENT["body"] not in Client().get(f"{WITHDRAWAL}&again=1").content.decode()


def test_one_code_brings_in_all_that_a_guest_sent(guest: Client) -> None:
    sent = filled(guest, email="guest@mail.example", body="And there is something else.")
    guest.post(WITHDRAWAL, sent)
    changed = nonce_in(guest.get(f"{WITHDRAWAL}&again=1"))
    sent |= {"nonce": changed, "body": "And there is something else, in better words."}
    guest.post(f"{WITHDRAWAL}&again=1", sent)
    guest.post(reverse("ticket_confirm"), {"code": code_in_mail()})
    received = Ticket.objects.filter(state=Ticket.State.RECEIVED).order_by("pk")
    assert [ticket.messages.get().body for ticket in received] == [SENT["body"], sent["body"]]
    assert Ticket.objects.count() == 3


def test_pages_of_asking_ask_few_questions_of_the_database(
    asker: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    sent = filled(asker, step="check")
    for path in (NEW, WITHDRAWAL):
        asker.get(path)
        with django_assert_max_num_queries(5):
            asker.get(path)
    asker.post(WITHDRAWAL, sent)
    with django_assert_max_num_queries(16):
        asker.post(WITHDRAWAL, sent)


def test_same_page_for_an_address_that_is_known_and_one_that_is_not(kinds: Kinds) -> None:
    a_person("lin")
    pages = []
    for address in ("lin@mail.example", "nix@mail.example"):
        client = Client()
        client.post(WITHDRAWAL, filled(client, email=address))
        page = client.get(reverse("ticket_confirm")).content.decode()
        pages.append(re.sub(r'value="[^"]{64}"', "", page.replace(address, "")))
    assert pages[0] == pages[1]


def test_guests_second_press_keeps_the_code_of_the_first(kinds: Kinds) -> None:
    client = Client()
    sent = filled(client, email="guest@mail.example")
    client.post(WITHDRAWAL, sent)
    client.post(WITHDRAWAL, sent)
    assert Ticket.objects.count() == OutgoingMail.objects.count() == 1
    client.post(reverse("ticket_confirm"), {"code": code_in_mail()})
    assert Ticket.objects.get().state == Ticket.State.RECEIVED


@pytest.mark.parametrize(("asked", "field"), [("提现没到账？", "subject"), ("等" * 121, "body")])
def test_question_from_elsewhere_comes_along(
    kinds: Kinds, client: Client, asked: str, field: str
) -> None:
    page = client.get("/zh-hans/tickets/new/", {"q": asked}).content.decode()
    way = re.search(r'href="(\?kind=withdrawal[^"]*)"', page)
    assert way
    address = "/zh-hans/tickets/new/" + html.unescape(way[1])
    assert client.get(address).context["form"][field].value() == asked
