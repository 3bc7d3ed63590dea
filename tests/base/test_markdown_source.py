"""Markdown as its source: what is converted, what is led elsewhere, and what is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.base import markdown_source
from faq.base.markdown import render


def to_html(source: str) -> str:
    return render(
        source,
        language="zh-hans",
        resolve_link=lambda target: f"/_/{target}/",
        resolve_media=lambda src: None,
    ).html


def converted(source: str) -> str:
    return markdown_source.convert(source, "zh-hant", html=to_html(source))


def led(source: str) -> str:
    targets = {"article:one": "https://x.example/1", "pictures/a.png": "https://x.example/a.png"}
    return markdown_source.lead(
        source,
        lambda written: None if written == "article:gone" else targets.get(written, written),
        html=to_html(source),
    )


@pytest.mark.parametrize(
    ("source", "traditional"),
    [
        ("选错网络，账户", "選錯網絡，帳戶"),
        ("用 `网络` 与 ``网`络`` 网络", "用 `网络` 與 ``网`络`` 網絡"),
        ("```\n网络\n```\n网络一", "```\n网络\n```\n網絡一"),
        ("网络\n\n    网络 号\n\n号", "網絡\n\n    网络 号\n\n號"),
        ("- 项\n\n  ~~~ bash\n  网络 号\n  ~~~\n", "- 項\n\n  ~~~ bash\n  网络 号\n  ~~~\n"),
        ("!!! warning \"网络\"\n    网络号", "!!! warning \"網絡\"\n    網絡號"),
        ("[网络](/zh-hans/网络/ \"网络\")", "[網絡](/zh-hans/网络/ \"網絡\")"),
        ("![网络](pictures/网络.png)", "![網絡](pictures/网络.png)"),
        ("<https://x.example/网络> 与 https://x.example/a-网络", "<https://x.example/网络> 與 https://x.example/a-網絡"),
        ("<kbd>网络</kbd> <a href=\"/网络\">网络</a>", "<kbd>网络</kbd> <a href=\"/网络\">網絡</a>"),
        ("网络[^网]\n\n[^网]: 网络", "網絡[^网]\n\n[^网]: 網絡"),
        ("[网络][号]\n\n[号]: /网络", "[網絡][號]\n\n[號]: /网络"),
        ("## 网络 {#网络}", "## 網絡 {#网络}"),
        ("他说“网络”", "他說「網絡」"),
    ],
)  # fmt: skip
def test_words_are_converted_and_nothing_else(source: str, traditional: str) -> None:
    assert converted(source) == traditional


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("见[充值](article:one)。", "见[充值](https://x.example/1)。"),
        ("见[充值](article:gone \"题\")。", "见充值。"),
        ("见[`充值`](article:gone)。", "见`充值`。"),
        ("![图](pictures/a.png \"题\")", "![图](https://x.example/a.png \"题\")"),
        ("[![图](pictures/a.png)](article:one)", "[![图](https://x.example/a.png)](https://x.example/1)"),
        ("[充值][1]\n\n[1]: article:one", "[充值][1]\n\n[1]: https://x.example/1"),
        ("<a href=\"article:one\">充值</a> <img src='pictures/a.png'>", "<a href=\"https://x.example/1\">充值</a> <img src='https://x.example/a.png'>"),
        ("`[充值](article:one)`", "`[充值](article:one)`"),
        ("```\n[充值](article:one)\n```", "```\n[充值](article:one)\n```"),
        ("[站外](https://b.example/a_(b)) [信](mailto:a@b.example)", "[站外](https://b.example/a_(b)) [信](mailto:a@b.example)"),
        ("[这里](<article:one>)", "[这里](<https://x.example/1>)"),
        ("[x] (article:one) 与 \\[充值](article:one)", "[x] (article:one) 与 \\[充值](https://x.example/1)"),
    ],
)  # fmt: skip
def test_targets_are_led_elsewhere_and_code_stays(source: str, expected: str) -> None:
    assert led(source) == expected


_PIECES = st.sampled_from(
    ["网络", "a", " ", "\n", "\n\n", "`", "``", "```", "~~~", "[", "](", ")", "<", ">", "![", '"',
     "\\", "    ", "- ", "> ", "!!! steps", "### ", "{#网}", "[^1]", "https://x.example/网", "<pre>"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=30).map("".join))
def test_any_source_keeps_all_that_is_not_chinese(source: str) -> None:
    def rest(text: str) -> str:
        return "".join(sign for sign in text if sign not in "网络網絡")

    result = markdown_source.convert(source, "zh-hant", html=to_html(source))
    assert rest(result) == rest(source)
    assert markdown_source.lead(source, lambda written: written, html=to_html(source)) == source


@pytest.mark.parametrize(
    "bomb", ["`" * 50_000, "[" * 50_000, "[a](" * 20_000, "](" * 20_000, "<a " * 20_000, "` `` " * 15_000,
             "{#a " * 20_000, "[a](b" + "(" * 20_000]
)  # fmt: skip
def test_long_nonsense_is_read_to_its_end(bomb: str) -> None:
    assert markdown_source.lead(bomb, lambda written: written, html="") == bomb
