"""The pages of search, as readers and browsers meet them."""

import json
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from django.test import Client
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries, Settings

from faq.base.models import bump
from faq.search import views
from faq.search.panels import panels
from tests.search.library import NOW, Articles, Terms, put
from tests.search.test_matching import OPERATORS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]

PAGE, SUGGEST = "/zh-hans/search/", "/zh-hans/search/suggest/"


@pytest.fixture
def at_now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def suggestions(client: Client, typed: str) -> list[dict[str, str]]:
    answer = client.get(SUGGEST, {"q": typed})
    assert answer.status_code == 200
    found: list[dict[str, str]] = answer.json()["suggestions"]
    return found


# --- What readers type: F08, F09


@pytest.mark.parametrize("query", OPERATORS)
def test_whatever_is_typed_the_page_is_normal(client: Client, query: str) -> None:
    put("如何创建API密钥", body="支持 USDT-TRC20。")
    answer = client.get(PAGE, {"q": query})
    assert answer.status_code == 200
    assert answer.context["form"].is_valid()
    suggestions(client, query)


@pytest.mark.parametrize("query", ["密", "密钥", "建API", "API", "API密钥", "usdt-trc20", "TRC20"])
def test_article_is_on_the_page_and_in_suggestions(client: Client, query: str) -> None:
    put("如何创建API密钥", keywords="USDT-TRC20")
    put("别的")
    rows = client.get(PAGE, {"q": query}).context["results"].rows
    assert [row.title_html.replace("<mark>", "").replace("</mark>", "") for row in rows] == [
        "如何创建API密钥"
    ]
    assert [entry["title"] for entry in suggestions(client, query)] == ["如何创建API密钥"]


