"""What people type besides words, on the page and in suggestions: F08, F09 and their like."""

from urllib.parse import quote

import pytest
import time_machine
from django.test import Client

from tests.search.library import NOW, put

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "library")]

LANGUAGES = ["zh-hans", "zh-hant", "en"]


@pytest.fixture
def at_now() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def library(db: None) -> None:
    put("如何创建API密钥", body="打开设置。")
    put("白名单设置", body="把地址加进来。关于密钥与提现，另见他文。")
    put("提现", body="把资产转到外部。")
    put("提现与提现记录", body="提现、提现、提现。")
    put("充值与提现的区别", body="一个转入，一个转出。")
    put("USDT-TRC20 充值", body="选择 USDT-TRC20 网络。")
    put("C++ 示例", body="用 C++ 调用。")
    put("手续费 50%", body="减半。")


def on_the_page(client: Client, raw: str, language: str = "zh-hans") -> list[str]:
    """The titles on the page for a query as it stands in the address."""
    answer = client.get(f"/{language}/search/?q={raw}")
    assert answer.status_code == 200
    assert "search/search_results.html" in [template.name for template in answer.templates]
    assert answer.context["form"].is_valid()
    rows = answer.context["results"].rows
    assert answer.context["results"].total == len(rows)
    return [row.title_html.replace("<mark>", "").replace("</mark>", "") for row in rows]


def suggested(client: Client, raw: str, language: str = "zh-hans") -> list[str]:
    answer = client.get(f"/{language}/search/suggest/?q={raw}")
    assert answer.status_code == 200
    assert set(answer.json()) == {"query", "suggestions"}
    return [entry["title"] for entry in answer.json()["suggestions"]]


# --- F08: short words, and words inside others


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("密", "如何创建API密钥"),
        ("钥", "如何创建API密钥"),
        ("密钥", "如何创建API密钥"),
        ("密鑰", "如何创建API密钥"),
        ("密 钥", "如何创建API密钥"),
        ("建API", "如何创建API密钥"),
        ("創建api", "如何创建API密钥"),
        ("API", "如何创建API密钥"),
        ("ａｐｉ", "如何创建API密钥"),
        ("API密钥", "如何创建API密钥"),
        ("API 密钥", "如何创建API密钥"),
        ("密钥API", "如何创建API密钥"),
        ("名单", "白名单设置"),
        ("名單", "白名单设置"),
        ("白名", "白名单设置"),
        ("单设", "白名单设置"),
        ("提现", "提现"),
        ("提現", "提现"),
        ("充值 提现", "充值与提现的区别"),
    ],
)
def test_short_and_inner_words_are_found_whatever_the_script(
    client: Client, typed: str, first: str
) -> None:
    assert on_the_page(client, quote(typed))[0] == first
    assert suggested(client, quote(typed))[0] == first


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_whole_title_is_first_though_others_say_it_more_often(
    client: Client, language: str
) -> None:
    title = {"zh-hans": "提现", "zh-hant": "提現"}[language]
    assert on_the_page(client, quote("提现"), language)[0] == title
    assert suggested(client, quote("提现"), language)[0] == title


# --- F09: operators are words like others

DRESSED = r'''
提现* *提现 *提现* 提现? +提现 -提现 ^提现 ~提现 !提现 (提现) ((提现 提现)) [提现] {提现} <提现>
提现: 提现; 提现, /提现/ \提现 提现\ |提现| 提现& 提现&& &提现 %提现% _提现_ =提现 #提现 @提现 $提现 ;--提现
＊提现＊ （提现） ＋提现 －提现 ＾提现 ～提现 ％提现％ ＿提现＿ ＼提现 ／提现／ ｛提现｝ ［提现］ ＜提现＞ ：提现 ；提现 ｜提现 ＆提现 ！提现
提现？ 提现。 提现， 、提现 …提现 提现—— ·提现·
"提现" "提现 提现" '提现 '提现' `提现' ＂提现＂ ＇提现＇ “提现” ‘提现’ „提现‟ ‚提现‛ «提现» ‹提现› 《提现》 〈提现〉
「提现」 『提现』 【提现】 〔提现〕 〖提现〗 〝提现〞 ﹁提现﹂ ﹃提现﹄ ｢提现｣ ”提现“ "提现” ""提现"" """提现
'''


@pytest.mark.parametrize("typed", DRESSED.split())
def test_signs_around_a_word_change_nothing(client: Client, typed: str) -> None:
    assert on_the_page(client, quote(typed))[0] == "提现"
    assert "提现" in suggested(client, quote(typed))


@pytest.mark.parametrize(
    "typed",
    [
        "充值 AND 提现", "充值 OR 提现", "充值 NOT 提现", "充值 NEAR 提现", "NEAR(充值 提现)",
        "NEAR(充值 提现, 1)", "NEAR/2 充值 提现", "充值 && 提现", "充值 || 提现", "充值 +提现",
        "充值 -提现", "充值^2 提现~1", "充值 ＡＮＤ 提现", "充值 ＯＲ 提现", "充值 ＮＯＴ 提现", "充值　－提现",
        "(充值 AND 提现) OR NOT", '"充值" "提现"', "充值* 提现*", "title:充值 提现",
        "{title}: 充值 提现", "- title : 充值 提现", "充值 '; DELETE FROM search_document; -- 提现",
    ],
)  # fmt: skip
def test_operators_between_words_are_not_obeyed(client: Client, typed: str) -> None:
    assert on_the_page(client, quote(typed))[0] == "充值与提现的区别"


