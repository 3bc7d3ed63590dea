"""The small tags of pages: what they show, and that they escape."""

import json
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.utils import translation

from faq.base.templatetags import dates, icons, listing, structured_data, typography


def test_title_breaks_after_each_clause_and_closing_quote() -> None:
    assert typography.phrases("提现显示“已完成”，对方却没收到") == (
        '<span class="ph">提现显示“已完成”，</span><span class="ph">对方却没收到</span>'
    )
    assert typography.phrases("怎么办？」我问") == (
        '<span class="ph">怎么办？」</span><span class="ph">我问</span>'
    )


@pytest.mark.parametrize("title", ["提现", "Withdrawal, completed: now what?", ""])
def test_title_of_one_clause_or_without_chinese_stays_as_it_is(title: str) -> None:
    assert typography.phrases(title) == title


def test_title_is_escaped_in_every_clause() -> None:
    html = typography.phrases("<b>提现</b>，<script>alert(1)</script>")
    assert html.count("<") == 4
    assert "&lt;script&gt;" in html


def test_title_of_one_clause_is_not_marked_safe() -> None:
    assert not hasattr(typography.phrases("<b>提现</b>"), "__html__")


def test_icon_points_into_the_sprite_and_escapes_its_name() -> None:
    assert 'icons.svg#i-search"/>' in icons.icon("search")
    assert "<script" not in icons.icon('"><script>')


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", "2026 年 11 月 18 日"),
        ("zh-hant", "2026 年 11 月 18 日"),
        ("en", "18 November 2026"),
    ],
)
def test_day_is_said_in_the_language_of_the_page(language: str, words: str) -> None:
    with translation.override(language):
        assert dates.day(date(2026, 11, 18)) == f'<time datetime="2026-11-18">{words}</time>'


def test_day_of_a_moment_is_the_day_where_the_site_is() -> None:
    late = datetime(2026, 11, 18, 20, 0, tzinfo=UTC)
    assert '"2026-11-19"' in dates.day(late)
    assert dates.short_day(late) == '<time datetime="2026-11-19">11-19</time>'


def test_moment_names_its_zone() -> None:
    assert dates.moment(datetime(2026, 11, 25, 8, 0, tzinfo=UTC)) == (
        '<span data-local><time datetime="2026-11-25T16:00+08:00">2026-11-25 16:00</time>'
        " (UTC+8)</span>"
    )


@pytest.mark.parametrize(
    ("zone", "offset"),
    [("UTC", "(UTC)"), ("Asia/Kolkata", "(UTC+5:30)"), ("America/Los_Angeles", "(UTC-8)")],
)
def test_moment_can_be_told_in_another_zone(zone: str, offset: str) -> None:
    assert offset in dates.moment(datetime(2026, 12, 1, 1, 0, tzinfo=UTC), zone)


def test_period_says_the_day_once() -> None:
    start, end = datetime(2026, 12, 1, 1, 0, tzinfo=UTC), datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
    assert ">2026-12-01 09:00</time>–<time" in dates.period(start, end)
    assert ">10:00</time> (UTC+8)" in dates.period(start, end)


def test_period_over_midnight_says_both_days() -> None:
    start, end = datetime(2026, 12, 1, 1, 0, tzinfo=UTC), datetime(2026, 12, 2, 2, 0, tzinfo=UTC)
    assert ">2026-12-02 10:00</time>" in dates.period(start, end)


def test_page_numbers_leave_gaps() -> None:
    pages = Paginator(range(200), 10)
    assert listing.page_numbers(pages.page(10)) == [1, "…", 9, 10, 11, "…", 20]
    assert listing.page_numbers(Paginator(range(3), 10).page(1)) == [1]


def test_contents_show_one_level() -> None:
    headings = [{"level": 2, "id": "a"}, {"level": 3, "id": "b"}]
    assert listing.of_level(headings, 2) == [{"level": 2, "id": "a"}]


ABOUT = {
    "brand": SimpleNamespace(name="泊岸", logo_url=""),
    "site_url": "https://x.example",
    "canonical_url": "https://x.example/zh-hans/a/",
}


def _page(**changes: object) -> SimpleNamespace:
    values = {
        "title": "提现", "lang": "zh-Hans", "summary": "答案", "kind": "faq", "checked_on": None, "picture": "",
        "published_at": datetime(2026, 9, 3, tzinfo=UTC), "updated_at": None,
    }  # fmt: skip
    return SimpleNamespace(**(values | changes))


def _read(script: str) -> dict[str, object]:
    start, end = '<script type="application/ld+json">', "</script>"
    assert script.startswith(start)
    assert script.endswith(end)
    data: dict[str, object] = json.loads(script[len(start) : -len(end)])
    return data


def test_faq_is_described_by_its_answer() -> None:
    data = _read(structured_data.article_data(ABOUT, _page()))
    assert data["@type"] == "FAQPage"
    assert data["mainEntity"] == [
        {
            "@type": "Question",
            "name": "提现",
            "acceptedAnswer": {"@type": "Answer", "text": "答案"},
        }
    ]


def test_tutorial_is_described_as_an_article() -> None:
    data = _read(structured_data.article_data(ABOUT, _page(kind="tutorial")))
    assert (data["@type"], data["headline"]) == ("Article", "提现")


def test_text_cannot_leave_the_script_element() -> None:
    evil = "</script><script>alert(1)</script><!--&\u2028"
    script = structured_data.article_data(ABOUT, _page(summary=evil))
    assert script.count("</script>") == 1
    assert "<!--" not in script
    answer = _read(script)["mainEntity"][0]["acceptedAnswer"]["text"]  # type: ignore[index]
    assert answer == evil


def test_breadcrumb_is_described_with_full_addresses() -> None:
    crumbs = [{"label": "首页", "url": "/zh-hans/"}, {"label": "提现", "url": "/zh-hans/c/"}]
    data = _read(structured_data.breadcrumb_data(crumbs, "https://x.example"))
    items = data["itemListElement"]
    assert [item["item"] for item in items] == [  # type: ignore[attr-defined]
        "https://x.example/zh-hans/",
        "https://x.example/zh-hans/c/",
    ]
