"""Cutting pages into passages that are quoted word for word."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import given
from hypothesis import strategies as st

from faq.articles import derived
from faq.articles.models import Revision
from faq.base import html_tree, languages
from faq.robot.passages import LONGEST, Passage, cut, read
from tests.factories import NOW, an_article

STEPS = """
之前的话。

## 准备

先准备手机。

## 三步完成

!!! steps
    ### 打开安全中心
    点“我的”。

    ### 扫二维码
    用验证器扫。

    ### 填验证码
    填六位数字。

## 常见问题

??? "能跳过吗"
    不能。

??? "丢了怎么办"
    联系客服。
"""


def passages(source: str, language: str = "zh-hans") -> list[Passage]:
    return cut(derived.render(source, language).html)


def test_words_in_which_a_part_is_asked_for_go_with_its_passage() -> None:
    asked = {"": ["起"], "准备": ["手机坏了"], "step-扫二维码": ["扫不了"], "fold:2": ["手机丢了"]}
    found = {
        p.title or p.heading: p.asked for p in cut(derived.render(STEPS, "zh-hans").html, asked)
    }
    assert found == {
        "": ["起"],
        "准备": ["手机坏了"],
        "三步完成": (),
        "打开安全中心": (),
        "扫二维码": ["扫不了"],
        "填验证码": (),
        "能跳过吗": (),
        "丢了怎么办": ["手机丢了"],
    }


def test_each_heading_step_and_unfolded_question_is_a_passage() -> None:
    found = [(p.heading, p.title, p.text.splitlines()) for p in passages(STEPS)]
    assert found == [
        ("", "", ["之前的话。"]),
        ("准备", "", ["先准备手机。"]),
        ("三步完成", "", ["打开安全中心", "点“我的”。", "扫二维码", "用验证器扫。", "填验证码", "填六位数字。"]),
        ("打开安全中心", "", ["打开安全中心", "点“我的”。"]),
        ("扫二维码", "", ["扫二维码", "用验证器扫。"]),
        ("填验证码", "", ["填验证码", "填六位数字。"]),
        ("常见问题", "能跳过吗", ["不能。"]),
        ("常见问题", "丢了怎么办", ["联系客服。"]),
    ]  # fmt: skip


def test_steps_stay_steps_with_their_numbers_and_anchors() -> None:
    every, _first, second, _third = passages(STEPS)[2:6]
    assert every.html.startswith('<ol class="steps">') and every.anchor == "三步完成"
    assert '<ol start="2"><li>' in second.html
    assert second.anchor == "step-扫二维码"


def test_long_part_is_cut_between_paragraphs() -> None:
    paragraph = "很长的一段。" * 40
    found = passages("## 长\n\n" + "\n\n".join([paragraph] * 9))
    assert len(found) > 1 and {p.heading for p in found} == {"长"}
    assert "\n".join(p.text for p in found) == "\n".join([paragraph] * 9)
    assert all(len(p.text) < LONGEST + len(paragraph) for p in found)


def test_tables_and_lists_stay_whole_and_pictures_on_the_page() -> None:
    source = "## 费用\n\n| 网络 | 费 |\n|---|---|\n| TRC20 | 1 |\n\n1. 一\n2. 二\n\n![图](x.png)\n"
    (passage,) = passages(source)
    assert "<table>" in passage.html and "<ol>" in passage.html
    assert "<img" not in passage.html and " id=" not in passage.html
    assert passage.text.splitlines()[-2:] == ["一", "二"]


_WORDS = st.text("提现充值ab<>&\"' ", min_size=1, max_size=12).filter(str.strip)
_BLOCKS = st.one_of(
    _WORDS.map(lambda text: f"## {text}"),
    _WORDS,
    _WORDS.map(lambda text: f"- {text}\n- 二"),
    _WORDS.map(lambda text: f"!!! steps\n    ### 一\n    {text}\n\n    ### 二\n    {text}"),
    _WORDS.map(lambda text: f'??? "问"\n    {text}'),
    _WORDS.map(lambda text: f'!!! warning "注意"\n    {text}'),
    _WORDS.map(lambda text: f"| a | {text.strip()} |\n|---|---|\n| 1 | 2 |"),
)


@pytest.mark.django_db
@given(st.lists(_BLOCKS, max_size=8).map("\n\n".join))
def test_every_line_of_a_passage_is_a_line_of_the_page(source: str) -> None:
    html = derived.render(source, "zh-hans").html
    page = html_tree.plain_text(html_tree.parse(html), skip=()).splitlines()
    for passage in cut(html):
        assert set(passage.text.splitlines()) <= set(page)
        assert html_tree.plain_text(html_tree.parse(passage.html), skip=()) == passage.text


@pytest.mark.django_db
def test_nothing_of_the_demo_is_lost_or_invented(library: None) -> None:
    """All words under headings are in passages, in every language that readers get."""
    for revision in Revision.objects.all().select_related("text__article"):
        for language in languages.codes():
            if language != revision.language and not revision.is_converted_for(language):
                continue
            html = revision.shown("html", language)
            page = _lines(html)
            quoted = [line for passage in cut(html) for line in passage.text.splitlines()]
            assert set(quoted) <= set(page), revision.text
            titles = {h["text"] for h in revision.shown("headings", language)}
            left = set(page) - set(quoted) - titles - set(_unquoted(html))
            assert not left, (revision.text, left)


def _lines(html: str) -> list[str]:
    root = html_tree.parse(html)
    marks = [link for link in root.iter("sup")]
    return html_tree.plain_text(root, skip=marks).splitlines()


def _unquoted(html: str) -> list[str]:
    """What stays on the page: words below pictures, and the questions that unfold."""
    parts = re.findall(r"<(figcaption|summary)>(.*?)</\1>", html, re.DOTALL)
    return [line for _tag, part in parts for line in _lines(part)]


@pytest.mark.django_db
def test_only_what_a_visitor_may_read_is_read() -> None:
    seen = an_article(title="看得见", body="## 一\n\n二")
    staff = an_article(title="员工", audience="staff")
    draft = an_article(title="草稿", is_draft=True)
    keys = [("article", r.pk) for r in (draft, staff, seen)] + [("article", 0), ("other", 1)]
    pages = read(keys, language="zh-hant", user=AnonymousUser(), at=NOW)
    assert [page.title for page in pages] == ["看得見"]
    assert pages[0].lang == "zh-Hant"
    assert [p.heading for p in pages[0].passages] == ["", "一"]
