"""Marked words and quotations: always safe, always the text that is shown."""

import re
import unicodedata
from html import unescape

import pytest
from django.utils.html import escape
from hypothesis import given, settings
from hypothesis import strategies as st

from faq.base.text import words
from faq.search.highlight import marked, snippet

# The first call of all loads the dictionary, and machines may be busy.
UNHURRIED = settings(deadline=None)
ANY = st.text(max_size=80)
SIGNS = st.text(st.sampled_from("<>&\"'/ab提现保證金密 ，。\u0301\u200d👩💻🇨🇳"), max_size=60)


def without_marks(html: str) -> str:
    return re.sub("</?mark>", "", html)


@pytest.mark.parametrize(
    ("text", "query", "html"),
    [
        ("保证金率", "保證金", "<mark>保证金</mark>率"),
        ("ＡＰＩ 密钥", "api", "<mark>ＡＰＩ</mark> 密钥"),
        ("提现没到账", "提现 没到账", "<mark>提现</mark>没<mark>到账</mark>"),
        ("提现到账", "提现到账", "<mark>提现到账</mark>"),
        ("Deposits & fees", "fee deposit", "<mark>Deposits</mark> &amp; <mark>fees</mark>"),
        ("<b>提现</b>", "提现 b", "&lt;<mark>b</mark>&gt;<mark>提现</mark>&lt;/<mark>b</mark>&gt;"),
        ("&amp;", "amp", "&amp;<mark>amp</mark>;"),
        ("别的", "提现", "别的"),
        ("", "提现", ""),
    ],
)
def test_words_of_the_query_are_marked(text: str, query: str, html: str) -> None:
    assert marked(text, words(query)) == html


@UNHURRIED
@given(ANY | SIGNS, ANY | SIGNS)
def test_without_marks_it_is_the_escaped_text(text: str, query: str) -> None:
    assert without_marks(marked(text, words(query))) == escape(text)


@UNHURRIED
@given(SIGNS, st.text(max_size=400) | SIGNS, SIGNS, st.integers(5, 60))
def test_quotation_is_a_part_of_what_is_shown(
    summary: str, body: str, query: str, length: int
) -> None:
    html = snippet(summary, body, words(query), length=length)
    quoted = unescape(without_marks(html)).removeprefix("…").removesuffix("…")
    assert quoted in summary or quoted in body
    assert len(quoted) <= length


@UNHURRIED
@given(st.text(st.sampled_from("e\u0301👩\u200d💻🇨🇳👍🏽字"), min_size=30, max_size=90))
def test_nothing_is_cut_inside_what_readers_see_as_one_character(body: str) -> None:
    quoted = unescape(snippet("", body, [], length=20)).removesuffix("…")
    after = body[len(quoted) :]
    if quoted and after:
        assert not unicodedata.combining(after[0])
        assert "\u200d" not in (quoted[-1], after[0])
        assert after[0] != "🏽"


def test_quotation_is_where_most_words_are() -> None:
    body = "提现很常见。" * 30 + "若提现没有到账，先查交易哈希。" + "其他内容。" * 30
    html = snippet("", body, words("提现 到账 哈希"), length=120)
    assert "<mark>到账</mark>" in html
    assert "<mark>哈希</mark>" in html
    assert html.startswith("…")
    assert html.endswith("…")


def test_quotation_begins_after_a_break() -> None:
    body = "甲" * 100 + "。这一句里有提现。" + "乙" * 200
    assert snippet("", body, words("提现"), length=120).startswith("…这一句里有<mark>提现</mark>")


def test_short_text_is_quoted_whole_and_the_end_of_a_long_one_at_length() -> None:
    body = "这是很长的一句话" * 10 + "，提现。"
    assert snippet("", body, words("提现"), length=120).startswith("这是")
    assert len(without_marks(snippet("", "，" + body * 3, words("提现"), length=60))) >= 60


def test_quotation_keeps_latin_words_whole() -> None:
    body = "Every withdrawal is reviewed by people before it leaves. " * 10
    html = without_marks(snippet("", body, words("people"), length=100))
    assert html.removesuffix("…").split()[-1].strip(".") in body.replace(".", "").split()


def test_answer_is_quoted_when_it_says_as_much() -> None:
    html = snippet("提现要先验证身份。", "提现与身份" * 50, words("提现 身份"), length=120)
    assert html == "<mark>提现</mark>要先验证<mark>身份</mark>。"


def test_answer_is_quoted_when_nothing_is_marked() -> None:
    assert snippet("先看这里。", "正文。", words("别的"), length=120) == "先看这里。"
    assert snippet("", "正文。", words("别的"), length=120) == "正文。"
    assert snippet("", "", [], length=120) == ""


def test_many_marks_cost_little() -> None:
    body = "提现" * 20_000
    assert snippet("", body, words("提现"), length=120).count("<mark>") == 1
