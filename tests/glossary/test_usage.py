"""The articles that use a term, as its page lists them."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, ClassVar

import pytest
from django.db.models import QuerySet
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from faq.accounts.models import Visitor
from faq.glossary.models import Term
from faq.search import index
from faq.search.models import Document
from faq.search.sources import DocumentData, ShownText
from tests.glossary.factories import NOW, a_term

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "articles")]


class Articles:
    """A source of articles, each one text with a title and a body."""

    name = "article"
    kinds: ClassVar = {"faq": "FAQ"}
    texts: ClassVar[dict[int, DocumentData]] = {}
    hidden: ClassVar[set[int]] = set()

    def documents(self, pks: Collection[int]) -> Iterator[DocumentData]:
        return (self.texts[pk] for pk in pks)

    def pks(self) -> Iterable[int]:
        return self.texts

    def visible_pks(
        self, pks: Collection[int], *, user: Visitor, at: datetime
    ) -> QuerySet[Any, int]:
        seen = set(pks) - self.hidden
        return Document.objects.of(self.name, seen).values_list("object_id", flat=True)

    def filled(self, text: str, language: str) -> str:
        """As it is stored."""
        return text


@pytest.fixture
def articles(settings: Settings) -> Iterator[None]:
    settings.SEARCH_SOURCES = [
        "tests.glossary.test_usage.Articles",
        "faq.glossary.searchable.TermSource",
    ]
    yield
    Articles.texts.clear()
    Articles.hidden.clear()


def an_article(title: str, body: str, language: str = "zh-hans", **window: datetime) -> int:
    number = len(Articles.texts) + 1
    shown = ShownText(title=title, summary="", body=body, trail=[])
    Articles.texts[number] = DocumentData(
        object_id=number,
        group=number,
        language=language,
        kind="faq",
        path=f"articles/{number}-a/",
        title=title,
        keywords="",
        headings="",
        body=body,
        shown={language: shown},
        tags=(),
        visible_from=window.get("visible_from", NOW),
        visible_until=window.get("visible_until"),
    )
    index.refresh("article", [number])
    return number


def titles(client: Client, term: Term, language: str = "zh-hans") -> list[str]:
    return [card.title for card in client.get(term.url(language)).context["articles"]]


def test_articles_whose_text_has_a_name_of_the_term(client: Client) -> None:
    term = a_term(aliases=["押金"])
    an_article("甲", "开仓需要保证金才能进行。")
    an_article("乙", "先付押金。")
    an_article("丙", "保证你的资金安全。")
    an_article("丁", "Margins and more", language="en")
    assert set(titles(client, term)) == {"甲", "乙", "丁"}
    card = client.get(term.url("zh-hant")).context["articles"][0]
    assert card.url.startswith("/zh-hant/articles/")
    assert (card.kind_label, card.lang) == ("FAQ", "zh-Hans")


def test_terms_are_not_listed_among_articles(client: Client) -> None:
    term = a_term()
    a_term("isolated-margin", labels={"zh-hans": "逐仓保证金"})
    an_article("甲", "逐仓的保证金。")
    assert titles(client, term) == ["甲"]


def test_article_that_only_seems_to_use_it_is_not_listed(client: Client) -> None:
    term = a_term("option", labels={"zh-hans": "期权"})
    an_article("甲", "长期权益。")
    an_article("乙", "买入期权。")
    assert titles(client, term) == ["乙"]


def test_what_a_reader_may_not_see_is_not_listed(client: Client) -> None:
    term = a_term()
    an_article("甲", "保证金", visible_from=NOW + timedelta(days=1))
    an_article("乙", "保证金", visible_until=NOW)
    Articles.hidden.add(an_article("丙", "保证金"))
    assert titles(client, term) == []


def test_at_most_ten_by_few_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    term = a_term(aliases=["押金", "IM"])
    for number in range(60):
        an_article(f"第 {number} 篇", "保证金 " * (number + 1))
    titles(client, term)
    with django_assert_max_num_queries(8):
        assert len(titles(client, term)) == 10
