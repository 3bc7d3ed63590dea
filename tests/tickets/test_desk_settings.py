"""What editors set for tickets, and what waits on the first page."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from faq.accounts import roles
from faq.accounts.models import AuditEntry
from faq.accounts.queues import queues_for
from faq.tickets import actions
from faq.tickets.models import AnswerTime, CannedReply, Kind, Label, OfficeHours
from tests.factories import an_article
from tests.tickets.factories import a_person, a_ticket
from tests.tickets.test_desk import an_agent

pytestmark = pytest.mark.django_db
SETTINGS = ("kind", "answertime", "officehours", "label", "cannedreply")


def canned(body: str, language: str = "en") -> dict[str, str]:
    return {
        "name": "late", "kind": "",
        "texts-TOTAL_FORMS": "1", "texts-INITIAL_FORMS": "0",
        "texts-0-language": language, "texts-0-body": body,
    }  # fmt: skip


def test_administrator_sets_everything_and_agents_their_labels() -> None:
    _agent, agents = an_agent()
    chief = a_person("chief", is_staff=True)
    roles.sync()
    chief.groups.add(Group.objects.get(name="Administrator"))
    client = Client()
    client.force_login(chief)
    for model in SETTINGS:
        assert client.get(f"/admin/tickets/{model}/").status_code == 200
        assert client.get(f"/admin/tickets/{model}/add/").status_code == 200
    may_add = [
        one for one in SETTINGS if agents.get(f"/admin/tickets/{one}/add/").status_code == 200
    ]
    assert may_add == ["label"]


def test_kind_is_made_with_words_facts_and_times(editor_client: Client) -> None:
    given = {
        "key": "deposit", "position": "1", "urgency": "normal", "is_offered": "on", "category": "",
        "texts-TOTAL_FORMS": "1", "texts-INITIAL_FORMS": "0",
        "texts-0-language": "en", "texts-0-name": "Deposit",
        "fields-TOTAL_FORMS": "1", "fields-INITIAL_FORMS": "0",
        "fields-0-name": "txid", "fields-0-position": "0", "fields-0-is_needed": "on",
        "answer_times-TOTAL_FORMS": "1", "answer_times-INITIAL_FORMS": "0",
        "answer_times-0-urgency": "danger", "answer_times-0-minutes": "15",
    }  # fmt: skip
    assert editor_client.post("/admin/tickets/kind/add/", given).status_code == 302
    kind = Kind.objects.get()
    assert kind.name("en") == "Deposit"
    assert AnswerTime.objects.get().minutes == 15
    assert AuditEntry.objects.get(kind="kind").action == "created"


def test_days_of_office_hours_are_digits(editor_client: Client) -> None:
    hours = {"opens": "09:00", "closes": "18:00"}
    address = "/admin/tickets/officehours/add/"
    assert editor_client.post(address, hours | {"days": "89"}).status_code == 200
    assert editor_client.post(address, hours | {"days": "51234"}).status_code == 302
    assert OfficeHours.objects.get().days == "12345"


@pytest.mark.parametrize("body", ["Call +86 138 0013 8000", "See article:nowhere"])
def test_canned_reply_names_nothing_that_is_not_ours(body: str, editor_client: Client) -> None:
    answer = editor_client.post("/admin/tickets/cannedreply/add/", canned(body))
    assert answer.status_code == 200
    assert not CannedReply.objects.exists()


def test_canned_reply_may_name_an_article(editor_client: Client) -> None:
    an_article(key="late", language="en", title="Late?")
    given = canned("Hello {name}, see article:late")
    assert editor_client.post("/admin/tickets/cannedreply/add/", given).status_code == 302
    assert AuditEntry.objects.get(kind="cannedreply").action == "created"


def test_first_page_tells_agents_what_waits() -> None:
    agent, client = an_agent()
    now = timezone.now()
    late = a_ticket(subject="a late one", at=now - timedelta(days=20))
    actions.assign(late, to=agent, by=agent, at=now)
    a_ticket(subject="a new one", at=now)
    waits = {queue.name: [row.title for row in queue.rows] for queue in queues_for(agent, now)}
    assert waits["overdue-tickets"] == ["a late one"]
    assert waits["nobodys-tickets"] == ["a new one"]
    assert waits["my-tickets"] == ["a late one"]
    html = client.get("/admin/").content.decode()
    assert "a late one" in html
    for queue in queues_for(agent, now):
        if queue.name.endswith("tickets"):
            assert client.get(queue.url).status_code == 200
            assert queue.rows[0].title in client.get(queue.url).content.decode()


def test_first_page_tells_others_nothing_of_tickets() -> None:
    writer = a_person("writer", is_staff=True)
    a_ticket(at=timezone.now())
    roles.sync()
    writer.groups.add(Group.objects.get(name="Writer"))
    names = {queue.name for queue in queues_for(writer, timezone.now())}
    assert not names & {"overdue-tickets", "nobodys-tickets", "my-tickets"}


def test_what_is_deleted_leaves_a_line_in_the_trail(editor_client: Client) -> None:
    one, two, three = (Label.objects.create(name=name) for name in ("one", "two", "three"))
    editor_client.post(f"/admin/tickets/label/{one.pk}/delete/", {"post": "yes"})
    selected = {"action": "delete_selected", "_selected_action": [two.pk, three.pk], "post": "yes"}
    editor_client.post("/admin/tickets/label/", selected)
    assert not Label.objects.exists()
    trail = AuditEntry.objects.filter(kind="label", action="deleted")
    assert sorted(trail.values_list("title", flat=True)) == ["one", "three", "two"]
