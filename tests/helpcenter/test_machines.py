"""What machines read: whatever host is asked or claimed, the configured one; times that are right."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
import time_machine
from django.conf import LazySettings
from django.test import Client

from tests.announcements.factories import an_announcement
from tests.factories import NOW, a_category, an_article
from tests.glossary.factories import a_term

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "configured")]

HOST = "https://help.boan.example"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def at_now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def configured(settings: LazySettings) -> None:
    settings.HELPCENTER_URL = HOST


def described(client: Client, address: str) -> dict[str, dict[str, Any]]:
    """The JSON-LD of a page by its type."""
    page = client.get(address).content.decode()
    scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    return {data["@type"]: data for data in map(json.loads, scripts)}


def changes(client: Client, section: str) -> dict[str, str]:
    """The last changes by path."""
    urls = ElementTree.fromstring(client.get(f"/sitemap-{section}.xml").content)
    return {
        unquote(url.findtext(f"{SITEMAP}loc") or "").removeprefix(HOST): (
            url.findtext(f"{SITEMAP}lastmod") or ""
        )
        for url in urls
    }


# --- The right host


def test_unknown_host_is_refused_with_a_page_that_asks_for_nothing(client: Client) -> None:
    answer = client.get("/zh-hans/", headers={"Host": "boan-kefu.example"})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "看不懂这个请求" in page
    assert "boan-kefu" not in page


@pytest.mark.parametrize(
    "path", ["/zh-hans/", "{article}", "{copy}", "/zh-hans/articles/feed/", "/zh-hans/announcements/feed/",
             "/zh-hans/glossary/", "/zh-hans/announcements/", "/sitemap.xml", "/sitemap-pages.xml",
             "/sitemap-articles.xml", "/robots.txt", "/llms.txt", "/zh-hans/opensearch.xml"]
)  # fmt: skip
def test_claimed_host_is_named_nowhere(client: Client, path: str) -> None:
    text = an_article().text
    an_announcement()
    address = path.format(article=text.get_absolute_url(), copy=text.markdown_url("zh-hans"))
    clean = client.get(address).content
    for name in ("X-Forwarded-Host", "X-Host", "Forwarded", "X-Forwarded-Server", "X-Original-URL"):
        answer = client.get(address, headers={name: "boan-kefu.example"})
        assert answer.content == clean
    assert HOST.encode() in clean
    assert b"testserver" not in clean


def test_page_names_the_official_hosts_backwards(client: Client, settings: LazySettings) -> None:
    settings.ALLOWED_HOSTS = ["help.boan.example", ".boan.example", "testserver"]
    page = client.get("/en/").content.decode()
    written = re.search(r'data-official="([^"]*)"', page)
    assert written
    official = f"{HOST} help.boan.example .boan.example testserver"
    assert written[1][::-1] == official


# --- Times, and the same words


def test_dates_are_those_of_the_visible_words(client: Client) -> None:
    first, second = NOW - timedelta(days=40), NOW - timedelta(days=10)
    text = an_article(key="k", summary="旧答案。", at=first).text
    an_article(key="k", summary="新答案。", at=second)
    an_article(key="k", summary="草稿。", is_draft=True)
    english = an_article(key="k", language="en", slug="x", kind="tutorial", at=first).text
    data = described(client, text.get_absolute_url())["FAQPage"]
    assert (data["datePublished"], data["dateModified"]) == (
        first.isoformat(), second.isoformat(),
    )  # fmt: skip
    assert data["mainEntity"][0]["acceptedAnswer"]["text"] == "新答案。"
    assert changes(client, "articles") == {
        text.get_absolute_url(): "2026-11-15",
        english.get_absolute_url(): "2026-10-16",
    }


def test_answer_is_the_same_wherever_it_stands(client: Client) -> None:
    category = a_category()
    answer = "打开“资产”页，选 <网络>，复制地址 & 核对。"
    text = an_article(category=category, summary=answer).text
    page = client.get(text.get_absolute_url())
    shown = re.search(
        r'<section class="answer".*?<p lang="zh-Hans">(.*?)</p>', page.content.decode()
    )
    described_as = re.search(r'"og:description" content="(.*?)"', page.content.decode())
    assert shown
    assert described_as
    assert unescape(shown[1]) == unescape(described_as[1]) == answer
    data = described(client, text.get_absolute_url())["FAQPage"]
    assert data["mainEntity"][0]["acceptedAnswer"]["text"] == answer
    feed = ElementTree.fromstring(client.get("/zh-hans/articles/feed/").content)
    assert [one.text for one in feed.iter("{http://www.w3.org/2005/Atom}summary")] == [answer]
    for path in ("articles/", f"categories/{category.pk}-account/", "search/?q=充值"):
        assert answer in unescape(client.get(f"/zh-hans/{path}").content.decode()), path
    assert f"summary: {json.dumps(answer, ensure_ascii=False)}\n" in (
        client.get(text.markdown_url("zh-hans")).content.decode()
    )
    assert f".md): {answer}\n" in client.get("/llms.txt").content.decode()


def test_announcement_and_term_are_described(client: Client) -> None:
    announcement, term = an_announcement(), a_term("margin", aliases=["押金"])
    article = described(client, announcement.get_absolute_url())["Article"]
    assert article["headline"] == "现货维护"
    assert article["url"] == HOST + announcement.get_absolute_url()
    defined = described(client, term.get_absolute_url())["DefinedTerm"]
    assert (defined["name"], defined["description"]) == ("保证金", "保证金的定义。")
    assert defined["alternateName"] == ["Margin", "押金"]


def test_signs_of_markup_in_titles_stay_words(client: Client) -> None:
    evil = '</script><meta name="robots" content="noindex">"A" & B'
    text = an_article(title=evil, summary=evil, kind="tutorial").text
    page = client.get(text.get_absolute_url()).content.decode()
    assert '<meta name="robots"' not in page
    assert described(client, text.get_absolute_url())["Article"]["headline"] == evil


# --- Lists


def test_pages_of_a_list_stand_for_themselves_and_other_queries_for_nothing(client: Client) -> None:
    category = a_category()
    for _number in range(25):
        an_article(category=category)
    for query, kept in [
        ("", ""), ("?utm_source=x", ""), ("?page=1", ""), ("?page=2&utm_source=x", "?page=2"),
        ("?page=99", "?page=2"), ("?kind=faq&x=1", "?kind=faq"), ("?page=2&kind=faq", "?kind=faq&page=2"),
    ]:  # fmt: skip
        context = client.get(f"/zh-hans/articles/{query}").context
        assert context["canonical_url"] == f"{HOST}/zh-hans/articles/{kept}"
        assert bool(context["alternates"]) == ("page=2" not in kept)


def test_preview_of_a_draft_names_no_address(editor_client: Client) -> None:
    draft = an_article(is_draft=True)
    page = editor_client.get(f"/zh-hans/articles/preview/{draft.pk}/").content.decode()
    assert '<meta name="robots" content="noindex">' in page
    assert not re.search(
        r'rel="canonical"|hreflang="x-default"|property="og:|ld\+json">\{"@context": "https://schema.org", "@type": "(FAQPage|Article)',
        page,
    )
