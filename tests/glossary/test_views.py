"""The index of terms and the pages of terms, as readers meet them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from faq.glossary import actions
from faq.glossary.models import OtherName, Term, TermText, Words
from tests.glossary.factories import NOW, a_term

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


@pytest.fixture(params=["editor_client", "reader_client", "client"])
def person(request: pytest.FixtureRequest) -> Client:
    """Somebody who may edit the glossary, somebody who signed in, somebody who did not."""
    visitor: Client = request.getfixturevalue(request.param)
    return visitor


def labels(client: Client, query: str = "", language: str = "zh-hans") -> list[str]:
    groups = client.get(f"/{language}/glossary/", {"q": query} if query else {}).context["groups"]
    return [row.label for group in groups for row in group["terms"]]


def many_terms(number: int) -> None:
    for count in range(number):
        a_term(f"t-{count}", labels={"zh-hans": f"词{count}", "en": f"Word {count}"})


# --- The index


def test_index_goes_by_pinyin_then_signs(client: Client) -> None:
    a_term(labels={"zh-hans": "现货"}, key="spot")
    a_term(labels={"zh-hans": "2FA"}, key="two-factor")
    a_term(labels={"zh-hans": "保证金"}, key="margin")
    a_term(labels={"zh-hans": "爆仓"}, key="liquidation")
    context = client.get("/zh-hans/glossary/").context
    assert [(group["letter"], group["anchor"]) for group in context["groups"]] == [
        ("B", "letter-b"), ("X", "letter-x"), ("#", "letter-other"),
    ]  # fmt: skip
    assert labels(client) == ["爆仓", "保证金", "现货", "2FA"]
    assert context["letters"][:2] == [
        {"letter": "A", "anchor": ""},
        {"letter": "B", "anchor": "letter-b"},
    ]
    assert context["letters"][-1] == {"letter": "#", "anchor": "letter-other"}


def test_row_gives_the_term_in_both_languages(client: Client) -> None:
    term = a_term()
    row = client.get("/zh-hant/glossary/").context["groups"][0]["terms"][0]
    assert (row.label, row.pinyin, row.lang) == ("保證金", "bǎo zhèng jīn", "zh-Hant")
    assert (row.other_label, row.other_lang) == ("Margin", "en")
    assert row.url == f"/zh-hant/glossary/{term.pk}-margin/"
    row = client.get("/en/glossary/").context["groups"][0]["terms"][0]
    assert (row.letter, row.label, row.pinyin, row.lang) == ("M", "Margin", "", "en")
    assert (row.other_label, row.other_lang) == ("保证金", "zh-Hans")


def test_empty_index_is_a_page(client: Client) -> None:
    response = client.get("/zh-hans/glossary/")
    assert response.status_code == 200
    assert len(response.context["letters"]) == 26


@pytest.mark.parametrize(
    "query", ["保证", "保證金", "margin", "MARG", "bao zheng", "baozhengjin", "押金", "im", "ＩＭ "]
)
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_index_finds_terms_by_any_name(client: Client, query: str, language: str) -> None:
    a_term(aliases=["押金", "IM"])
    a_term("spot", labels={"zh-hans": "现货", "en": "Spot"})
    assert len(labels(client, query, language)) == 1


@pytest.mark.parametrize("query", ["没有", "%", "_", "'", '"', "\\", "x" * 10_000])
def test_index_finds_nothing_for_other_words(client: Client, query: str) -> None:
    a_term()
    assert labels(client, query) == []


@pytest.mark.parametrize("number", [5, 200])
def test_index_asks_few_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    many_terms(number)
    client.get("/zh-hans/glossary/")
    for query in ("", "?q=word"):
        with django_assert_max_num_queries(8) as captured:
            response = client.get(f"/zh-hans/glossary/{query}")
        assert sum(len(group["terms"]) for group in response.context["groups"]) == number
        assert sum("glossary_" in query["sql"] for query in captured) == 2


# --- A term


def test_page_says_all_about_a_term(client: Client) -> None:
    spot = a_term("spot", labels={"zh-hans": "现货", "en": "Spot"})
    term = actions.save_term(
        Term(key="margin", slug="margin"),
        texts={
            "zh-hans": Words(label="保证金", definition="定义。", example="例子。"),
            "en": Words(label="Margin", definition="Definition."),
        },
        aliases=[
            OtherName(text="押金", language="zh-hans"),
            OtherName(text="collateral", language="en"),
            OtherName(text="IM"),
            OtherName(text="保正金", language="zh-hans", is_shown=False),
        ],
        confused_with=[spot],
        by=None,
        at=NOW,
    )
    response = client.get(term.url("zh-hans"))
    assert response.context["term"] == {
        "label": "保证金",
        "pinyin": "bǎo zhèng jīn",
        "lang": "zh-Hans",
        "others": [{"label": "Margin", "lang": "en"}],
        "aliases": ["押金", "IM"],
        "definition": "定义。",
        "example": "例子。",
        "confused_with": [{"label": "现货", "url": spot.url("zh-hans")}],
    }
    assert response.context["translation_notice"] is None
    assert response.context["canonical_url"].endswith(term.url("zh-hans"))
    assert [link["lang"] for link in response.context["alternates"]] == ["zh-Hans", "en"]
    assert not response.context["is_noindex"]
    assert client.get(term.url("en")).context["term"]["aliases"] == ["collateral", "IM"]


def test_traditional_page_is_converted_and_says_so(client: Client) -> None:
    term = a_term(aliases=["押金"])
    context = client.get(term.url("zh-hant")).context
    assert (context["term"]["label"], context["term"]["lang"]) == ("保證金", "zh-Hant")
    assert context["translation_notice"] == {"shown_name": "简体中文", "kind": "converted"}
    assert context["is_noindex"]
    assert context["canonical_url"].endswith(term.url("zh-hans"))


def test_hand_written_traditional_words_win(client: Client) -> None:
    term = a_term("txid", labels={"zh-hans": "交易哈希", "zh-hant": "交易雜湊"})
    context = client.get(term.url("zh-hant")).context
    assert context["term"]["label"] == "交易雜湊"
    assert context["translation_notice"] is None


def test_missing_language_falls_back_with_a_notice(client: Client) -> None:
    term = a_term(labels={"zh-hans": "保证金"})
    context = client.get(term.url("en")).context
    assert (context["term"]["label"], context["term"]["lang"]) == ("保证金", "zh-Hans")
    assert context["translation_notice"] == {"shown_name": "简体中文", "kind": "other"}


@pytest.mark.parametrize("slug", ["old", "margins"])
def test_wrong_slug_leads_to_the_right_one_with_its_query(client: Client, slug: str) -> None:
    term = a_term()
    response = client.get(f"/en/glossary/{term.pk}-{slug}/?a=%E4%BF%9D&b=1")
    assert response.status_code == 301
    assert response["Location"] == f"/en/glossary/{term.pk}-margin/?a=%E4%BF%9D&b=1"


def test_term_page_asks_few_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    many_terms(20)
    term = a_term()
    others = Term.objects.exclude(pk=term.pk)
    term.confused_with.set(others)
    client.get(term.url("en"))
    with django_assert_max_num_queries(8):
        assert len(client.get(term.url("en")).context["term"]["confused_with"]) == 20


@pytest.mark.parametrize("path", ["999-margin", "99999999999999999999-margin", "margin", "0-x"])
def test_unknown_term_is_not_found(client: Client, path: str) -> None:
    assert client.get(f"/en/glossary/{path}/").status_code == 404


# --- Who sees what


def test_hidden_term_looks_absent_to_everybody(person: Client) -> None:
    term, seen = a_term(), a_term("spot", labels={"zh-hans": "现货", "en": "Spot"})
    seen.confused_with.add(term)
    actions.hide(term, by=None, at=NOW)
    assert person.get(term.url("zh-hans")).status_code == 404
    assert person.get(f"/zh-hans/glossary/{term.pk}-wrong/").status_code == 404
    assert labels(person) == ["现货"]
    assert labels(person, "保证金") == []
    assert person.get(seen.url("zh-hans")).context["term"]["confused_with"] == []


def test_scheduled_term_appears_at_its_moment(
    person: Client, at_now: time_machine.Traveller
) -> None:
    term = a_term(visible_from=NOW + timedelta(hours=1))
    assert person.get(term.url("zh-hans")).status_code == 404
    assert labels(person) == []
    at_now.move_to(NOW + timedelta(hours=1))
    assert person.get(term.url("zh-hans")).status_code == 200
    assert labels(person) == ["保证金"]


def test_term_without_words_has_no_page(client: Client) -> None:
    term = a_term()
    TermText.objects.all().delete()
    assert client.get(term.url("zh-hans")).status_code == 404
    assert labels(client) == []


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_pages_are_only_read(client: Client, method: str) -> None:
    call: Callable[[str], HttpResponse] = getattr(client, method)
    for address in ("/en/glossary/", a_term().url("en")):
        assert call(address).status_code == 405
