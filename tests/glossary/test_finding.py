"""Articles found by every name of a term, through the search page and its suggestions."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from faq.glossary import actions
from faq.glossary.models import OtherName, Term, Words
from faq.search.models import Synonym
from tests.factories import NOW, an_article
from tests.glossary.factories import a_term

LATER = NOW + timedelta(hours=1)
NAMES = ["margin", "bao zheng jin", "baozhengjin", "保證金", "保证金"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def later() -> Iterator[time_machine.Traveller]:
    """A moment at which the tests' articles and terms are visible."""
    with time_machine.travel(LATER, tick=False) as traveller:
        yield traveller


@pytest.fixture
def articles() -> None:
    """One in Chinese that is about the term, one in both languages that only speaks of it."""
    an_article(title="全仓和逐仓保证金怎么选", body="保证金有两种。", key="modes")
    an_article(title="手续费", body="扣的不是保证金。margin 另算。", key="fees")
    an_article(title="Fees", body="They are not margin.", key="fees", language="en")


def first_article(client: Client, query: str, language: str = "zh-hans") -> str:
    rows = client.get(f"/{language}/search/", {"q": query}).context["results"].rows
    return next((row.url for row in rows if row.source == "article"), "")


@pytest.mark.usefixtures("articles")
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_every_name_leads_to_the_same_article_and_explanation(
    client: Client, language: str
) -> None:
    a_term()
    found = {first_article(client, query, language) for query in NAMES}
    assert len(found) == 1
    assert found != {""}
    for query in NAMES:
        page = client.get(f"/{language}/search/", {"q": query})
        label = {"zh-hans": "保证金", "zh-hant": "保證金", "en": "Margin"}[language]
        assert page.context["definition"]["label"] == label


@pytest.mark.usefixtures("articles")
def test_names_come_and_go_with_the_term(client: Client) -> None:
    assert first_article(client, "押金") == ""
    term = a_term()
    assert first_article(client, "bao zheng jin") == first_article(client, "保证金") != ""
    assert first_article(client, "押金") == ""
    change(term, aliases=[OtherName(text="押金")])
    assert first_article(client, "押金") == first_article(client, "保证金") != ""
    actions.hide(term, by=None, at=LATER)
    assert first_article(client, "押金") == ""
    actions.publish(term, by=None, at=LATER)
    assert first_article(client, "押金") != ""
    actions.delete_terms([term], by=None, at=LATER)
    assert first_article(client, "押金") == ""
    assert not Synonym.objects.exists()


def change(term: Term, *, aliases: list[OtherName]) -> None:
    """Give a term, called 保证金 alone, other aliases."""
    texts = {"zh-hans": Words(label="保证金", definition="开仓的钱。")}
    actions.save_term(term, texts=texts, aliases=aliases, by=None, at=LATER)


@pytest.mark.usefixtures("articles")
def test_scheduled_term_widens_searches_from_its_moment_on(
    client: Client, later: time_machine.Traveller
) -> None:
    a_term(aliases=["押金"], visible_from=LATER + timedelta(hours=1))
    assert first_article(client, "押金") == ""
    later.move_to(LATER + timedelta(hours=1))
    assert first_article(client, "押金") != ""


@pytest.mark.usefixtures("articles")
def test_term_that_is_not_saved_leaves_the_names_as_they_were(client: Client) -> None:
    term = a_term(aliases=["押金"])
    before = list(Synonym.objects.values_list("text", "visible_from"))
    with pytest.raises(ValueError, match="stop"), transaction.atomic():
        change(term, aliases=[OtherName(text="别的名字")])
        raise ValueError("stop")
    assert list(Synonym.objects.values_list("text", "visible_from")) == before
    assert first_article(client, "押金") != ""


def test_error_finds_the_name_and_the_name_not_the_error(client: Client) -> None:
    term = a_term()
    change(term, aliases=[OtherName(text="保正金", is_shown=False)])
    right = an_article(title="保证金", key="right")
    wrong = an_article(title="论坛说的保正金", key="wrong")
    assert first_article(client, "保证金") == right.text.get_absolute_url()
    rows = client.get("/zh-hans/search/", {"q": "保证金"}).context["results"].rows
    assert wrong.text.get_absolute_url() not in {row.url for row in rows}
    rows = client.get("/zh-hans/search/", {"q": "保正金"}).context["results"].rows
    assert right.text.get_absolute_url() in {row.url for row in rows}


@pytest.mark.usefixtures("articles")
def test_names_keep_searches_within_their_queries(client: Client) -> None:
    for number in range(30):
        a_term(f"term-{number}", labels={"zh-hans": f"名字{number}", "en": f"Name {number}x"})
    a_term()
    for address, most in (("/zh-hans/search/", 8), ("/zh-hans/search/suggest/", 4)):
        asked = {"q": "bao zheng jin 逐仓 margin"}
        client.get(address, asked)
        with CaptureQueriesContext(connection) as queries:
            client.get(address, asked)
        assert 0 < len(queries) <= most


def test_term_on_top_has_its_card_and_no_answer_box(client: Client) -> None:
    a_term("txid", labels={"zh-hans": "交易哈希"})
    page = client.get("/zh-hans/search/", {"q": "交易哈希"})
    assert page.context["results"].rows[0].source == "term"
    assert page.context["definition"]["label"] == "交易哈希"
    assert page.context["results"].answer is None
