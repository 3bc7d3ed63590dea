"""What the coach finds missing, in fields and in free words."""

from datetime import UTC, datetime

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from faq.tickets import coach, facts
from faq.tickets.coach import Advice
from faq.tickets.models import KindField

NOW = datetime(2026, 11, 25, 5, 58, tzinfo=UTC)
WITHDRAWAL = ["happened_at", "coin", "amount", "network", "address", "device", "error"]
HASH = "7c1e9f" + "0a" * 29
TRON = "TRON (TRC-20)"
GOOD = (
    "我在 2026 年 11 月 20 日下午 3 点 25 分，用 Windows 电脑的 Chrome 浏览器，"
    "向地址 bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq 提取 0.1 个比特币，"
    "系统提示“提币失败，错误代码 1001”。"
)
GOOD_IN_ENGLISH = (
    "On 25 November at 13:42 (UTC+8) I withdrew 120 USDT over TRC-20 in the iPhone app to "
    "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8. The page says “Completed”."
)


def advice(text: str, needed: list[str] = WITHDRAWAL, language: str = "en", **given: str) -> Advice:
    return coach.advise(needed, given, text, language=language, at=NOW)


@pytest.mark.parametrize("text", [GOOD, GOOD_IN_ENGLISH])
def test_good_sentence_scores_full(text: str) -> None:
    assert advice(text).is_complete
    assert advice(text).score == 100


@pytest.mark.parametrize("text", ["提币失败", "提幣失敗", "Withdrawal failed", ""])
def test_bad_sentence_names_all_that_is_missing(text: str) -> None:
    assert [item.name for item in advice(text).missing] == WITHDRAWAL
    assert advice(text).score == 0


def test_missing_parts_are_named_in_the_readers_language() -> None:
    in_english, in_chinese = (
        advice("提币失败").missing,
        advice("提币失败", language="zh-hans").missing,
    )
    assert "to the minute, with the time zone" in in_english[0].words
    assert {item.name for item in in_english} == {item.name for item in in_chinese}


def test_facts_in_fields_count_as_much_as_words() -> None:
    filled = {
        "happened_at": "2026-11-25 13:42", "coin": "USDT", "amount": "120", "network": TRON,
        "address": "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8", "device": "iPhone", "error": "1001",
    }  # fmt: skip
    assert advice("提币失败", **filled).is_complete
    assert [item.name for item in advice("提币失败", **filled | {"device": ""}).missing] == [
        "device"
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("happened_at", "昨天 9:05 开始"),
        ("happened_at", "since Nov 24, 2:30 pm"),
        ("coin", "充值泰达币"),
        ("amount", "转了 1,200.50 USDT"),
        ("amount", "USDT 数量：300"),
        ("network", "走的波场"),
        ("network", "over ERC-20"),
        ("txid", f"哈希 {HASH}，麻烦查一下"),
        ("txid", f"hash:0x{HASH}"),
        ("address", "到 0x52908400098527886E0F7030069857D2E4169EE7 没到"),
        ("order", "订单号 880016230457"),
        ("order", "order no. AB-12345678"),
        ("pair", "BTC/USDT 限价单"),
        ("pair", "ethusdt perpetual"),
        ("uid", "UID：12345678"),
        ("device", "安卓手机"),
        ("device", "in Safari"),
        ("error", "提示余额不足"),
        ("error", "it says: insufficient balance"),
        ("steps", "先点提现，然后输入地址"),
        ("expected", "希望退回"),
        ("expected", "I expected to receive it"),
    ],
)
def test_fact_is_found_in_words(name: str, text: str) -> None:
    assert name in coach.said_in(text, at=NOW)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("happened_at", "昨天下午"),
        ("happened_at", "13:42 左右"),
        ("happened_at", "2026-11-25"),
        ("txid", "0x52908400098527886E0F7030069857D2E4169EE7"),
        ("amount", "等了 30 分钟"),
        ("coin", "this method"),
        ("order", "我的订单有问题"),
        ("network", "tonight"),
        ("device", "approve it"),
    ],
)
def test_what_is_no_such_fact_is_not_taken_for_one(name: str, text: str) -> None:
    assert name not in coach.said_in(text, at=NOW)


