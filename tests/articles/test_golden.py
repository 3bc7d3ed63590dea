"""Golden queries: what readers ask, and the article that must stand near the top."""

import json
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from faq.accounts.models import AuditEntry, User
from faq.articles import actions, golden
from faq.articles.models import Article, GoldenQuery, Words
from faq.transfer.actions import import_path
from tests.factories import NOW, a_category, an_article

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/goldenquery/"
HOUR = timedelta(hours=1)
Outcome = GoldenQuery.Outcome


@pytest.fixture(autouse=True)
def _at_now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def a_query(query: str, article: Article, **changed: Any) -> GoldenQuery:
    asked = GoldenQuery(query=query, article=article, **changed)
    golden.save(asked, by=None, at=NOW)
    return asked


def outcome(asked: GoldenQuery, **later: Any) -> tuple[str, int | None]:
    (result,) = golden.check([asked], at=NOW + timedelta(**later))
    return result.outcome, result.place


# --- What a check says


def test_place_is_where_readers_see_the_article() -> None:
    wanted = an_article(title="提现多久到账", body="一小时。").text.article
    an_article(title="提现")
    asked = a_query("提现", wanted)
    (result,) = golden.check([asked], at=NOW)
    assert (result.outcome, result.place, result.first) == (Outcome.HOLDS, 2, "提现")
    rows = Client().get("/zh-hans/search/?q=提现").context["results"].rows
    assert [f"articles/{wanted.pk}-" in row.url for row in rows] == [False, True]


@pytest.mark.parametrize(("worst_place", "expected"), [(1, Outcome.FAILS), (2, Outcome.HOLDS)])
def test_place_that_is_allowed_still_holds_and_the_next_fails(
    worst_place: int, expected: str
) -> None:
    wanted = an_article(title="提现多久到账").text.article
    an_article(title="提现")
    assert outcome(a_query("提现", wanted, worst_place=worst_place)) == (expected, 2)


def test_article_that_is_not_found_fails_without_a_place() -> None:
    wanted = an_article(title="提现多久到账").text.article
    an_article(title="如何充值")
    (result,) = golden.check([a_query("充值", wanted)], at=NOW)
    assert (result.outcome, result.place, result.first) == (Outcome.FAILS, None, "如何充值")
    (result,) = golden.check([a_query("qqqqzzzz", wanted, language="en")], at=NOW)
    assert (result.outcome, result.place, result.first) == (Outcome.FAILS, None, "")


def test_query_asks_in_its_own_language_and_any_text_of_the_article_counts() -> None:
    article = an_article(title="提现多久到账", key="arrival").text.article
    an_article(key="arrival", language="en", title="When does a withdrawal arrive")
    for query, language in (("提現多久", "zh-hant"), ("withdrawal arrive", "en"), ("提现", "en")):
        assert outcome(a_query(query, article, language=language)) == (Outcome.HOLDS, 1)
    (result,) = golden.check([a_query("提現", article, language="zh-hant")], at=NOW)
    assert result.first == "提現多久到帳"


@pytest.mark.parametrize(
    "made",
    [
        {"is_draft": True},
        {"visible_from": NOW + HOUR},
        {"at": NOW - HOUR, "visible_until": NOW},
        {"audience": "staff"},
    ],
    ids=["draft", "scheduled", "over", "staff"],
)
def test_article_that_readers_cannot_see_is_told_apart(made: dict[str, Any]) -> None:
    asked = a_query("提现", an_article(title="提现", **made).text.article)
    assert outcome(asked) == (Outcome.UNPUBLISHED, None)


def test_article_counts_from_its_moment_until_it_is_hidden() -> None:
    revision = an_article(title="提现", visible_from=NOW + HOUR)
    asked = a_query("提现", revision.text.article)
    assert outcome(asked, minutes=59) == (Outcome.UNPUBLISHED, None)
    assert outcome(asked, minutes=60) == (Outcome.HOLDS, 1)
    actions.hide(revision.text, by=None, at=NOW + 2 * HOUR)
    assert outcome(asked, minutes=120) == (Outcome.UNPUBLISHED, None)


def test_rewriting_a_text_makes_its_query_fail() -> None:
    revision = an_article(title="提现多久到账")
    asked = a_query("提现", revision.text.article)
    draft = actions.save_draft(revision.text, Words(title="别的", summary="答"), by=None, at=NOW)
    actions.publish(draft, by=None, at=NOW + timedelta(seconds=1))
    assert outcome(asked, seconds=1) == (Outcome.FAILS, None)


