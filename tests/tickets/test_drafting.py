"""A ticket becomes the draft of an article, and tells nothing of who asked."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.articles.models import Article, Revision, Text
from faq.search.masking import HIDDEN, masked_as_written
from faq.tickets import actions
from faq.tickets.drafting import beginning
from faq.tickets.models import Ticket
from tests.factories import a_category
from tests.tickets.factories import NOW, a_person, a_ticket
from tests.tickets.test_desk import QUEUE, an_agent

HASH = "a1b2" * 16
PERSONAL = (
    "Lin Wei", "lin@mail.example", HASH, "13800138000", "88123456", "TJRyWwFs9wTFGZg3JbrVriFbNfCug5tDeC",
)  # fmt: skip


def told() -> Ticket:
    asker = a_person("lin")
    asker.name = "Lin Wei"
    asker.save()
    body = (
        "Hello, I am Lin Wei (lin@mail.example, 13800138000).\n"
        f"My withdrawal {HASH} to TJRyWwFs9wTFGZg3JbrVriFbNfCug5tDeC by TRC-20 is late."
    )
    ticket = a_ticket(asker, body=body, details={"uid": "88123456", "network": "TRC-20"})
    agent = a_person("agent", is_staff=True)
    actions.write_note(ticket, body="A known fraud victim.", by=agent, at=NOW)
    actions.answer(
        ticket, body="Dear Lin Wei, UID 88123456:\nwait for 12 blocks.", by=agent, at=NOW
    )
    return ticket


@pytest.mark.django_db
def test_what_is_personal_is_hidden_and_the_rest_stays() -> None:
    begun = beginning(told())
    shown = f"{begun.title}\n{begun.asked}\n{begun.answered}"
    for one in PERSONAL:
        assert one.lower() not in shown.lower()
    assert "by TRC-20 is late." in begun.asked
    assert begun.answered.endswith(":\nwait for 12 blocks.")
    assert "fraud" not in shown


@pytest.mark.django_db
def test_draft_is_kept_only_after_somebody_read_it() -> None:
    agent, client = an_agent()
    category, ticket = a_category(), told()
    address = f"{QUEUE}{ticket.pk}/draft/"
    html = client.get(address).content.decode()
    assert not [one for one in PERSONAL if one in re.sub(r"<(?:a|title)\b.*?>", "", html)]
    words = {
        "category": category.pk, "language": "en", "title": "Why is a withdrawal late?",
        "summary": "It waits for 12 blocks.", "body": "Wait.",
    }  # fmt: skip
    assert client.post(address, words).status_code == 200
    assert not Article.objects.exists()
    assert client.post(address, words | {"is_clean": "on"}).status_code == 302
    revision = Revision.objects.get()
    assert revision.title == "Why is a withdrawal late?"
    assert revision.visible_from is None
    assert revision.text.article.owner == agent
    assert ticket.reference not in revision.text.article.key


@pytest.mark.django_db
def test_draft_of_a_ticket_is_seen_by_no_reader() -> None:
    _agent, client = an_agent()
    category, ticket = a_category(), told()
    words = {"category": category.pk, "language": "en", "title": "Zebra?", "is_clean": "on"}
    client.post(f"{QUEUE}{ticket.pk}/draft/", words)
    assert Revision.objects.count() == 1
    client.logout()
    text = Text.objects.get()
    assert client.get(text.url("en")).status_code == 404
    assert "Zebra" not in client.get("/en/articles/").content.decode()


def test_lines_and_spelling_stay_where_nothing_is_hidden() -> None:
    assert masked_as_written("Ｈello\nWorld 12,5 USDT") == "Ｈello\nWorld 12,5 USDT"
    assert masked_as_written("写信到 Lin@Mail.Example 吧") == f"写信到 {HIDDEN} 吧"
    assert "Abcd1234" not in masked_as_written("密码：Abcd1234")


@given(st.text(), st.text())
def test_address_is_hidden_in_any_text(before: str, after: str) -> None:
    assert "lin@mail.example" not in masked_as_written(f"{before} lin@mail.example {after}").lower()
