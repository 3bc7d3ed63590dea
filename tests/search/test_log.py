"""The log of searches: what is kept of a search, of whom, for how long; and what a broken one costs."""

import logging
import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from faq.accounts.models import User
from faq.search import log
from faq.search.masking import masked
from faq.search.models import Query, ReaderKey, Search
from faq.search.views import CLICKS
from tests.search.library import NOW, put

pytestmark = pytest.mark.django_db

write_soon = log._write_soon
PAGE, CLICK = "/zh-hans/search/", "/zh-hans/search/click/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def search(client: Client, query: str, *, address: str = "192.0.2.1", **more: Any) -> None:
    assert client.get(PAGE, {"q": query, **more}, REMOTE_ADDR=address).status_code == 200


def record(query: str) -> None:
    log.record(query, language="zh-hans", hits=0, reader="192.0.2.1 x", at=NOW)


def logged() -> list[str]:
    log.flush()
    return sorted(Query.objects.values_list("text", flat=True))


def readers(query: str) -> int:
    log.flush()
    return Search.objects.filter(query__text=query).values("reader").distinct().count()


# --- What counts as a search ----------------------------------------------------------------------


def test_search_is_kept_folded_with_what_was_found(client: Client) -> None:
    put("充值")
    search(client, " ＵＳＤＴ　儲值 ")
    search(client, "充值")
    assert logged() == ["usdt 储值", "充值"]
    found = Query.objects.get(text="充值")
    assert (found.language, found.place, found.hits, found.is_guess) == (
        "zh-hans",
        "search",
        1,
        False,
    )
    assert Search.objects.filter(query=found).get().opened_id is None


def test_guess_is_told_from_what_was_typed(client: Client) -> None:
    put("withdrawal", language="en")
    client.get("/en/search/", {"q": "withdrwal"})
    assert logged() == ["withdrwal"]
    assert Query.objects.get().is_guess
    assert Query.objects.get().hits == 1


@pytest.mark.parametrize(
    "more", [{"page": "2"}, {"kind": "faq"}, {"category": "1"}, {"tag": "x"}, {"sort": "new"}]
)
def test_turning_pages_and_narrowing_down_is_no_new_search(client: Client, more: Any) -> None:
    put("充值")
    search(client, "充值", **more)
    assert logged() == []


def test_empty_search_is_none(client: Client) -> None:
    search(client, "")
    search(client, " … ")
    assert logged() == []


def test_reader_counts_once_however_often_they_look(client: Client) -> None:
    for _time in range(3):
        search(client, "充值")
        log.flush()
    search(client, "充值", address="192.0.2.2")
    assert logged() == ["充值"]
    assert Search.objects.count() == 2


def test_last_search_says_what_was_found(client: Client, clock: Any) -> None:
    search(client, "充值")
    assert logged() == ["充值"]
    put("充值")
    clock.shift(timedelta(minutes=7, seconds=13))
    search(client, "充值")
    assert logged() == ["充值"]
    assert Query.objects.get().hits == 1
    assert Query.objects.get().asked_at == NOW + timedelta(minutes=7)


def test_robots_questions_stand_beside_searches(client: Client) -> None:
    search(client, "充值")
    log.record("充值", language="zh-hans", hits=0, reader="x", at=NOW, place=Query.Place.ROBOT)
    assert logged() == ["充值", "充值"]
    assert set(Query.objects.values_list("place", flat=True)) == {"search", "robot"}


def test_staff_and_machines_do_not_count(editor_client: Client, client: Client) -> None:
    search(editor_client, "充值")
    client.get(PAGE, {"q": "充值"}, headers={"User-Agent": "Mozilla/5.0 (compatible; Bytespider)"})
    client.get(PAGE, {"q": "充值"}, headers={"Sec-Purpose": "prefetch;prerender"})
    assert logged() == []


def test_reader_with_a_script_is_kept_to_so_many_a_day(client: Client, clock: Any) -> None:
    for number in range(log.REPEATS.times + 20):
        log.record(f"问 {number}", language="zh-hans", hits=0, reader="x", at=NOW)
    assert len(logged()) == log.REPEATS.times
    log.record("明天", language="zh-hans", hits=0, reader="x", at=NOW + timedelta(days=1))
    assert "明天" in logged()