def test_queries_of_one_article_are_checked_alone_and_keep_nothing() -> None:
    article, other = (an_article(title="提现").text.article for _n in range(2))
    a_query("提现", article)
    a_query("提现的", other)
    results = golden.check(article.golden_queries.all(), at=NOW)
    assert [result.golden.query for result in results] == ["提现"]
    assert set(GoldenQuery.objects.values_list("outcome", flat=True)) == {Outcome.UNCHECKED}


def test_query_that_was_changed_meanwhile_keeps_what_is_known_of_its_new_words() -> None:
    asked = a_query("提现", an_article(title="提现").text.article)
    (seen,) = GoldenQuery.objects.all()
    asked.query = "充值"
    golden.save(asked, by=None, at=NOW)
    golden.check_and_keep([seen], at=NOW)
    asked.refresh_from_db()
    assert (asked.query, asked.outcome, asked.place) == ("充值", Outcome.UNCHECKED, None)


def test_check_costs_few_queries_of_the_database(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    article = an_article(title="提现").text.article
    for number in range(10):
        a_query(f"提现 {number}", article)
    with django_assert_max_num_queries(2 + 5 * 10):
        golden.check(GoldenQuery.objects.all(), at=NOW)


# --- The list is kept in order


def test_query_is_one_line_and_stands_once_in_a_language() -> None:
    article = an_article().text.article
    assert a_query(" 提现\x00  没到\n", article).query == "提现 没到"
    for same in ("提现 没到", "提現　沒到", "提现  没到"):
        with pytest.raises(ValidationError, match="已经有这条查询"):
            a_query(same, article)
    a_query("提现 没到", article, language="zh-hant")
    assert GoldenQuery.objects.count() == 2
    with pytest.raises(IntegrityError):
        GoldenQuery.objects.create(query="?", folded="提现 没到", article=article)


@pytest.mark.parametrize(
    "changed",
    [{"query": ""}, {"query": " \n"}, {"query": "x" * 201}, {"language": "fr"},
     {"worst_place": 0}, {"worst_place": 21}],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(changed: dict[str, Any]) -> None:
    article = an_article().text.article
    with pytest.raises(ValidationError):
        a_query(**{"query": "提现", "article": article, **changed})


def test_longest_query_is_kept_whatever_folding_makes_of_it() -> None:
    asked = a_query("㍿" * 200, an_article().text.article)
    assert outcome(asked) == (Outcome.FAILS, None)


def test_queries_go_with_their_article() -> None:
    article = an_article().text.article
    a_query("提现", article)
    actions.delete_articles([article], by=None, at=NOW)
    assert not GoldenQuery.objects.exists()


# --- The command


def run(*options: str) -> tuple[str, int]:
    out = StringIO()
    try:
        call_command("check_golden_queries", *options, stdout=out)
    except SystemExit as left:
        return out.getvalue(), int(str(left.code))
    return out.getvalue(), 0


def test_command_names_what_fails_and_says_how_many_hold() -> None:
    a_query("充值", an_article(title="充值", key="deposit").text.article)
    assert run() == (
        "1 golden queries: 1 hold, 0 fail, 0 ask for an article that is not published.\n",
        0,
    )
    a_query("提现", an_article(key="withdrawal").text.article)
    a_query("到账", an_article(key="draft", is_draft=True).text.article)
    printed, code = run()
    assert code == 1
    assert (
        "fails: [zh-hans] 提现 -> withdrawal: not found, allowed 3; nothing is found\n" in printed
    )
    assert "not published: [zh-hans] 到账 -> draft\n" in printed
    assert "充值 ->" not in printed
    assert printed.endswith(
        "3 golden queries: 1 hold, 1 fail, 1 ask for an article that is not published.\n"
    )


def test_article_that_is_not_published_fails_no_run() -> None:
    a_query("提现", an_article(is_draft=True).text.article)
    assert run()[1] == 0


def test_place_below_the_third_fails_the_run() -> None:
    asked = a_query("提现", an_article(title="其他", body="提现").text.article)
    for number in range(3):
        an_article(title=f"提现 {number}")
    printed, code = run()
    assert (code, outcome(asked)) == (1, (Outcome.FAILS, 4))
    assert "place 4, allowed 3; first is: 提现" in printed


def test_command_prints_every_query_as_json() -> None:
    a_query("提现", an_article(title="提现", key="withdrawal").text.article)
    a_query("充值", an_article(title="别的", key="deposit").text.article, worst_place=1)
    printed, code = run("--json")
    assert code == 1
    assert json.loads(printed) == {
        "holds": 1, "fails": 1, "unpublished": 0,
        "queries": [
            {"query": "充值", "language": "zh-hans", "article": "deposit", "outcome": "fails",
             "place": None, "worst_place": 1, "first": ""},
            {"query": "提现", "language": "zh-hans", "article": "withdrawal", "outcome": "holds",
             "place": 1, "worst_place": 3, "first": "提现"},
        ],
    }  # fmt: skip


def test_command_keeps_what_it_found_for_the_list() -> None:
    asked = a_query("提现", an_article(title="提现").text.article)
    run()
    asked.refresh_from_db()
    assert (asked.outcome, asked.place, asked.checked_at) == (Outcome.HOLDS, 1, timezone.now())


def test_empty_list_holds() -> None:
    printed, code = run()
    assert printed.startswith("0 golden queries")
    assert code == 0


# --- The admin


def test_editor_adds_a_query_and_sees_at_once_whether_it_holds(
    editor_client: Client, editor: User
) -> None:
    article = an_article(title="提现多久到账").text.article
    data = {"query": " 提現 ", "language": "zh-hans", "article": article.pk, "worst_place": 3}
    editor_client.post(f"{LIST}add/", data)
    asked = GoldenQuery.objects.get()
    assert (asked.query, asked.outcome, asked.place) == ("提現", Outcome.HOLDS, 1)
    page = editor_client.get(LIST).content.decode()
    assert "提现多久到账" in page
    assert "/zh-hans/search/?q=%E6%8F%90%E7%8F%BE" in page

    editor_client.post(f"{LIST}{asked.pk}/change/", data | {"query": "别的"})
    asked.refresh_from_db()
    assert (asked.query, asked.outcome, asked.place) == ("别的", Outcome.FAILS, None)
    editor_client.post(f"{LIST}{asked.pk}/delete/", {"post": "yes"})
    assert not GoldenQuery.objects.exists()
    trail = AuditEntry.objects.filter(kind="goldenquery").order_by("pk")
    assert [(entry.action, entry.by) for entry in trail] == [
        ("created", editor), ("changed", editor), ("deleted", editor),
    ]  # fmt: skip


def test_second_query_that_reads_alike_is_refused_in_the_form(editor_client: Client) -> None:
    article = an_article().text.article
    a_query("提现 没到", article)
    data = {"query": "提現　沒到", "language": "zh-hans", "article": article.pk, "worst_place": 3}
    page = editor_client.post(f"{LIST}add/", data)
    assert page.status_code == 200
    assert page.context["adminform"].form.errors
    assert GoldenQuery.objects.count() == 1


def test_saving_the_same_query_again_is_no_conflict(editor_client: Client) -> None:
    article = an_article().text.article
    asked = a_query("提现", article)
    data = {"query": "提现", "language": "zh-hans", "article": article.pk, "worst_place": 5}
    assert editor_client.post(f"{LIST}{asked.pk}/change/", data).status_code == 302
    asked.refresh_from_db()
    assert asked.worst_place == 5


def test_button_checks_the_chosen_ones_and_the_filter_shows_what_fails(
    editor_client: Client,
) -> None:
    article = an_article(title="提现").text.article
    holds, fails, left = (a_query(query, article) for query in ("提现", "充值", "别的"))
    data = {"action": "check_now", "_selected_action": [holds.pk, fails.pk]}
    page = editor_client.post(LIST, data, follow=True)
    assert len(page.context["messages"]) == 1
    outcomes = dict(GoldenQuery.objects.values_list("pk", "outcome"))
    assert outcomes == {
        holds.pk: Outcome.HOLDS, fails.pk: Outcome.FAILS, left.pk: Outcome.UNCHECKED,
    }  # fmt: skip
    shown = editor_client.get(LIST, {"outcome__exact": "fails"}).context["cl"].result_list
    assert [query.pk for query in shown] == [fails.pk]
    assert not AuditEntry.objects.filter(kind="goldenquery", action="changed").exists()


def test_chosen_ones_are_deleted_with_a_line_each(editor_client: Client) -> None:
    article = an_article().text.article
    chosen = [a_query(query, article).pk for query in ("甲", "乙")]
    data = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
    editor_client.post(LIST, data)
    assert not GoldenQuery.objects.exists()
    assert AuditEntry.objects.filter(kind="goldenquery", action="deleted").count() == 2


def test_list_costs_few_queries_and_asks_search_nothing(
    editor_client: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    category = a_category()
    for number in range(60):
        article = an_article(category=category, title=f"文 {number}").text.article
        a_query(f"问 {number}", article)
    monkeypatch.setattr(golden, "match", None)
    with django_assert_max_num_queries(8):
        page = editor_client.get(LIST)
    assert len(page.context["cl"].result_list) == 50


def test_article_is_chosen_by_its_title(editor_client: Client) -> None:
    wanted = an_article(title="提现多久到账").text.article
    an_article(title="充值")
    found = editor_client.get(
        reverse("admin:autocomplete"),
        {
            "term": "提现",
            "app_label": "articles",
            "model_name": "goldenquery",
            "field_name": "article",
        },
    )
    assert [row["id"] for row in found.json()["results"]] == [str(wanted.pk)]
    assert "admin-autocomplete" in editor_client.get(f"{LIST}add/").content.decode()


def test_only_editors_have_the_list(client: Client, reader_client: Client) -> None:
    asked = a_query("提现", an_article().text.article)
    clerk = User.objects.create_user("clerk@boan.example", "a-long-password", is_staff=True)
    clerk_client = Client()
    clerk_client.force_login(clerk)
    for visitor, refusal in ((client, 302), (reader_client, 302), (clerk_client, 403)):
        for address in (LIST, f"{LIST}add/", f"{LIST}{asked.pk}/change/"):
            assert visitor.get(address).status_code == refusal
        visitor.post(LIST, {"action": "check_now", "_selected_action": [asked.pk]})
        visitor.post(f"{LIST}{asked.pk}/delete/", {"post": "yes"})
    asked.refresh_from_db()
    assert asked.outcome == Outcome.UNCHECKED


# --- The file


ARTICLE = "---\nkey: {key}\nlanguage: zh-hans\ntitle: {title}\nsummary: 答案。\ncategory: a\n---\n\n正文\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for key, title in (("withdrawal", "提现"), ("deposit", "充值")):
        path = tmp_path / "articles" / f"{key}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(ARTICLE.format(key=key, title=title), encoding="utf-8")
    return tmp_path


def take_in(folder: Path, *rows: dict[str, Any], is_dry_run: bool = False) -> list[str]:
    data = json.dumps({"queries": rows}, ensure_ascii=False)
    (folder / "golden_queries.json").write_text(data, encoding="utf-8")
    report = import_path(
        folder, by=None, at=NOW, language="zh-hans", is_dry_run=is_dry_run, skip_refused=True
    )
    return report.problems


def listed() -> list[tuple[str, str, str, int]]:
    queries = GoldenQuery.objects.order_by("pk")
    return list(queries.values_list("query", "language", "article__key", "worst_place"))


def test_folder_brings_queries_with_their_articles_and_again_changes_nothing(folder: Path) -> None:
    rows = [
        {"query": "提现  没到", "language": "zh-hans", "article": "withdrawal"},
        {"query": "deposit", "language": "en", "article": "deposit", "worst_place": 1},
    ]
    for _time in range(2):
        assert take_in(folder, *rows) == []
        assert listed() == [
            ("提现 没到", "zh-hans", "withdrawal", 3),
            ("deposit", "en", "deposit", 1),
        ]
    assert AuditEntry.objects.filter(kind="goldenquery").count() == 2


def test_file_changes_a_query_it_knows_and_leaves_the_others(folder: Path) -> None:
    take_in(folder, {"query": "提现", "language": "zh-hans", "article": "withdrawal"})
    kept = GoldenQuery.objects.get()
    golden.check_and_keep([kept], at=NOW)
    take_in(folder, {"query": "充", "language": "zh-hans", "article": "deposit"})
    take_in(
        folder,
        {"query": "提現", "language": "zh-hans", "article": "deposit", "worst_place": 2},
        {"query": "提现", "language": "en", "article": "withdrawal"},
    )
    assert listed() == [
        ("提現", "zh-hans", "deposit", 2),
        ("充", "zh-hans", "deposit", 3),
        ("提现", "en", "withdrawal", 3),
    ]
    kept.refresh_from_db()
    assert (kept.outcome, kept.place, kept.checked_at) == (Outcome.UNCHECKED, None, None)


@pytest.mark.parametrize(
    "row",
    [
        {"query": "甲", "language": "zh-hans", "article": "nobody-wrote-it"},
        {"query": "甲", "language": "zh-hans"},
        {"query": "甲", "language": "tlh", "article": "deposit"},
        {"query": "", "language": "zh-hans", "article": "deposit"},
        {"language": "zh-hans", "article": "deposit"},
        {"query": "甲", "language": "zh-hans", "article": "deposit", "worst_place": 0},
        {"query": "甲", "language": "zh-hans", "article": "deposit", "worst_place": "x"},
        {"query": "乙 ", "language": "zh-hans", "article": "withdrawal"},
    ],
)
def test_row_that_cannot_be_taken_is_named_and_the_others_are_taken(
    folder: Path, row: dict[str, Any]
) -> None:
    good = {"query": "乙", "language": "zh-hans", "article": "deposit"}
    (problem,) = take_in(folder, good, row)
    assert row.get("query", "query").strip() in problem
    assert listed() == [("乙", "zh-hans", "deposit", 3)]


def test_trial_adds_no_query(folder: Path) -> None:
    row = {"query": "甲", "language": "zh-hans", "article": "deposit"}
    assert take_in(folder, row, is_dry_run=True) == []
    assert listed() == []
