"""What machines read of the notice board: the feed, the sitemap, search."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from django.conf import LazySettings
from django.test import Client

from faq.announcements.models import Words
from tests.announcements.factories import NOW, an_announcement, words

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def entries(client: Client, language: str = "zh-hans") -> list[ElementTree.Element]:
    feed = ElementTree.fromstring(client.get(f"/{language}/announcements/feed/").content)
    return feed.findall(f"{ATOM}entry")


def text_of(entry: ElementTree.Element, name: str) -> str:
    return entry.findtext(f"{ATOM}{name}") or ""


# --- The feed


def test_feed_tells_title_summary_kind_and_the_configured_address(
    client: Client, settings: LazySettings
) -> None:
    settings.HELPCENTER_URL = "https://help.boan.example"
    announcement = an_announcement(texts={"zh-hans": words("现货维护", slug="spot")})
    answer = client.get("/zh-hans/announcements/feed/")
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert b"testserver" not in answer.content
    (entry,) = entries(client)
    address = f"https://help.boan.example/zh-hans/announcements/{announcement.pk}-spot/"
    assert text_of(entry, "title") == "现货维护"
    assert text_of(entry, "summary") == "现货维护的影响。"
    assert (
        text_of(entry, "id") == f"https://help.boan.example/zh-hans/announcements/{announcement.pk}"
    )
    assert entry.find(f"{ATOM}link").attrib["href"] == address  # type: ignore[union-attr]
    assert entry.find(f"{ATOM}category").attrib["term"] == "维护"  # type: ignore[union-attr]


def test_feed_speaks_the_language_of_its_address(client: Client) -> None:
    an_announcement(texts={"zh-hans": words("网络维护"), "en": words("Network maintenance")})
    an_announcement("只有中文", at=NOW - timedelta(days=1))
    found = {
        language: [text_of(entry, "title") for entry in entries(client, language)]
        for language in ("zh-hans", "zh-hant", "en")
    }
    assert found == {
        "zh-hans": ["网络维护", "只有中文"],
        "zh-hant": ["網絡維護", "只有中文"],
        "en": ["Network maintenance", "只有中文"],
    }


def test_feed_holds_the_newest_thirty(client: Client) -> None:
    for number in range(35):
        an_announcement(f"公告 {number}", at=NOW - timedelta(hours=number))
    assert [text_of(entry, "title") for entry in entries(client)][::29] == ["公告 0", "公告 29"]


def test_control_characters_break_neither_feed_nor_sitemap(client: Client) -> None:
    evil = Words(title="充值\x0b指南", summary="短\x00\ufffe", body="体\x1b\ud800", slug="x")
    an_announcement(texts={"zh-hans": evil})
    an_announcement("另一条", at=NOW - timedelta(days=1))
    assert [text_of(entry, "title") for entry in entries(client)] == ["充值指南", "另一条"]
    ElementTree.fromstring(client.get("/sitemap-announcements.xml").content)


def test_words_with_signs_of_markup_stay_words(client: Client) -> None:
    an_announcement(texts={"zh-hans": words("A & B <b> ]]>", slug="x")})
    (entry,) = entries(client)
    assert text_of(entry, "title") == "A & B <b> ]]>"


# --- The sitemap


def test_sitemap_names_hand_written_languages_only(client: Client, settings: LazySettings) -> None:
    settings.HELPCENTER_URL = "https://help.boan.example"
    both = an_announcement(
        texts={"zh-hans": words("维护", slug="维护"), "en": words("Maintenance", slug="spot")}
    )
    alone = an_announcement(texts={"zh-hans": words("风险", slug="risk")})
    tree = ElementTree.fromstring(client.get("/sitemap-announcements.xml").content)
    found = {
        url.findtext(f"{SITEMAP}loc"): [
            (link.attrib["hreflang"], link.attrib["href"]) for link in url.iter(f"{XHTML}link")
        ]
        for url in tree
    }
    start = "https://help.boan.example"
    chinese = f"{start}/zh-hans/announcements/{both.pk}-%E7%BB%B4%E6%8A%A4/"
    english = f"{start}/en/announcements/{both.pk}-spot/"
    alternates = [("zh-Hans", chinese), ("en", english), ("x-default", chinese)]
    alone_url = f"{start}/zh-hans/announcements/{alone.pk}-risk/"
    assert found == {
        chinese: alternates,
        english: alternates,
        alone_url: [("zh-Hans", alone_url), ("x-default", alone_url)],
    }


# --- Search


@pytest.mark.parametrize("query", ["以太坊 维护", "維護", "乙太坊钱包", "暂停两小时"])
def test_announcements_are_found_in_either_script(client: Client, query: str) -> None:
    texts = {"zh-hans": words("以太坊钱包维护", body="提现暂停两小时。乙太坊钱包。")}
    announcement = an_announcement(texts=texts)
    rows = client.get("/zh-hans/search/", {"q": query}).context["results"].rows
    assert [row["url"] if isinstance(row, dict) else row.url for row in rows] == [
        announcement.get_absolute_url()
    ]


def test_search_stops_at_the_instant_an_announcement_is_taken_down(
    client: Client, clock: time_machine.Traveller
) -> None:
    end = datetime(2026, 11, 26, tzinfo=UTC)
    an_announcement("以太坊维护", visible_until=end)
    for at, number in ((end - timedelta(microseconds=1), 1), (end, 0)):
        clock.move_to(at, tick=False)
        assert client.get("/zh-hans/search/", {"q": "以太坊"}).context["results"].total == number
