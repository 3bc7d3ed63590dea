"""Names that mean the same: whoever asks for one finds what has another, a little later."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from faq.base.models import one_request
from faq.base.text import words
from faq.search import synonyms
from faq.search.engine import Results, search
from faq.search.matching import match
from faq.search.suggestions import suggest
from faq.search.synonyms import OneName
from tests.search.library import LONG_AGO, NOW, put

pytestmark = pytest.mark.django_db

CHINESE = {"zh-hans", "zh-hant"}
PIECES = [
    "保证金",
    "margin",
    "提币",
    "提现",
    "IM",
    "bao zheng jin",
    " ",
    "-",
    '"',
    " OR ",
    "(",
    "*",
]


def name(text: str, *readers: str, **kind: Any) -> OneName:
    """A name that readers of these languages use."""
    return OneName(text=text, shown=dict.fromkeys(readers, text), **kind)


def margin(visible_from: Any = LONG_AGO) -> None:
    synonyms.store(
        "term",
        1,
        [
            name("保证金", *CHINESE, is_label=True),
            name("Margin", "en", is_label=True),
            name("押金", *CHINESE),
            name("trading margin", "en"),
            name("IM", "en", *CHINESE),
            name("保正金", *CHINESE, is_searched_for=False),
            OneName(text="bao zheng jin", is_searched_for=False),
            OneName(text="baozhengjin", is_searched_for=False),
        ],
        visible_from=visible_from,
    )


def withdrawal() -> None:
    synonyms.store(
        "term",
        2,
        [
            name("提现", *CHINESE, is_label=True),
            name("Withdrawal", "en", is_label=True),
            name("提币", *CHINESE),
        ],
        visible_from=LONG_AGO,
    )


def asked(query: str, *, language: str = "zh-hans") -> Results:
    with translation.override(language):
        return search(query, language=language, user=AnonymousUser(), at=NOW)


def found(query: str, **who: str) -> list[str]:
    rows = asked(query, **who).rows
    return [str(row.title_html).replace("<mark>", "").replace("</mark>", "") for row in rows]


# --- What is found


@pytest.mark.parametrize(
    "query",
    ["保证金", "保證金", "margin", "Margins", "trading margin", "bao zheng jin", "baozhengjin",
     "押金", "IM", "保正金"],
)  # fmt: skip
def test_every_name_finds_texts_that_have_the_label(query: str) -> None:
    margin()
    put("开仓要多少", body="开仓需要保证金才能进行。")
    assert found(query) == ["开仓要多少"]


def test_names_in_another_language_and_pinyin_give_the_order_of_the_readers_own() -> None:
    margin()
    put("保证金是什么")
    put("强制平仓", body="保证金 保证金 保证金")
    put("押金与划转", body="从现货账户转入 margin")
    put("Margin call", language="en", body="margin")
    for own, language in (("保证金", "zh-hans"), ("Margin", "en")):
        expected = found(own, language=language)
        assert len(expected) == 4
        for other in ("margin", "保證金", "bao zheng jin", "baozhengjin"):
            assert found(other, language=language) == expected


def test_common_error_is_led_to_the_right_name_and_never_searched_for() -> None:
    margin()
    put("论坛里写的保正金")
    assert found("保证金") == found("margin") == []
    assert found("保正金") == ["论坛里写的保正金"]


def test_words_beside_a_name_stay() -> None:
    withdrawal()
    put("提现手续费", body="USDT 每笔 1")
    put("提现没到账")
    put("交易手续费")
    assert found("USDT 提幣手續費")[0] == "提现手续费"
    assert found("withdrawal 手续费")[0] == "提现手续费"


def test_longest_name_is_meant() -> None:
    margin()
    synonyms.store(
        "term",
        2,
        [name("逐仓保证金", *CHINESE, is_label=True), name("逐仓", *CHINESE)],
        visible_from=LONG_AGO,
    )
    put("逐仓怎么选")
    put("押金是什么")
    assert found("逐仓保证金") == ["逐仓怎么选"]


def test_name_that_cuts_words_in_two_is_not_meant() -> None:
    synonyms.store(
        "term",
        1,
        [name("期权", *CHINESE, is_label=True), name("Option", "en", is_label=True)],
        visible_from=LONG_AGO,
    )
    put("Option", language="en")
    put("长期权益")
    assert found("长期权益") == ["长期权益"]


def test_short_name_inside_a_longer_word_is_not_meant() -> None:
    network = [name("网络", *CHINESE, is_label=True), name("公链", *CHINESE)]
    synonyms.store("term", 1, network, visible_from=LONG_AGO)
    put("选哪个公链")
    assert found("网络安全") == []
    assert found("选网络") == ["选哪个公链"]


def test_name_is_cut_out_before_the_words_around_it() -> None:
    code = [name("防钓鱼码", *CHINESE, is_label=True), name("anti-phishing code", "en")]
    synonyms.store("term", 1, code, visible_from=LONG_AGO)
    put("Anti-phishing code", language="en")
    put("防钓鱼码")
    assert found("防钓鱼码是什么") == ["防钓鱼码", "Anti-phishing code"]


def test_name_of_several_words_is_searched_for_as_they_stand() -> None:
    synonyms.store(
        "term",
        1,
        [
            name("2FA", "en", *CHINESE, is_label=True),
            name("two-factor authentication", "en"),
            name("API 密钥", *CHINESE),
        ],
        visible_from=LONG_AGO,
    )
    put("Two-factor authentication", language="en")
    put("Two factor authentication", language="en")
    put("API密钥的权限", body="API密钥")
    put("Authentication of two kinds, a factor", language="en")
    put("密钥与 API")
    assert set(found("2fa", language="en")) == {
        "Two-factor authentication",
        "Two factor authentication",
        "API密钥的权限",
    }
    assert "2FA" in asked("two factor authentication", language="en").folded_note


@pytest.mark.parametrize("text", ["b", "币", "?!", "++"])
def test_name_without_a_word_is_no_name(text: str) -> None:
    synonyms.store(
        "term",
        1,
        [name("比特", *CHINESE, is_label=True), name(text, "en", *CHINESE)],
        visible_from=LONG_AGO,
    )
    put("b 币 ?! ++")
    put("比特")
    assert found("比特") == ["比特"]
    assert "比特" not in found(text)


def test_name_of_many_codes_takes_no_time_to_speak_of() -> None:
    long_name = " ".join(f"a{number}-b" for number in range(40))
    synonyms.store(
        "term",
        1,
        [name("比特", *CHINESE, is_label=True), name(long_name, "en")],
        visible_from=LONG_AGO,
    )
    put("比特")
    assert found(long_name) == ["比特"]


def test_title_of_signs_alone_is_like_no_query() -> None:
    put("?!", body="充值")
    put("充值")
    assert found("充值") == ["充值", "?!"]


# --- Order


def test_what_was_typed_comes_before_other_names_of_it() -> None:
    withdrawal()
    put("提币地址")
    put("提现 提现地址", body="提现 提现")
    put("没到账", body="提币")
    put("到账时间", body="提现 提现 提现")
    assert found("提币") == ["提币地址", "提现 提现地址", "没到账", "到账时间"]
    assert found("提现") == ["提现 提现地址", "提币地址", "到账时间", "没到账"]


def test_what_was_typed_in_another_language_is_still_looked_for() -> None:
    aliases = [name(f"押金{number}", *CHINESE) for number in range(synonyms.AT_MOST)]
    names = [name("保证金", *CHINESE, is_label=True), *aliases, name("trading margin", "en")]
    synonyms.store("term", 1, names, visible_from=LONG_AGO)
    put("All about trading margin", language="en")
    put("保证金是什么")
    assert found("trading margin") == ["保证金是什么", "All about trading margin"]


def test_text_with_all_words_by_any_name_comes_before_those_with_some() -> None:
    withdrawal()
    put("提现限额", body="每天")
    put("提币地址", body="提币 提币")
    put("API 限额", body="限额")
    assert found("提币限额")[0] == "提现限额"


def test_page_called_by_another_name_of_the_whole_query_is_as_good_as_called_so() -> None:
    margin()
    put("保证金率 保证金", body="保证金 保证金")
    put("保证金", body="开仓时冻结的钱，还有很多别的话。")
    assert found("bao zheng jin")[0] == "保证金"


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=6).map("".join))
def test_any_query_of_names_and_signs_finds_at_least_what_it_says(
    two_texts: None, query: str
) -> None:
    reader = AnonymousUser()
    plain = synonyms.Asked(words(query))
    literal = match(query, asked=plain, language="zh-hans", user=reader, at=NOW).hits
    widened = match(query, language="zh-hans", user=reader, at=NOW).hits
    assert {hit.documents[0].pk for hit in literal} <= {hit.documents[0].pk for hit in widened}
    suggest(query, language="zh-hans", user=reader, at=NOW)


@pytest.fixture
def two_texts(db: None) -> None:
    margin()
    withdrawal()
    put("保证金与 margin", body="押金 IM")
    put("提现", body="withdrawal, Margin")


# --- When


def test_names_are_in_force_from_their_moment_on() -> None:
    margin(visible_from=NOW + timedelta(seconds=1))
    put("保证金是什么")
    assert found("margin") == []
    reader = AnonymousUser()
    later = search("margin", language="zh-hans", user=reader, at=NOW + timedelta(seconds=1))
    assert later.total == 1
    assert found("margin") == []


def test_change_is_known_at_once() -> None:
    margin()
    put("保证金是什么")
    assert found("margin") == ["保证金是什么"]
    synonyms.remove("term", 1)
    assert found("margin") == []
    assert synonyms.groups("term") == set()


def test_names_cost_one_small_query_in_a_request(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    margin()
    put("保证金是什么")
    asked("margin")
    with one_request(), django_assert_num_queries(4):
        asked("margin")


# --- What is shown


def test_the_name_that_was_found_is_marked() -> None:
    withdrawal()
    put("提现手续费", summary="提现时收取。")
    row = asked("提币").rows[0]
    assert row.title_html == "<mark>提现</mark>手续费"
    assert row.snippet_html == "<mark>提现</mark>时收取。"


def test_marks_of_names_and_words_that_overlap_are_one() -> None:
    synonyms.store(
        "term",
        1,
        [name("强平", *CHINESE, is_label=True), name("forced liquidation fee", "en")],
        visible_from=LONG_AGO,
    )
    put("The forced liquidation fee <b>", language="en")
    row = asked("强平 fee").rows[0]
    assert row.title_html == "The <mark>forced liquidation fee</mark> &lt;b&gt;"


def test_note_says_which_names_of_the_readers_language_were_searched_for() -> None:
    margin()
    withdrawal()
    put("保证金与提现")
    assert "“保证金、IM、押金”" in asked("margin").folded_note
    assert "“IM、押金”" in asked("保证金").folded_note
    assert "“提现”" in asked("提币").folded_note
    assert asked("与").folded_note == ""


def test_name_that_is_the_same_in_two_languages_is_not_noted() -> None:
    names = [name("API", "en", is_label=True), name("API", *CHINESE, is_label=True)]
    synonyms.store("term", 1, [*names, name("接口", *CHINESE)], visible_from=LONG_AGO)
    assert "“接口”" in asked("api").folded_note
    assert asked("api", language="en").folded_note == ""


def test_number_of_other_names_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(synonyms, "AT_MOST", 2)
    monkeypatch.setattr(synonyms, "AT_MOST_IN_ALL", 3)
    margin()
    withdrawal()
    words = synonyms.asked("保证金 提现", language="zh-hans", at=NOW).words
    assert [[other.text for other in word.others] for word in words] == [
        ["margin", "im"],
        ["withdrawal"],
    ]


# --- Suggestions


def offered(typed: str, *, language: str = "zh-hans") -> list[str]:
    user = AnonymousUser()
    return [entry.title for entry in suggest(typed, language=language, user=user, at=NOW)]


@pytest.mark.parametrize("typed", ["bao zheng", "baozh", "bao zheng jin", "marg", "margin", "押金"])
def test_beginning_of_a_name_offers_titles_with_the_label(typed: str) -> None:
    margin()
    put("什么是保证金")
    put("提现没到账")
    assert offered(typed) == ["什么是保证金"]


@pytest.mark.parametrize("typed", ["b", "ba", "m", "保"])
def test_too_short_a_beginning_is_of_no_name(typed: str) -> None:
    margin()
    put("什么是押金")
    assert offered(typed) == []


def test_what_is_typed_leads_in_suggestions() -> None:
    withdrawal()
    put("提现没到账")
    put("提币地址")
    assert offered("提币") == ["提币地址", "提现没到账"]


def test_shortest_name_that_begins_so_leads() -> None:
    margin()
    ratio = [name("保证金率", *CHINESE, is_label=True), OneName(text="bao zheng jin lv")]
    synonyms.store("term", 2, ratio, visible_from=LONG_AGO)
    put("保证金率")
    put("保证金")
    assert offered("bao zheng") == offered("marg") == ["保证金", "保证金率"]
