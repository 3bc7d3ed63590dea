"""Two languages that say the same raise no alarm; a figure that differs is named in both."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from faq.articles.parity import Mismatch, Statement, mismatches, statement

AGREE = [
    ("手续费 0.1%", "The fee is 0.1 %"),
    ("手续费 0.10%", "a fee of 0.1%"),
    ("百分之五", "5 percent"),
    ("五个百分点", "5 percentage points"),
    ("￥100", "100 CNY"),
    ("¥1,000", "CNY 1000"),
    ("１，０００元", "1,000 yuan"),
    ("1万元", "10,000 CNY"),
    ("10 万 USDT", "100,000 USDT"),
    ("1.5 亿", "150 million"),
    ("３００ USDT", "300 USDT"),
    ("20000 USDT", "20,000 USDT"),
    ("20 000", "20,000"),
    ("2 百万", "2 million"),
    ("100万", "1 million"),
    ("3千", "3,000"),
    ("二十四小时", "24 hours"),
    ("24 小时", "1 day"),
    ("24小时内", "within 24 hours"),
    ("24h", "24 hours"),
    ("两天", "2 days"),
    ("两天", "two days"),
    ("三个工作日", "3 business days"),
    ("7–15 个工作日", "7 to 15 business days"),
    ("7-15个工作日", "7–15 working days"),
    ("1 至 3 天", "1-3 days"),
    ("30 分钟", "30 minutes"),
    ("三十分钟", "30 min"),
    ("90 秒", "90 seconds"),
    ("一周", "7 days"),
    ("两周", "14 days"),
    ("72 小时", "3 days"),
    ("T+1 到账", "arrives on T+1"),
    ("T+1", "the next day"),
    ("7×24 小时", "24/7"),
    ("24/7", "around the clock"),
    ("2026年11月24日", "24 November 2026"),
    ("2026-11-24", "November 24, 2026"),
    ("2026/11/24", "24 Nov 2026"),
    ("11月24日", "24 November"),
    ("2026年11月", "November 2026"),
    ("11 月 24 号", "Nov 24th"),
    ("14:05", "2:05 pm"),
    ("下午 3 点", "3 pm"),
    ("下午三点", "3 pm"),
    ("9 点至 18 点", "9:00 to 18:00"),
    ("上午 9:30", "9:30 am"),
    ("8点半", "8:30"),
    ("第 3 步", "step 3"),
    ("第三步", "step 3"),
    ("第三步", "the third step"),
    ("两步验证", "2FA"),
    ("两步验证", "two-step verification"),
    ("三样有一样", "one of the three"),
    ("USDT-TRC20", "TRC20"),
    ("ERC-20 地址", "an address"),
    ("北京时间 UTC+8", "UTC+08:00"),
    ("第一次", "the first time"),
    ("每天一次", "once a day"),
    ("错误码 51008", "error 51008"),
    ("3 倍", "3x"),
    ("10 倍", "10 times"),
    ("100，200 和 300", "100, 200 and 300"),
    ("5 次", "five times"),
    ("六位数字", "6 digits"),
    ("12 个月", "12 months"),
    ("一年", "one year"),
    ("万一被盗", "If it is stolen"),
    ("千万不要", "never"),
    ("50 美元", "$50"),
    ("US$50", "50 dollars"),
    ("HK$100", "100 港元"),
    ("0.0002 BTC", "0.0002 BTC"),
    ("最多 5 张，每张不超过 10 MB", "up to 5, at most 10 MB each"),
    ("十五分钟", "15 minutes"),
    ("十万", "100,000"),
    ("一万二千", "12,000"),
    ("（1）先看", "1. Look first"),
    ("6 到 8 位", "6 to 8 characters"),
    ("二十", "20"),
    ("一百二十", "120"),
    ("每周", "every week"),
    ("半小时", "half an hour"),
]
DIFFER = [
    ("0.1%", "0.2%"),
    ("24 小时", "24 days"),
    ("24 小时", "48 hours"),
    ("1万", "1,000"),
    ("10万", "10,000"),
    ("￥100", "$100"),
    ("3 个工作日", "3 days"),
    ("2026年11月24日", "25 November 2026"),
    ("2026年11月24日", "24 November 2025"),
    ("14:05", "14:15"),
    ("下午 3 点", "3 am"),
    ("两天", "three days"),
    ("三十分钟", "13 minutes"),
    ("5%", "6%"),
    ("100 USDT", "1000 USDT"),
    ("1.5 亿", "15 million"),
    ("第 3 步", "step 4"),
    ("错误码 51008", "error 51009"),
    ("最多 5 次", "as often as you like"),
    ("随时", "within 24 hours"),
    ("7–15 个工作日", "7–10 business days"),
    ("11月24日", "24 October"),
    ("百分之五", "15 %"),
    ("手续费 0.1", "fee 0.01"),
    ("二十四小时", "42 hours"),
    ("50 美元", "50 euros"),
    ("6 位数字", "8 digits"),
    ("1 小时", "1 day"),
    ("2 周", "2 months"),
    ("每分钟 1200 次", "1,000 a minute"),
]


def said(words: str, html: str = "") -> Statement:
    return statement(title="", summary=words, html=html)


@pytest.mark.parametrize(("chinese", "english"), AGREE)
def test_the_same_said_otherwise_is_no_mismatch(chinese: str, english: str) -> None:
    assert mismatches(said(chinese), said(english)) == []
    assert mismatches(said(english), said(chinese)) == []


@pytest.mark.parametrize(("chinese", "english"), DIFFER)
def test_another_figure_is_told_whichever_text_is_looked_at(chinese: str, english: str) -> None:
    assert mismatches(said(chinese), said(english))
    assert mismatches(said(english), said(chinese))


def test_the_place_of_a_figure_is_shown_in_both_texts() -> None:
    found = mismatches(said("提现手续费 0.1%，实时到账"), said("The fee is 0.2% today"))
    assert found == [Mismatch("figure", "提现手续费 0.1%, 实时到账", "the fee is 0.2% today")]


def test_facts_are_compared_by_key_and_not_by_what_they_amount_to() -> None:
    fact = '<p>收 <data class="fact" value="{}">1 USDT</data></p>'
    assert mismatches(said("", fact.format("fee")), said("", fact.format("fee"))) == []
    assert mismatches(said("", fact.format("fee")), said("", fact.format("limit"))) == [
        Mismatch("fact", "fee", "limit")
    ]
    assert mismatches(said("收{{fact:fee}}"), said("", fact.format("fee"))) == []


def test_steps_warnings_and_links_are_counted() -> None:
    step = '<ol class="steps"><li id="step-one"><h3>One</h3></li></ol>'
    warning = '<div class="notice notice--danger"><p>!</p></div>'
    link = '<p><a href="/_/articles/3-slug/#place">x</a></p>'
    other = '<p><a href="https://www.etherscan.io/tx">x</a></p>'
    assert mismatches(said("", step), said("")) == [Mismatch("steps", "1", "0")]
    assert mismatches(said(""), said("", warning)) == [Mismatch("warnings", "0", "1")]
    assert mismatches(said("", link), said("")) == [Mismatch("link", "articles/3", "")]
    assert mismatches(said("", other), said("", link)) == [
        Mismatch("link", "etherscan.io", "articles/3")
    ]
    assert mismatches(said("", link), said("", link.replace("3-slug", "3-other"))) == []


def test_figures_in_different_cells_and_blocks_are_not_run_together() -> None:
    table = "<table><tr><td>1</td><td>000</td></tr></table>"
    assert mismatches(said("", table), said("", "<p>1</p><p>000</p>")) == []
    assert mismatches(said("", table), said("", "<p>1 000</p>"))


@given(
    st.one_of(
        st.text(max_size=80),
        st.text(alphabet="0123456789,. -:/年月日点半两千万%aptmo", max_size=60),
    )
)
@example("一" * 5000)
@example("1,111" * 500)
def test_no_text_is_too_odd_and_every_text_agrees_with_itself(text: str) -> None:
    assert mismatches(said(text), said(text)) == []
