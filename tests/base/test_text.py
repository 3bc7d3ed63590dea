"""Folding, cutting and finding words."""

import re
from itertools import pairwise
from pathlib import Path

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq.base import chinese, text
from faq.base.text import (
    Word,
    as_one,
    every_word,
    fold,
    fold_in_place,
    occurrences,
    stem,
    telling,
    terms,
    words,
)

# The first call of all loads the dictionary, and machines may be busy.
UNHURRIED = settings(deadline=None)
HAN = "账户安全提现充值密钥保证金强制平仓名单白设置如何创建的了在上海自来水研究生命起源验证码"
CHINESE = st.text(st.sampled_from(HAN), max_size=12)
MIXED = st.text(st.sampled_from(HAN + " ，。abcXYZ059-+#%./ＡＢ保證帳戶\n"), max_size=40)


def is_found(word: Word, in_terms: list[str]) -> bool:
    """Whether a text with these terms has the word, as the index would say."""
    if word.is_start:
        return any(term.startswith(word.text) for term in in_terms)
    line = f" {' '.join(in_terms)} "
    return any(f" {' '.join(phrase)} " in line for phrase in word.phrases)


def finds(query: str, body: str) -> bool:
    return all(is_found(word, terms(body)) for word in words(query))


# --- Folding


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("ＡＰＩ", "api"),
        ("Straße", "straße"),
        ("保證金", "保证金"),
        ("瞭解著作覆查", "了解着作复查"),
        ("帳號、帐号、賬號", "账号、账号、账号"),
        ("50％", "50%"),
        ("零\u200b宽\ufeff度", "零宽度"),
        ("ΟΔΟΣ", "οδοσ"),
    ],
)
def test_one_form_for_what_is_the_same_to_readers(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@UNHURRIED
@given(st.text())
def test_folding_twice_changes_nothing(any_text: str) -> None:
    assert fold(fold(any_text)) == fold(any_text)


@UNHURRIED
@given(st.text())
def test_folding_in_place_keeps_every_place(any_text: str) -> None:
    assert len(fold_in_place(any_text)) == len(any_text)


def test_table_is_what_opencc_says_of_single_characters() -> None:
    file = Path(text.__file__).parent / "data" / "traditional.txt"
    traditional, simplified = file.read_text(encoding="utf-8").splitlines()
    converter = opencc.OpenCC("t2s")
    for before, after in zip(traditional, simplified, strict=True):
        assert after in (converter.convert(before), converter.convert(converter.convert(before)))


@pytest.mark.parametrize(
    "sentence", ["复核账户里的资金划转", "已经登录网络了吗，看着办", "里面只有台湾繁体的后台系统"]
)
def test_both_scripts_of_a_sentence_fold_alike(sentence: str) -> None:
    assert fold(chinese.convert(sentence, "zh-hant")) == fold(sentence)


# --- Cutting


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("API密钥", {"api", "密钥", "钥"}),
        ("强制平仓", {"强制", "制平", "平仓"}),
        ("USDT-TRC20", {"usdt-trc20", "usdt", "trc20", "usdttrc20"}),
        ("C++ 与 C#", {"c++", "c#", "c"}),
        ("收 50 % 或 0.1％", {"50%", "50", "0.1%"}),
        ("错误 51008", {"51008"}),
        ("10,000 USDT", {"10000", "usdt"}),
        ("the account's deposits", {"account", "deposit"}),
        ("don’t", {"dont"}),
        ("Café", {"caf"}),
    ],
)
def test_terms_of(body: str, expected: set[str]) -> None:
    assert expected <= set(terms(body))


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ("密", "API密钥"),
        ("密", "绝对保密。"),
        ("名单", "白名单设置"),
        ("建API", "如何创建API密钥"),
        ("API密钥", "如何创建 API 密钥"),
        ("研究生", "研究生命起源"),
        ("保證金", "保证金率"),
        ("保证金", "保證金率"),
        ("ＴＲＣ２０", "通过 USDT-TRC20 转账"),
        ("trc20", "TRC 20 网络"),
        ("TRC 20", "TRC20 网络"),
        ("ERC20", "ERC-20"),
        ("ERC-20", "ERC20"),
        ("erc-20", "ERC 20"),
        ("two-factor", "two factor authentication"),
        ("verifying addresses", "Verify an address"),
        ("API", "APIs"),
        ("depositing", "Deposits are free"),
        ("don't", "You DON’T need it"),
        ("50%", "最多 50 ％"),
        ("c++", "C++ 示例"),
        ("cafe", "Café"),
    ],
)
def test_query_finds_text(query: str, body: str) -> None:
    assert finds(query, body)


@pytest.mark.parametrize(
    ("query", "body"),
    [("C++", "C 语言"), ("50%", "50 个"), ("密钥", "密码与钥匙"), ("API", "rapid APIX")],
)
def test_query_does_not_find_text(query: str, body: str) -> None:
    assert not finds(query, body)


