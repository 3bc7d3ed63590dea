"""What is meant by words in letters that no text has."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from faq.base.sounds import spelled_out
from faq.search import guesses
from faq.search.engine import search
from faq.search.guesses import meant
from faq.search.matching import match
from faq.search.suggestions import suggest
from tests.search.library import NOW, put

pytestmark = pytest.mark.django_db

READER = AnonymousUser()


def found(query: str, *, language: str = "zh-hans") -> list[str]:
    rows = search(query, language=language, user=READER, at=NOW).rows
    return [str(row.title_html).replace("<mark>", "").replace("</mark>", "") for row in rows]


# --- Slips


@pytest.mark.parametrize(
    "query",
    ["withdrawl fee", "withdrawels fee", "wtihdrawal fee", "withdawl", "the fee of witdrawal"],
)
def test_slips_in_a_word_are_forgiven(query: str) -> None:
    put("Withdrawal fee", body="Each network has its own.", language="en")
    put("Close an account", body="It cannot be undone.", language="en")
    assert found(query, language="en") == ["Withdrawal fee"]


@pytest.mark.parametrize("query", ["gae", "fes", "withholds", "bithdrawal1", "with-drawl"])
def test_short_words_and_codes_and_other_words_are_no_slips(query: str) -> None:
    put("Withdrawal fee gas", language="en")
    assert found(query, language="en") == []


def test_word_that_a_text_has_is_no_slip() -> None:
    put("Deposit", language="en")
    put("Deposits and withdrawals", body="A deposir is a typing error.", language="en")
    assert found("deposir", language="en") == ["Deposits and withdrawals"]


def test_the_commonest_of_words_alike_is_meant() -> None:
    put("Network", body="network", language="en")
    put("Choose a network", language="en")
    put("Networx", language="en")
    assert set(found("networq", language="en")) == {"Network", "Choose a network"}


# --- Beginnings


def test_last_word_may_be_unfinished() -> None:
    put("Leverage and margin", language="en")
    assert found("margin lever", language="en") == ["Leverage and margin"]
    assert found("lever zzzz", language="en") == []


# --- Pinyin


@pytest.mark.parametrize(
    "query",
    ["tixian", "ti xian", "TiXian", "tixian shouxufei", "ti xian shou xu fei", "tixianshouxufei"],
)
def test_pinyin_finds_chinese_words(query: str) -> None:
    put("提现手续费", body="每个网络各有一种。")
    put("怎样充值", body="复制地址。")
    assert found(query) == ["提现手续费"]


def test_pinyin_beside_a_code() -> None:
    put("用 2FA 验证", body="打开验证器。")
    put("充值", body="2FA")
    assert found("2fa yanzheng")[0] == "用 2FA 验证"
    assert found("怎么yanzheng")[0] == "用 2FA 验证"


@pytest.mark.parametrize("typed", ["tix", "tixian", "shoux"])
def test_pinyin_that_is_being_typed_offers_titles(typed: str) -> None:
    put("提现手续费")
    put("怎样充值", body="提现手续费")
    offered = suggest(typed, language="zh-hans", user=READER, at=NOW)
    assert [entry.title for entry in offered] == ["提现手续费"]


def test_what_is_guessed_is_less_sure() -> None:
    put("提现手续费")
    typed, guessed = (
        match(query, language="zh-hans", user=READER, at=NOW).confidence
        for query in ("提现", "tixian")
    )
    assert 0 < guessed < typed


def test_words_found_by_pinyin_are_marked_wherever_they_are() -> None:
    put("提现手续费")
    put("到账时间", body="提现之后多久到账。")
    rows = search("tixian", language="zh-hans", user=READER, at=NOW).rows
    assert [row.title_html for row in rows] == ["<mark>提现</mark>手续费", "到账时间"]
    assert rows[1].snippet_html == "<mark>提现</mark>之后多久到账。"


# --- When


def test_what_is_found_as_typed_is_not_guessed_at(
    monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    put("提现 tixian")
    with django_assert_max_num_queries(7):
        found("shouxufei zzzz xxxxx 提币")
    monkeypatch.setattr(guesses, "meant", lambda query: pytest.fail("not asked for"))
    assert found("tixian") == ["提现 tixian"]


@pytest.mark.parametrize("damage", ["DROP TABLE search_words", "DROP TABLE search_words_data"])
def test_damaged_table_guesses_nothing(damage: str) -> None:
    put("提现")
    with connection.cursor() as cursor:
        cursor.execute(damage)
    assert meant("tixian") == "tixian"


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(st.lists(st.sampled_from(["tixian", "withdrawl", " ", "'", "@", "2fa", "提现"])
                | st.text(max_size=4), max_size=6).map("".join))  # fmt: skip
def test_any_query_can_be_guessed_at(two_texts: None, query: str) -> None:
    meant(query)


@pytest.fixture
def two_texts(db: None) -> None:
    put("提现手续费")
    put("Withdrawal fee", language="en")


def test_longest_words_that_reach_the_end_are_spelled() -> None:
    sounds = {"xi": "西", "an": "安", "xian": "先", "ti": "提", "tixi": "体系"}
    assert spelled_out("tixian", sounds) == ["体系", "安"]
    assert spelled_out("tix", sounds) is None
    assert spelled_out("", sounds) == []
