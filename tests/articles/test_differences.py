"""Differences of two texts: nothing lost, nothing unsafe, what is the same unmarked, in time."""

import itertools
from xml.etree.ElementTree import Element

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from faq.articles.alignment import Effort, spans
from faq.articles.differences import rendered, source, words
from faq.base import html_tree, markdown, sanitizer

LINES = [
    "打开资产页，选择币种与网络。", "打开资产页，选择网络。", "Open the *wallet* page, then wait 30 minutes.",
    "Open the **wallet** page, then wait 45 minutes.", "## 步骤", "## 提现步骤", "- 第一项", "- 第一项改", "  - 里面",
    "1. one", "2. two", "> 引用 a", "", "", "", "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n",
    "| a | b |\n|---|---|\n| 1 | 2 |\n| 5 | 4 |\n| 6 | 7 |\n", "!!! warning\n    小心。\n", "!!! danger\n    小心。\n",
    "!!! steps\n    ### 打开\n    点一下。\n\n    ### 等待\n    十分钟。\n", "!!! steps\n    ### 打开\n    点两下。\n\n    ### 确认\n    好。\n",
    "![甲](/media/a.png)", "![乙](/media/b.png)", "```py\nx = 1\n\ny = 2\n```", "```py\nx = 1\n\ny = 3\n```", "~~旧~~ 新",
    "<ins>加</ins>", "- [ ] 做", "- [x] 做", "---", "<details><summary>问</summary>\n\n答\n\n</details>", "词[^1]\n\n[^1]: 注",
    "<dl><dt>甲</dt><dd>乙</dd></dl>", "[链接](https://a.example/)", "[链接](https://b.example/)", "A&B <x> \"q\"", "字", "字 母",
]  # fmt: skip
bodies = st.lists(st.sampled_from(LINES) | st.text(max_size=12), max_size=12).map("\n".join)


def html_of(body: str) -> str:
    return markdown.render(
        body, language="zh-hans", resolve_link=lambda target: None, resolve_media=lambda src: None
    ).html


def lines_of(html: str, *, without: str = "") -> list[str]:
    """The readable lines of HTML, without what is inside of one kind of mark."""
    root = html_tree.parse(sanitizer.clean_page(html))
    skipped: list[Element] = list(root.iter(without)) if without else []
    # Lines in the space between blocks are not what readers see.
    return html_tree.plain_text(root, skip=skipped).replace(" ", "").splitlines()


def renamed(html: str) -> str:
    for own, other in (("ins", "u"), ("del", "s")):
        html = html.replace(f"<{own}>", f"<{other}>").replace(f"</{own}>", f"</{other}>")
    return html


@settings(deadline=None, max_examples=150)
@given(bodies, bodies)
def test_either_version_is_left_when_the_marks_of_the_other_are_taken_out(
    before: str, after: str
) -> None:
    old, new = html_of(before), html_of(after)
    both = rendered(old, new)
    assert lines_of(both, without="ins") == lines_of(renamed(old))
    assert lines_of(both, without="del") == lines_of(renamed(new))


@settings(deadline=None, max_examples=80)
@given(bodies)
def test_a_text_is_no_different_from_itself(body: str) -> None:
    html = html_of(body)
    both = rendered(html, html)
    assert "<ins>" not in both
    assert "<del>" not in both
    assert lines_of(both) == lines_of(html)


@settings(deadline=None, max_examples=80)
@given(bodies, bodies)
def test_the_result_is_sanitised_and_has_no_ids(before: str, after: str) -> None:
    both = rendered(html_of(before), html_of(after))
    assert sanitizer.clean_page(both) == both
    assert " id=" not in both


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_markup_that_nobody_sanitised_comes_out_harmless(before: str, after: str) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)><p style='x'>"
    both = rendered(evil + before, after + evil)
    assert "script" not in both.replace(before, "").replace(after, "")
    assert "onerror" not in both
    assert "style" not in both


def test_only_the_words_that_changed_are_marked() -> None:
    both = rendered("<p>wait 30 minutes, then look</p>", "<p>wait 1,500 minutes, then look</p>")
    assert both == "<p>wait <del>30</del><ins>1,500</ins> minutes, then look</p>"
    assert rendered("<p>请先选择网络</p>", "<p>请先选择币种</p>") == (
        "<p>请先选择<del>网络</del><ins>币种</ins></p>"
    )


def test_a_block_added_between_others_leaves_them_unmarked() -> None:
    both = rendered("<p>甲甲</p><p>丙丙</p>", "<p>甲甲</p><p>乙乙</p><p>丙丙</p>")
    assert both == "<p>甲甲</p><ins><p>乙乙</p></ins><p>丙丙</p>"


def test_an_item_added_to_a_list_is_marked_inside_of_its_place() -> None:
    both = rendered(
        "<ul><li>a b</li><li>c d</li></ul>", "<ul><li>a b</li><li>x y</li><li>c d</li></ul>"
    )
    assert both == "<ul><li>a b</li><li><ins>x y</ins></li><li>c d</li></ul>"


