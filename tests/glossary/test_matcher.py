"""Finding names of terms in text, and marking them in HTML."""

import re
from html.parser import HTMLParser
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.base.names import Name
from faq.glossary.matcher import Matcher

NAMES = [
    "保证金", "逐仓保证金", "期权", "现货", "交易哈希", "API", "KYC", "API 密钥", "Gas 费", "TRC20",
    "Margin", "Two-step", "Strike price", "Token approval", "Recovery address", "DeFi", "P&L",
    "Stop-limit order", "Two-factor", "Limit order", "TxID", "提现",
]  # fmt: skip
MATCHER = Matcher(Name(number, name) for number, name in enumerate(NAMES))


def found(text: str) -> list[str]:
    return [text[place.start : place.end] for place in MATCHER.find(text)]


def term(name: str) -> int:
    return NAMES.index(name)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("开仓需要保证金才能进行", ["保证金"]),
        ("逐仓保证金和保证金", ["逐仓保证金", "保证金"]),
        ("開倉需要保證金，查交易哈希", ["保證金", "交易哈希"]),
        ("普通的 API。", ["API"]),
        ("普通的API。", ["API"]),
        ("创建API密钥，或 API 密钥", ["API密钥", "API 密钥"]),
        ("ＡＰＩ 与 trc20", ["ＡＰＩ", "trc20"]),
        ("付gas费，GAS 费", ["gas费", "GAS 费"]),
        ("margins, Margin; MARGIN's", ["margins", "Margin", "MARGIN"]),
        ("marginal submargin margin_x", []),
        ("two-step, two step, two\nstep", ["two-step", "two step", "two\nstep"]),
        ("Two‑step verification", ["Two‑step"]),
        (
            "stop-limit orders, stop limit order, Stop‑Limit Order; limit orders",
            ["stop-limit orders", "stop limit order", "Stop‑Limit Order", "limit orders"],
        ),
        (
            "two-factor, Two Factor, twofactor, two-factors, factor two",
            ["two-factor", "Two Factor", "two-factors"],
        ),
        ("查txid、TXID 或 TxIDs", ["txid", "TXID", "TxIDs"]),
        ("提现已暂停，急着提現时，大额提现时间", ["提现", "提現", "提现"]),
        ("strike prices and token approvals", ["strike prices", "token approvals"]),
        ("recovery addresses", ["recovery addresses"]),
        ("APIs and KYCs, but no api, Api or kyc", ["APIs", "KYCs"]),
        ("defi and DEFI", ["defi", "DEFI"]),
        ("see api.boan.example, KYC@boan.example, boan.example/API, x-API, margin-call", []),
        ("Margin. API, (KYC) “API” KYC: API;", ["Margin", "API", "KYC", "API", "KYC", "API"]),
        ("&lt;API&gt; and P&amp;L", ["API", "P&amp;L"]),
        ("", []),
    ],
)
def test_names_are_found(text: str, names: list[str]) -> None:
    assert found(text) == names


