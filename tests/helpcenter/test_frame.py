"""What stands around every page: the way in, theme, languages, machines, and bad input."""

import xml.etree.ElementTree as ElementTree
from urllib.parse import quote

import pytest
from django.conf import LazySettings
from django.test import Client

from faq.accounts.models import User
from tests.factories import a_category, an_article

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("cookie", "header", "target"),
    [
        ("", "zh-TW", "/zh-hant/"),
        ("", "en", "/en/"),
        ("en", "zh-TW", "/en/"),
        ("fr", "en", "/en/"),
        ("", "", "/zh-hans/"),
    ],
)
def test_way_in_follows_cookie_then_browser(
    client: Client, cookie: str, header: str, target: str
) -> None:
    client.cookies["language"] = cookie
    answer = client.get("/", headers={"Accept-Language": header})
    assert (answer.status_code, answer["Location"]) == (302, target)
    assert "Accept-Language" in answer["Vary"]


def test_theme_is_kept_and_leads_back(client: Client) -> None:
    before = {"Referer": "http://testserver/en/articles/?kind=faq"}
    answer = client.post("/theme/", {"theme": "dark"}, headers=before)
    assert answer["Location"] == "/en/articles/?kind=faq"
    assert 'data-theme="dark"' in client.get("/en/").content.decode()
    assert client.post("/theme/", {"theme": "pink"}).status_code == 400


@pytest.mark.parametrize(
    "referer",
    [
        "https://evil.example/",
        "//evil.example/",
        "http://testserver//evil.example/",
        "javascript:x",
        "",
    ],
)
def test_theme_never_leads_to_another_host(client: Client, referer: str) -> None:
    answer = client.post("/theme/", {"theme": "dark"}, headers={"Referer": referer})
    assert answer["Location"].startswith("/")
    assert not answer["Location"].startswith("//")


@pytest.mark.parametrize(
    "address",
    [
        "/fr/", "/zh/", "/zh-hans/articles/999999-x/", "/zh-hans/categories/999999-x/",
        "/zh-hans/tags/nothing/", "/zh-hans/glossary/999999-x/", "/zh-hans/announcements/999999-x/",
        "/zh-hans/articles/99999999999999999999999-x/", "/nothing", "/zh-hans/nothing/",
        "/media/pictures/../../secret_key", "/accent-ffffff.css", "/accent-zzzzzz.css",
        "/zh-hans/%00/", "/zh-hans/articles/%ff%fe/", "/sitemap-nothing.xml",
    ],
)  # fmt: skip
def test_address_that_is_none_is_a_proper_4xx_page(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code in {400, 404}
    assert answer["Content-Type"].startswith("text/html")


def test_page_of_failure_offers_a_search_for_the_words_of_the_address(client: Client) -> None:
    page = client.get("/zh-hans/articles/如何-充值/")
    assert page.status_code == 404
    assert "如何 充值" in page.content.decode()


@pytest.mark.parametrize("page", ["search/", "articles/", "announcements/", "glossary/"])
@pytest.mark.parametrize(
    "query",
    ["page=99999999999999999999", "page=-1", "page=x", "q=%00", "q=" + "a" * 10_000, "q=%ff%fe",
     "kind=%00", "category=x", "category=99999999999999999999999", "tag=%00", "q[]=1&q=2", "__proto__=1",
     "revision__body__contains=x", "q=" + quote("' OR 1=1 --")],
)  # fmt: skip
def test_any_query_string_is_answered(client: Client, page: str, query: str) -> None:
    an_article()
    assert client.get(f"/zh-hans/{page}?{query}").status_code in {200, 404}


def test_unknown_host_is_refused(client: Client) -> None:
    assert client.get("/zh-hans/", headers={"Host": "boan-kefu.example"}).status_code == 400


def test_public_answers_set_no_cookie_and_hold_no_token(client: Client, editor: User) -> None:
    text = an_article().text
    for address in ("/zh-hans/", text.get_absolute_url(), "/zh-hans/search/?q=充值"):
        answer = client.get(address)
        assert not answer.cookies
        assert "csrfmiddlewaretoken" not in answer.content.decode()
        assert answer["Cache-Control"] == "public, no-cache"
        assert "Cookie" in answer["Vary"]
    client.force_login(editor)
    assert client.get(text.get_absolute_url())["Cache-Control"] == "private, no-store"


def test_sitemaps_name_hand_written_languages_with_the_configured_host(
    client: Client, settings: LazySettings
) -> None:
    settings.HELPCENTER_URL = "https://help.boan.example"
    a_category("account", zh_hans="账户")
    an_article(key="k", slug="如何充值")
    an_article(key="k", language="en", slug="deposit")
    an_article(key="only", slug="only")
    an_article(key="hidden", slug="hidden", is_draft=True)
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)
    places = [one.text or "" for one in index.findall(".//{*}loc")]
    assert all(place.startswith("https://help.boan.example/sitemap-") for place in places)
    shown = client.get("/sitemap-articles.xml").content.decode()
    entries = [one.text or "" for one in ElementTree.fromstring(shown).findall(".//{*}loc")]
    assert len(entries) == 3
    assert not [entry for entry in entries if "zh-hant" in entry or "hidden" in entry]
    assert 'hreflang="en"' in shown


def test_robots_are_told_what_not_to_read(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    for language in ("zh-hans", "zh-hant", "en"):
        for page in ("search/", "ask/", "accounts/", "tickets/new/?"):
            assert f"\nDisallow: /{language}/{page}\n" in text
    assert "Sitemap: " in text


def test_navigation_shows_only_what_exists(client: Client) -> None:
    assert "kind=academy" not in client.get("/zh-hans/").content.decode()
    an_article(kind="academy")
    assert "kind=academy" in client.get("/zh-hans/").content.decode()


def test_home_counts_what_everybody_may_read(client: Client) -> None:
    category = a_category("account", zh_hans="账户")
    an_article(category=category)
    an_article(category=category, is_draft=True)
    an_article(category=category, audience="staff")
    page = client.get("/zh-hans/")
    assert page.context["article_count"] == 1
    assert [(topic["name"], topic["count"]) for topic in page.context["topics"]] == [("账户", 1)]
