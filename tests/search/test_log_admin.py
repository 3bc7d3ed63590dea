"""The editors' list of what was searched for."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from faq.accounts.models import User
from faq.search import log
from faq.search.models import Query, Search
from tests.search.library import NOW

pytestmark = pytest.mark.django_db

LIST = "/admin/search/query/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def note(query: str, *, readers: int = 1, hits: int = 1, days_ago: int = 0, **more: Any) -> None:
    """So many readers asked for it on a day."""
    for number in range(readers):
        log.record(
            query, language="zh-hans", hits=hits, reader=f"reader {number}",
            at=NOW - timedelta(days=days_ago), **more,
        )  # fmt: skip
    log.flush()


def note_opened(query: str) -> None:
    log.record_opened(
        query, language="zh-hans", source="article", object_id=7, reader="reader 0", at=NOW
    )
    log.flush()


def listed(client: Client, **chosen: str) -> list[Any]:
    answer = client.get(LIST, chosen)
    assert answer.status_code == 200, answer.headers
    return list(answer.context["cl"].result_list)


def texts(client: Client, **chosen: str) -> list[str]:
    return [query.text for query in listed(client, **chosen)]


def test_list_counts_searches_readers_and_what_was_opened(editor_client: Client) -> None:
    note("提现", readers=4, hits=3, days_ago=1)
    note("提现", readers=2, hits=5)
    note("充值", readers=3)
    note_opened("提现")
    first, second = listed(editor_client)
    assert (first.text, first.times, first.readers, first.opened, first.hits) == (
        "提现",
        6,
        4,
        1,
        5,
    )
    assert (second.text, second.times, second.readers, second.opened) == ("充值", 3, 3, 0)
    page = editor_client.get(LIST).content.decode()
    assert "17 %" in page
    assert 'href="/zh-hans/search/?q=%E6%8F%90%E7%8E%B0"' in page


def test_what_readers_typed_is_text(editor_client: Client) -> None:
    note("<img src=x onerror=alert(1)>\n\x1b[31m")
    page = editor_client.get(LIST).content.decode()
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "<img src=x" not in page
    assert "\x1b" not in page


def test_days_are_chosen(editor_client: Client) -> None:
    note("今天")
    note("六天前", days_ago=6)
    note("上旬", days_ago=29)
    note("上月", days_ago=30)
    note("旧", days_ago=89)
    assert set(texts(editor_client)) == {"今天", "六天前", "上旬"}
    assert set(texts(editor_client, days="7")) == {"今天", "六天前"}
    assert len(texts(editor_client, days="90")) == 5
    assert len(texts(editor_client, days="nonsense")) == 3


def test_failures_are_told_apart(editor_client: Client) -> None:
    note("没有", hits=0)
    note("tixian", is_guess=True)
    note("提现")
    note("充值")
    note_opened("充值")
    note("机器人", hits=0, place=Query.Place.ROBOT)
    assert set(texts(editor_client, outcome="nothing")) == {"没有", "机器人"}
    assert texts(editor_client, outcome="guess") == ["tixian"]
    assert set(texts(editor_client, outcome="unopened")) == {"tixian", "提现"}
    assert texts(editor_client, place__exact="robot") == ["机器人"]
    assert len(texts(editor_client, outcome="nonsense")) == 5
    assert len(texts(editor_client, outcome="unopened", _facets="True")) == 2


def test_list_is_searched_in_any_script(editor_client: Client) -> None:
    note("usdt 储值")
    note("提现")
    assert texts(editor_client, q="ＵＳＤＴ 儲值") == ["usdt 储值"]


def test_columns_sort(editor_client: Client) -> None:
    note("一", readers=1, hits=9)
    note("二", readers=2, hits=3)
    for column in range(1, 9):
        assert len(texts(editor_client, o=f"-{column}")) == 2
    assert texts(editor_client, o="4") == ["一", "二"]
    assert texts(editor_client, o="6") == ["二", "一"]


def test_nobody_adds_changes_or_deletes(editor_client: Client) -> None:
    note("提现")
    row = Query.objects.get()
    assert editor_client.get(f"{LIST}add/").status_code == 403
    assert editor_client.post(f"{LIST}{row.pk}/change/", {"text": "x"}).status_code == 403
    assert editor_client.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert "delete_selected" not in editor_client.get(LIST).content.decode()


def test_only_who_may_view_it_does(reader: User, reader_client: Client) -> None:
    note("提现")
    User.objects.filter(pk=reader.pk).update(is_staff=True)
    assert reader_client.get(LIST).status_code == 403
    reader.user_permissions.add(Permission.objects.get(codename="view_query"))
    assert texts(reader_client) == ["提现"]


def test_looking_at_a_search_from_the_list_does_not_count(editor_client: Client) -> None:
    note("提现")
    editor_client.get("/zh-hans/search/", {"q": "提现"})
    log.flush()
    assert listed(editor_client)[0].times == 1


def test_few_queries_with_ten_thousand_rows(
    editor_client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Query.objects.bulk_create(
        Query(text=f"问 {n}", language="zh-hans", place="search", asked_at=NOW, hits=n % 3)
        for n in range(10_000)
    )
    Search.objects.bulk_create(
        Search(query_id=pk, day=NOW.date(), reader=reader)
        for pk in Query.objects.values_list("pk", flat=True)
        for reader in range(2)
    )
    for chosen in ({}, {"outcome": "unopened", "days": "90"}, {"q": "问 7"}):
        with django_assert_max_num_queries(12):
            editor_client.get(LIST, chosen)