# --- Readers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("browsers", "number"),
    [
        (["192.0.2.1 A", "192.0.2.1 A"], 1),
        (["192.0.2.1 A", "192.0.2.1 B"], 2),
        (["192.0.2.1 A", "192.0.2.2 A"], 2),
        (["2001:db8::1 A", "2001:db8::ffff:2 A"], 1),
        (["2001:db8::1 A", "2001:db8:0:1::1 A"], 2),
        (["::ffff:192.0.2.1 A", "::ffff:192.0.2.2 A", "192.0.2.2 A"], 2),
        (["fe80::1%eth0 A", "fe80::2%eth0 A", "nonsense A"], 2),
    ],
)
def test_one_browser_at_an_address_or_network_is_one_reader(
    client: Client, browsers: list[str], number: int
) -> None:
    for browser in browsers:
        address, agent = browser.split()
        client.get(PAGE, {"q": "充值"}, REMOTE_ADDR=address, headers={"User-Agent": agent})
    assert readers("充值") == number


def test_nothing_kept_tells_who_it_was(client: Client, reader_client: Client, reader: User) -> None:
    agent = "Mozilla/5.0 (Unusual; Browser)"
    for browser in (client, reader_client):
        browser.get(PAGE, {"q": "充值"}, REMOTE_ADDR="192.0.2.77", headers={"User-Agent": agent})
    assert readers("充值") == 1
    log.flush()
    tables = [model._meta.db_table for model in (Query, Search, ReaderKey)]
    with connection.cursor() as cursor:
        kept = ""
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")
            kept += repr(cursor.fetchall())
    assert "充值" in kept
    for trace in ("192.0.2.77", "Unusual", reader.email, *client.cookies.output().split()):
        assert trace not in kept


def test_key_is_thrown_away_with_its_week(client: Client, clock: Any) -> None:
    search(client, "充值")
    log.flush()
    before, row = bytes(ReaderKey.objects.get().key), Search.objects.get()
    assert len(before) == 32
    clock.shift(timedelta(days=4))  # Wednesday to Sunday
    search(client, "充值")
    log.flush()
    assert bytes(ReaderKey.objects.get().key) == before
    assert readers("充值") == 1
    clock.shift(timedelta(days=1))
    search(client, "充值")
    log.flush()
    assert bytes(ReaderKey.objects.get().key) != before
    assert readers("充值") == 2
    assert Search.objects.filter(pk=row.pk, reader=row.reader).exists()


def test_processes_share_the_key(client: Client) -> None:
    search(client, "充值")
    log.flush()
    key = bytes(ReaderKey.objects.get().key)
    assert Search.objects.get().reader == log._hash("192.0.2.1 ", key)
    assert Search.objects.get().reader < 2**63


# --- Ninety days -----------------------------------------------------------------------------------


def test_after_ninety_days_nothing_is_left(client: Client, clock: Any) -> None:
    search(client, "旧")
    search(client, "又")
    assert logged() == ["又", "旧"]
    clock.shift(timedelta(days=90))
    search(client, "又")
    assert logged() == ["又", "旧"]
    assert Search.objects.count() == 3
    clock.shift(timedelta(days=1))
    search(client, "新")
    assert logged() == ["又", "新"]
    assert Search.objects.count() == 2


# --- What is personal or secret ----------------------------------------------------------------------

