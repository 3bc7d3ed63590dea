"""Sentences of articles: how they are told apart, and what is put behind them."""

from xml.etree.ElementTree import Element

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq.articles import sentences
from faq.articles.models import Revision
from faq.articles.sentences import Sentence, Shown
from faq.base import chinese, html_tree, markdown
from tests.factories import an_article

BODY = """开头一句。第二句！“第三句？”尾巴

## 提现 {#out}

!!! steps

    ### 打开 App

    点击**资产。再**点提现。

    ### 完成

    看到提示

- 外面。
  - 里面 `code.x`
- 二

| 币种 | 手续费 |
|---|---|
| USDT | 1.5 |

## 别的

Use e.g. TRC20. It costs 1.5 USDT! See https://boan.example/?a=1. Done
"""


def html_of(body: str) -> str:
    return markdown.render(
        body, language="zh-hans", resolve_link=lambda _: None, resolve_media=lambda _: None
    ).html


def note() -> Element:
    made = Element("span", {"class": "under-review"})
    made.text = "!"
    return made


def test_a_text_is_cut_into_what_readers_take_for_sentences() -> None:
    found = [(one.heading, one.text) for one in sentences.of_html(html_of(BODY))]
    assert found == [
        ("", "开头一句。"),
        ("", "第二句！"),
        ("", "“第三句？”"),
        ("", "尾巴"),
        ("out", "提现"),
        ("step-打开-app", "打开 App"),
        ("step-打开-app", "点击资产。"),
        ("step-打开-app", "再点提现。"),
        ("step-完成", "完成"),
        ("step-完成", "看到提示"),
        ("step-完成", "外面。"),
        ("step-完成", "里面 code.x"),
        ("step-完成", "二"),
        ("step-完成", "币种 手续费"),
        ("step-完成", "USDT 1.5"),
        ("别的", "别的"),
        ("别的", "Use e.g. TRC20."),
        ("别的", "It costs 1.5 USDT!"),
        ("别的", "See https://boan.example/?a=1."),
        ("别的", "Done"),
    ]


def test_anchor_is_of_what_is_said_not_of_where_or_how_it_is_written() -> None:
    one = Sentence("手续费是 1 USDT。", "a")
    assert one.anchor == Sentence("手續費是１usdt。", "b").anchor
    assert one.anchor != Sentence("手续费是 2 USDT。", "a").anchor


def test_note_stands_behind_its_sentence() -> None:
    html = html_of("一句。**二句。三**句。\n\n| a | b |\n|---|---|\n| c | d |\n")
    anchors = [Sentence(text, "").anchor for text in ("一句。", "二句。", "c d")]
    noted = sentences.with_notes(html, anchors, note(), html)
    mark = '<span class="under-review">!</span>'
    assert f"<p>一句。{mark}<strong>二句。三</strong>{mark}句。</p>" in noted
    assert f"<td>d{mark}</td>" in noted
    assert noted.count(mark) == 3


def test_note_finds_its_place_in_the_other_script_among_marked_terms() -> None:
    own = html_of("手续费很低。充值很快。")
    shown = chinese.convert_html(own, "zh-hant").replace("充值", '<a href="#t-1">充值</a>')
    noted = sentences.with_notes(shown, [Sentence("充值很快。", "").anchor], note(), own)
    assert noted == (
        '<p>手續費很低。<a href="#t-1">充值</a>很快。<span class="under-review">!</span></p>'
    )


def shown(*given: tuple[str, str]) -> list[Shown]:
    return [Shown(text, Sentence(text, heading)) for heading, text in given]


def test_selection_is_found_where_it_begins_under_its_heading() -> None:
    among = shown(("a", "点击确认。"), ("a", "等待到账。"), ("b", "点击确认。"), ("b", "完成。"))
    assert sentences.find("等待到", among, "") is among[1]
    assert sentences.find("认。\n等待", among, "") is among[0]
    assert sentences.find("点击确认", among, "b") is among[2]
    assert sentences.find("點擊", among, "c") is among[0]
    assert sentences.find("没有", among, "") is None
    assert sentences.find(" ", among, "") is None


@pytest.mark.django_db
def test_converted_text_shows_the_reader_their_script_and_keeps_the_anchor() -> None:
    revision = an_article(summary="手续费见下。", body="“提现”要时间。\n\n第二句。")
    both = [sentences.shown_in(revision, language) for language in ("zh-hans", "zh-hant")]
    assert [one.own.anchor for one in both[0]] == [one.own.anchor for one in both[1]]
    assert [one.text for one in both[1]] == ["手續費見下。", "「提現」要時間。", "第二句。"]
    assert both[1][0].own.heading == sentences.ANSWER


@pytest.mark.django_db
@pytest.mark.usefixtures("library")
def test_every_text_is_cut_alike_in_both_scripts_and_notes_leave_the_words_alone() -> None:
    revisions = Revision.objects.filter(is_published=True).select_related("text")
    for revision in revisions[:60]:
        html = revision.html
        own = sentences.of_html(html)
        converted = chinese.convert_html(html, "zh-hant")
        assert len(sentences.of_html(converted)) == len(own), revision
        anchors = {one.anchor for one in own}
        noted = sentences.with_notes(html, anchors, note(), html)
        assert noted.count('<span class="under-review">') == len(own), revision
        root = html_tree.parse(noted)
        for parent in list(root.iter()):
            for mark in [one for one in parent if one.get("class") == "under-review"]:
                html_tree.remove(parent, mark)
        assert html_tree.words_in(root) == html_tree.words_in(html_tree.parse(html)), revision


_markdown = st.lists(
    st.sampled_from(["一句。", "Two. ", "**粗！**", "`code`", "\n\n", "- 项 ", "> ", "| a | b |\n|--|--|\n", "## 头 {#x}\n", "[链](/contact/)", "…", "?", "\n"])
).map("".join)  # fmt: skip


@given(_markdown)
@settings(max_examples=150, deadline=None)
def test_notes_change_no_word_whatever_the_text(body: str) -> None:
    html = html_of(body)
    found = sentences.of_html(html)
    noted = sentences.with_notes(html, {one.anchor for one in found}, note(), html)
    assert noted.count("under-review") == len(found)
    assert all(any(c.isalnum() for c in one.text) for one in found)
    bare = noted.replace('<span class="under-review">!</span>', "")
    squeezed = ["".join(html_tree.parse(each).itertext()) for each in (bare, html)]
    assert "".join(squeezed[0].split()) == "".join(squeezed[1].split())