def test_a_changed_cell_is_found_in_its_row_and_a_new_row_marked_in_its_cells() -> None:
    table = "<table><tbody><tr><td>BTC</td><td>{}</td></tr>{}</tbody></table>"
    both = rendered(table.format("1", ""), table.format("2", "<tr><td>ETH</td><td>3</td></tr>"))
    assert both == table.format(
        "<del>1</del><ins>2</ins>",
        "<tr><td><ins>ETH</ins></td><td><ins>3</ins></td></tr>",
    )


def test_another_picture_is_shown_beside_the_one_it_replaces() -> None:
    both = rendered(
        '<p>看<img src="/media/a.png" alt="甲"></p>', '<p>看<img src="/media/b.png" alt="甲"></p>'
    )
    assert both == (
        '<p>看<del><img src="/media/a.png" alt="甲"></del><ins><img src="/media/b.png" alt="甲"></ins></p>'
    )


def test_a_link_that_leads_elsewhere_is_marked_though_its_words_are_the_same() -> None:
    both = rendered('<p><a href="/a/">词</a></p>', '<p><a href="/b/">词</a></p>')
    assert both == '<p><a href="/a/"><del>词</del></a><a href="/b/"><ins>词</ins></a></p>'


def test_a_notice_that_became_graver_is_another_notice() -> None:
    notice = '<div class="notice notice--{}"><p>小心</p></div>'
    both = rendered(notice.format("warn"), notice.format("danger"))
    assert both == f"<del>{notice.format('warn')}</del><ins>{notice.format('danger')}</ins>"


def test_marks_of_the_writer_are_not_taken_for_marks_of_the_difference() -> None:
    both = rendered("<p><del>旧</del>字</p>", "<p><del>旧</del>字</p>")
    assert both == "<p><s>旧</s>字</p>"


def test_a_list_that_becomes_loose_keeps_its_words_unmarked() -> None:
    both = rendered("<ul><li>one two</li></ul>", "<ul><li><p>one two</p></li></ul>")
    assert both == "<ul><li><p>one two</p></li></ul>"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>" + "选择网络再等一等。" * 7000 + "</p>", "<p>" + "选择币种再看一看。" * 7000 + "</p>"),
        ("".join(f"<p>段 {n} 甲乙丙丁戊</p>" for n in range(5000)), "".join(f"<p>段 {n} 甲乙戊己</p>" for n in range(5000))),
        ("<p>a</p><p>b</p>" * 6000, "<p>b</p><p>b</p><p>a</p>" * 4000),
        ("<div>" * 60 + "甲" + "</div>" * 60, "<div>" * 60 + "乙" + "</div>" * 60),
        ("<table>" + "<tr><td>1</td><td>2</td></tr>" * 4000 + "</table>", "<table>" + "<tr><td>1</td><td>3</td></tr>" * 4000 + "</table>"),
    ],
    ids=["one long paragraph", "every paragraph changed", "the same again and again", "deep", "table"],
)  # fmt: skip
def test_large_texts_lose_nothing_where_not_all_is_compared(before: str, after: str) -> None:
    both = rendered(before, after)
    assert lines_of(both, without="ins") == lines_of(before)
    assert lines_of(both, without="del") == lines_of(after)


@example([1, 0], [1, 0, 0], 10**6)
@example([1, 0, 0], [1, 0], 0)
@given(st.lists(st.integers(0, 4)), st.lists(st.integers(0, 4)), st.sampled_from([0, 5, 10**6]))
def test_spans_cover_both_sequences_in_order_and_same_ones_are_the_same(
    before: list[int], after: list[int], effort: int
) -> None:
    found = spans(before, after, Effort(effort))
    assert [item for span in found for item in before[span.before]] == before
    assert [item for span in found for item in after[span.after]] == after
    assert all(before[span.before] == after[span.after] for span in found if span.is_same)
    assert all(one.is_same != other.is_same for one, other in itertools.pairwise(found))


lines = st.lists(
    st.sampled_from(["甲乙", "甲丙", "one two", "one 2", "", "## h"]) | st.text("ab 字", max_size=8)
)


@given(lines, lines)
def test_the_source_of_either_version_is_left_when_lines_of_the_other_are_taken_out(
    before: list[str], after: list[str]
) -> None:
    shown = source("\n".join(before), "\n".join(after), context=None)
    for kind, version in (("added", before), ("removed", after)):
        kept = ["".join(piece.text for piece in line.pieces) for line in shown if line.kind != kind]
        assert kept == "\n".join(version).splitlines()
    assert [line.before for line in shown if line.before] == list(
        range(1, len("\n".join(before).splitlines()) + 1)
    )


def test_a_changed_line_shows_which_words_changed_and_far_lines_are_only_counted() -> None:
    before = "\n".join(["a"] * 20 + ["等 30 分钟"])
    shown = source(before, before.replace("30", "45"))
    assert [(line.kind, line.skipped) for line in shown] == [
        ("skipped", 17), ("same", 0), ("same", 0), ("same", 0), ("removed", 0), ("added", 0),
    ]  # fmt: skip
    assert [(piece.kind, piece.text) for piece in shown[-1].pieces] == [
        ("same", "等 "), ("added", "45"), ("same", " 分钟"),
    ]  # fmt: skip


@given(st.text(max_size=40), st.text(max_size=40))
def test_pieces_of_a_title_give_back_both_titles(before: str, after: str) -> None:
    pieces = words(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after
