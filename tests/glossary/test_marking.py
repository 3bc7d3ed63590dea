"""Terms of the glossary marked in articles, and the list that explains them."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from pytest_django import DjangoAssertNumQueries

from faq.glossary import actions, marking
from tests.glossary.factories import NOW, a_term

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def terms_in(html: str, language: str = "zh-hans") -> list[int]:
    return marking.mark(html, language=language)[1]


def test_labels_of_every_language_and_aliases_are_found() -> None:
    term = a_term(aliases=["保正金"])
    for name in ("保证金", "保證金", "margins", "保正金"):
        assert terms_in(f"<p>{name}</p>") == [term.pk]


def test_list_explains_terms_in_the_order_of_their_use() -> None:
    margin, spot = a_term(), a_term("spot", labels={"zh-hans": "现货", "en": "Spot trading"})
    rows = marking.terms_for([spot.pk, margin.pk], "zh-hant")
    assert rows == [
        {
            "anchor": f"t-{spot.pk}",
            "label": "現貨",
            "pinyin": "xiàn huò",
            "other_label": "Spot trading",
            "other_lang": "en",
            "definition": "現貨的定義。",
            "url": f"/zh-hant/glossary/{spot.pk}-spot/",
        },
        {
            "anchor": f"t-{margin.pk}",
            "label": "保證金",
            "pinyin": "bǎo zhèng jīn",
            "other_label": "Margin",
            "other_lang": "en",
            "definition": "保證金的定義。",
            "url": f"/zh-hant/glossary/{margin.pk}-margin/",
        },
    ]


def test_term_without_words_for_the_reader_is_not_marked() -> None:
    term = a_term(labels={"zh-hans": "保证金"}, aliases=["IM"])
    assert terms_in("<p>IM</p>", "en") == []
    assert terms_in("<p>IM</p>", "zh-hant") == [term.pk]
    assert marking.terms_for([term.pk], "en") == []


def test_change_is_seen_at_once() -> None:
    term = a_term()
    assert terms_in("<p>保证金</p>") == [term.pk]
    actions.hide(term, by=None, at=NOW)
    assert terms_in("<p>保证金</p>") == []
    actions.publish(term, by=None, at=NOW)
    assert terms_in("<p>保证金</p>") == [term.pk]
    actions.delete_terms([term], by=None, at=NOW)
    assert terms_in("<p>保证金</p>") == []


def test_scheduled_term_is_marked_from_its_moment_on(at_now: time_machine.Traveller) -> None:
    term = a_term(visible_from=NOW + timedelta(hours=1))
    a_term("spot", labels={"zh-hans": "现货"})
    early = marking.edition("zh-hans")
    assert terms_in("<p>保证金</p>") == []
    at_now.move_to(NOW + timedelta(hours=1))
    assert terms_in("<p>保证金</p>") == [term.pk]
    assert marking.edition("zh-hans") != early


def test_marking_asks_for_the_version_only(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    term = a_term()
    terms_in("<p>保证金</p>")
    with django_assert_num_queries(1):
        terms_in("<p>保证金</p>")
    with django_assert_num_queries(1):
        marking.terms_for([term.pk], "en")


# --- What explains the words of a search


def explained(query: str, language: str = "zh-hans") -> str:
    """The label of the term that is explained to somebody who searches at that moment."""
    entry = marking.definition(query=query, language=language, user=AnonymousUser(), at=NOW)
    return entry["label"] if entry else ""


@pytest.mark.parametrize(
    "query", ["保证金", "保證金", " Margin", "margins", "bao zheng jin", "BaoZhengJin", "ＩＭ"]
)
def test_search_for_any_name_is_explained(query: str) -> None:
    a_term(aliases=["IM"])
    assert explained(query) == "保证金"
    assert explained(query, "en") == "Margin"


@pytest.mark.parametrize("query", ["two-step verification", "two step verification"])
def test_hyphen_and_space_are_the_same_to_a_search(query: str) -> None:
    a_term("two-factor", labels={"zh-hans": "两步验证", "en": "Two-step verification"})
    assert explained(query) == "两步验证"


@pytest.mark.parametrize(
    "query", ["什么是保证金", "保证金是什么？", "what is margin?", "the margins"]
)
def test_question_what_a_term_is_is_explained(query: str) -> None:
    a_term()
    assert explained(query) == "保证金"


@pytest.mark.parametrize(
    "query",
    ["", " ", "？", "保", "什么是", "逐仓保证金", "marginal", "jin", "margin call", "保证金不足"],
)
def test_other_searches_are_not_explained(query: str) -> None:
    a_term()
    assert explained(query) == ""


def test_term_that_is_not_visible_explains_nothing() -> None:
    a_term(visible_from=NOW + timedelta(hours=1))
    actions.hide(a_term("spot", labels={"zh-hans": "现货"}), by=None, at=NOW)
    assert explained("保证金") == explained("现货") == ""


def test_name_wins_over_the_pinyin_of_another_term() -> None:
    a_term("network", labels={"zh-hans": "网络"})
    a_term("code", labels={"zh-hans": "代号"}, aliases=["wang luo"])
    assert explained("wang luo") == "代号"
    assert explained("wangluo") == "网络"