SEED = "legal winner thank year wave sausage worth useful legal winner thank yellow"


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("我的邮箱 Zhang.San+1@Example.com 收不到邮件", "我的邮箱 * 收不到邮件"),
        ("联系 张三@例子.中国", "联系 *"),
        ("@boan_support 是真的吗", "* 是真的吗"),
        ("手机号13800138000换绑", "手机号*换绑"),
        ("400-800-1234 是官方吗", "* 是官方吗"),
        ("+86 (138) 0013 8000", ""),
        ("验证码 123456", "验证码 *"),
        ("一三八零零一三八〇〇〇 打来的", "* 打来的"),
        ("订单 ２０２６１１２５００１", "订单 *"),
        ("٠١٢٣٤٥٦", ""),
        ("身份证11010119900307123X", "身份证*"),
        ("6222 0200 1234 5678 冻结", "* 冻结"),
        ("T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb 没到账", "* 没到账"),
        ("0x52908400098527886E0F7030069857D2E4169EE7", ""),
        ("tx 5b1c6ce09d0b8b0f6a2f0d7a4be2f0fd1d0f8f4b0a2bce0d9c0f8a7e6d5c4b3a", "tx *"),
        ("uid 550e8400-e29b-41d4-a716-446655440000", "uid *"),
        ("https://evil.example/reset?token=abcdef 是真的吗", "https://evil.example 是真的吗"),
        ("密码: hunter2!", "密码 *"),
        ("my password is Tr0ub4dor&3", "my password *"),
        (SEED, ""),
        (f"助记词 {SEED.upper()} 怎么恢复", ""),
        (" ".join(f"{n}. {word}" for n, word in enumerate(SEED.split(), 1)), ""),
        ("的 一 是 在 不 了 有 和 人 这 中 大", ""),
    ],
)
def test_what_looks_personal_is_hidden_or_not_kept(query: str, kept: str) -> None:
    assert masked(query) == kept
    record(query)
    assert logged() == ([kept] if kept else [])


@pytest.mark.parametrize("query", ["验证码 123456", "密码: hunter2!", SEED])
def test_search_with_a_secret_is_not_logged_at_all(client: Client, query: str) -> None:
    assert client.get(PAGE, {"q": query}, follow=True).status_code == 200
    assert logged() == []


@pytest.mark.parametrize(
    "query",
    [
        "提现显示完成没到账", "usdt-trc20 充值", "错误码 51008", "2fa 怎么重置", "api key 怎么创建",
        "密码是什么", "助记词是什么", "验证码收不到", "what is a private key", "password reset",
        "how do i withdraw my usdt from the spot account to my bank account", "24/7 客服",
        "boan.example 是官方网站吗", "c++ 示例", "手续费 50%", "0.001 btc", "erc-20 与 bep-20",
    ],
)  # fmt: skip
def test_honest_questions_are_kept_as_they_are(query: str) -> None:
    assert masked(query) == query


DIGITS = st.text("0123456789", min_size=6, max_size=20)


@given(before=st.text(max_size=30), number=DIGITS, after=st.text(max_size=30))
def test_no_run_of_six_digits_survives(before: str, number: str, after: str) -> None:
    assert not re.search(r"\d{6}", masked(before + number + after))


@example(groups=["4133", "4133", "0002", "0002", "0000"], between="-")
@given(
    groups=st.lists(st.text("0123456789", min_size=2, max_size=4), min_size=3, max_size=6),
    between=st.sampled_from(["-", " ", ".", " - ", ") ", "/", "\u200b", "\u3000", "–"]),
)
def test_no_number_survives_in_groups(groups: list[str], between: str) -> None:
    assert not re.search(r"\d", masked(f"电话 {between.join(groups)} 吗"))


@given(st.text(max_size=200))
def test_what_is_kept_is_one_short_line_without_handles(query: str) -> None:
    kept = masked(query)
    assert len(kept) <= 200
    assert "@" not in kept
    assert kept == " ".join(kept.split())


# --- What was opened ---------------------------------------------------------------------------------


def opened() -> list[tuple[str, int | None]]:
    log.flush()
    return list(Search.objects.values_list("opened_source", "opened_id"))


def test_page_says_what_the_beacon_needs_and_it_is_kept(client: Client) -> None:
    data = put("充值")
    page = client.get(PAGE, {"q": "充值"}).content.decode()
    assert f'data-click-url="{CLICK}"' in page
    assert f'data-source="article" data-object="{data.object_id}"' in page
    log.flush()
    sent = {"q": "充值", "source": "article", "object": data.object_id}
    assert client.post(CLICK, sent).status_code == 204
    assert opened() == [("article", data.object_id)]
    client.post(CLICK, {**sent, "object": 7})
    assert opened() == [("article", 7)]
    search(client, "充值", address="127.0.0.1")
    assert opened() == [("article", 7)]


