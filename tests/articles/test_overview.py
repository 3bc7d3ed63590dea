"""A month in numbers, against the month before."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from faq.articles.calendar import Month
from faq.articles.models import DailyViews, Text, Vote
from faq.articles.overview import Figures, overview
from faq.search.models import Query, Search
from tests.factories import NOW, a_category, an_article

pytestmark = pytest.mark.django_db
NOVEMBER = Month(date(2026, 11, 1))


@pytest.fixture(autouse=True)
def _at_now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def views(text: Text, day: date, count: int) -> None:
    DailyViews.objects.create(text=text, day=day, count=count)


def searches(
    text: str,
    day: date,
    times: int,
    *,
    hits: int = 3,
    language: str = "zh-hans",
    place: str = "search",
    is_guess: bool = False,
) -> None:
    query, _new = Query.objects.get_or_create(
        text=text, language=language, place=place,
        defaults={"hits": hits, "is_guess": is_guess, "asked_at": NOW},
    )  # fmt: skip
    Search.objects.bulk_create(Search(query=query, day=day, reader=n) for n in range(times))


def test_views_are_summed_by_month_language_and_top_topic() -> None:
    top = a_category("top", zh_hans="顶")
    inner, other = a_category("inner", parent="top"), a_category("other", zh_hans="别处")
    one = an_article(category=inner, key="one").text
    two = an_article(category=top, key="two").text
    english = an_article(category=inner, key="one", language="en", title="One").text
    three = an_article(category=other).text
    for text, count in ((one, 1), (two, 10), (english, 100), (three, 1000)):
        views(text, date(2026, 11, 1), count)
        views(text, date(2026, 11, 30), count)
        views(text, date(2026, 10, 31), 3 * count)
        views(text, date(2026, 12, 1), 7)
    shown = overview(NOVEMBER, "zh-hans")
    assert (shown.totals[0].now.views, shown.totals[0].before.views) == (2222, 3333)
    assert {line.name: line.now.views for line in shown.by_category} == {"顶": 222, "别处": 2000}
    assert [line.now.views for line in shown.by_language] == [2022, 0, 200]
    by_day = dict(shown.views_by_day)
    assert len(by_day) == 30
    assert by_day[date(2026, 11, 1)] == by_day[date(2026, 11, 30)] == 1111
    assert by_day[date(2026, 11, 2)] == 0


def test_votes_count_in_the_month_of_the_site() -> None:
    text = an_article().text
    start = datetime(2026, 10, 31, 16, 0, tzinfo=UTC)  # 1 November in Shanghai
    for number, (at, helped) in enumerate(
        [(start, True), (start, False), (start, True), (start.replace(hour=15), False)]
    ):
        Vote.objects.create(text=text, reader=str(number), is_helpful=helped, at=at)
    (line,) = overview(NOVEMBER, "zh-hans").totals
    assert (line.now.helpful, line.now.unhelpful, line.now.helped_share) == (2, 1, 67)
    assert (line.before.helpful, line.before.unhelpful, line.before.helped_share) == (0, 1, 0)


def test_search_that_found_nothing_or_only_guessed_did_not_find() -> None:
    day = date(2026, 11, 5)
    searches("提现", day, 6)
    searches("客服电话", day, 3, hits=0)
    searches("tixain", day, 1, is_guess=True)
    searches("withdraw", day, 2, language="en")
    searches("机器人", day, 9, place="robot")
    searches("提现", date(2026, 10, 5), 4)
    shown = overview(NOVEMBER, "zh-hans")
    total = shown.totals[0]
    assert (total.now.searches, total.now.found, total.now.found_share) == (12, 8, 67)
    assert (total.before.searches, total.before.found_share) == (4, 100)
    assert [line.now.searches for line in shown.by_language] == [10, 0, 2]
    assert dict(shown.searches_by_day)[day] == 12


def test_month_without_readers_has_no_shares() -> None:
    assert Figures().helped_share is None and Figures().found_share is None
    assert overview(NOVEMBER, "en").totals[0].now == Figures()


def test_page_draws_and_says_the_same_in_a_table(editor_client: Client) -> None:
    views(an_article().text, date(2026, 11, 3), 4321)
    page = editor_client.get("/admin/articles/article/overview/?month=2026-11").content.decode()
    assert page.count('role="img" aria-label=') == 2
    assert page.count("<rect ") == 60
    assert '<th scope="row">11-03</th><td class="number">4321</td>' in page
    assert "style=" not in page[page.index('class="desk"') :]


def test_file_has_the_numbers_and_no_formula(editor_client: Client) -> None:
    category = a_category("evil", zh_hans="=cmd|'/C calc'!A0", en="=cmd|'/C calc'!A0")
    views(an_article(category=category).text, date(2026, 11, 3), 5)
    answer = editor_client.get("/admin/articles/article/overview.csv?month=2026-11")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="overview-2026-11.csv"' in answer["Content-Disposition"]
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {len(row) for row in rows} == {8}
    assert ["2026-11", "5"] in [row[2:4] for row in rows if row[1].startswith("'=cmd")]


def test_numbers_tell_no_reader_from_another(editor_client: Client) -> None:
    searches("我的手机号是秘密", date(2026, 11, 5), 1)
    Vote.objects.create(
        text=an_article().text, reader="a-reader", is_helpful=False, comment="我的评论", at=NOW
    )
    for address in ("overview/", "overview.csv"):
        page = editor_client.get(f"/admin/articles/article/{address}").content.decode()
        assert "秘密" not in page and "a-reader" not in page and "我的评论" not in page
