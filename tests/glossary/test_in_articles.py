"""Terms marked in whole articles, as they are rendered: only words of running text change."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser

import pytest
import time_machine
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from faq.articles.models import Revision
from faq.base.markdown import render
from faq.base.names import Name
from faq.glossary import actions
from faq.glossary.matcher import Matcher
from tests.factories import NOW, an_article
from tests.glossary.factories import a_term

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def later() -> Iterator[None]:
    """A moment at which the tests' articles and terms are visible."""
    with time_machine.travel(LATER, tick=False):
        yield


def body(client: Client, revision: Revision, language: str = "zh-hans") -> str:
    """The text of an article as a reader gets it."""
    address = revision.text.get_absolute_url().replace("/zh-hans/", f"/{language}/")
    html = client.get(address).content.decode()
    return html[html.index("<article") : html.index("<aside", html.index("<article"))]


def marks(html: str) -> list[str]:
    return re.findall(r'<a class="term" href="#t-\d+">([^<]*)</a>', html)


def unmarked(html: str) -> str:
    return re.sub(r'<a class="term" href="#t-\d+">(.*?)</a>', r"\1", html, flags=re.DOTALL)


# --- One page

EVERYWHERE = """## API 与 KYC

`API` 见 [API 文档](https://example.com/API)，<https://example.com/KYC>，<kyc@example.com>

![API 图](/media/API.png "KYC")

普通的 API。
"""


@pytest.mark.django_db
@pytest.mark.usefixtures("later")
def test_only_running_text_changes_and_all_else_stays_byte_for_byte(client: Client) -> None:
    revision = an_article(body=EVERYWHERE)
    before = body(client, revision)
    a_term("api", labels={"zh-hans": "API"})
    a_term("kyc", labels={"zh-hans": "身份认证"}, aliases=["KYC"])
    after = body(client, revision)
    assert marks(after) == ["API"]
    lead = '普通的 <a class="term" '
    assert lead in after
    assert unmarked(after) == before


@pytest.mark.django_db
@pytest.mark.usefixtures("later")
def test_readers_of_traditional_characters_get_their_own_words(client: Client) -> None:
    revision = an_article(body="开仓需要保证金才能进行，逐仓保证金也是。再说保证金。")
    margin = a_term()
    isolated = a_term("isolated", labels={"zh-hans": "逐仓保证金", "zh-hant": "逐倉保證金"})
    html = body(client, revision, "zh-hant")
    assert marks(html) == ["保證金", "逐倉保證金"]
    page = client.get(revision.text.get_absolute_url().replace("/zh-hans/", "/zh-hant/"))
    listed = [term["label"] for term in page.context["page"].terms]
    assert listed == ["保證金", "逐倉保證金"]
    actions.hide(isolated, by=None, at=NOW)
    assert marks(body(client, revision, "zh-hant")) == ["保證金"]
    assert f"#t-{margin.pk}" in body(client, revision, "zh-hans")


# --- Whatever the article

NAMES = ["保证金", "逐仓保证金", "API", "KYC", "Margin", "Two-step", "P&L", "Gas 费"]
MATCHER = Matcher(Name(number, name) for number, name in enumerate(NAMES))
SKIPPED = {"h2", "h3", "h4", "h5", "h6", "a", "code", "pre", "summary", "th", "dt", "figcaption"}

words = st.lists(
    st.sampled_from(
        [*NAMES, "保證金", "margins", "two step", "的", " ", "，", "x", "<b>", "&amp;"]
    ),
    min_size=1,
    max_size=4,
).map("".join)
blocks = st.one_of(
    words,
    words.map("## {}".format),
    words.map("- {}".format),
    words.map("> {}".format),
    words.map("`{}`".format),
    words.map("```\n{}\n```".format),
    words.map("[{}](https://example.com/API)".format),
    words.map('![{0}](/media/API.png "{0}")'.format),
    words.map("| {0} | KYC |\n|---|---|\n| {0} | 保证金 |".format),
    words.map('??? "{0}"\n    {0}'.format),
    words.map("!!! steps\n    ### {0}\n    {0}\n".format),
    words.map("KYC\n:   {}".format),
    words.map("**{}** 与 _API_".format),
)
articles = st.lists(blocks, max_size=6).map("\n\n".join)


class Seen(HTMLParser):
    """The text of a page, its tags without the marks, and the text inside what is skipped."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.tags: list[str] = []
        self.skipped: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        is_mark = ("class", "term") in attrs
        if tag not in {"img", "br", "hr", "input", "col", "source", "track"}:
            self._open.append("mark" if is_mark else tag)
        if not is_mark:
            self.tags.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        closed = self._open.pop()
        if closed != "mark":
            self.tags.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if SKIPPED & set(self._open):
            assert "mark" not in self._open
            self.skipped.append(data)


@settings(deadline=None, max_examples=60)
@given(articles)
def test_marking_changes_neither_words_nor_tags(source: str) -> None:
    html = render(
        source,
        language="zh-hans",
        resolve_link=lambda _target: None,
        resolve_media=lambda _source: None,
    ).html
    marked, terms = MATCHER.mark(html)
    before, after = Seen(html), Seen(marked)
    assert "".join(after.text) == "".join(before.text)
    assert after.tags == before.tags
    assert "".join(after.skipped) == "".join(before.skipped)
    assert len(marks(marked)) == len(terms) == len(set(terms))
    assert unmarked(marked) == html
