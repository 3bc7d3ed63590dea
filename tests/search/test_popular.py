"""Popular searches in suggestions: only what many asked for, in words that our own texts have."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from faq.search import log
from faq.search.models import Query
from tests.search.library import NOW, put, take_away

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def library(db: None) -> None:
    put("提现没到账怎么办", body="先查交易哈希，再联系客服。请勿相信电报（telegram）上的陌生人。")
    put("Withdrawal not received", body="Call nobody. Telegram is not ours.", language="en")


def ask(
    query: str, *, readers: int, language: str = "zh-hans", first: int = 1, agent: str = ""
) -> None:
    """So many readers, each at an address of their own, search for it; the batch is written."""
    for number in range(first, first + readers):
        answer = Client().get(
            f"/{language}/search/",
            {"q": query},
            REMOTE_ADDR=f"192.0.2.{number}",
            headers={"User-Agent": agent or f"Browser {number}"},
        )
        assert answer.status_code == 200
    log.flush()
    cache.clear()


def offered(typed: str, language: str = "zh-hans") -> list[dict[str, str]]:
    answer = Client().get(f"/{language}/search/suggest/", {"q": typed}).json()
    return [entry for entry in answer["suggestions"] if "/search/" in entry["url"]]


def test_what_five_readers_asked_for_is_offered_after_pages() -> None:
    ask("提现 交易哈希", readers=5)
    everything = Client().get("/zh-hans/search/suggest/", {"q": "提现"}).json()["suggestions"]
    assert [entry["title"] for entry in everything] == ["提现没到账怎么办", "提现 交易哈希"]
    found = Client().get(everything[1]["url"])
    assert found.context["results"].total == 1


def test_it_says_that_it_is_a_search() -> None:
    ask("Withdrawal received", readers=5, language="en")
    assert offered("withd", "en") == [
        {
            "title": "withdrawal received",
            "url": "/en/search/?q=withdrawal+received",
            "kind": "Popular search",
        }
    ]


def test_what_four_readers_asked_for_is_not() -> None:
    ask("提现 交易哈希", readers=4)
    assert offered("提现") == []


def test_one_reader_is_never_many(clock: Any) -> None:
    for browser in range(8):
        ask("提现 交易哈希", readers=1, agent=f"Browser {browser}")
    for _week in range(4):
        clock.shift(timedelta(days=7))
        ask("提现 交易哈希", readers=2)
    assert offered("提现") == []


@pytest.mark.parametrize("typed", ["交易", "哈希", "提现 交", "提现　交易"])
def test_it_is_found_by_any_part_of_it(typed: str) -> None:
    ask("提现 交易哈希", readers=5)
    assert [entry["title"] for entry in offered(typed)] == ["提现 交易哈希"]


@pytest.mark.parametrize("typed", ["", " ", "充值", "提现 交易哈希"])
def test_nothing_is_offered_for_nothing_for_others_and_for_itself(typed: str) -> None:
    ask("提现 交易哈希", readers=5)
    assert offered(typed) == []


def test_readers_of_another_language_are_others() -> None:
    ask("提现 交易哈希", readers=4)
    ask("提现 交易哈希", readers=4, language="zh-hant", first=5)
    assert offered("提现") == offered("提现", "zh-hant") == []
    ask("提現 交易哈希", readers=1, language="zh-hant", first=9)
    assert offered("提现") == []
    assert [entry["title"] for entry in offered("提現", "zh-hant")] == ["提現 交易哈希"]


def test_it_is_forgotten_after_thirty_days(clock: Any) -> None:
    ask("提现 交易哈希", readers=5)
    clock.shift(timedelta(days=30))
    cache.clear()
    assert len(offered("提现")) == 1
    clock.shift(timedelta(days=1))
    cache.clear()
    assert offered("提现") == []


def test_most_asked_come_first_and_three_at_most() -> None:
    for number, query in enumerate(["提现 客服", "提现 电报", "提现 陌生人", "提现 交易"]):
        ask(query, readers=5 + number)
    titles = [entry["title"] for entry in offered("提现")]
    assert titles == ["提现 交易", "提现 陌生人", "提现 电报"]


PLANTED = [
    "call 400-820-1234", "提现 400 820", "提现 51008", "telegram @x", "提现 @boan_kefu",
    "telegram x", "提现找老王", "withdrawal evil.example", "提现 https://evil.example",
    "提现 evil example", "提现 ☎", "提现 ★ 交易哈希", "提现 t.me/boan", "微信 kefu", "提现, 交易哈希",
    "提现 交易 哈希 客服 电报 陌生人 怎么办 相信", "提现 " + "哈希 " * 20,
]  # fmt: skip


@pytest.mark.parametrize("query", PLANTED)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_nobody_plants_words_of_their_own(query: str, language: str) -> None:
    ask(query, readers=9, language=language)
    assert Query.objects.filter(popular_on__isnull=False).count() == 0
    for typed in ("提现", "call", "telegram", "withdrawal", "微信", query):
        assert offered(typed, language) == []


def test_hidden_texts_lend_no_words() -> None:
    put("内部流程：熔断", staff_only=True)
    ask("提现 熔断", readers=9)
    assert offered("提现") == []


def test_what_finds_nothing_any_more_is_not_offered() -> None:
    data = put("熔断机制")
    ask("熔断 机制", readers=5)
    assert len(offered("熔断")) == 1
    take_away(data)
    ask("熔断 机制", readers=1)
    assert offered("熔断") == []


def test_robots_questions_are_not_offered() -> None:
    for number in range(9):
        log.record(
            "提现 交易哈希", language="zh-hans", hits=1, reader=f"{number}", at=NOW, place="robot"
        )
    log.flush()
    assert offered("提现") == []


def test_suggestions_ask_for_it_once_in_a_while(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    ask("提现 交易哈希", readers=5)
    with django_assert_num_queries(4):
        offered("提现")
    with django_assert_num_queries(3):
        offered("提现")
