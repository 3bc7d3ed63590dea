"""The queue of tickets and the page of each, as staff use them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from faq.accounts.models import AuditEntry, User
from faq.tickets import actions
from faq.tickets.models import (
    CannedReply,
    CannedReplyText,
    Label,
    Message,
    Presence,
    SavedView,
    Ticket,
    Urgency,
)
from tests.factories import an_article
from tests.tickets import factories
from tests.tickets.factories import NOW, a_kind, a_person, a_ticket

pytestmark = pytest.mark.django_db
QUEUE = "/admin/tickets/ticket/"


def an_agent(name: str = "agent") -> tuple[User, Client]:
    """Somebody who answers tickets, and their browser."""
    agent = factories.an_agent(name)
    client = Client()
    client.force_login(agent)
    return agent, client


def page(ticket: Ticket) -> str:
    return f"{QUEUE}{ticket.pk}/change/"


def fields(client: Client, ticket: Ticket, form: str) -> dict[str, str]:
    """The hidden fields of a form as a browser sends them back."""
    html = client.get(page(ticket)).content.decode()
    pattern = rf'<input type="hidden" name="{form}-(\w+)" value="([^"]*)"'
    return {f"{form}-{name}": value for name, value in re.findall(pattern, html)}


def answer(client: Client, ticket: Ticket, body: str = "Please wait.", **given: str) -> Any:
    data = fields(client, ticket, "answer") | {"answer-body": body, "answer-state": "waiting"}
    return client.post(page(ticket), data | given | {"_answer": "1"})


def subjects(client: Client, query: str = "") -> list[str]:
    html = client.get(f"{QUEUE}?{query}").content.decode()
    return re.findall(r'<td class="field-about">([^<]*)<small>', html)


# --- The queue ------------------------------------------------------------------------------------


def test_queue_goes_by_urgency_then_promise() -> None:
    now = timezone.now()
    a_ticket(subject="normal late", at=now - timedelta(hours=1))
    a_ticket(subject="normal early", at=now - timedelta(hours=2))
    a_ticket(subject="blocked", urgency=Urgency.BLOCKED, at=now)
    a_ticket(subject="danger", urgency=Urgency.DANGER, at=now)
    _agent, client = an_agent()
    assert subjects(client) == ["danger", "blocked", "normal early", "normal late"]


def test_queue_hides_what_is_settled_merged_or_not_confirmed() -> None:
    agent, client = an_agent()
    now = timezone.now()
    kept, gone, solved = (a_ticket(subject=name) for name in ("kept", "gone", "solved"))
    actions.merge(gone, into=kept, by=agent, at=now)
    actions.solve(solved, by=agent, at=now)
    a_ticket(subject="secret", address="x@mail.example", is_confirmed=False)
    assert subjects(client) == ["kept"]
    assert set(subjects(client, "state=all")) == {"kept", "solved"}
    assert subjects(client, "state=solved") == ["solved"]


def test_queue_is_narrowed_by_what_staff_look_for() -> None:
    agent, client = an_agent()
    label = Label.objects.create(name="vip")
    now = timezone.now()
    mine = a_ticket(subject="mine", at=now)
    late = a_ticket(subject="late", at=now - timedelta(days=20), kind=a_kind("deposit"))
    mail = a_ticket(subject="mail", at=now, source="mail", language="zh-hans")
    actions.assign(mine, to=agent, by=agent, at=now)
    actions.set_labels(mail, [label], by=agent, at=now)
    for query, found in {
        "owner=mine": ["mine"],
        "owner=nobody": ["late", "mail"],
        f"owner={agent.pk}": ["mine"],
        "overdue=yes": ["late"],
        "kind=deposit": ["late"],
        f"label={label.pk}": ["mail"],
        "language=zh-hans": ["mail"],
        "source=mail": ["mail"],
        f"q={late.reference}": ["late"],
        "q=Lin": ["late", "mail", "mine"],
        "q=lin@mail.example": ["late", "mail", "mine"],
    }.items():
        assert sorted(subjects(client, query)) == found, query


def test_queue_asks_as_much_of_many_as_of_few() -> None:
    _agent, client = an_agent()

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(QUEUE).status_code == 200
        return len(queries)

    a_ticket(a_person("first"))
    client.get(QUEUE)
    few = asked()
    for number in range(30):
        a_ticket(a_person(f"person{number}"), kind=a_kind(f"kind{number % 5}"))
    assert asked() == few <= 12


def test_addresses_are_for_those_who_may_see_people() -> None:
    nameless = User.objects.create_user("nameless@mail.example")
    ticket = a_ticket(nameless, subject="who am I")
    _agent, client = an_agent()
    assert b"nameless@mail.example" in client.get(QUEUE).content
    other = a_person("other", is_staff=True)
    for code in ("view_ticket", "change_ticket"):
        other.user_permissions.add(Permission.objects.get(codename=code))
    client.force_login(other)
    for address in (QUEUE, page(ticket), f"{QUEUE}?q=nameless@mail.example"):
        html = client.get(address).content.decode()
        assert "nameless@mail" not in html.replace("q=nameless@mail", "").replace(
            'value="nameless@mail.example"', ""
        )
    assert subjects(client, "q=nameless@mail.example") == []


def test_many_are_given_labelled_and_closed_at_once() -> None:
    agent, client = an_agent()
    label = Label.objects.create(name="vip")
    tickets = [a_ticket(subject=f"number {number}") for number in range(3)]
    chosen = {"_selected_action": [ticket.pk for ticket in tickets]}
    for given in (
        {"action": "assign_selected", "to": agent.pk},
        {"action": "label_selected", "label": label.pk},
        {"action": "close_selected"},
    ):
        assert client.post(QUEUE, chosen | given).status_code == 302
    for ticket in Ticket.objects.all():
        assert ticket.assignee == agent
        assert ticket.state == Ticket.State.CLOSED
        assert list(ticket.labels.all()) == [label]
    assert AuditEntry.objects.filter(action="closed", by=agent).count() == 3


def test_views_are_saved_for_oneself_or_for_all() -> None:
    _agent, client = an_agent()
    _other, others = an_agent("other")
    for name, shared in (("own", {}), ("shared", {"is_shared": "on"})):
        query = "overdue=yes&owner=nobody&evil=1"
        saved = client.post(f"{QUEUE}views/", {"name": name, "query": query, **shared})
        assert saved.headers["Location"].endswith("?overdue=yes&owner=nobody")
    assert ">own<" in client.get(QUEUE).content.decode()
    html = others.get(QUEUE).content.decode()
    assert ">shared<" in html
    assert ">own<" not in html
    for view in SavedView.objects.all():
        assert others.post(f"{QUEUE}views/{view.pk}/delete/").status_code in {403, 404}
    assert client.post(f"{QUEUE}views/{view.pk}/delete/").status_code == 302
    assert SavedView.objects.count() == 1


# --- Who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["get", "post"])
def test_without_the_right_nothing_of_a_ticket_is_seen(way: str, reader_client: Client) -> None:
    ticket = a_ticket()
    writer = a_person("writer", is_staff=True)
    writer.groups.add(Group.objects.get_or_create(name="Writer")[0])
    writers = Client()
    writers.force_login(writer)
    for client in (Client(), reader_client, writers):
        for address in (
            QUEUE, page(ticket), f"{QUEUE}{ticket.pk}/draft/", f"{QUEUE}{ticket.pk}/present/",
            f"{QUEUE}figures/", f"{QUEUE}figures.csv", f"{QUEUE}views/",
        ):  # fmt: skip
            answered = getattr(client, way)(address, {"_close": "1"})
            assert answered.status_code in {302, 403, 404, 405}, address
            assert ticket.subject.encode() not in answered.content
    ticket.refresh_from_db()
    assert ticket.is_open


def test_who_may_only_look_cannot_act() -> None:
    ticket = a_ticket()
    viewer = a_person("viewer", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_ticket"))
    client = Client()
    client.force_login(viewer)
    html = client.get(page(ticket)).content.decode()
    assert ticket.subject in html
    assert "_answer" not in html
    for button in ("_answer", "_note", "_close", "_take", "_merge", "_sort", "_assign", "_find"):
        assert client.post(page(ticket), {button: "1", "answer-body": "x"}).status_code == 403
    assert client.get(f"{QUEUE}{ticket.pk}/draft/").status_code == 403
    assert Message.objects.count() == 1


def test_unconfirmed_ticket_looks_absent() -> None:
    ticket = a_ticket(address="x@mail.example", is_confirmed=False)
    _agent, client = an_agent()
    assert client.get(page(ticket)).status_code == 404
    assert client.post(page(ticket), {"_close": "1"}).status_code == 404


# --- Answering ------------------------------------------------------------------------------------


def test_answer_reaches_the_person_and_hands_the_turn_over() -> None:
    agent, client = an_agent()
    ticket = a_ticket(at=timezone.now())
    assert answer(client, ticket).status_code == 302
    ticket.refresh_from_db()
    assert ticket.state == Ticket.State.WAITING
    assert ticket.assignee == agent
    assert ticket.is_answered_in_time
    own = Message.objects.visible_to(ticket.requester).filter(ticket=ticket)
    assert [message.body for message in own.in_order()][-1] == "Please wait."


def test_answer_sent_twice_is_one() -> None:
    _agent, client = an_agent()
    ticket = a_ticket()
    data = fields(client, ticket, "answer") | {"answer-body": "Once.", "answer-state": "solved"}
    for _time in range(2):
        assert client.post(page(ticket), data | {"_answer": "1"}).status_code == 302
    assert Message.objects.answers().count() == 1


def test_answer_after_anothers_is_shown_beside_it_first() -> None:
    _agent, client = an_agent()
    _other, others = an_agent("other")
    ticket = a_ticket()
    loaded = fields(client, ticket, "answer")
    answer(others, ticket, "I was quicker.")
    data = loaded | {"answer-body": "My long words.", "answer-state": "waiting", "_answer": "1"}
    refused = client.post(page(ticket), data)
    assert refused.status_code == 409
    html = refused.content.decode()
    assert "I was quicker." in html
    assert "My long words.</textarea>" in html
    assert Message.objects.answers().count() == 1
    pattern = r'name="answer-(seen|once)" value="([^"]*)"'
    again = {f"answer-{name}": value for name, value in re.findall(pattern, html)}
    assert client.post(page(ticket), data | again).status_code == 302
    assert Message.objects.answers().count() == 2


@pytest.mark.parametrize(
    "words",
    [
        "Call +86 138 0013 8000.",
        "加微信 kefu_8888 处理",
        "Write to help@gmail-support.top",
        "请看 https://evil.top/x",
        "Look at http://testserver.evil.top/",
        "See article:nowhere",
    ],
)
def test_staff_send_no_contact_that_is_not_ours(words: str) -> None:
    _agent, client = an_agent()
    ticket = a_ticket()
    refused = answer(client, ticket, words)
    assert refused.status_code == 200
    assert words.split()[0] in refused.content.decode()
    assert not Message.objects.answers().exists()


def test_our_own_pages_may_be_named_but_not_what_follows_them(settings: Any) -> None:
    _agent, client = an_agent()
    ticket = a_ticket()
    own = f"{settings.HELPCENTER_URL}/zh-hans/articles/1-x/"
    assert answer(client, ticket, f"请看 {own}").status_code == 302
    assert answer(client, ticket, f"请看 {own}加微信 kefu_8888").status_code == 200
    assert Message.objects.answers().count() == 1


def test_key_of_an_article_becomes_its_address(settings: Any) -> None:
    _agent, client = an_agent()
    text = an_article(key="withdraw-late", title="提币没到").text
    ticket = a_ticket(language="zh-hans")
    answer(client, ticket, "看 article:withdraw-late 。")
    address = f"{settings.HELPCENTER_URL}{text.url('zh-hans')}"
    assert Message.objects.answers().get().body == f"看 {address} 。"


def test_canned_reply_is_put_behind_what_was_typed() -> None:
    _agent, client = an_agent()
    text = an_article(key="withdraw-late", title="提币没到").text
    reply = CannedReply.objects.create(name="late")
    body = "{name}，你好。{reference} 见 article:withdraw-late"
    CannedReplyText.objects.create(reply=reply, language="zh-hans", body=body)
    ticket = a_ticket(language="zh-hant")
    data = fields(client, ticket, "answer") | {
        "answer-body": "已經打好的字",
        "answer-state": "solved",
    }
    html = client.post(page(ticket), data | {"insert-canned": reply.pk, "_canned": "1"})
    shown = html.content.decode()
    assert "已經打好的字\n\nLin，你好。" in shown
    assert f"{ticket.reference} 見 " in shown
    assert text.url("zh-hant") in shown
    assert '<option value="solved" selected>' in shown
    assert not Message.objects.answers().exists()


def test_canned_reply_of_another_kind_is_not_offered() -> None:
    _agent, client = an_agent()
    ticket = a_ticket()
    for name, kind in (("this", ticket.kind), ("all", None), ("other", a_kind("deposit"))):
        CannedReply.objects.create(name=f"reply for {name}", kind=kind)
    html = client.get(page(ticket)).content.decode()
    assert "reply for this" in html
    assert "reply for all" in html
    assert "reply for other" not in html


def test_article_is_found_and_put_into_the_answer() -> None:
    _agent, client = an_agent()
    text = an_article(key="withdraw-late", title="提币迟迟没到账怎么办").text
    ticket = a_ticket(language="zh-hans")
    data = fields(client, ticket, "answer") | {"answer-body": "typed", "insert-words": "提币没到账"}
    html = client.post(page(ticket), data | {"_find": "1"}).content.decode()
    chosen = re.search(r'name="_put" value="(\d+)"', html)
    assert chosen
    put = client.post(page(ticket), data | {"_put": chosen[1]}).content.decode()
    assert "typed\n\n提币迟迟没到账怎么办\n" in put
    assert text.url("zh-hans") in put


def test_words_of_people_are_shown_as_they_are() -> None:
    _agent, client = an_agent()
    ticket = a_ticket(body="<script>alert(1)</script>\n**bold** https://evil.top/x")
    html = client.get(page(ticket)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>**bold** https://evil.top/x" in html
    assert 'href="https://evil.top' not in html


def test_facts_say_what_is_odd_about_them() -> None:
    _agent, client = an_agent()
    ticket = a_ticket(details={"network": "TRC-20", "txid": "0x12", "uid": "1234567"})
    html = client.get(page(ticket)).content.decode()
    assert html.count('<span class="odd">') == 1
    assert "0x12<br>" in html


def test_all_that_a_person_asked_is_one_click_away() -> None:
    _agent, client = an_agent()
    tickets = [a_ticket(subject=f"number {number}") for number in range(12)]
    a_ticket(a_person("wang"), subject="strange")
    html = client.get(page(tickets[0])).content.decode()
    query = f"state=all&requester={tickets[0].requester_id}"
    assert query.replace("&", "&amp;") in html
    assert set(subjects(client, query)) == {ticket.subject for ticket in tickets}


# --- Notes, handing over, sorting, settling -------------------------------------------------------


def test_note_stays_at_the_desk() -> None:
    _agent, client = an_agent()
    ticket = a_ticket()
    data = fields(client, ticket, "note") | {"note-body": "Looks like a fraud.", "_note": "1"}
    client.post(page(ticket), data)
    client.post(page(ticket), data)
    note = Message.objects.get(is_internal=True)
    assert "said--note" in client.get(page(ticket)).content.decode()
    owner = Client()
    assert ticket.requester
    owner.force_login(ticket.requester)
    assert b"fraud" not in owner.get(ticket.get_absolute_url()).content
    assert note not in Message.objects.visible_to(ticket.requester)


def test_ticket_is_handed_over_with_a_note() -> None:
    _agent, client = an_agent()
    other, _others = an_agent("other")
    ticket = a_ticket()
    given = {"assign-to": other.pk, "assign-note": "Knows Solana.", "_assign": "1"}
    assert client.post(page(ticket), given).status_code == 302
    ticket.refresh_from_db()
    assert ticket.assignee == other
    assert ticket.state == Ticket.State.HANDLING
    assert Message.objects.get(is_internal=True).body == "Knows Solana."


def test_ticket_is_taken_and_given_back() -> None:
    agent, client = an_agent()
    ticket = a_ticket()
    client.post(page(ticket), {"_take": "1"})
    ticket.refresh_from_db()
    assert ticket.assignee == agent
    given = fields(client, ticket, "assign") | {"assign-to": "", "_assign": "1"}
    client.post(page(ticket), given)
    ticket.refresh_from_db()
    assert ticket.assignee is None


def test_two_who_take_a_ticket_at_once_do_not_both_get_it() -> None:
    _agent, client = an_agent()
    other, others = an_agent("other")
    ticket = a_ticket()
    loaded = fields(client, ticket, "assign")
    others.post(page(ticket), fields(others, ticket, "assign") | {"_take": "1"})
    told = client.post(page(ticket), loaded | {"_take": "1"}, follow=True).content.decode()
    assert 'class="error"' in told
    handed = loaded | {"assign-to": "", "assign-note": "", "_assign": "1"}
    refused = client.post(page(ticket), handed)
    assert refused.status_code == 409
    assert f'name="assign-had" value="{other.pk}"' in refused.content.decode()
    ticket.refresh_from_db()
    assert ticket.assignee == other


def test_nobody_without_the_right_is_given_a_ticket() -> None:
    _agent, client = an_agent()
    ticket = a_ticket()
    stranger = a_person("stranger")
    html = client.post(page(ticket), {"assign-to": stranger.pk, "_assign": "1"})
    assert html.status_code == 200
    ticket.refresh_from_db()
    assert ticket.assignee is None


def test_ticket_is_sorted_anew() -> None:
    _agent, client = an_agent()
    label = Label.objects.create(name="vip")
    ticket = a_ticket(at=timezone.now())
    promised = ticket.promised_at
    a_kind("deposit")
    Label.objects.create(name="slow")
    given = {"sort-kind": "deposit", "sort-urgency": "danger", "sort-labels": [label.pk]}
    assert client.post(page(ticket), given | {"_sort": "1"}).status_code == 302
    ticket.refresh_from_db()
    assert (ticket.kind.key, ticket.urgency) == ("deposit", "danger")
    assert list(ticket.labels.all()) == [label]
    assert promised and ticket.promised_at and ticket.promised_at < promised


def test_ticket_is_solved_closed_and_taken_up_again() -> None:
    _agent, client = an_agent()
    ticket = a_ticket()
    for button, state in (("_solve", "solved"), ("_close", "closed"), ("_reopen", "received")):
        client.post(page(ticket), {button: "1"})
        ticket.refresh_from_db()
        assert ticket.state == state


def test_ticket_goes_on_in_another_of_the_same_person() -> None:
    _agent, client = an_agent()
    first, second, strange = a_ticket(), a_ticket(), a_ticket(a_person("wang"))
    html = client.get(page(second)).content.decode()
    assert first.reference in html
    assert strange.reference not in html
    refused = client.post(page(second), {"merge-into": strange.reference, "_merge": "1"})
    assert refused.status_code == 200
    client.post(page(second), {"merge-into": first.reference.lower(), "_merge": "1"})
    second.refresh_from_db()
    assert second.merged_into == first
    assert "_answer" not in client.get(page(second)).content.decode()


def test_page_names_what_was_merged_into_its_ticket_alone() -> None:
    agent, client = an_agent()
    first, second, third, fourth = (a_ticket() for _number in range(4))
    actions.merge(second, into=first, by=agent, at=NOW)
    actions.merge(fourth, into=third, by=agent, at=NOW)
    assert client.get(page(first)).context["told"].merged == [second]
    assert client.get(page(second)).context["told"].merged == []


def test_page_tells_who_else_has_it_open() -> None:
    _agent, client = an_agent()
    _other, others = an_agent("other")
    ticket = a_ticket()
    client.get(page(ticket))
    assert not Presence.objects.exists()
    client.post(f"{QUEUE}{ticket.pk}/present/")
    others.post(f"{QUEUE}{ticket.pk}/present/")
    assert "Agent" in others.get(page(ticket)).content.decode()
    told = client.post(f"{QUEUE}{ticket.pk}/present/").json()
    assert told == {"beside": ["Other"], "newest": 0}
    Presence.objects.update(seen_at=timezone.now() - timedelta(minutes=2))
    assert client.post(f"{QUEUE}{ticket.pk}/present/").json()["beside"] == []


def test_page_of_a_long_conversation_asks_no_more() -> None:
    agent, client = an_agent()
    ticket = a_ticket(at=timezone.now())
    client.get(page(ticket))

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page(ticket)).status_code == 200
        return len(queries)

    few = asked()
    for number in range(10):
        actions.write_note(ticket, body=f"note {number}", by=agent, at=timezone.now())
        actions.reply(ticket, body=f"more {number}", by=ticket.requester, at=timezone.now())
        a_ticket(at=timezone.now())
    assert asked() <= few + 1
    assert few <= 30
