"""What search engines, chats and feed readers find on every page of the site as it is shipped."""

import http.client
import json
import re
from collections import deque
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urldefrag, urljoin, urlsplit
from xml.etree import ElementTree

import pytest

from tests.running_site import RunningSite, fetch

LANGUAGES = ("zh-hans", "zh-hant", "en")
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
ATOM = "{http://www.w3.org/2005/Atom}"
W3C_DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?")
OPEN_GRAPH = {"og:title", "og:description", "og:type", "og:url", "og:locale", "og:site_name",
              "og:image"}  # fmt: skip


class Head(HTMLParser):
    """What a page says of itself, and the words that readers see of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.canonical: list[str] = []
        self.alternates: dict[str, str] = {}
        self.meta: dict[str, str] = {}
        self.copies: list[str] = []
        self.links: list[str] = []
        self.data: list[dict[str, Any]] = []
        self.words: dict[str, str] = {}
        self._open: list[str] = []
        self._reads = ""
        self.feed(html)

    @property
    def is_noindex(self) -> bool:
        return "noindex" in self.meta.get("robots", "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        rel, href = values.get("rel", ""), values.get("href", "")
        if tag == "link" and rel == "canonical":
            self.canonical.append(href)
        elif tag == "link" and "hreflang" in values:
            assert values["hreflang"] not in self.alternates
            self.alternates[values["hreflang"]] = href
        elif tag == "link" and values.get("type") == "text/markdown":
            self.copies.append(href)
        elif tag == "meta" and (name := values.get("name") or values.get("property")):
            assert name not in self.meta, name
            self.meta[name] = values.get("content", "")
        elif tag == "a":
            self.links.append(href)
        elif tag == "script" and values.get("type") == "application/ld+json":
            self._reads = "data"
            self.words["data"] = ""
        elif tag == "h1":
            self._reads = "h1"
        elif tag == "section" and values.get("class") == "answer":
            self._reads = "answer"

    def handle_data(self, data: str) -> None:
        if self._reads:
            self.words[self._reads] = self.words.get(self._reads, "") + data

    def handle_endtag(self, tag: str) -> None:
        if (tag, self._reads) == ("script", "data"):
            self.data.append(json.loads(self.words["data"]))
        if (tag, self._reads) in {("script", "data"), ("h1", "h1"), ("section", "answer")}:
            self._reads = ""


@dataclass
class Walk:
    """All that was found along the links of the site."""

    url: str
    pages: dict[str, Head] = field(default_factory=dict)

    def indexed(self) -> dict[str, Head]:
        """The pages that search engines may keep, by full address."""
        return {
            self.url + path: head
            for path, head in self.pages.items()
            if not head.is_noindex and head.canonical == [self.url + path]
        }


@pytest.fixture(scope="module")
def walk(site: RunningSite) -> Walk:
    """Every page of the site that a link leads to and crawlers may read."""
    found = Walk(site.url)
    rules = fetch(site, "/robots.txt").text.splitlines()
    unread = tuple(rule.removeprefix("Disallow: ") for rule in rules if rule[:9] == "Disallow:")
    waiting = deque(f"/{language}/" for language in LANGUAGES)
    seen = set(waiting)
    with closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)) as connection:
        while waiting:
            path = waiting.popleft()
            connection.request("GET", quote(path, safe="/?=&%:,;+@#"))
            answer = connection.getresponse()
            body = answer.read()
            if answer.status in {301, 302}:
                links = [unquote(answer.headers["Location"])]
            elif answer.headers.get_content_type() == "text/html":
                head = found.pages[path] = Head(body.decode())
                links = head.links
            else:
                continue
            for link in links:
                target = urldefrag(unquote(urljoin(path, link))).url
                if target not in seen and target.startswith("/") and not target.startswith(unread):
                    seen.add(target)
                    waiting.append(target)
    return found


def entries(site: RunningSite) -> dict[str, ElementTree.Element]:
    """What the sitemaps list, by full address."""
    index = ElementTree.fromstring(fetch(site, "/sitemap.xml").text)
    assert index.tag == f"{SITEMAP}sitemapindex"
    found: dict[str, ElementTree.Element] = {}
    for place in index.iter(f"{SITEMAP}loc"):
        assert place.text
        assert place.text.startswith(site.url)
        urls = ElementTree.fromstring(fetch(site, place.text.removeprefix(site.url)).text)
        assert urls.tag == f"{SITEMAP}urlset"
        for url in urls:
            address = unquote(url.findtext(f"{SITEMAP}loc") or "")
            assert address not in found
            found[address] = url
    return found


# --- Every page


def test_every_page_has_one_address_or_is_kept_out(walk: Walk) -> None:
    assert len(walk.pages) > 300
    for path, head in walk.pages.items():
        assert len(head.canonical) <= 1, path
        if not head.is_noindex:
            # The first page of a list is the list.
            assert head.canonical == [walk.url + re.sub(r"[?&]page=1$", "", path)], path
            assert set(parse_qs(urlsplit(path).query)) <= {"kind", "page"}, path
        elif head.canonical:
            assert not walk.pages[head.canonical[0].removeprefix(walk.url)].is_noindex, path


def test_alternates_are_complete_and_name_each_other(walk: Walk) -> None:
    indexed = walk.indexed()
    for address, head in indexed.items():
        if not head.alternates:
            assert re.search(r"/tags/|[?&]page=", address), address
            continue
        own = dict(head.alternates)
        default = own.pop("x-default")
        assert default == next(iter(own.values())), address
        assert address in own.values()
        for sister in own.values():
            assert indexed[sister].alternates == head.alternates, (address, sister)
    assert all(len(indexed[f"{walk.url}/{code}/"].alternates) == 4 for code in LANGUAGES)


def test_every_public_page_can_be_shown_in_a_chat(walk: Walk, site: RunningSite) -> None:
    pictures = set()
    for path, head in walk.pages.items():
        if not head.canonical:
            continue
        assert head.meta.keys() >= OPEN_GRAPH | {"twitter:card", "description"}, path
        assert all(head.meta[name].strip() for name in OPEN_GRAPH), path
        assert head.meta["og:url"] == head.canonical[0]
        assert head.meta["og:locale"] in {"zh_CN", "zh_TW", "en_US"}
        assert head.meta["og:description"] == head.meta["description"]
        pictures.add(head.meta["og:image"])
    assert len(pictures) > 1
    for picture in pictures:
        assert picture.startswith(site.url), picture
        answer = fetch(site, picture.removeprefix(site.url))
        assert answer.headers.get_content_maintype() == "image", picture


@pytest.mark.parametrize("path", ["search/?q=USDT", "search/?q=qqqqzzzz", "glossary/?q=usdt"])
def test_searches_are_kept_out(site: RunningSite, path: str) -> None:
    head = Head(fetch(site, f"/en/{path}").text)
    assert head.is_noindex
    assert not head.alternates


def test_texts_that_stand_in_for_others_are_kept_out(walk: Walk) -> None:
    converted = [
        head
        for path, head in walk.pages.items()
        if re.match(r"/zh-hant/(articles|glossary|announcements)/\d+-", path) and head.is_noindex
    ]
    assert len(converted) > 50
    assert all("/zh-hans/" in head.canonical[0] for head in converted)
    assert not any(head.alternates for head in converted)


# --- Markdown copies


def test_every_article_has_a_copy_that_stands_alone(walk: Walk, site: RunningSite) -> None:
    articles = [path for path in walk.pages if re.match(r"/[\w-]+/articles/\d+-", path)]
    assert len(articles) > 150
    for path in articles:
        head, address = walk.pages[path], path.removesuffix("/") + ".md"
        assert head.copies == [address]
        answer = fetch(site, quote(address))
        assert answer.headers["Link"] == f'<{quote(head.canonical[0], safe=":/")}>; rel="canonical"'
        start, front, body = answer.text.split("---\n", 2)
        assert not start
        assert f"title: {json.dumps(head.words['h1'], ensure_ascii=False)}\n" in front
        prose = re.sub(r"^([ >]*)(```|~~~).*?^\1\2|`[^`\n]+`", "", body, flags=re.M | re.S)
        targets = re.findall(r"\]\(<?([^\s)>]*)", prose)
        assert all(re.match(r"https?://|mailto:|tel:|#", target) for target in targets), path
        if path.startswith("/zh-hant/"):
            assert not re.search("[这们说对应开关]", re.sub(r"https?://\S+", "", prose)), path


# --- JSON-LD


def test_every_page_tells_the_truth_about_itself(walk: Walk) -> None:
    kinds: set[str] = set()
    for path, head in walk.pages.items():
        for data in head.data:
            kinds.add(data["@type"])
            assert data["@context"] == "https://schema.org"
            CHECKS[data["@type"]](data, head)
        if not head.is_noindex and re.match(
            r"/[\w-]+/(articles|announcements|glossary)/\d+-", path
        ):
            assert len(head.data) == 2, path
    assert kinds == CHECKS.keys()


def _page_data(data: dict[str, Any], head: Head) -> None:
    assert [data["url"]] == head.canonical
    published, modified = (
        datetime.fromisoformat(data[name]) for name in ("datePublished", "dateModified")
    )
    assert published.tzinfo
    assert published <= modified
    assert data["publisher"]["name"]
    assert data["inLanguage"] in {"zh-Hans", "zh-Hant", "en"}


def _article(data: dict[str, Any], head: Head) -> None:
    _page_data(data, head)
    assert data["headline"] == head.words["h1"]
    assert data["description"] == head.meta["description"]
    assert data["image"] == head.meta["og:image"]
    assert data["author"]["@type"] == "Organization"


def _faq(data: dict[str, Any], head: Head) -> None:
    _page_data(data, head)
    (question,) = data["mainEntity"]
    assert question["name"] == head.words["h1"]
    answer = question["acceptedAnswer"]["text"]
    assert answer == head.meta["description"]
    assert head.words["answer"].endswith(answer)


def _breadcrumb(data: dict[str, Any], head: Head) -> None:
    items = data["itemListElement"]
    assert [item["position"] for item in items] == list(range(1, len(items) + 1))
    assert all(item["name"] and urlsplit(item["item"]).netloc for item in items)


def _term(data: dict[str, Any], head: Head) -> None:
    assert head.words["h1"].startswith(data["name"])
    assert head.words["answer"].endswith(data["description"])
    assert [data["url"]] == head.canonical
    assert data["inDefinedTermSet"].endswith("/glossary/")


def _website(data: dict[str, Any], head: Head) -> None:
    assert [data["url"]] == head.canonical
    assert "{search_term_string}" in data["potentialAction"]["target"]["urlTemplate"]


def _organization(data: dict[str, Any], head: Head) -> None:
    assert data["name"]
    assert data["contactPoint"]


CHECKS = {
    "Article": _article,
    "BreadcrumbList": _breadcrumb,
    "DefinedTerm": _term,
    "FAQPage": _faq,
    "Organization": _organization,
    "WebSite": _website,
}


# --- Sitemap and feeds


def test_sitemap_is_valid_and_says_what_the_pages_say(walk: Walk, site: RunningSite) -> None:
    indexed = walk.indexed()
    listed = entries(site)
    for address, url in listed.items():
        names = [child.tag for child in url if not child.tag.startswith(XHTML)]
        assert names in ([f"{SITEMAP}loc"], [f"{SITEMAP}loc", f"{SITEMAP}lastmod"])
        assert url[0].tag == f"{SITEMAP}loc"
        assert (url[0].text or "").isascii()
        assert W3C_DATE.fullmatch(url.findtext(f"{SITEMAP}lastmod") or "2026-01-01")
        links = [link.attrib for link in url.iter(f"{XHTML}link")]
        assert all(link["rel"] == "alternate" for link in links)
        assert {link["hreflang"]: unquote(link["href"]) for link in links} == (
            indexed[address].alternates
        )
    unlisted = {address.removeprefix(site.url) for address in indexed.keys() - listed.keys()}
    lists = r"/[\w-]+/((articles|announcements)/\?|tags/|contact/|[^?]*\?page=)"
    assert not [path for path in unlisted if not re.match(lists, path)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["articles", "announcements"])
def test_feed_is_valid(site: RunningSite, walk: Walk, kind: str, language: str) -> None:
    answer = fetch(site, f"/{language}/{kind}/feed/")
    assert answer.headers.get_content_type() == "application/atom+xml"
    feed = ElementTree.fromstring(answer.text)
    assert feed.tag == f"{ATOM}feed"
    here = [link.attrib["href"] for link in feed.findall(f"{ATOM}link[@rel='self']")]
    assert here == [f"{site.url}/{language}/{kind}/feed/"]
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    ids = [one.text or "" for one in feed.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids)) > 5
    assert all(one.startswith(site.url) for one in ids)
    moments = [datetime.fromisoformat(one.text or "") for one in feed.iter(f"{ATOM}updated")]
    assert len(moments) == len(ids)
    assert moments[0] == max(moments[1:])
    for entry in feed.iter(f"{ATOM}entry"):
        for name in ("title", "id", "updated", "summary"):
            assert len(entry.findall(f"{ATOM}{name}")) == 1
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert unquote(link.attrib["href"]).removeprefix(site.url) in walk.pages


@pytest.mark.parametrize("language", LANGUAGES)
def test_browsers_can_add_the_search(site: RunningSite, language: str) -> None:
    answer = fetch(site, f"/{language}/opensearch.xml")
    assert answer.headers.get_content_type() == "application/opensearchdescription+xml"
    name = "{http://a9.com/-/spec/opensearch/1.1/}"
    root = ElementTree.fromstring(answer.text)
    assert root.tag == f"{name}OpenSearchDescription"
    assert 0 < len(root.findtext(f"{name}ShortName") or "") <= 16
    assert 0 < len(root.findtext(f"{name}LongName") or "") <= 48
    url = root.find(f"{name}Url")
    assert url is not None
    assert url.attrib["type"] == "text/html"
    assert url.attrib["template"] == f"{site.url}/{language}/search/?q={{searchTerms}}"
    image = root.find(f"{name}Image")
    assert image is not None
    shown = fetch(site, (image.text or "").removeprefix(site.url))
    assert shown.headers.get_content_type() == image.attrib["type"]
    assert (root.findtext(f"{name}Language") or "").lower() == language