@pytest.mark.parametrize(
    ("name", "body", "is_there"),
    [
        ("防钓鱼码", "设置防釣魚碼", True),
        ("防钓鱼码", "防钓，鱼码", False),
        ("提现", "急着提现时", True),
        ("Margins", "the margin", True),
        ("two-factor authentication", "Two-factor authentication", True),
        ("two-factor authentication", "two factor authentications", True),
        ("two-factor authentication", "authentication, two factor", False),
        ("API 密钥", "创建API密钥", True),
        ("API 密钥", "密钥 API", False),
        ("TRC-20", "TRC20", True),
    ],
)
def test_name_as_one_word_is_found_where_its_parts_stand_side_by_side(
    name: str, body: str, is_there: bool
) -> None:
    assert is_found(as_one(name), terms(body)) is is_there


def test_name_that_ends_in_a_single_character_may_go_on() -> None:
    assert as_one("Gas 费").is_start
    assert as_one("Gas 费").phrases == (("gas", "费"),)


@given(MIXED)
def test_words_are_those_of_all_that_tell_something(query: str) -> None:
    every = list(every_word(query))
    assert set(words(query)) <= set(every)
    assert telling(every) == words(query)


@UNHURRIED
@given(CHINESE, st.text(st.sampled_from(HAN), min_size=2, max_size=8), CHINESE)
def test_any_part_of_a_chinese_text_finds_it(before: str, part: str, after: str) -> None:
    assert finds(part, before + part + after)


@UNHURRIED
@given(MIXED)
def test_a_text_finds_itself(body: str) -> None:
    assert finds(body, body)


@UNHURRIED
@given(st.text())
def test_any_query_has_words_that_an_index_can_hold(query: str) -> None:
    for word in words(query):
        for term in [term for phrase in word.phrases for term in phrase] + [*word.pieces]:
            assert term
            assert not re.search(r"[\s\"'()*^,;<>=]", term)


def test_words_that_say_nothing_count_only_when_alone() -> None:
    assert [word.text for word in words("怎么提现")] == ["提现"]
    assert [word.text for word in words("How do I reset my password?")] == ["reset", "password"]
    assert [word.text for word in words("怎么")] == ["怎么"]
    assert [word.text for word in words("OR NOT")] == ["or", "not"]


@pytest.mark.parametrize(
    ("query", "cut"),
    [
        ("充值没到", ["充值", "没到"]),
        ("提币没到账怎么办", ["提币", "到账"]),
        ("提现已暂停", ["提现", "已", "暂停"]),
    ],
)
def test_words_of_the_field_are_cut_where_readers_cut_them(query: str, cut: list[str]) -> None:
    assert [word.text for word in words(query)] == cut


def test_long_query_is_cut_short() -> None:
    assert len(words(" ".join(map(str, range(10_000))))) == 16


@pytest.mark.parametrize(
    "family",
    [
        "deposit deposits deposited depositing",
        "verify verifies verified verifying",
        "fee fees",
        "address addresses addressed",
        "stop stops stopped stopping",
        "trade trades traded trading",
        "policy policies",
        "install installs installed installing",
        "cancel cancelled canceled cancelling",
        "box boxes",
    ],
)
def test_forms_of_a_word_have_one_stem(family: str) -> None:
    assert len({stem(word) for word in family.split()}) == 1


def test_different_words_keep_different_stems() -> None:
    different = "status state need king thing address add bus business speed code card"
    assert len({stem(word) for word in different.split()}) == len(different.split())


# --- Places


def marked(shown: str, query: str) -> list[str]:
    return [shown[place.start : place.end] for place in occurrences(shown, words(query))]


@pytest.mark.parametrize(
    ("shown", "query", "expected"),
    [
        ("我的帳戶與ＡＰＩ密鑰", "api密钥 账户", ["帳戶", "ＡＰＩ", "密鑰"]),
        ("Deposits and depositing", "deposit", ["Deposits", "depositing"]),
        ("用 USDT-TRC20 转", "trc20", ["TRC20"]),
        ("用 USDT-TRC20 转", "usdt-trc20", ["USDT-TRC20"]),
        ("保证金与保证", "保证金", ["保证金", "保证"]),
        ("长期权益", "密", []),
        ("安全、安全。", "安全", ["安全", "安全"]),
    ],
)
def test_places_of_words_in_a_shown_text(shown: str, query: str, expected: list[str]) -> None:
    assert marked(shown, query) == expected


@UNHURRIED
@given(MIXED, MIXED)
def test_places_are_in_order_and_apart(shown: str, query: str) -> None:
    places = occurrences(shown, words(query))
    assert all(place.start < place.end <= len(shown) for place in places)
    assert all(one.end <= other.start for one, other in pairwise(places))