def test_search_and_what_is_opened_may_be_written_together(client: Client) -> None:
    search(client, "充值", address="127.0.0.1")
    client.post(CLICK, {"q": "充值", "source": "article", "object": "7"})
    assert opened() == [("article", 7)]


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"q": "充值"},
        {"q": "充值", "source": "nonsense", "object": "7"},
        {"q": "充值", "source": "article", "object": "x"},
        {"q": "充值", "source": "article", "object": "99999999999999999999"},
        {"q": "没有人问过", "source": "article", "object": "7"},
        {"q": "充值" * 200, "source": "article", "object": "7"},
    ],
)
def test_nonsense_from_a_beacon_is_left_out(client: Client, sent: dict[str, str]) -> None:
    search(client, "充值", address="127.0.0.1")
    assert client.post(CLICK, sent).status_code == 204
    assert opened() == [("", None)]
    assert logged() == ["充值"]


def test_beacons_are_limited(client: Client) -> None:
    for _time in range(CLICKS.times):
        assert client.post(CLICK).status_code == 204
    assert client.post(CLICK).status_code == 429


def test_beacon_of_staff_does_not_count(editor_client: Client, client: Client) -> None:
    search(client, "充值", address="127.0.0.1")
    editor_client.post(CLICK, {"q": "充值", "source": "article", "object": "7"})
    assert opened() == [("", None)]


# --- What it costs -----------------------------------------------------------------------------------


def test_answer_asks_and_writes_nothing_for_the_log(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        log.record("充值", language="zh-hans", hits=1, reader="x", at=NOW)
        log.record_opened(
            "充值", language="zh-hans", source="article", object_id=7, reader="x", at=NOW
        )


def test_batch_costs_the_same_however_long(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(100):
        log.record(f"问 {number}", language="zh-hans", hits=0, reader=f"{number}", at=NOW)
    with django_assert_max_num_queries(14):
        log.flush()
    assert Query.objects.count() == 100


def test_broken_database_costs_the_log_and_no_search(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def locked(*_given: Any, **_named: Any) -> None:
        raise OperationalError("database is locked")

    put("充值")
    search(client, "充值")
    with monkeypatch.context() as patch, caplog.at_level(logging.WARNING, "faq.search.log"):
        patch.setattr(log, "write", locked)
        log.flush()
    assert "1 searches could not be logged: database is locked" in caplog.text
    assert "充值" not in caplog.text
    assert logged() == []


def test_no_thread_left_costs_the_log_and_no_search(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class NoThread(threading.Timer):
        def start(self) -> None:
            raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(log, "_write_soon", write_soon)
        patch.setattr(log, "Timer", NoThread)
        with caplog.at_level(logging.WARNING, "faq.search.log"):
            search(client, "充值")
    assert "1 searches could not be logged: can't start new thread" in caplog.text
    assert logged() == []


def test_what_waits_is_bounded(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "faq.search.log"):
        for number in range(log.MOST_WAITING + 10):
            log.record(f"问 {number}", language="zh-hans", hits=0, reader=f"{number}", at=NOW)
    assert len(log._waiting) == log.MOST_WAITING
    assert len(caplog.records) == 1


@pytest.mark.django_db(transaction=True)
def test_thread_writes_after_the_answer(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[threading.Timer] = []

    class Soon(threading.Timer):
        def __init__(self, _seconds: float, function: Any) -> None:
            super().__init__(0, function)
            started.append(self)

    monkeypatch.setattr(log, "_write_soon", write_soon)
    monkeypatch.setattr(log, "Timer", Soon)
    search(client, "充值")
    search(client, "提现")
    for timer in started:
        timer.join(timeout=20)
    assert started
    assert all(timer.daemon for timer in started)
    assert set(Query.objects.values_list("text", flat=True)) == {"充值", "提现"}