@pytest.mark.parametrize("length", [200, 201, 1000, 10_000])
def test_long_query_is_cut(client: Client, length: int) -> None:
    answer = client.get(PAGE, {"q": "提现" * (length // 2)})
    assert answer.status_code == 200
    assert len(answer.context["form"]["q"].value()) <= 200


@pytest.mark.parametrize("typed", [" 提 现 ", "提\n现", "提\x00 \x1b现", "　提　现　"])
def test_query_is_one_clean_line(client: Client, typed: str) -> None:
    assert client.get(PAGE, {"q": typed}).context["form"]["q"].value() == "提 现"


@pytest.mark.parametrize(
    "address",
    [
        PAGE,
        PAGE + "?q=",
        PAGE + "?q=%ff%fe",
        PAGE + "?q=充值&page=99999999999999999999",
        PAGE + "?q=充值&page=-1",
        PAGE + "?q=充值&page=x",
        PAGE + "?q=充值&kind=nonsense&category=x&tag=%00",
        PAGE + "?q=充值&category=99999999999999999999",
        PAGE + "?q=充值&category=٣",
        PAGE + "?q=充值&q=提现",
        PAGE + "?filter__in=1&title__contains=x",
        SUGGEST,
    ],
)
def test_odd_addresses_are_no_errors(client: Client, address: str) -> None:
    put("充值")
    assert client.get(address).status_code == 200


def test_query_and_content_are_escaped(client: Client) -> None:
    put("<script>alert(1)</script>")
    page = client.get(PAGE, {"q": "<script>\"'"}).content.decode()
    assert "<script>alert" not in page
    assert escape("<script>\"'") in page


# --- The page


def test_page_shows_rows_with_marks_and_ways_to_narrow_down(client: Client) -> None:
    put("充值没到账", kind="tutorial", trail=[[1, "充值"]], summary="先查哈希。")
    put("充值", source=Terms)
    answer = client.get(PAGE, {"q": "充值"})
    page = answer.content.decode()
    assert "<mark>充值</mark>没到账" in page
    kinds = {chip["value"]: chip for chip in answer.context["kinds"]}
    assert list(kinds) == ["", "tutorial", "term"]
    assert kinds[""]["is_current"]
    assert kinds[""]["count"] == 2
    narrowed = client.get(PAGE + kinds["tutorial"]["url"])
    assert narrowed.context["results"].total == 1
    assert [chip["name"] for chip in narrowed.context["categories"]][1:] == ["充值"]
    category = narrowed.context["categories"][1]
    both = client.get(PAGE + category["url"])
    assert "kind=tutorial" in category["url"]
    assert both.context["categories"][1]["is_current"]
    assert both.context["results"].total == 1


def test_a_choice_that_leaves_nothing_can_be_taken_back(client: Client) -> None:
    put("充值", trail=[[1, "充值"]])
    answer = client.get(PAGE, {"q": "提现", "kind": "faq", "category": "1"})
    assert [chip["url"] for chip in answer.context["kinds"]] == ["?q=%E6%8F%90%E7%8E%B0&category=1"]
    assert [chip["id"] for chip in answer.context["categories"]] == [None]


def test_clear_answer_stands_above_the_rows_and_not_among_them(client: Client) -> None:
    put("提现没到账", summary="先查交易哈希。")
    put("充值没到账", summary="先数确认次数。")
    html = client.get(PAGE, {"q": "提现没到账"}).content.decode()
    assert html.count("先查交易哈希。") == 1
    assert html.index("先查交易哈希。") < html.index("先数确认次数。")


def test_what_was_meant_is_said_and_leads_to_that_search(client: Client) -> None:
    put("Verify your withdrawal", language="en")
    answer = client.get("/en/search/", {"q": "withdrawl <b>verifcation"})
    html = answer.content.decode()
    assert "withdrawl &lt;b&gt;verifcation" in html
    assert '<a href="?q=withdrawal' in html
    assert "Did you mean" not in client.get("/en/search/", {"q": "withdrawal"}).content.decode()


def test_order_can_be_chosen_and_kept_while_narrowing_down(client: Client) -> None:
    for number in range(3):
        put(f"提现 {number}", trail=[[1, "提现"]])
    answer = client.get(PAGE, {"q": "提现", "sort": "new", "kind": "faq"})
    best, newest = answer.context["orders"]
    assert (best["is_current"], newest["is_current"]) == (False, True)
    assert "sort" not in best["url"] and "kind=faq" in best["url"]
    assert all("sort=new" in kind["url"] for kind in answer.context["kinds"])
    odd = client.get(PAGE, {"q": "提现", "sort": "; drop"})
    assert [row.object_id for row in odd.context["results"].rows] == [
        row.object_id for row in client.get(PAGE, {"q": "提现"}).context["results"].rows
    ]


def test_results_are_paged(client: Client) -> None:
    for number in range(15):
        put(f"充值 {number}")
    answer = client.get(PAGE, {"q": "充值", "page": "2"})
    assert len(answer.context["results"].rows) == 5
    assert "page=1" in answer.content.decode()
    last = client.get(PAGE, {"q": "充值", "page": "999999"})
    assert last.context["results"].pages.number == 2


def test_panels_of_higher_floors_are_worked_out_when_asked_for(
    client: Client, settings: Settings
) -> None:
    settings.SEARCH_PANELS = {"definition": "tests.search.test_views.a_definition"}
    page = client.get(PAGE, {"q": "保证金"}).content.decode()
    assert "定义：保证金" in page
    asked.clear()
    panels(query="保证金", language="zh-hans")
    assert asked == []


asked: list[dict[str, Any]] = []


def a_definition(**what: Any) -> dict[str, str]:
    asked.append(what)
    return {"label": what["query"], "definition": f"定义：{what['query']}", "url": "/"}


# --- Headers, limits, cost


def test_results_are_not_for_search_engines_and_kept_only_with_asking_again(
    client: Client, reader_client: Client
) -> None:
    for address in (PAGE + "?q=充值", SUGGEST + "?q=充值"):
        answer = client.get(address)
        assert answer["X-Robots-Tag"] == "noindex"
        assert answer["Cache-Control"] == "public, no-cache"
        assert "Cookie" in answer["Vary"]
        assert reader_client.get(address)["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("address", [PAGE, SUGGEST, "/zh-hans/opensearch.xml"])
@pytest.mark.parametrize("method", ["post", "put", "delete", "trace"])
def test_only_reading(client: Client, address: str, method: str) -> None:
    assert getattr(client, method)(address).status_code == 405


@pytest.mark.parametrize(
    ("address", "limit"), [(PAGE, views.SEARCHES), (SUGGEST, views.SUGGESTIONS)]
)
def test_too_many_are_refused_for_a_while(client: Client, address: str, limit: Any) -> None:
    for _time in range(limit.times):
        assert client.get(address).status_code == 200
    refused = client.get(address, headers={"X-Forwarded-For": "192.0.2.7"})
    assert refused.status_code == 429
    assert refused["Retry-After"] == "60"
    assert refused["Cache-Control"] == "private, no-store"
    assert "429.html" in [template.name for template in refused.templates]
    assert client.get(address, REMOTE_ADDR="192.0.2.8").status_code == 200


def test_few_queries_however_many_rows(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(60):
        put(f"充值 {number}", source=(Articles, Terms)[number % 2], trail=[[1, "充值"]])
    bump("brand")
    client.get(PAGE, {"q": "充值"})
    with django_assert_max_num_queries(5):
        # Content versions, two finds, what is visible of them, the quoted texts.
        client.get(PAGE, {"q": "充值", "kind": "faq"})
    with django_assert_max_num_queries(4):
        # Content versions, the find, what is visible, and every five minutes what is popular.
        client.get(SUGGEST, {"q": "充"})


# --- Suggestions, OpenSearch


def test_suggestions_have_this_shape(client: Client) -> None:
    put("充值", path="articles/1-充值/")
    answer = client.get(SUGGEST, {"q": "充"})
    assert answer["Content-Type"] == "application/json"
    assert json.loads(answer.content) == {
        "query": "充",
        "suggestions": [{"title": "充值", "url": "/zh-hans/articles/1-充值/", "kind": "FAQ"}],
    }


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_browsers_can_search_here(client: Client, language: str, settings: Settings) -> None:
    answer = client.get(f"/{language}/opensearch.xml")
    assert answer["Content-Type"].startswith("application/opensearchdescription+xml")
    root = ElementTree.fromstring(answer.content)
    name = root.find("{*}ShortName")
    url = root.find("{*}Url")
    assert name is not None
    assert url is not None
    assert 0 < len(name.text or "") <= 16
    expected = f"{settings.HELPCENTER_URL}/{language}/search/?q={{searchTerms}}"
    assert url.get("template") == expected
