"""How many queries a search may cost on the demo content, whatever is asked."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]

QUERIES = [
    "/zh-hans/search/?q=提现",
    "/zh-hans/search/?q=保证金",
    "/zh-hans/search/?q=tixian shouxufei",
    "/zh-hans/search/?q=火星 天气 预报 明天 上海",
    "/zh-hans/search/?q=提现&kind=faq&sort=new&tag=usdt&page=2",
    "/zh-hant/search/?q=提領 verifcation 沒到賬",
    "/en/search/?q=verifcation witdrawal xyzzy",
    "/en/search/?q=how long does a verifcation take&kind=faq",
    "/en/search/?q=qqqqzzzz",
    '/en/search/?q="network fee" C%2B%2B 50%25 USDT-TRC20',
]
TYPED = ["提", "提现", "tix", "2fa 丢", "withdrawl", "q", "qqqq", "保证"]


@pytest.mark.parametrize("address", QUERIES)
def test_results_take_eight_queries_at_most(
    client: Client, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(address)
    with django_assert_max_num_queries(8):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_suggestions_take_four_queries_at_most(
    client: Client,
    language: str,
    typed: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    address = f"/{language}/search/suggest/?q={typed}"
    client.get(address)
    with django_assert_max_num_queries(4):
        assert client.get(address).status_code == 200


def test_topics_are_suggested_where_they_hold_something(client: Client) -> None:
    offered = client.get("/zh-hant/search/suggest/?q=提現").json()["suggestions"]
    topics = [entry for entry in offered if "/categories/" in entry["url"]]
    assert 0 < len(topics) <= 2 and len(offered) <= 8
    assert all("提現" in entry["title"] and entry["kind"] == "主題" for entry in topics)
    assert client.get(topics[0]["url"]).status_code == 200