SIGNS = r"""
" ' ` * ** - -- + ( ) () ^ ~ : ; , . / \ | & && || ! ? % %% _ __ = # @ $ < > [ ] { } <> ""
＂ ＇ ＊ － ＋ （ ） ＾ ～ ： ； ， ． ／ ＼ ｜ ＆ ！ ？ ％ ＿ ＝ ＃ ＠ ＄ ＜ ＞ ［ ］ ｛ ｝
“ ” ‘ ’ „ ‚ « » ‹ › 《 》 〈 〉 「 」 『 』 【 】 〔 〕 〝 〞 ﹁ ﹂ ｢ ｣ 、 。 · … —— ～～ 🙂 👩‍💻 ₿ €
"*" "" "_" '%' (*) -"" ^* {}: \\ \" ';-- --; /**/ %_ _%
"""


@pytest.mark.parametrize("typed", SIGNS.split())
def test_signs_alone_find_nothing_and_not_everything(client: Client, typed: str) -> None:
    assert on_the_page(client, quote(typed)) == []
    assert suggested(client, quote(typed)) == []


@pytest.mark.parametrize(
    "typed",
    ['"', "AND", "OR NOT", "*", "-", "(", "NEAR(", "a:b", "^x", "don't", "C++", "USDT-TRC20", "50%",
     "_", "\\", "充值 AND", " ", "\t\n", "　", "\u200b", "\ufeff", "\u2028", "AND OR NOT NEAR",
     "ＡＮＤ", "ＮＥＡＲ（", "rank MATCH 'x'", "-- title", "search_words", "SELECT", "%s", "%(q)s",
     "{q}", "{{ q }}", "{% now %}", "${x}", "../../etc/passwd", "\\u0000", "&amp;", "&#0;"],
)  # fmt: skip
@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_is_typed_page_and_suggestions_are_normal(
    client: Client, typed: str, language: str, caplog: pytest.LogCaptureFixture
) -> None:
    on_the_page(client, quote(typed, safe=""), language)
    suggested(client, quote(typed, safe=""), language)
    assert not caplog.records


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("USDT-TRC20", "USDT-TRC20 充值"), ("TRC20", "USDT-TRC20 充值"), ("trc20", "USDT-TRC20 充值"),
        ("USDT TRC20", "USDT-TRC20 充值"), ("usdt－trc20", "USDT-TRC20 充值"),
        ("USDT—TRC20", "USDT-TRC20 充值"), ("TRC-20", "USDT-TRC20 充值"), ('"USDT-TRC20"', "USDT-TRC20 充值"),
        ("C++", "C++ 示例"), ("c＋＋", "C++ 示例"), ("50%", "手续费 50%"), ("５０％", "手续费 50%"),
    ],
)  # fmt: skip
def test_codes_with_signs_find_their_article(client: Client, typed: str, title: str) -> None:
    assert on_the_page(client, quote(typed))[0] == title
    assert title in suggested(client, quote(typed))


# --- Length, and characters that are none


@pytest.mark.parametrize(
    "piece",
    ["提现", "x", '"', "'", "(", ")", "*", "-", "a ", "AND ", "NEAR(", "提 ", "🙂", "“", "\\", "%",
     "ﷺ", "e\u0301", "\u202e", "x:", "a-", "1,000", "密钥 OR "],
)  # fmt: skip
def test_a_thousand_characters_are_a_query_like_others(
    client: Client, piece: str, caplog: pytest.LogCaptureFixture
) -> None:
    typed = (piece * 1000)[:1000]
    for language in LANGUAGES:
        on_the_page(client, quote(typed), language)
        suggested(client, quote(typed), language)
    assert not caplog.records


def test_blanks_do_not_push_words_out_and_long_words_do_not_hide_them(client: Client) -> None:
    assert on_the_page(client, quote("提现" + " " * 996 + "密钥"))[0] == "白名单设置"
    assert on_the_page(client, quote("充值 提现 " + "x" * 1000))[0] == "充值与提现的区别"


@pytest.mark.parametrize(
    "raw",
    ["%00%E6%8F%90%E7%8E%B0", "%E6%8F%90%00%E7%8E%B0", "%E6%8F%90%E7%8E%B0%00",
     "%00%00%E6%8F%90%E7%8E%B0%01%1B", "%E6%8F%90%E7%8E%B0%0B", "%7F%E6%8F%90%E7%8E%B0",
     "%E6%8F%90%E7%8E%B0%EF%BF%BE", "%0D%0A%E6%8F%90%E7%8E%B0%0D%0A", "+%E6%8F%90%E7%8E%B0+"],
)  # fmt: skip
def test_null_and_control_characters_are_left_out(client: Client, raw: str) -> None:
    answer = client.get(f"/zh-hans/search/?q={raw}")
    assert answer.context["form"]["q"].value() == "提现"
    assert "\x00" not in answer.content.decode()
    assert on_the_page(client, raw)[0] == "提现"
    assert suggested(client, raw)[0] == "提现"


@pytest.mark.parametrize(
    "raw", ["%00", "%00%00", "%ED%A0%80", "%FF%FE", "%C0%80", "%F8", "%", "%zz", "%u0000", "%26%2300%3B"]
)  # fmt: skip
def test_bytes_that_are_no_text_are_no_errors(client: Client, raw: str) -> None:
    for language in LANGUAGES:
        on_the_page(client, raw, language)
        suggested(client, raw, language)
