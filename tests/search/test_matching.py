"""What is found, and in which order."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from faq.accounts.models import User, Visitor
from faq.search import fulltext, matching
from faq.search.matching import match, match_titles
from tests.search.library import NOW, Terms, put, take_away

pytestmark = pytest.mark.django_db

READER = AnonymousUser()
# The database is made ready once for all examples, which only read.
PER_TEST = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)


def titles(
    query: str, *, language: str = "zh-hans", user: Visitor = READER, **narrowed: Any
) -> list[str]:
    """The titles that are found, best first, as a reader of `language` sees them."""
    found = match(query, language=language, user=user, at=NOW, **narrowed)
    return [hit.document_for(language).title(language) for hit in found.hits]


def begun(typed: str, *, language: str = "zh-hans", limit: int = 8) -> list[str]:
    hits = match_titles(typed, language=language, user=READER, at=NOW, limit=limit)
    return [hit.document_for(language).title(language) for hit in hits]


# --- Words: F08, F09


@pytest.fixture
def three_articles(db: None) -> None:
    put("如何创建API密钥", body="打开设置。")
    put("白名单设置", body="把地址加进来。关于密钥与提现，另见他文。")
    put("提现", body="把资产转到外部。")


@pytest.mark.usefixtures("three_articles")
@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("密", "如何创建API密钥"),
        ("密钥", "如何创建API密钥"),
        ("名单", "白名单设置"),
        ("提现", "提现"),
        ("建API", "如何创建API密钥"),
        ("API", "如何创建API密钥"),
        ("API密钥", "如何创建API密钥"),
        ("ＡＰＩ　密鑰", "如何创建API密钥"),
        ("單", "白名单设置"),
    ],
)
def test_short_and_inner_chinese_words_find_their_article(query: str, first: str) -> None:
    assert titles(query)[0] == first
    assert begun(query)[0] == first


TYPED = r"""
" AND * - ( NEAR( a:b ^x don't C++ USDT-TRC20 50% _ \ title:密钥 "密钥 密钥* % ; -- 🙂 0 . .. ～
"""
OPERATORS = [
    *TYPED.split(),
    *("OR NOT", "充值 AND", "{title} : x", "密钥 OR", "'; DROP TABLE search_words; --"),
    *("x" * 1000, "   ", "\x00", "a\x00b", "\u202e"),
]


@pytest.mark.usefixtures("three_articles")
@pytest.mark.parametrize("query", OPERATORS)
def test_operators_are_words_like_others(query: str, caplog: pytest.LogCaptureFixture) -> None:
    match(query, language="zh-hans", user=READER, at=NOW)
    match_titles(query, language="zh-hans", user=READER, at=NOW, limit=8)
    assert not caplog.records


@pytest.mark.usefixtures("three_articles")
@pytest.mark.parametrize("query", ["_", "%", "*", "-", '"', "\\", "^", "__", "%%"])
def test_signs_are_no_wildcards(query: str) -> None:
    assert titles(query) == []
    assert begun(query) == []


@pytest.mark.parametrize("query", ["USDT-TRC20", "TRC20", "usdt", "ＵＳＤＴ－ＴＲＣ２０", "trc 20"])
def test_code_is_found_whole_and_in_parts(query: str) -> None:
    put("充值", body="支持 USDT-TRC20 网络。")
    assert titles(query) == ["充值"]


@PER_TEST
@given(query=st.text(max_size=60))
def test_no_query_is_an_error(query: str, caplog: pytest.LogCaptureFixture) -> None:
    match(query, language="en", user=READER, at=NOW)
    match_titles(query, language="en", user=READER, at=NOW, limit=8)
    assert not caplog.records


@PER_TEST
@given(st.data())
def test_any_part_of_a_chinese_text_finds_it(sentence: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(sentence) - 2))
    end = data.draw(st.integers(start + 2, len(sentence)))
    assert titles(sentence[start:end]) == ["标题"]


@pytest.fixture
def sentence(db: None) -> str:
    body = "修改登录密码后的二十四小时内不能提现，这是为了保护账户安全"
    put("标题", body=body)
    return body


# --- Order


def test_all_words_come_before_some() -> None:
    put("提现提现提现提现")
    put("别的", body="提现之前先验证身份。")
    assert titles("提现 身份") == ["别的", "提现提现提现提现"]


def test_more_words_come_before_fewer() -> None:
    put("合约")
    put("合约与杠杆")
    put("别的", body="合约、杠杆、期权，都有风险。")
    assert titles("合约 杠杆 期权 强平") == ["别的", "合约与杠杆", "合约"]


def test_of_many_words_the_rarest_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fulltext, "MANY", 6)
    for number in range(4):
        put(f"Deposit and withdraw {number}", body="fees", language="en")
    put("Futures and leverage", body="deposit withdraw options", language="en")
    put("Delivery", language="en")
    asked = "deposit withdraw futures leverage options delivery"
    assert titles(asked, language="en") == ["Futures and leverage", "Delivery"]
    assert titles("deposit withdraw futures leverage", language="en") == ["Futures and leverage"]
    assert len(titles("deposit withdraw", language="en")) == 5
    assert len(titles("zzzz yyyy deposit withdraw", language="en")) == 5, "no text has the rarest"


@pytest.mark.parametrize("query", ['"limit order"', "“limit order”", "「limit order」 fees"])
def test_words_in_quotation_marks_stand_side_by_side(query: str) -> None:
    put("Order: limit fees", body="An order above the limit.", language="en")
    put("Fees", body="A limit order costs fees.", language="en")
    assert titles(query, language="en")[0] == "Fees"


def test_chinese_in_quotation_marks_is_one() -> None:
    put("手续费与提现", body="提现。手续费。")
    put("别的", body="提现手续费按网络算。")
    assert titles("“提现手续费”") == ["别的", "手续费与提现"]
    assert titles("“提现") == ["手续费与提现", "别的"]


def test_rare_word_says_more_than_common_ones() -> None:
    for number in range(8):
        put(f"合约与杠杆 {number}", body="合约 杠杆")
    put("别的", body="合约怎样交割。")
    assert titles("合约 杠杆 交割 期限")[0] == "别的"


def test_short_title_says_more_than_a_long_one() -> None:
    put("提现的限额、手续费、到账时间与所有其他问题")
    put("提现限额")
    assert titles("提现限额多少 今天")[0] == "提现限额"


def test_characters_of_words_that_no_text_has_hint_at_others() -> None:
    put("怎样注销账号", body="提交申请，十五天内可以撤回。")
    put("订单什么时候发货", body="付款之后。")
    assert titles("永久删掉帐号") == ["怎样注销账号"]
    assert titles("撤销订货")[0] == "订单什么时候发货"


def test_one_character_of_many_is_an_accident() -> None:
    put("如何切换语言", body="点页面右上角的地球。")
    assert titles("世界杯冠军球队是谁") == []


def test_confidence_grows_with_what_is_found_of_the_query() -> None:
    put("提现没到账", body="先查交易哈希。")
    put("提现手续费")
    unsure, surer, sure = (
        match(query, language="zh-hans", user=READER, at=NOW).confidence
        for query in ("红烧肉手续", "提现手续怎么收", "提现手续费")
    )
    assert 0 < unsure < surer < sure <= 1
    assert match("猫", language="zh-hans", user=READER, at=NOW).confidence == 0


def test_title_before_keywords_before_headings_before_body() -> None:
    put("甲", body="保证金。" * 5)
    put("乙", headings="保证金")
    put("丙", keywords="保证金")
    put("丁是保证金")
    assert titles("保证金") == ["丁是保证金", "丙", "乙", "甲"]


def test_the_same_title_comes_first() -> None:
    put("提现与提现手续费", keywords="提现", headings="提现", body="提现")
    put("提现")
    assert titles("提现") == ["提现", "提现与提现手续费"]
    assert titles(" 提現？")[0] == "提现"


def test_two_concepts_find_texts_that_share_words() -> None:
    put("怎样开启两步验证", body="在安全中心打开，保护账户。", keywords="账户安全")
    put("忘记登录密码", body="重置之后，账户提现会暂停，这是为了安全。")
    put("识别钓鱼邮件", body="不要点开链接，它们骗取账户。请注意安全。")
    put("理财产品介绍", body="收益每天变化。")
    assert set(titles("账户安全")) == {"怎样开启两步验证", "忘记登录密码", "识别钓鱼邮件"}


def test_a_word_inside_a_latin_word_of_a_title_is_better_than_nothing() -> None:
    put("Withdrawals", language="en")
    assert titles("thdraw", language="en") == ["Withdrawals"]


# --- Languages


def test_either_script_finds_the_other() -> None:
    put("保证金率")
    put("槓桿的說明", language="zh-hant")
    assert titles("保證金", language="zh-hant") == ["保證金率"]
    assert titles("保证金") == ["保证金率"]
    assert titles("杠杆") == ["杠杆的说明"]


def test_a_thing_is_found_once_in_the_words_its_reader_gets() -> None:
    put("怎样充值 USDT", group=900)
    put("How to deposit USDT", language="en", group=900)
    assert titles("USDT") == ["怎样充值 USDT"]
    assert titles("deposit") == ["怎样充值 USDT"]
    assert titles("充值", language="en") == ["How to deposit USDT"]


def test_hand_written_text_wins_over_a_converted_one() -> None:
    put("网络选错了", group=901)
    put("選錯網路怎麼辦", language="zh-hant", group=901)
    assert titles("选错", language="zh-hant") == ["選錯網路怎麼辦"]
    assert titles("选错") == ["网络选错了"]


def test_readers_language_comes_before_others() -> None:
    put("API API API API API", language="en")
    put("接口", body="也叫 API。")
    assert titles("API") == ["接口", "API API API API API"]
    assert titles("API", language="en") == ["API API API API API", "接口"]


# --- Windows and audience


def test_only_what_is_within_its_window_is_found() -> None:
    put("充值一", visible_from=NOW + timedelta(seconds=1))
    put("充值二", visible_until=NOW)
    put("充值三", visible_from=NOW, visible_until=NOW + timedelta(seconds=1))
    assert titles("充值") == ["充值三"]
    assert begun("充值") == ["充值三"]
    later = match("充值", language="zh-hans", user=READER, at=NOW + timedelta(seconds=1))
    assert [hit.document_for("zh-hans").title("zh-hans") for hit in later.hits] == ["充值一"]


def test_a_hidden_translation_is_not_what_readers_get() -> None:
    put("Deposit guide", language="en", group=902)
    put("充值指南", group=902, visible_from=NOW + timedelta(days=1))
    assert titles("deposit") == ["Deposit guide"]


def test_staff_find_what_is_for_staff(editor: User, reader: User) -> None:
    put("内部流程", staff_only=True)
    assert titles("流程", user=editor) == ["内部流程"]
    assert titles("流程", user=reader) == titles("流程") == []


# --- Narrowing down, cap


def test_narrowed_down_by_kind_category_and_tag() -> None:
    put("充值甲", kind="tutorial", trail=[[1, "充值"], [2, "没有到账"]], tags=("TRC20",))
    put("充值乙", trail=[[1, "充值"]], tags=("TRC20 网络",))
    put("充值丙", source=Terms)
    assert titles("充值", kind="tutorial") == ["充值甲"]
    assert titles("充值", kind="term") == ["充值丙"]
    assert titles("充值", category=2) == ["充值甲"]
    assert set(titles("充值", category=1)) == {"充值甲", "充值乙"}
    assert titles("充值", tag="ｔｒｃ２０") == ["充值甲"]
    assert titles("充值", category=3) == []


def test_more_than_can_be_ranked_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "CAP", 3)
    kept = [put(f"充值 {number}") for number in range(4)]
    assert match("充值", language="zh-hans", user=READER, at=NOW).is_capped
    take_away(kept[0])
    assert not match("充值", language="zh-hans", user=READER, at=NOW).is_capped


# --- While typing


def test_what_is_typed_so_far_finds_titles() -> None:
    put("Verifying your identity", language="en")
    put("How to deposit USDT", language="en", keywords="topup")
    put("Fees", language="en", body="deposit")
    assert begun("de", language="en") == ["How to deposit USDT"]
    assert begun("verifyi", language="en") == ["Verifying your identity"]
    assert begun("deposit us", language="en") == ["How to deposit USDT"]
    assert begun("top", language="en") == ["How to deposit USDT"]
    assert begun("xyz", language="en") == []


def test_titles_that_begin_with_what_is_typed_come_first() -> None:
    put("关于提现的说明", keywords="提现 提现")
    put("提现手续费")
    put("转出", keywords="提现")
    assert begun("提现") == ["提现手续费", "关于提现的说明", "转出"]
    assert begun("提") == ["提现手续费", "关于提现的说明", "转出"]


def test_title_that_is_what_was_typed_comes_first() -> None:
    put("API 密钥", keywords="API API")
    put("API")
    assert begun("api") == ["API", "API 密钥"]


def test_so_many_titles_and_no_more() -> None:
    for number in range(12):
        put(f"充值 {number}")
    assert len(begun("充值", limit=8)) == 8
