"""`!!! asked`: other words for a part of a text. Search reads them; nobody is shown them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from faq.base import markdown_source
from faq.base.markdown import Rendered, render

SOURCE = """!!! asked
    怎么*提现*
    钱 <b>不见</b>了 & [x](y)

开头。

## 多久到账

!!! asked
    几天能到

正文。

!!! steps
    ### 打开安全中心

    !!! ASKED
        找不到按钮

    点这里。

??? "为什么慢"
    !!! asked
        太慢了

    因为。

> !!! asked
>     引用里的问法

## 没有问法

结尾。
"""


def show(source: str) -> Rendered:
    return render(
        source, language="zh-hans", resolve_link=lambda _: None, resolve_media=lambda _: None
    )


def test_wordings_belong_to_what_stands_above_them() -> None:
    assert [(asked.place, asked.words) for asked in show(SOURCE).asked] == [
        ("", "怎么*提现*"),
        ("", "钱 <b>不见</b>了 & [x](y)"),
        ("多久到账", "几天能到"),
        ("step-打开安全中心", "找不到按钮"),
        ("fold:1", "太慢了"),
        ("多久到账", "引用里的问法"),
    ]


def test_readers_see_no_wording() -> None:
    shown = show(SOURCE)
    for hidden in ("提现", "几天", "找不到", "太慢", "问法"):
        assert hidden not in shown.html.replace("没有问法", "")
        assert hidden not in shown.plain.replace("没有问法", "")
    assert "asked" not in shown.html
    assert not shown.problems


def test_block_in_a_fence_is_code() -> None:
    source = "```\n!!! asked\n    几天\n```\n"
    assert show(source).asked == ()
    html = show(source).html
    assert markdown_source.without_asked(source, html=html) == source


def test_html_of_the_writer_is_read_alike() -> None:
    shown = show('<div class="asked"><p>几天</p></div>\n\n正文')
    assert [asked.words for asked in shown.asked] == ["几天"]
    assert "几天" not in shown.html


BLOCKS = st.sampled_from(
    [
        "开头。",
        "## 标题",
        "!!! asked\n    一\n    二",
        "!!! asked",
        "!!! steps\n    ### 步\n\n    !!! asked\n        三\n\n    做。",
        '??? "折"\n    !!! asked\n        四\n\n    因为。',
        "- 项\n\n    !!! asked\n        五",
        "```\n六\n```",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(BLOCKS, max_size=7).map("\n\n".join))
def test_page_is_the_same_without_the_blocks(source: str) -> None:
    whole = show(source)
    bare = show(markdown_source.without_asked(source, html=whole.html))
    assert bare.asked == ()
    assert bare.plain == whole.plain
    assert bare.headings == whole.headings