@pytest.mark.parametrize("text", ["长期权益", "日期权限", "出现货币", "長期權益"])
def test_name_that_cuts_words_in_two_is_not_meant(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", ["买入期权", "不能用现货账户", "期权的价格", "做期权"])
def test_short_name_that_is_a_word_is_found(text: str) -> None:
    assert len(found(text)) == 1


def test_entity_is_no_name() -> None:
    assert Matcher([Name(1, "lt"), Name(2, "amp")]).mark("a &lt; b &amp; c")[1] == []


@pytest.mark.parametrize(
    ("name", "written"),
    [("Policy", "policies"), ("Delay", "delays"), ("Batch", "batches"), ("Address", "addresses")],
)
def test_plural_as_english_forms_it(name: str, written: str) -> None:
    assert Matcher([Name(1, name)]).mark(written)[1] == [1]


def test_single_character_is_never_marked() -> None:
    assert Matcher([Name(1, "币"), Name(2, "x")]).mark("币 x") == ("币 x", [])


def test_small_letters_are_found_where_an_alias_says_so() -> None:
    assert Matcher([Name(1, "API"), Name(1, "api")]).mark("an api")[1] == [1]


def test_without_names_nothing_is_marked() -> None:
    assert Matcher([]).mark("<p>保证金</p>") == ("<p>保证金</p>", [])


def test_first_use_is_led_to_its_explanation() -> None:
    html, terms = MATCHER.mark("<p>保证金、保证金</p><p>保证金和 KYC</p>")
    assert html == (
        f'<p><a class="term" href="#t-{term("保证金")}">保证金</a>、保证金</p>'
        f'<p>保证金和 <a class="term" href="#t-{term("KYC")}">KYC</a></p>'
    )
    assert terms == [term("保证金"), term("KYC")]


def test_longer_name_used_again_is_not_marked_in_part() -> None:
    html, terms = MATCHER.mark("<p>逐仓保证金，逐仓保证金</p>")
    assert terms == [term("逐仓保证金")]
    assert html.count("<a ") == 1


@pytest.mark.parametrize(
    "html",
    [
        '<h2 id="api-与-kyc">API 与 KYC</h2>',
        "<h6>API</h6>",
        '<p><a href="https://example.com/API">API <em>文档</em></a></p>',
        "<p><code>API</code><kbd>API</kbd><samp>API</samp></p>",
        '<pre tabindex="0"><code class="language-x">API <span>KYC</span></code></pre>',
        '<details class="disc"><summary><b>API</b> KYC</summary></details>',
        '<p><img src="/media/API.png" alt="API 图" title="KYC > API"></p>',
        "<figure><figcaption>API</figcaption></figure>",
        "<table><tr><th>API</th></tr></table>",
        '<dl class="copy"><div><dt>API</dt></div></dl>',
        "<button>API</button>",
        '<p title="API"></p>',
    ],
)
def test_nothing_is_marked_in_names_links_code_and_attributes(html: str) -> None:
    assert MATCHER.mark(html) == (html, [])


def test_text_after_such_an_element_is_marked() -> None:
    html = MATCHER.mark("<h2>API</h2><p><code>API</code> API</p>")[0]
    assert html == (
        f'<h2>API</h2><p><code>API</code> <a class="term" href="#t-{term("API")}">API</a></p>'
    )


def test_only_the_last_line_of_a_page_full_of_names() -> None:
    before = (
        '<h2 id="api-与-kyc">API 与 KYC</h2>\n<p><code>API</code> 见 '
        '<a href="https://example.com/API">API 文档</a>，'
        '<a href="https://example.com/KYC">https://example.com/KYC</a>\n'
        '<img src="/media/API.png" alt="API 图" title="KYC"> api@boan.example KYC@boan.example\n'
        "普通的 "
    )
    html, _terms = MATCHER.mark(before + "API。</p>")
    assert html == f'{before}<a class="term" href="#t-{term("API")}">API</a>。</p>'


def test_broken_tag_ends_the_marking() -> None:
    assert MATCHER.mark('<p>API <a title="KYC')[0].endswith('<a title="KYC')
    assert MATCHER.mark('<p "API') == ('<p "API', [])


@pytest.mark.parametrize(
    "piece", ["<a ", "<b>", '"<', "'", "逐仓", "保证金", "two-", "two ", "API/", "a", "-", "&lt;"]
)
def test_hostile_text_takes_time_in_proportion(piece: str) -> None:
    started = perf_counter()
    MATCHER.mark(piece * 50_000)
    assert perf_counter() - started < 5


# --- Whatever the text

words = st.sampled_from([*NAMES, "margins", "的", " ", "，", "逐仓", "x", "&amp;", "長期權益"])
texts = st.lists(words | st.text("aAs 保证金期权-_./@;é\n", max_size=3), max_size=8)
unmarked = ["h2", "a", "code", "summary", "th", "dt", "figcaption"]


@st.composite
def html_pages(draw: st.DrawFn) -> str:
    """Well-formed HTML with names everywhere."""
    pieces: list[str] = []
    for _number in range(draw(st.integers(0, 5))):
        name = draw(st.sampled_from(["p", "li", "em", "td", *unmarked]))
        inner = draw(st.sampled_from(["strong", "span", "code"]))
        text, more = "".join(draw(texts)), "".join(draw(texts))
        pieces.append(f'<{name} title="API > KYC">{text}<{inner}>{more}</{inner}>{text}</{name}>')
    return "".join(pieces)


class Reader(HTMLParser):
    """The text of a page, the links to terms, and whether tags close in the order they open."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.is_well_formed = True
        self.text = ""
        self.marked: list[str] = []
        self.marked_inside: set[str] = set()
        self._open: list[str] = []
        self.feed(html)
        self.close()
        self.is_well_formed &= not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if dict(attrs).get("class") == "term":
            self.marked.append(dict(attrs)["href"] or "")
            self.marked_inside |= set(self._open)
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.is_well_formed &= bool(self._open) and self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_entityref(self, name: str) -> None:
        self.text += f"&{name};"


def unmark(html: str) -> str:
    return re.sub(r'<a class="term" href="#t-\d+">(.*?)</a>', r"\1", html, flags=re.DOTALL)


@given(html_pages())
def test_marking_changes_no_text_and_no_structure(html: str) -> None:
    marked, terms = MATCHER.mark(html)
    before, after = Reader(html), Reader(marked)
    assert after.text == before.text
    assert after.is_well_formed
    assert after.marked == [f"#t-{number}" for number in terms]
    assert len(set(terms)) == len(terms)
    assert not after.marked_inside & set(unmarked)
    assert unmark(marked) == html


@given(st.text())
def test_any_text_can_be_searched(text: str) -> None:
    ends = [0]
    for place in MATCHER.find(text):
        assert ends[-1] <= place.start < place.end <= len(text)
        ends.append(place.end)
    marked, _terms = MATCHER.mark(text)
    assert unmark(marked) == text
