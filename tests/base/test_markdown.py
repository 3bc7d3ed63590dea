"""What writers type and what readers get, one feature after the other."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from faq.base.content_links import localise
from faq.base.markdown import RENDERER_VERSION, Heading, Media, Rendered, Track, render
from tests.base.markup import Node, parse

PICTURE = Media("picture", "/media/pictures/withdraw.png", 800, 600)
VIDEO = Media(
    "video",
    "/media/videos/withdraw.mp4",
    1280,
    720,
    alt="提现演示",
    poster="/media/videos/withdraw.jpg",
    tracks=(Track("/media/videos/withdraw.zh.vtt", "zh-Hans", "简体中文"),),
)
MEDIA = {"pictures/withdraw.png": PICTURE, "videos/withdraw.mp4": VIDEO}
LINKS = {
    "article:withdrawal-fees": "/_/articles/12-withdrawal-fees/",
    "term:txid": "/_/glossary/3-txid/",
    "announcement:upgrade": "/_/announcements/5-upgrade/",
}


def show(source: str, language: str = "zh-hans") -> Rendered:
    return render(source, language=language, resolve_link=LINKS.get, resolve_media=MEDIA.get)


def tree(source: str, language: str = "zh-hans") -> Node:
    return parse(show(source, language).html)


def html(source: str) -> str:
    return show(source).html


# --- F01 nested lists ------------------------------------------------------------------------


def indent_with(step: str, ordered_step: str) -> str:
    return (
        f"- 充值\n{step}- 链上充值\n{step}- 法币充值\n- 提现\n\n"
        f"1. 打开设置\n{ordered_step}- 安全\n{ordered_step}- 通知\n2. 保存\n"
    )


@pytest.mark.parametrize(
    ("step", "ordered_step"),
    [("  ", "   "), ("   ", "   "), ("    ", "    "), ("\t", "\t"), ("  ", "  ")],
)
def test_lists_nest_however_they_are_indented(step: str, ordered_step: str) -> None:
    page = tree(indent_with(step, ordered_step))
    bullets, numbers = page.children
    assert (bullets.tag, numbers.tag) == ("ul", "ol")
    assert [item.text for item in bullets.children[0].one("ul").children] == [
        "链上充值",
        "法币充值",
    ]
    assert bullets.children[1].text == "提现"
    assert len(bullets.children) == len(numbers.children) == 2
    assert [item.text for item in numbers.children[0].one("ul").children] == ["安全", "通知"]
    assert "p" not in [node.tag for node in page.walk()]


@pytest.mark.parametrize("step", ["  ", "   ", "    ", "\t"])
def test_lists_nest_four_deep(step: str) -> None:
    source = "\n".join(f"{step * depth}- 第{depth}层" for depth in range(4))
    assert [len(tree(source).all(tag)) for tag in ("ul", "li")] == [4, 4]


def test_list_goes_on_after_a_nested_one() -> None:
    outer = tree("- a\n  - b\n    - c\n  - d\n- e").children[0]
    assert [item.tags for item in outer.children] == [["ul"], []]
    assert [item.text for item in outer.children[0].children[0].children] == ["b c", "d"]


def test_numbers_stay_where_other_blocks_stand_between() -> None:
    page = tree("1. 打开\n\n![图](pictures/withdraw.png)\n\n2. 保存\n3. 完成")
    assert page.tags == ["ol", "figure", "ol"]
    assert page.children[2]["start"] == "2"


def test_badly_indented_numbers_count_on() -> None:
    assert [item.text for item in tree("1. a\n  2. b\n  3. c").one("ol").children] == [
        "a",
        "b",
        "c",
    ]


def test_item_may_hold_paragraphs_and_code() -> None:
    item = tree("1. 先打开\n\n   再看\n\n   ```bash\n   a\n     b\n   ```\n2. 关闭").all("li")[0]
    assert item.tags == ["p", "p", "pre"]
    assert item.one("code").raw == "a\n  b\n"


def test_list_may_follow_a_paragraph_without_a_blank_line() -> None:
    assert tree("准备：\n- 哈希\n- 时间").tags == ["p", "ul"]
    assert tree("准备：\n1. 哈希\n2. 时间").tags == ["p", "ol"]


def test_year_at_the_start_of_a_line_is_no_list() -> None:
    assert tree("他出生在\n1990. 那年很冷").tags == ["p"]
    assert tree("价格是 2\n* 3").tags == ["p", "ul"]


def test_blank_lines_between_items_make_paragraphs() -> None:
    assert len(tree("- a\n\n- b").all("p")) == 2
    assert tree("- a\n- b\n\n后文").tags == ["ul", "p"]
    assert tree("- a\n  - b\n\n  - c\n- d").children[0].children[1].tags == []


def test_unindented_line_goes_on_with_the_item_above() -> None:
    assert tree("- 甲\n乙\n- 丙").one("ul").children[0].text == "甲乙"
    assert tree("- 甲\n## 乙").tags == ["ul", "h2"]
    assert tree("- ```\n  甲\n  ```\n乙").tags == ["ul", "p"]
    assert tree("- ```\n  甲\n乙").tags == ["ul", "p"]


def test_rules_and_empty_items_are_no_trouble() -> None:
    assert tree("a\n\n* * *\n\n---").tags == ["p", "hr", "hr"]
    assert tree("-\n- b").one("ul").tags == ["li", "li"]


def test_quote_holds_blocks_and_lazy_lines() -> None:
    quote = tree("> 甲\n乙\n>\n> - 丙\n>   - 丁").one("blockquote")
    assert quote.tags == ["p", "ul"]
    assert quote.children[0].text == "甲乙"
    assert len(quote.all("ul")) == 2


# --- F02 emphasis ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "bold"),
    [
        ("**注意：**请先验证身份。", "注意："),
        ("含**「重点」**内容", "「重点」"),
        ("**请先备份（重要）。**然后继续", "请先备份（重要）。"),
        ("**“你好”**然后", "“你好”"),
        ("**50%**的", "50%"),
        ("共**3 个**，", "3 个"),
        ("（**重要**）", "重要"),
        ("**A-1**号", "A-1"),
        ("**《说明》**、**第二**", "《说明》"),
        ("- **第一步：**打开", "第一步："),
    ],
)
def test_bold_beside_chinese_punctuation(source: str, bold: str) -> None:
    page = tree(source)
    assert page.all("strong")[0].text == bold
    assert "*" not in page.text


def test_stars_that_are_no_emphasis_stay() -> None:
    assert html("2 * 3 * 4") == "<p>2 * 3 * 4</p>"
    assert tree("`a**b` 与 `**x**`").text == "a**b 与 **x**"
    assert tree("snake_case_name 与 中文_下划线_名").text == "snake_case_name 与 中文_下划线_名"
    assert tree(r"\*不是强调\*").text == "*不是强调*"


def test_strike() -> None:
    assert tree("~~旧规则~~，新规则").one("del").text == "旧规则"
    for plain in ("约 ~5 分钟~", "a ~~ b ~~", "a ~~ b~~", "a ~~b ~~", "~~~", "`~~x~~`", r"\~~x~~"):
        assert not tree(plain).all("del"), plain


# --- F03 bare links --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "address", "rest"),
    [
        ("见 https://example.com/docs。然后继续", "https://example.com/docs", "。然后继续"),
        ("https://example.com/a，谢谢", "https://example.com/a", "，谢谢"),
        ("（https://example.com/b）说明", "https://example.com/b", "）说明"),
        ("访问https://example.com/c然后", "https://example.com/c", "然后"),
        ("「https://example.com」", "https://example.com", "」"),
        (
            "https://example.com/%E8%B7%AF?a=1&b=2#c 好",
            "https://example.com/%E8%B7%AF?a=1&b=2#c",
            " 好",
        ),
        ("(https://example.com/a_(b)).", "https://example.com/a_(b)", ")."),
        ("https://example.com/a!?", "https://example.com/a", "!?"),
        ("**http://example.com/x_y_z**", "http://example.com/x_y_z", ""),
        ("https://example.com——说明", "https://example.com", "——说明"),
    ],
)
def test_bare_link_ends_where_the_address_ends(source: str, address: str, rest: str) -> None:
    page = tree(source)
    link = page.one("a")
    assert link["href"] == link.text == address
    assert page.raw.strip().endswith(address + rest)


def test_addresses_that_are_linked_already_or_are_code_stay() -> None:
    link = tree("[字](https://example.com/路径)").one("a")
    assert (link["href"], link.text) == ("https://example.com/路径", "字")
    assert tree("<https://example.com/KYC>").one("a")["href"] == "https://example.com/KYC"
    assert not tree("`https://example.com`").all("a")
    assert show("a@https://example.com 与 https://... 与 https://").links == ()
    assert show("https://...").problems == ()
    page = tree("[https://example.com/a](https://example.com/b)")
    assert page.one("a")["href"] == "https://example.com/b"


# --- links -----------------------------------------------------------------------------------


def test_links_to_the_sites_texts_are_resolved() -> None:
    rendered = show(
        "[手续费](article:withdrawal-fees) [哈希](term:txid) [公告](announcement:upgrade)"
    )
    hrefs = [link["href"] for link in parse(rendered.html).all("a")]
    assert hrefs == list(LINKS.values())
    assert rendered.links == tuple(LINKS)
    assert rendered.problems == ()


def test_link_may_lead_to_a_place_in_a_text() -> None:
    rendered = show('[手续费](article:withdrawal-fees#trc20 "各网络")')
    link = parse(rendered.html).one("a")
    assert (link["href"], link["title"]) == ("/_/articles/12-withdrawal-fees/#trc20", "各网络")
    assert rendered.links == ("article:withdrawal-fees#trc20",)


def test_link_that_leads_nowhere_is_text_and_reported() -> None:
    rendered = show("见 [旧**文**](article:gone)，[旧文](article:gone)。")
    assert rendered.html == "<p>见 旧<strong>文</strong>，旧文。</p>"
    assert rendered.problems == ("link:article:gone",)
    assert rendered.links == ("article:gone",)


def test_html_links_are_resolved_too() -> None:
    assert tree('<a href="article:withdrawal-fees">费</a>').one("a")["href"] == (
        "/_/articles/12-withdrawal-fees/"
    )


def test_only_links_to_other_sites_have_rel() -> None:
    source = (
        "[a](https://example.com) [b](/media/x.pdf) [c](#安装) [d](mailto:a@example.com) "
        "[e](tel:123) [f](article:withdrawal-fees) [g](//example.com/x)\n\n## 安装"
    )
    rels = [link.attributes.get("rel") for link in tree(source).all("a")]
    assert rels == ["noopener noreferrer", None, None, None, None, None, "noopener noreferrer"]
    assert "target" not in html(source)


def test_reference_links_and_mail_addresses() -> None:
    page = tree('[帮助][h] 或 <support@example.com>\n\n[h]: https://example.com/h "题"')
    first, second = page.all("a")
    assert (first["href"], first["title"]) == ("https://example.com/h", "题")
    assert (second["href"], second.text) == ("mailto:support@example.com", "support@example.com")


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("/media/a b.pdf", "/media/a%20b.pdf"),
        ("https://example.com/a[1]{2}|3", "https://example.com/a%5B1%5D%7B2%7D%7C3"),
        ("https://example.com/路径?问=答#段", "https://example.com/路径?问=答#段"),
        ("http://[::1]/a%20b", "http://[::1]/a%20b"),
    ],
)
def test_addresses_are_encoded_where_they_must(written: str, address: str) -> None:
    assert tree(f"[文件](<{written}>)").one("a")["href"] == address


def test_terms_inside_code_headings_and_attributes_are_as_typed() -> None:
    """F17: nothing is done to them here that a glossary could trip over."""
    page = tree(
        "## API 与 KYC\n\n`API` 见 [API 文档](https://example.com/API)，<https://example.com/KYC>\n"
        '![API 图](/media/API.png "KYC")\n普通的 API。'
    )
    assert page.one("h2")["id"] == "api-与-kyc"
    assert page.one("code").text == "API"
    assert [link["href"] for link in page.all("a")] == [
        "https://example.com/API",
        "https://example.com/KYC",
    ]
    picture = page.one("img")
    assert (picture["src"], picture["alt"], picture["title"]) == ("/media/API.png", "API 图", "KYC")


# --- headings and ids ------------------------------------------------------------------------


def test_headings_get_ids_from_their_words() -> None:
    rendered = show("## 安装\n\n### 安装 Docker\n\n## 安装\n\n#### 细节\n\n## ？？")
    ids = [node["id"] for node in parse(rendered.html).walk() if node.tag.startswith("h")]
    assert ids == ["安装", "安装-docker", "安装_1", "细节", "section"]
    assert rendered.headings == (
        Heading(2, "安装", "安装"),
        Heading(3, "安装-docker", "安装 Docker"),
        Heading(2, "安装_1", "安装"),
        Heading(2, "section", "？？"),
    )


def test_top_heading_becomes_a_second_level_one() -> None:
    assert tree("# 一\n\n二\n==\n\n三\n--\n\n<h1>四</h1>").tags == ["h2"] * 4


def test_heading_may_be_given_an_id() -> None:
    page = tree("## 安装 {#setup}\n\n## 安装{#setup}\n\n[去](#setup)")
    assert [heading["id"] for heading in page.all("h2")] == ["setup", "setup_1"]
    assert page.all("h2")[0].text == "安装"
    assert page.one("a")["href"] == "#setup"


@pytest.mark.parametrize("taken", ["main", "q", "urgent", "terms", "vote", "toc", "answer"])
def test_ids_of_the_page_are_left_to_the_page(taken: str) -> None:
    page = tree(f'## {taken}\n\n<div id="{taken}">x</div>\n\n[去](#{taken})')
    assert page.one("div")["id"] == f"{taken}_1"
    assert page.one("h2")["id"] == f"{taken}_2"
    assert page.one("a")["href"] == f"#{taken}_1"


@pytest.mark.parametrize("taken", ["t-txid", "step-one", "fn-1", "vote-title"])
def test_ids_that_begin_like_the_pages_own_are_numbered(taken: str) -> None:
    assert tree(f"## 甲 {{#{taken}}}").one("h2")["id"] == f"{taken}_1"
    assert tree(f"## {taken}").one("h2")["id"] == f"{taken}_1"


def test_given_id_wins_over_a_heading_above_it() -> None:
    page = tree("## 安装\n\n## 乙 {#安装}")
    assert [heading["id"] for heading in page.all("h2")] == ["安装_1", "安装"]


def test_long_headings_have_ids_that_reach_the_page() -> None:
    rendered = show("## " + "字" * 300 + "\n\n## " + "字" * 300)
    headings = parse(rendered.html).all("h2")
    assert [heading["id"] for heading in headings] == [h.id for h in rendered.headings]


def test_hashes_without_a_space() -> None:
    assert tree("##标题").one("h2").text == "标题"
    assert tree("#话题 不是标题").tags == ["p"]
    assert tree("## C#").one("h2").text == "C#"
    assert tree("## 标题 ##").one("h2").text == "标题"
    assert tree("####### 七").tags == ["p"]


def test_heading_ends_a_paragraph() -> None:
    assert tree("正文\n## 标题\n正文").tags == ["p", "h2", "p"]


def test_empty_heading_is_dropped() -> None:
    assert tree("## {#x}\n\n正文").tags == ["p"]


def test_link_to_a_missing_place_is_reported() -> None:
    assert show("[去](#没有)").problems == ("anchor:没有",)
    assert show("[去](#terms) [词](#t-txid)").problems == ()


def test_contents_marker_of_other_systems_is_nothing() -> None:
    assert html("[TOC]\n\n正文") == "<p>正文</p>"


# --- steps -----------------------------------------------------------------------------------

STEPS = """!!! steps
    ### 复制交易哈希
    打开“资产 → 提现记录”。

    ![提现详情页](pictures/withdraw.png "哈希在最下方")

    > 你会看到：一串 **64** 位左右的字母和数字。

    ### 下一步
    1. 比对
       - 前 6 位
    2. 提交

    ```bash
    curl x
    ```