def test_time_without_a_zone_is_enough_but_the_zone_is_asked_for() -> None:
    assert any("UTC+8" in hint for hint in advice(GOOD).hints)
    assert not any("UTC+8" in hint for hint in advice(GOOD_IN_ENGLISH).hints)


@pytest.mark.parametrize(
    ("network", "txid", "is_right"),
    [
        (TRON, HASH, True),
        (TRON, f"0x{HASH}", False),
        (TRON, HASH[:-1], False),
        ("Ethereum (ERC-20)", f"0x{HASH}", True),
        ("Ethereum (ERC-20)", HASH, False),
        ("BNB Smart Chain (BEP-20)", f"0x{HASH}", True),
        ("Polygon", HASH, False),
        ("Bitcoin", HASH, True),
        ("Bitcoin", f"0x{HASH}", False),
        ("Solana", "5" * 88, True),
        ("Solana", HASH, False),
        ("TON", HASH, True),
        ("TON", "A" * 43 + "=", True),
        ("TON", "A" * 20, False),
        ("", HASH, True),
        ("", "120 USDT", False),
        (facts.OTHER_NETWORK, f"0x{HASH}", True),
    ],
)
def test_hash_is_checked_for_its_network(network: str, txid: str, is_right: bool) -> None:
    with override("en"):
        odd = facts.problems({"network": network, "txid": txid}, at=NOW)
    assert ("txid" not in odd) == is_right
    if network == TRON and not is_right:
        assert "64 characters" in odd["txid"] and "without 0x" in odd["txid"]


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-25 13:42", "2026/11/25 13:42", "2026.11.25 13:42", "2026年11月25日13:42",
        "2026 年 11 月 25 日 13 点 42 分", "2026 年 11 月 25 日下午 1 点 42 分", "25.11.2026 13:42",
        "25 November 2026 13:42", "Nov 25, 2026, 1:42 PM", "11-25 13:42", "11 月 25 日 13:42",
        "今天 13:42", "2026-11-25T13:42:07+08:00", "2026-11-25 05:42 UTC", "２０２６-１１-２５ １３：４２",
        "2026-11-25 14:42 JST", "25 Nov 13:42 Beijing time",
    ],
)  # fmt: skip
def test_moment_is_read_in_many_forms(value: str) -> None:
    read = coach.moments.read(value, now=NOW)
    assert read and read.at == datetime(2026, 11, 25, 5, 42, tzinfo=UTC)
    assert not facts.problems({"happened_at": value}, at=NOW)


@pytest.mark.parametrize("value", ["2026-11-25", "2026-13-45 13:42 x", "soon", "2027-01-01 10:00"])
def test_moment_that_is_none_is_told(value: str) -> None:
    assert facts.problems({"happened_at": value}, at=NOW)


def test_hash_is_taken_out_of_a_link_and_out_of_spaces() -> None:
    assert facts.clean("txid", f"https://scan.example/#/transaction/{HASH}?x=1") == HASH
    assert facts.clean("txid", f" {HASH[:30]} \u200b\n{HASH[30:]} ") == HASH
    assert facts.clean("coin", " ｕｓｄｔ ") == "USDT"


@given(text=st.text(), values=st.dictionaries(st.sampled_from(KindField.Name.values), st.text()))
def test_any_words_get_advice(text: str, values: dict[str, str]) -> None:
    cleaned = {name: facts.clean(name, value) for name, value in values.items()}
    said = coach.advise(list(KindField.Name.values), cleaned, text, language="en", at=NOW)
    assert 0 <= said.score <= 100
