"""Rows, counts and pages of results."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from pytest_django import DjangoAssertNumQueries, Settings

from faq.accounts.models import User, Visitor
from faq.search import index, matching
from faq.search.engine import Results, Row, search
from faq.search.suggestions import suggest
from tests.search.library import NOW, Articles, Terms, put

pytestmark = pytest.mark.django_db

READER = AnonymousUser()


def results(
    query: str, *, language: str = "zh-hans", user: Visitor = READER, **narrowed: Any
) -> Results:
    return search(query, language=language, user=user, at=NOW, **narrowed)


def row(query: str, **asked: Any) -> Row:
    return results(query, **asked).rows[0]


# --- The answer


def test_clear_winner_is_the_answer() -> None:
    right = put("提现没到账", summary="先查交易哈希。")
    put("充值没到账", summary="先数确认次数。")
    answer = results("提现没到账").answer
    assert answer is not None
    assert (answer.object_id, answer.summary) == (right.object_id, "先查交易哈希。")


@pytest.mark.parametrize(
    "narrowed", [{"kind": "faq"}, {"category": 1}, {"tag": "x"}, {"sort": "new"}, {"page": 2}]
)
def test_answer_is_for_the_plain_question(narrowed: dict[str, Any]) -> None:
    put("提现没到账", summary="先查交易哈希。", trail=[[1, "提现"]], tags=("x",))
    assert results("提现没到账").answer is not None
    assert results("提现没到账", **narrowed).rows
    assert (results("提现没到账", **narrowed).answer is None) == (narrowed != {"page": 2})


def test_no_answer_where_two_are_as_good_or_half_the_words_are_missing() -> None:
    put("提现要多久", summary="半小时。")
    put("提现要什么", summary="身份认证。")
    assert results("提现").answer is None
    assert results("提现火星").answer is None


def test_no_answer_without_a_summary_or_where_it_is_hidden() -> None:
    put("提现没到账", body="先查交易哈希。")
    hidden = put("充值没到账", summary="先数确认次数。")
    Articles.hidden.add(hidden.object_id)
    assert results("提现没到账").answer is None
    assert results("充值没到账").answer is None


# --- Keywords


def test_what_editors_say_is_asked_comes_before_more_of_the_same_words() -> None:
    put("账户安全的五项设置，账户安全", body="账户安全 账户安全")
    meant = put("识别钓鱼邮件", keywords="假网站, 账户安全", names=("假网站", "账户安全"))
    titled = put("账户安全")
    found = [row.object_id for row in results("账户 安全").rows]
    assert found[:2] == [titled.object_id, meant.object_id]
    assert results("安全").rows[0].object_id != meant.object_id, "only the whole keyword counts"


# --- Equals


def test_what_helped_more_readers_comes_first_among_equals() -> None:
    one, other = put("提现甲", merit=0.4), put("提现乙", merit=0.9)
    assert results("提现").rows[0].object_id == other.object_id
    index.rate("article", [other.object_id], 0.1)
    assert results("提现").rows[0].object_id == one.object_id


def test_merit_does_not_outweigh_words() -> None:
    put("提现说明，以及很多别的事情，说来话长", merit=1.0)
    right = put("提现", merit=0.0)
    assert results("提现").rows[0].object_id == right.object_id


def test_then_what_was_checked_last() -> None:
    put("提现甲", checked_on=date(2026, 1, 1))
    newer = put("提现乙", checked_on=date(2026, 11, 1))
    put("提现丙", checked_on=date(2025, 1, 1))
    assert results("提现").rows[0].object_id == newer.object_id


def test_other_language_is_named() -> None:
    put("USDT", language="en")
    assert [row.language_name for row in results("USDT").rows] == ["English"]
    assert [row.language_name for row in results("USDT", language="en").rows] == [""]


# --- Tags


def test_tags_that_narrow_down_are_offered_as_they_are_written() -> None:
    for number, tags in enumerate([("USDT", "费用"), ("USDT", "费用"), ("费用", "一次"), ()]):
        put(f"提现 {number}", tags=tags)
    assert [(tag.label, tag.count) for tag in results("提现").tags] == [("费用", 3), ("USDT", 2)]
    chosen = results("提现", tag="ＵＳＤＴ")
    assert chosen.total == 2
    assert [tag.label for tag in chosen.tags] == ["USDT"], "what all have does not narrow down"


# --- Order


def test_newest_first_where_that_is_asked_for() -> None:
    old = put("提现 提现", visible_from=NOW - timedelta(days=9))
    new = put("关于提现的公告", visible_from=NOW - timedelta(days=1))
    middle = put("提现说明", visible_from=NOW - timedelta(days=5))
    found = [row.object_id for row in results("提现", sort="new").rows]
    assert found == [new.object_id, middle.object_id, old.object_id]


# --- Rows


def test_a_row_says_what_the_reader_needs() -> None:
    put(
        "提现没到账",
        summary="先查交易哈希。",
        body="链上成功，就请收款方入账。",
        trail=[[1, "提现"], [2, "没有到账"]],
        path="articles/7-提现/",
    )
    assert row("到账") == Row(
        title_html="提现没<mark>到账</mark>",
        summary="先查交易哈希。",
        snippet_html="先查交易哈希。",
        url="/zh-hans/articles/7-提现/",
        kind="faq",
        kind_label="FAQ",
        trail="提现 / 没有到账",
        checked_on=date(2026, 11, 1),
        lang="zh-Hans",
        language_name="",
        is_staff_only=False,
        source="article",
        object_id=row("到账").object_id,
    )


def test_converted_words_are_shown_and_marked_for_readers_of_the_other_script() -> None:
    put("提现与保证金", body="开仓需要保证金才能进行。")
    found = row("保证金", language="zh-hant")
    assert found.title_html == "提現與<mark>保證金</mark>"
    assert "<mark>保證金</mark>" in found.snippet_html
    assert found.lang == "zh-Hant"


def test_text_in_another_language_says_so() -> None:
    put("如何充值 USDT")
    found = row("usdt", language="en")
    assert found.lang == "zh-Hans"
    assert found.url.startswith("/en/")


def test_markup_in_content_is_shown_as_text() -> None:
    put("<script>alert(1)</script> 充值", body="<img src=x onerror=alert(1)> 充值")
    found = row("充值 script")
    assert "<script" not in found.title_html
    assert "<img" not in found.snippet_html
    assert "&lt;<mark>script</mark>&gt;" in found.title_html


def test_a_note_says_what_else_was_searched_for() -> None:
    assert "保证金" in results("保證金").folded_note
    assert results("保证金 ＡＰＩ").folded_note == ""


# --- The source has the last word


def test_what_the_source_hides_is_not_shown_though_the_index_has_it() -> None:
    data = put("充值")
    Articles.hidden.add(data.object_id)
    found = results("充值")
    assert found.rows == []
    assert found.total == 0
    assert suggest("充值", language="zh-hans", user=READER, at=NOW) == []


def test_when_a_translation_is_hidden_the_next_best_is_shown() -> None:
    chinese = put("充值 USDT", group=800)
    put("Deposit USDT", language="en", group=800)
    Articles.hidden.add(chinese.object_id)
    assert row("usdt").title_html == "Deposit <mark>USDT</mark>"


def test_staff_see_that_a_text_is_for_staff(editor: User) -> None:
    put("内部流程", staff_only=True)
    assert row("流程", user=editor).is_staff_only
    assert results("流程").total == 0


# --- Counts


def test_counts_by_kind_and_category() -> None:
    put("充值甲", kind="tutorial", trail=[[1, "充值"], [2, "没有到账"]])
    put("充值乙", trail=[[1, "充值"]])
    put("充值丙", trail=[[3, "提现"]])
    put("充值丁", source=Terms)
    found = results("充值")
    assert [(facet.value, facet.label, facet.count) for facet in found.kinds] == [
        ("faq", "FAQ", 2),
        ("tutorial", "Tutorial", 1),
        ("term", "Term", 1),
    ]
    assert [(facet.value, facet.label, facet.count) for facet in found.categories] == [
        (1, "充值", 2),
        (3, "提现", 1),
    ]


def test_counts_say_what_the_other_choice_would_leave() -> None:
    put("充值甲", kind="tutorial", trail=[[1, "充值"], [2, "没有到账"]])
    put("充值乙", trail=[[1, "充值"]])
    put("充值丙", trail=[[3, "提现"]])
    found = results("充值", kind="faq", category=1)
    assert found.total == 1
    assert [(facet.value, facet.count) for facet in found.kinds] == [("faq", 1), ("tutorial", 1)]
    assert [(facet.value, facet.count) for facet in found.categories] == [(1, 1)]
    inside = results("充值", category=1)
    assert [(facet.value, facet.count) for facet in inside.categories] == [(1, 2), (2, 1)]


def test_the_name_of_a_category_is_in_the_readers_language_where_there_is_one() -> None:
    put("Deposit API", language="en", trail=[[1, "Deposits"]])
    put("充值 API", trail=[[1, "充值"]])
    assert results("API").categories[0].label == "充值"
    assert results("API", language="en").categories[0].label == "Deposits"


def test_more_than_can_be_ranked_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "CAP", 3)
    for number in range(5):
        put(f"充值 {number}")
    assert results("充值").is_capped


# --- Pages


@pytest.mark.parametrize(
    ("page", "number", "rows"),
    [(1, 1, 10), (2, 2, 5), (3, 2, 5), (10**9, 2, 5), (0, 2, 5), (-1, 2, 5), ("x", 1, 10)],
)
def test_pages(page: Any, number: int, rows: int) -> None:
    for count in range(15):
        put(f"充值 {count}")
    found = results("充值", page=page)
    assert found.total == 15
    assert found.pages.number == number
    assert len(found.rows) == rows


@pytest.mark.parametrize("query", ["", "  ", "，。", "🙂", "\x00"])
def test_nothing_asked_is_nothing_found(
    query: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    put("充值")
    with django_assert_num_queries(0):
        found = results(query)
    assert (found.total, found.rows, found.kinds, found.categories) == (0, [], [], [])
    assert found.pages.number == 1


def test_queries_do_not_grow_with_the_rows(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(30):
        put(f"充值 {number}", source=(Articles, Terms)[number % 2], trail=[[1, "充值"]])
    results("充值")
    with django_assert_num_queries(4):
        # One tells the version of the synonyms, one finds, one asks all sources what is visible,
        # one quotes.
        results("充值")
    with django_assert_num_queries(5):
        results("充值", kind="faq", category=1)
    suggest("充值", language="zh-hans", user=READER, at=NOW)
    with django_assert_num_queries(3):
        # What is popular is remembered.
        suggest("充值", language="zh-hans", user=READER, at=NOW)


# --- Suggestions


def test_suggestions_are_what_the_reader_would_open() -> None:
    put("怎样充值", kind="tutorial", path="articles/1-a/")
    put("充值", source=Terms, path="glossary/1-b/")
    offered = suggest("充", language="zh-hant", user=READER, at=NOW)
    assert [(entry.title, entry.url, entry.kind) for entry in offered] == [
        ("充值", "/zh-hant/glossary/1-b/", "Term"),
        ("怎樣充值", "/zh-hant/articles/1-a/", "Tutorial"),
    ]


def test_at_most_eight_suggestions_even_when_some_are_hidden() -> None:
    for number in range(20):
        data = put(f"充值 {number}")
        if number < 5:
            Articles.hidden.add(data.object_id)
    assert len(suggest("充值", language="zh-hans", user=READER, at=NOW)) == 8


def test_row_of_a_source_that_is_gone_is_left_out(settings: Settings) -> None:
    put("充值", source=Terms)
    put("充值二")
    settings.SEARCH_SOURCES = ["tests.search.library.Articles"]
    assert [found.title_html for found in results("充值").rows] == ["<mark>充值</mark>二"]
    assert len(suggest("充值", language="zh-hans", user=READER, at=NOW)) == 1


def test_what_is_replaced_while_it_is_read_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    data = put("充值")
    visible_pks = Articles.visible_pks

    def meanwhile(self: Articles, pks: Collection[int], **asked: Any) -> QuerySet[Any, int]:
        index.refresh("article", [data.object_id])
        return visible_pks(self, pks, **asked)

    monkeypatch.setattr(Articles, "visible_pks", meanwhile)
    assert results("充值").rows == []