"""


def test_steps_are_an_ordered_list_of_headings() -> None:
    page = tree(f"前文\n\n{STEPS}\n后文")
    assert page.tags == ["p", "ol", "p"]
    steps = page.all("ol", "steps")[0]
    first, second = steps.children
    assert [step["id"] for step in steps.children] == ["step-复制交易哈希", "step-下一步"]
    assert first.tags == ["h3", "p", "figure", "p"]
    assert first.one("h3").attributes == {}
    assert second.tags == ["h3", "ol", "pre"]
    assert second.one("ul").text == "前 6 位"


def test_expectation_keeps_its_label_and_its_marks() -> None:
    expect = tree(STEPS).one("p", "expect")
    assert expect.one("b").text == "你会看到："
    assert expect.text == "你会看到：一串 64 位左右的字母和数字。"
    assert expect.one("strong").text == "64"
    assert not tree(STEPS).all("blockquote")


@pytest.mark.parametrize(
    ("language", "written", "shown"),
    [
        ("zh-hans", "你会看到：状态", "你会看到：状态"),
        ("zh-hans", "**你会看到**：状态", "你会看到：状态"),
        ("zh-hans", "**您会看到:** 状态", "你会看到：状态"),
        ("zh-hant", "你會看到：狀態", "你會看到：狀態"),
        ("en", "You will see: the state", "You will see: the state"),
        ("en", "You should see: the state", "You will see: the state"),
    ],
)
def test_label_of_expectations(language: str, written: str, shown: str) -> None:
    page = tree(f"!!! steps\n    ### 一\n    > {written}", language)
    assert page.one("p", "expect").text == shown


def test_other_quotes_in_steps_and_elsewhere_stay_quotes() -> None:
    assert tree("!!! steps\n    ### 一\n    > 原话：好").one("blockquote").text == "原话：好"
    assert tree("> 你会看到：好").one("blockquote").text == "你会看到：好"


def test_what_follows_the_first_paragraph_of_an_expectation_stays() -> None:
    step = tree("!!! steps\n    ### 一\n    > 你会看到：甲\n    >\n    > 乙").one("li")
    assert [child.text for child in step.children] == ["一", "你会看到：甲", "乙"]


def test_step_keeps_its_id_when_others_move() -> None:
    before = tree("!!! steps\n    ### 甲\n    x\n    ### 乙\n    y")
    after = tree("!!! steps\n    ### 丙\n    z\n    ### 乙\n    y\n    ### 甲\n    x")
    assert {step["id"] for step in before.all("li")} < {step["id"] for step in after.all("li")}


def test_ids_of_steps_are_unique_and_may_be_given() -> None:
    page = tree(
        f"{STEPS}\n\n!!! steps\n    ### 下一步\n    x\n    ### 丙 {{#last}}\n    y\n\n[丙](#last)"
    )
    ids = [step["id"] for steps in page.all("ol", "steps") for step in steps.children]
    assert ids == ["step-复制交易哈希", "step-下一步", "step-下一步_1", "step-last"]
    assert page.one("a")["href"] == "#step-last"


def test_link_to_a_steps_words_finds_the_step() -> None:
    assert tree(f"{STEPS}\n[去](#下一步)").one("a")["href"] == "#step-下一步"


def test_steps_are_in_the_contents() -> None:
    assert show(f"## 查清\n\n{STEPS}").headings == (
        Heading(2, "查清", "查清"),
        Heading(3, "step-复制交易哈希", "复制交易哈希"),
        Heading(3, "step-下一步", "下一步"),
    )


def test_words_before_the_first_step_come_before_the_list() -> None:
    page = tree("!!! steps\n    先准备。\n\n    ### 一\n    x")
    assert page.tags == ["p", "ol"]


def test_steps_without_headings_are_ordinary_content() -> None:
    rendered = show("!!! steps\n    只有文字\n\n    - 项")
    assert parse(rendered.html).tags == ["p", "ul"]
    assert rendered.problems == ("steps",)


def test_steps_and_notices_may_stand_inside_each_other() -> None:
    step = tree('!!! steps\n    ### 一\n    !!! warning "当心"\n        别急\n\n    完').one("li")
    assert step.tags == ["h3", "div", "p"]
    inner = tree("- 项\n\n  !!! steps\n      ### 一\n      x").all("ol", "steps")
    assert [child.tag for child in inner[0].children] == ["li"]


# --- notices and disclosures -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "look", "title"),
    [
        ("note", "info", "说明"),
        ("tip", "info", "提示"),
        ("important", "info", "重要"),
        ("warning", "warn", "注意"),
        ("danger", "danger", "警告"),
        ("caution", "danger", "警告"),
    ],
)
def test_notices_have_a_look_and_a_title(kind: str, look: str, title: str) -> None:
    for source in (f"!!! {kind}\n    正文", f"> [!{kind.upper()}]\n> 正文"):
        if "[!DANGER]" in source:
            continue  # GitHub has no such callout
        notice = tree(source).one("div")
        assert notice.classes == {"notice", f"notice--{look}"}
        assert notice["role"] == "note"
        assert [(child.tag, child.text) for child in notice.children] == [
            ("strong", title),
            ("p", "正文"),
        ]


@pytest.mark.parametrize("written", ['"不要给人"', "“不要给人”", "「不要给人」", "不要给人"])
def test_title_of_a_notice(written: str) -> None:
    assert tree(f"!!! warning {written}\n    正文").one("strong").text == "不要给人"


def test_notice_without_a_title() -> None:
    assert not tree('!!! note ""\n    正文').all("strong")


def test_notice_holds_blocks_until_the_indent_ends() -> None:
    page = tree("!!! note\n    甲\n\n    - 乙\n\n    ```\n    丙\n    ```\n丁")
    assert page.tags == ["div", "p"]
    assert page.children[0].tags == ["strong", "p", "ul", "pre"]


def test_three_signs_in_a_sentence_are_no_notice() -> None:
    assert tree("!!! 重要").tags == ["p"]
    assert tree("??? 为什么").tags == ["p"]
    assert tree("???").text == "???"


def test_disclosure() -> None:
    page = tree('??? "地址属于**另一家**平台"\n    联系那家平台。\n\n    - 网络\n\n后文')
    details = page.one("details", "disc")
    assert details.tags == ["summary", "p", "ul"]
    assert details.one("summary").text == "地址属于另一家平台"
    assert details.one("summary").tags == ["span"]
    assert "open" not in details
    assert page.tags == ["details", "p"]
    assert "open" in tree('???+ "开"\n    x').one("details")
    assert tree("??? note\n    x").one("summary").content == ["详情"]


@pytest.mark.parametrize(
    "source",
    [
        "<details>\n<summary>题 **粗**</summary>\n正文 **粗**\n\n- 项\n</details>\n\n后文",
        "<details><summary>题 **粗**</summary>\n\n正文 **粗**\n\n- 项\n\n</details>\n\n后文",
        "<details>\n\n<summary>题 **粗**</summary>\n\n正文 **粗**\n- 项\n</details>\n后文",
        "<details><summary>题 **粗**</summary>正文 **粗**\n- 项\n</details>后文",
    ],
)
def test_details_in_html_hold_markdown(source: str) -> None:
    page = tree(source)
    assert page.tags == ["details", "p"]
    details = page.one("details", "disc")
    assert details.tags == ["summary", "p", "ul"]
    assert [bold.text for bold in details.all("strong")] == ["粗", "粗"]


def test_details_without_a_summary_get_one() -> None:
    assert tree("<details>\n正文\n</details>").one("summary").text == "详情"
    assert tree("<summary>孤</summary>").one("div").text == "孤"


def test_details_inside_a_fence_are_code() -> None:
    page = tree("```html\n<details>\n<summary>x</summary>\n</details>\n```")
    assert page.tags == ["pre"]
    assert "<summary>x</summary>" in page.raw


# --- lists of terms, tasks, footnotes --------------------------------------------------------


def test_definition_list() -> None:
    entries = tree("交易哈希\n:   文字，**不要**只发截图\n币种\n:   例如 120 USDT").one(
        "dl", "copy"
    )
    assert entries.tags == ["div", "div"]
    assert [group.tags for group in entries.children] == [["dt", "dd"], ["dt", "dd"]]
    assert entries.all("dd")[0].text == "文字，不要只发截图"
    assert not entries.all("p")


def test_definitions_with_blank_lines_and_several_meanings() -> None:
    entries = tree("甲\n: 一\n: 二\n\n    又\n\n乙\n丙\n: 三").one("dl")
    assert [group.tags for group in entries.children] == [["dt", "dd", "dd"], ["dt", "dt", "dd"]]
    assert [paragraph.text for paragraph in entries.all("p")] == ["二", "又"]


def test_colon_at_the_start_of_a_text_is_text() -> None:
    assert tree(": 说明").tags == ["p"]


def test_task_list() -> None:
    items = tree("- [ ] 准备哈希\n- [x] 核对 **网络**\n- 普通").one("ul").children
    boxes = [item.one("input") for item in items[:2]]
    assert [item.classes for item in items] == [{"task"}, {"task"}, set()]
    assert ["checked" in box for box in boxes] == [False, True]
    assert all("disabled" in box and box["aria-label"] == "完成" for box in boxes)
    assert [item.text for item in items] == ["准备哈希", "核对 网络", "普通"]
    assert tree("- [链接](https://example.com)").one("li").classes == set()


def test_footnotes_are_numbered_as_they_come_up() -> None:
    page = tree("甲[^b]乙[^a]丙[^b]\n\n[^a]: 第一条\n[^b]: 第二条 https://example.com\n")
    marks = page.all("a", "footnote-ref")
    assert [mark.text for mark in marks] == ["1", "2", "1"]
    assert [mark["href"] for mark in marks] == ["#fn-1", "#fn-2", "#fn-1"]
    assert [mark["aria-label"] for mark in marks] == ["脚注 1", "脚注 2", "脚注 1"]
    notes = page.one("div", "footnote").one("ol").children
    assert [note["id"] for note in notes] == ["fn-1", "fn-2"]
    assert notes[0].text.startswith("第二条")
    back = [link["href"] for link in notes[0].all("a", "footnote-backref")]
    assert back == ["#fnref-1", "#fnref-1_1"]
    assert [mark["id"] for mark in page.all("sup")] == ["fnref-1", "fnref-2", "fnref-1_1"]


@pytest.mark.parametrize(
    ("language", "title"),
    [("zh-hans", "返回脚注 1"), ("zh-hant", "返回註腳 1"), ("en", "Back to footnote 1")],
)
def test_way_back_from_a_footnote_has_a_name(language: str, title: str) -> None:
    back = tree("甲[^1]\n\n[^1]: 乙", language).one("a", "footnote-backref")
    assert back["title"] == back["aria-label"] == title


def test_footnote_may_hold_blocks_and_footnotes() -> None:
    page = tree("甲[^1]\n\n[^1]: 乙[^2]\n    - 丙\n\n    丁\n\n[^2]: 戊")
    notes = page.one("div", "footnote").children[0]
    assert notes.children[0].tags == ["p", "ul", "p"]
    assert [note["id"] for note in notes.children] == ["fn-1", "fn-2"]


def test_footnotes_that_do_not_fit_together() -> None:
    assert tree("甲[^x]").text == "甲[^x]"
    page = tree("甲\n\n[^1]: 没人用")
    assert page.one("li").text == "没人用"


def test_ids_of_footnotes_do_not_clash_with_writers_ids() -> None:
    page = tree('甲[^1]\n\n<div id="fn-1">乙</div>\n\n## fnref-1\n\n[^1]: 丙')
    assert page.one("a", "footnote-ref")["href"] == "#fn-1"
    assert page.one("li")["id"] == "fn-1"


# --- tables ----------------------------------------------------------------------------------

TABLE = "| 网络 | 手续费 | 说明 |\n| --- | ---: | :---: |\n| TRC20 | 1 | `a\\|b` |\n"


def test_table_can_be_scrolled_and_has_heads() -> None:
    frame = tree(f"## 费用\n\n{TABLE}").one("div", "tbl")
    assert (frame["tabindex"], frame["role"], frame["aria-label"]) == ("0", "region", "费用：表格")
    assert frame.tags == ["table"]
    assert [head["scope"] for head in frame.all("th")] == ["col"] * 3
    assert [sorted(cell.classes) for cell in frame.all("td")] == [[], ["r"], ["c"]]
    assert frame.one("code").text == "a|b"
    assert "align" not in html(TABLE)
    assert "style" not in html(TABLE)


def test_every_table_has_a_name_of_its_own() -> None:
    source = f"{TABLE}\n\n{TABLE}\n\n## 费用\n\n{TABLE}\n\n文\n\n{TABLE}\n\n### 细\n\n{TABLE}"
    names = [frame["aria-label"] for frame in tree(source).all("div", "tbl")]
    assert names == ["表格", "表格 2", "费用：表格", "费用：表格 2", "细：表格"]
    assert tree(f"## Fees\n\n{TABLE}", "en").one("div")["aria-label"] == "Fees: table"


def test_steps_name_no_table_outside() -> None:
    source = f"## 费用\n\n!!! steps\n    ### 一\n    x\n\n{TABLE}"
    assert tree(source).one("div", "tbl")["aria-label"] == "费用：表格"


def test_table_in_html_is_treated_alike() -> None:
    page = tree(
        "<table><caption>各网络</caption>\n<tr><th>网络</th><th>费</th></tr>\n\n"
        '<tr><th>TRC20</th><td align="right" style="color:red">1</td></tr></table>\n\n后文'
    )
    assert page.tags == ["div", "p"]
    assert page.one("div", "tbl")["aria-label"] == "各网络"
    assert [head["scope"] for head in page.all("th")] == ["col", "col", "row"]
    assert page.one("td").classes == {"r"}


def test_table_in_html_goes_on_to_its_end() -> None:
    page = tree("<table>\n\n    <tr><td>**甲**</td></tr>\n\n</table>\n\n乙")
    assert page.tags == ["div", "p"]
    assert page.one("td").text == "**甲**"


def test_table_may_follow_a_paragraph_without_a_blank_line() -> None:
    assert tree(f"如下：\n{TABLE}").tags == ["p", "div"]
    assert tree("- 项\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |").one("li").tags == ["p", "div"]


def test_empty_head_cell_is_no_head() -> None:
    page = tree("| | 甲 |\n|---|---|\n| 乙 | 1 |")
    assert [head.text for head in page.all("th")] == ["甲"]


def test_wide_table_and_long_words_stay_in_their_boxes() -> None:
    """F22: the table in its frame, the line of code in its block."""
    wide = "|" + " 列 |" * 8 + "\n|" + "---|" * 8 + "\n|" + " 值 |" * 8
    page = tree(f"{wide}\n\n```\n{'x' * 300}\n```\n\n{'a' * 64}")
    assert page.tags == ["div", "pre", "p"]
    assert page.one("pre")["tabindex"] == "0"


# --- code ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "```python\na = 1\n\n  b\n```",
        "~~~ python\na = 1\n\n  b\n~~~",
        "```{.python}\na = 1\n\n  b\n```",
        "- 项\n  ```python\n  a = 1\n\n    b\n  ```",
        "1. 项\n  ```python\n  a = 1\n\n    b\n  ```",
        "- 项\n  - 项\n\n    ```python\n    a = 1\n\n      b\n    ```",
        "> ```python\n> a = 1\n>\n>   b\n> ```",
        "!!! note\n    ```python\n    a = 1\n\n      b\n    ```",
        '??? "题"\n    ```python\n    a = 1\n\n      b\n    ```',
        "!!! steps\n    ### 一\n    ```python\n    a = 1\n\n      b\n    ```",
        "<details>\n<summary>题</summary>\n```python\na = 1\n\n  b\n```\n</details>",
        "文\n```python\na = 1\n\n  b\n```\n文",
        "[^1]\n\n[^1]: 文\n    ```python\n    a = 1\n\n      b\n    ```",
    ],
)
def test_fence_at_any_depth(source: str) -> None:
    block = tree(source).one("pre")
    assert block["tabindex"] == "0"
    assert block.tags == ["code"]
    assert block.one("code").classes == {"language-python"}
    assert block.raw == "a = 1\n\n  b\n"


def test_nothing_is_read_inside_code() -> None:
    code = "- a\n# b\n!!! note\n| a |\n**c** <b>&amp; [^1] https://example.com `d`\n\tTab\t中\n文"
    assert tree(f"```\n{code}\n```").one("code").raw == code + "\n"
    assert tree("`<b>&amp;`").one("code").raw == "<b>&amp;"


def test_code_by_indentation_and_fences_left_open() -> None:
    assert tree("文\n\n    a\n\n      b\n文").tags == ["p", "pre", "p"]
    assert tree("文\n\n    a\n\n      b\n文").one("code").raw == "a\n\n  b\n"
    assert tree("```\na\n\nb").one("code").raw == "a\n\nb\n"
    assert tree("````\n```\n````").one("code").raw == "```\n"


def test_code_in_html_begins_with_its_first_line() -> None:
    assert html("<pre>\n\n\n\n甲\n\n乙</pre>") == '<pre tabindex="0">甲\n\n乙</pre>'


# --- pictures and videos ---------------------------------------------------------------------


def test_picture_alone_with_a_title_is_a_figure() -> None:
    rendered = show('![提现详情页](pictures/withdraw.png "哈希在最下方")')
    figure = parse(rendered.html).one("figure")
    assert figure.tags == ["img", "figcaption"]
    assert figure.one("img").attributes == {
        "src": "/media/pictures/withdraw.png",
        "alt": "提现详情页",
        "width": "800",
        "height": "600",
        "loading": "lazy",
        "decoding": "async",
    }
    assert figure.one("figcaption").text == "哈希在最下方"
    assert rendered.media == ("pictures/withdraw.png",)
    assert rendered.problems == ()


def test_picture_in_a_sentence_stays_there() -> None:
    page = tree('点 ![设置](pictures/withdraw.png "齿轮") 图标')
    assert page.tags == ["p"]
    assert page.one("img")["title"] == "齿轮"


def test_picture_alone_without_a_title_has_no_caption() -> None:
    assert tree("![图](pictures/withdraw.png)").one("figure").tags == ["img"]


def test_picture_that_is_a_link_is_a_figure_too() -> None:
    figure = tree('[![图](pictures/withdraw.png "题")](https://example.com)').one("figure")
    assert figure.tags == ["a", "figcaption"]


@pytest.mark.parametrize(
    ("asked", "size"),
    [
        ("{width=400}", ("400", "300")),
        ("{height=300}", ("400", "300")),
        ("{width=10 height=20}", ("10", "20")),
        ("{width=50%}", ("800", "600")),
        ("{width='1;2'}", ("800", "600")),
    ],
)
def test_size_of_a_picture_may_be_given(asked: str, size: tuple[str, str]) -> None:
    picture = tree(f"![图](pictures/withdraw.png){asked}").one("img")
    assert (picture["width"], picture["height"]) == size


def test_picture_without_a_description_is_reported() -> None:
    rendered = show("![](pictures/withdraw.png)")
    assert parse(rendered.html).one("img")["alt"] == ""
    assert rendered.problems == ("alt:pictures/withdraw.png",)
    described = {"x": Media("picture", "/media/x.png", 1, 1, alt="有说明")}
    said = render("![](x)", language="en", resolve_link=LINKS.get, resolve_media=described.get)
    assert 'alt="有说明"' in said.html
    assert said.problems == ()


@pytest.mark.parametrize("src", ["/media/x.png", "x.png", "pictures/中文.png", "a b.png"])
def test_unknown_file_of_the_site_is_shown_and_reported(src: str) -> None:
    rendered = show(f"![图](<{src}>)")
    assert parse(rendered.html).one("img")["src"] == src.replace(" ", "%20")
    assert rendered.problems == (f"media:{src}",)


@pytest.mark.parametrize(
    "src",
    [
        "https://example.com/x.png",
        "http://example.com/x.png",
        "//example.com/x.png",
        "HTTPS://example.com/x.png",
    ],
)
def test_picture_of_another_site_leaves_its_words(src: str) -> None:
    for source in (f"![一张图](<{src}>)", f'<img src="{src}" alt="一张图">'):
        rendered = show(f"前 {source} 后")
        assert rendered.html == "<p>前 一张图 后</p>"
        assert [problem.partition(":")[0] for problem in rendered.problems] == ["hotlink"]


@pytest.mark.parametrize(
    "src",
    [
        "/admin/logout/",
        "../x.png",
        "/media/../x.png",
        "/media/%2e%2e/x",
        "data:image/png,x",
        "?x",
        "\\\\x.example/x",
    ],
)
def test_source_that_is_no_file_of_the_site_leaves_its_words(src: str) -> None:
    assert html(f"![一张图]({src})") == "<p>一张图</p>"


def test_video_is_a_figure_that_never_starts_by_itself() -> None:
    rendered = show('![提现演示](videos/withdraw.mp4 "两分钟看完")')
    figure = parse(rendered.html).one("figure")
    assert figure.tags == ["video", "figcaption"]
    video = figure.one("video")
    assert video.attributes == {
        "controls": "",
        "playsinline": "",
        "width": "1280",
        "height": "720",
        "preload": "none",
        "poster": "/media/videos/withdraw.jpg",
        "aria-label": "提现演示",
    }
    assert video.one("source").attributes == {
        "src": "/media/videos/withdraw.mp4",
        "type": "video/mp4",
    }
    assert video.one("track").attributes == {
        "kind": "subtitles",
        "src": "/media/videos/withdraw.zh.vtt",
        "srclang": "zh-Hans",
        "label": "简体中文",
        "default": "",
    }
    assert figure.one("figcaption").text == "两分钟看完"
    assert rendered.media == ("videos/withdraw.mp4",)


@pytest.mark.parametrize(
    ("language", "on"),
    [("zh-hans", ["zh-Hans"]), ("en", ["en"]), ("zh-hant", [])],
)
def test_subtitles_are_on_in_the_language_of_the_text(language: str, on: list[str]) -> None:
    tracks = tuple(Track(f"/media/{name}.vtt", name, name) for name in ("en", "zh-Hans"))
    rendered = render(
        "![演示](v)",
        language=language,
        resolve_link=LINKS.get,
        resolve_media={"v": replace(VIDEO, tracks=tracks)}.get,
    )
    shown = parse(rendered.html).all("track")
    assert [track["srclang"] for track in shown] == ["en", "zh-Hans"]
    assert [track["srclang"] for track in shown if "default" in track.attributes] == on


@pytest.mark.parametrize("src", ["/media/a.mp4", "/media/a.webm", "/media/a.MP4?v=1"])
def test_video_is_known_by_its_name(src: str) -> None:
    video = tree(f"![演示]({src})").one("video")
    assert video["preload"] == "metadata"
    assert video.one("source")["src"] == src
    assert "controls" in video


def test_video_in_html_is_treated_alike() -> None:
    video = tree(
        '<video autoplay loop muted title="演示">\n<source src="/media/a.mp4">\n\n'
        '<track src="/media/a.vtt" srclang="zh" label="中文">\n'
        '<track src="https://example.com/b.vtt" srclang="en" label="EN"></video>'
    ).one("video")
    assert "autoplay" not in video
    assert [track["src"] for track in video.all("track")] == ["/media/a.vtt"]
    assert video.one("source")["type"] == "video/mp4"
    page = tree('<video src="videos/withdraw.mp4"><img src="x.png"></video>')
    assert page.one("figure").one("video")["width"] == "1280"
    assert not page.all("img")
    nothing = show('<video><img src="x.png"><video></video></video>')
    assert (nothing.html, nothing.media) == ("", ())


@pytest.mark.parametrize(
    ("poster", "shown"), [("/media/a.jpg", "/media/a.jpg"), ("https://example.com/a.jpg", None)]
)
def test_poster_in_html_is_a_file_of_the_site(poster: str, shown: str | None) -> None:
    video = tree(f'<video src="/media/a.mp4" poster="{poster}"></video>').one("video")
    assert video.attributes.get("poster") == shown


def test_picture_alone_in_an_item_is_a_figure_too() -> None:
    assert tree('- ![图](pictures/withdraw.png "题")').one("li").tags == ["figure"]
    assert tree('- 见 ![图](pictures/withdraw.png "题")').one("li").tags == ["img"]


# --- HTML among Markdown ---------------------------------------------------------------------


def test_words_in_angle_brackets_are_words() -> None:
    source = "把 <your-key> 换成 <API_KEY>，<确认> 后 a < b > c"
    assert tree(source).text == source


def test_harmless_html_stays_and_its_lines_are_markdown_after_a_blank() -> None:
    assert tree("按 <kbd>Ctrl</kbd> 与 H<sub>2</sub>O").one("kbd").text == "Ctrl"
    page = tree('<div align="center">\n\n**粗**\n\n</div>')
    assert page.one("div").one("strong").text == "粗"


def test_comments_and_scripts_are_gone() -> None:
    assert html("甲 <!-- 乙 --> 丙") == "<p>甲  丙</p>"
    assert html("<!-- 甲\n\n乙 -->\n丙") == "<p>丙</p>"
    assert html("<div>甲<!-- 乙 --></div>") == "<div>甲</div>"
    assert html("<script>\nalert(1)\n\n</script>\n丙") == "<p>丙</p>"
    assert html("<style>a{}</style>丙") == "<p>丙</p>"


@pytest.mark.parametrize(
    "opened", ["<!--", "<script>", "<style>", "<textarea>", "<plaintext>", "<title>"]
)
def test_what_is_left_open_swallows_nothing(opened: str) -> None:
    for source in (f"{opened}\n\n正文", f"甲 {opened} 乙\n\n正文", f"<div>{opened}</div>\n\n正文"):
        assert "正文" in [paragraph.text for paragraph in tree(source).all("p")], source


def test_braces_are_text_unless_they_are_attributes() -> None:
    source = "订单{重要} 与 {{ name }} 与 `code`{x} 与 {0.name}"
    assert tree(source).text == source.replace("`", "")
    assert tree("## 参数 {id}").one("h2").text == "参数 {id}"
    assert tree("[甲](/b){title=乙}").one("a")["title"] == "乙"


def test_id_of_a_link_or_bold_words_stands_before_them() -> None:
    page = tree('**粗**{#b} <a id="c">丙</a> [去](#b)[去](#c)')
    assert [mark["id"] for mark in page.all("span")] == ["b", "c"]
    assert [link["href"] for link in page.all("a")] == ["#b", "#c"]


def test_link_may_go_over_two_lines() -> None:
    assert tree("[甲  \n**乙**](/x)").one("a").text == "甲 乙"


def test_link_that_is_never_ended_is_none() -> None:
    page = tree("<a href='/x'>甲\n\n乙\n\n<div>丙</div>")
    assert all(not link.children and link.text != "丙" for link in page.all("a"))


def test_tags_that_are_left_out_leave_their_content() -> None:
    assert html("<center>甲</center>乙") == "<p>甲乙</p>"
    assert html("<font color='red'>甲</font><button>乙</button>") == "<p>甲乙</p>"
    assert tree("<section>\n\n## 甲\n\n</section>").tags == ["h2"]
    assert tree("<div\n\n正文").text == "<div 正文"


# --- text ------------------------------------------------------------------------------------


def test_lines_of_chinese_are_joined_without_a_space() -> None:
    assert html("中文，\n**中文**\n中文") == "<p>中文，<strong>中文</strong>中文</p>"
    assert html("他说“好”\n然后") == "<p>他说“好”然后</p>"
    assert tree("He said “yes”\n“no”").text == "He said “yes” “no”"
    assert tree("中文\nEnglish\n中文\nand more").text == "中文 English 中文 and more"
    assert tree("```\n中\n文\n```").one("code").raw == "中\n文\n"
    assert show("中\n文").plain == "中文"


def test_line_break_by_two_spaces() -> None:
    assert html("中文  \n中文") == "<p>中文<br>\n中文</p>"


@pytest.mark.parametrize(
    "source",
    [
        "充\x00值\x0b指\x1b南\ufffe\ud800",
        "充\x85值\x9f指\ufdd0南\U0010ffff",
        "充&#0;值&#11;指&#x1b;南&#xfffe;&#xd800;",
        "充值指南\x02\x03",
    ],
)
def test_control_characters_never_reach_the_page(source: str) -> None:
    """F14."""
    rendered = show(source)
    assert rendered.html.replace("\N{REPLACEMENT CHARACTER}", "") == "<p>充值指南</p>"
    assert rendered.plain.replace("\N{REPLACEMENT CHARACTER}", "") == "充值指南"


def test_placeholders_of_the_library_cannot_be_forged() -> None:
    source = "\x02wzxhzdk:0\x03 wzxhzdk:0 klzzwxh:0000 \x02amp\x03"
    assert show(source).plain == "wzxhzdk:0 wzxhzdk:0 klzzwxh:0000 amp"


def test_line_ends_of_windows() -> None:
    assert html("## 甲\r\n\r\n- 乙\r\n  - 丙\r\n") == html("## 甲\n\n- 乙\n  - 丙\n")


def test_plain_text_has_a_block_on_each_line() -> None:
    source = (
        f"# 题\n\n段**落**\n\n{STEPS}\n\n{TABLE}\n\n- 甲\n  - 乙\n\n词\n: 义\n\n"
        '!!! note "注"\n    文[^1]\n\n[^1]: 脚\n\n```\na\n  b\n```\n\n- [x] 完'
    )
    assert show(source).plain.split("\n") == [
        *("题", "段落", "复制交易哈希", "打开“资产 → 提现记录”。", "哈希在最下方"),
        *("你会看到：一串 64 位左右的字母和数字。", "下一步", "比对", "前 6 位", "提交", "curl x"),
        *(
            "网络 手续费 说明",
            "TRC20 1 a|b",
            "甲",
            "乙",
            "词",
            "义",
            "注",
            "文",
            "a",
            "b",
            "完",
            "脚",
        ),
    ]


def test_cells_are_words_apart_in_plain_text() -> None:
    assert show("<table><tr><td>甲</td><td>乙</td></tr></table>").plain == "甲 乙"


def test_nothing_gives_nothing() -> None:
    for source in ("", " \n\t\n", "\x00"):
        assert show(source) == Rendered("", (), "", (), (), ())


def test_generated_words_follow_the_language() -> None:
    source = "!!! warning\n    x\n\n- [ ] y\n\n<details>z</details>"
    words = {
        "zh-hans": ("注意", "完成", "详情"),
        "zh-hant": ("注意", "完成", "詳情"),
        "en": ("Warning", "Done", "Details"),
        "fr": ("Warning", "Done", "Details"),
    }
    for language, (warning, done, details) in words.items():
        page = tree(source, language)
        assert page.one("strong").text == warning
        assert page.one("input")["aria-label"] == done
        assert page.one("summary").text == details


# --- the whole -------------------------------------------------------------------------------

ARTICLE = (
    "一笔提现会依次经过平台审核、链上确认、对方入账三段。[^1]\n\n## 先看钱在哪一步\n\n"
    f"{TABLE}\n\n{STEPS}\n\n"
    '!!! warning "不要给人"\n    **正规客服不需要这些。**见[费用](article:withdrawal-fees)。\n\n'
    '??? "地址属于另一家平台"\n    联系那家平台。\n\n'
    "交易哈希\n:   文字\n\n- [ ] 一\n- [x] 二 https://example.com/x。\n\n[^1]: 脚注。\n\n"
) * 3


def test_same_source_gives_the_same_bytes_in_all_threads() -> None:
    sources = [ARTICLE, STEPS, "[^1] x\n\n[^1]: y", TABLE]
    expected = [show(source) for source in sources]
    wrong: list[str] = []

    def work(turn: int) -> None:
        for count in range(40):
            number = (turn + count) % len(sources)
            if show(sources[number]) != expected[number]:
                wrong.append(sources[number])

    threads = [threading.Thread(target=work, args=(turn,)) for turn in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_article_is_rendered_while_an_editor_waits() -> None:
    """It takes 5 to 10 ms; the limit leaves room for a busy machine."""
    article = ARTICLE * (1 + 5_000 // len(ARTICLE.encode()))
    assert len(article.encode()) >= 5_000
    assert _fastest(lambda: show(article)) < 0.2


def _fastest(work: Callable[[], object]) -> float:
    times = []
    for _turn in range(5):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def test_renderer_has_a_version() -> None:
    assert RENDERER_VERSION >= 1


def test_link_to_a_page_of_the_site_stays_in_the_readers_language() -> None:
    html = show("[渠道](/contact/verify/#form) [图](/media/x.png) [别处](//contact/)").html
    assert localise(html, "en") == (
        '<p><a href="/en/contact/verify/#form">渠道</a> <a href="/media/x.png">图</a> '
        '<a href="//contact/" rel="noopener noreferrer">别处</a></p>'
    )
