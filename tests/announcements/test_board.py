"""The notice board and the page of an announcement, as readers meet them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from django.conf import LazySettings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from faq.announcements import actions
from faq.announcements.models import Announcement, Words
from tests.announcements.factories import NOW, an_announcement, words

pytestmark = pytest.mark.django_db

BOARD = "/zh-hans/announcements/"


def titles(client: Client, address: str = BOARD) -> list[str]:
    months = client.get(address).context["months"]
    return [row.title for month in months for row in month["rows"]]


def page(client: Client, announcement: Announcement, language: str = "zh-hans") -> Any:
    """The page of an announcement, whatever its address is."""
    return client.get(f"/{language}/announcements/{announcement.pk}-x/", follow=True)


def many(number: int) -> None:
    for count in range(number):
        texts = {"zh-hans": words(f"公告 {count}"), "en": words(f"Announcement {count}")}
        an_announcement(texts=texts, at=NOW - timedelta(days=count))


# --- The board


def test_board_is_newest_first_under_its_months(person: Client) -> None:
    an_announcement("十月", at=datetime(2026, 10, 31, 15, 59, tzinfo=UTC))
    an_announcement("十一月初", at=datetime(2026, 10, 31, 16, 0, tzinfo=UTC))
    an_announcement("今天")
    months = person.get(BOARD).context["months"]
    assert [
        (f"{month['label']:%Y-%m}", [row.title for row in month["rows"]]) for month in months
    ] == [("2026-11", ["今天", "十一月初"]), ("2026-10", ["十月"])]


def test_board_can_be_narrowed_to_a_kind(client: Client) -> None:
    an_announcement("维护", kind="maintenance")
    an_announcement("风险", kind="risk", severity="danger")
    context = client.get(BOARD + "?kind=risk").context
    (row,) = context["months"][0]["rows"]
    assert (row.title, row.severity, str(row.kind_label)) == ("风险", "danger", "风险提示")
    current = [kind for kind in context["kinds"] if kind["is_current"]]
    assert [(kind["value"], kind["url"]) for kind in current] == [("risk", BOARD + "?kind=risk")]
    assert [kind["value"] for kind in context["kinds"]] == ["", *Announcement.Kind.values]
    assert client.get(BOARD + "?kind=nonsense").status_code == 404


def test_empty_board_is_a_page(client: Client) -> None:
    for address in (BOARD, BOARD + "?kind=event", BOARD + "feed/"):
        assert client.get(address).status_code == 200


def test_long_board_has_pages(client: Client) -> None:
    many(45)
    assert len(titles(client)) == 20
    assert titles(client, BOARD + "?page=3") == [f"公告 {number}" for number in range(40, 45)]
    assert client.get(BOARD).context["page_obj"].paginator.num_pages == 3


@pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999", "x", ""])
def test_any_page_number_gives_a_page(client: Client, number: str) -> None:
    an_announcement()
    assert client.get(f"{BOARD}?page={number}").status_code == 200


def test_home_page_shows_the_three_newest(client: Client) -> None:
    many(5)
    rows = client.get("/zh-hans/").context["announcements"]
    assert [row.title for row in rows] == ["公告 0", "公告 1", "公告 2"]


# --- Languages


def test_every_language_has_something_to_read(client: Client) -> None:
    announcement = an_announcement("网络维护")
    shown = {}
    for language in ("zh-hans", "zh-hant", "en"):
        row = client.get(f"/{language}/announcements/").context["months"][0]["rows"][0]
        assert row.url == announcement.texts.get().url(language)
        shown[language] = (row.title, row.lang)
        context = client.get(row.url).context
        assert context["announcement"]["title"] == row.title
        assert context["is_noindex"] == (language != "zh-hans")
        assert context["canonical_url"].endswith(announcement.get_absolute_url())
    assert shown == {
        "zh-hans": ("网络维护", "zh-Hans"),
        "zh-hant": ("網絡維護", "zh-Hant"),
        "en": ("网络维护", "zh-Hans"),
    }
    notices = [
        page(client, announcement, language).context["translation_notice"]
        for language in ("zh-hans", "zh-hant", "en")
    ]
    assert [notice and notice["kind"] for notice in notices] == [None, "converted", "other"]


def test_hand_written_language_wins(client: Client) -> None:
    texts = {"zh-hans": words("网络维护"), "zh-hant": words("網路維護"), "en": words("Maintenance")}
    announcement = an_announcement(texts=texts)
    context = page(client, announcement, "zh-hant").context
    assert context["announcement"]["title"] == "網路維護"
    assert context["translation_notice"] is None
    assert [alternate["lang"] for alternate in context["alternates"]] == [
        "zh-Hans",
        "zh-Hant",
        "en",
    ]


# --- The page


def test_page_tells_the_time_with_its_zone(person: Client) -> None:
    announcement = an_announcement(
        starts_at=datetime(2026, 12, 1, 1, 0, tzinfo=UTC),
        ends_at=datetime(2026, 12, 1, 2, 0, tzinfo=UTC),
        time_zone="Asia/Shanghai",
    )
    response = page(person, announcement)
    html = response.content.decode()
    assert '<time datetime="2026-12-01T09:00+08:00">2026-12-01 09:00</time>' in html
    assert "(UTC+8)" in html
    assert response.context["announcement"]["time_zone"] == "Asia/Shanghai"


def test_time_is_told_in_the_zone_of_the_announcement(client: Client) -> None:
    announcement = an_announcement(
        starts_at=datetime(2026, 12, 1, 1, 0, tzinfo=UTC), time_zone="America/New_York"
    )
    html = page(client, announcement).content.decode()
    assert '<time datetime="2026-11-30T20:00-05:00">2026-11-30 20:00</time> (UTC-5)' in html


def test_body_is_rendered_and_its_links_lead_into_the_language(client: Client) -> None:
    other = an_announcement("旧公告", key="old")
    texts = {
        "zh-hans": words(body='见[旧公告](announcement:old)。\n\n!!! warning "注意"\n    先撤单。')
    }
    announcement = an_announcement(texts=texts)
    for language in ("zh-hans", "en"):
        html = page(client, announcement, language).context["announcement"]["html"]
        assert f'href="/{language}/announcements/{other.pk}-旧公告/"' in html
        assert "notice--warn" in html


def test_words_of_editors_are_escaped(client: Client) -> None:
    evil = "<script>alert(1)</script>"
    texts = {"zh-hans": Words(title=evil, summary=evil, body=f"{evil}<img src=x onerror=alert(1)>")}
    announcement = an_announcement(texts=texts, is_pinned=True)
    for address in (announcement.get_absolute_url(), BOARD, "/zh-hans/", BOARD + "feed/"):
        html = client.get(address).content.decode()
        assert "<script>alert" not in html
        assert "onerror" not in html


def test_updated_is_when_the_words_last_changed(
    client: Client, clock: time_machine.Traveller
) -> None:
    announcement = an_announcement()
    clock.shift(timedelta(days=2))
    changed = {"zh-hans": words("现货维护", body="已恢复。")}
    actions.save_announcement(announcement, texts=changed, by=None, at=NOW + timedelta(days=1))
    shown = page(client, announcement).context["announcement"]
    assert shown["published_at"] == NOW
    assert shown["updated_at"] == NOW + timedelta(days=1)


# --- Addresses: F04, F05


def test_wrong_address_leads_to_the_right_one_in_one_hop(client: Client) -> None:
    texts = {"zh-hans": words("如何充值"), "en": words("How to deposit")}
    announcement = an_announcement(texts=texts)
    chinese, english = (announcement.texts.get(language=code).path for code in ("zh-hans", "en"))
    assert client.get(f"/zh-hans/{chinese}").status_code == 200
    assert client.get(quote(f"/zh-hans/{chinese}")).status_code == 200
    for language, wrong, right in (
        ("en", chinese, f"/en/{english}"),
        ("zh-hans", english, quote(f"/zh-hans/{chinese}")),
        ("zh-hant", f"announcements/{announcement.pk}-old/", quote(f"/zh-hant/{chinese}")),
    ):
        answer = client.get(f"/{language}/{wrong}?from=mail")
        assert (answer.status_code, answer["Location"]) == (301, f"{right}?from=mail")


@pytest.mark.parametrize("slug", ["reset-2fa", "提现", "如何充值？"])
def test_changed_title_keeps_the_address_and_changed_address_leads_on(
    client: Client, slug: str
) -> None:
    announcement = an_announcement(texts={"zh-hans": words(slug=slug)})
    before = announcement.get_absolute_url()
    kept = announcement.texts.get().slug
    actions.save_announcement(
        announcement, texts={"zh-hans": words("新标题", slug=kept)}, by=None, at=NOW
    )
    assert announcement.get_absolute_url() == before
    actions.save_announcement(announcement, texts={"zh-hans": words(slug="new")}, by=None, at=NOW)
    answer = client.get(before)
    assert (answer.status_code, answer["Location"]) == (
        301, f"/zh-hans/announcements/{announcement.pk}-new/",
    )  # fmt: skip


def test_title_of_signs_only_has_an_address(client: Client) -> None:
    announcement = an_announcement(texts={"zh-hans": words("！？…")})
    assert client.get(announcement.get_absolute_url()).status_code == 200


# --- Hidden looks exactly like absent: T10

HIDDEN = {
    "draft": {"is_published": False},
    "scheduled": {"visible_from": NOW + timedelta(hours=1)},
    "taken down": {"visible_from": NOW - timedelta(days=2), "visible_until": NOW},
}


@pytest.mark.parametrize("how", HIDDEN)
def test_hidden_announcement_looks_absent_everywhere(person: Client, how: str) -> None:
    texts = {"zh-hans": words("金丝雀", slug="canary"), "en": words("Canary", slug="canary")}
    hidden = an_announcement(texts=texts, is_pinned=True, key="canary", **HIDDEN[how])
    an_announcement("现货维护")
    absent = person.get("/zh-hans/announcements/999999-canary/")
    for slug in ("canary", "x"):
        answer = person.get(f"/zh-hans/announcements/{hidden.pk}-{slug}/")
        assert answer.status_code == absent.status_code == 404
        assert "金丝雀" not in answer.content.decode()
    assert person.post(f"/zh-hans/announcements/{hidden.pk}/dismiss/").status_code == 404
    for address in (
        BOARD, BOARD + "?kind=maintenance", BOARD + "feed/", "/en/announcements/", "/zh-hans/",
        "/en/announcements/feed/", "/sitemap-announcements.xml", "/zh-hans/search/?q=金丝雀",
        "/zh-hans/search/suggest/?q=金丝雀", "/en/search/?q=canary",
    ):  # fmt: skip
        answer = person.get(address)
        assert answer.status_code == 200
        shown = answer.content.decode().replace('value="金丝雀"', "").replace('q=金丝雀"', '"')
        assert f"/announcements/{hidden.pk}-" not in shown, address
    assert person.get(BOARD).context["page_obj"].paginator.count == 1


def test_answers_do_not_tell_how_many_are_hidden(client: Client) -> None:
    an_announcement("现货维护")
    before = [
        client.get(address) for address in (BOARD, BOARD + "feed/", "/sitemap-announcements.xml")
    ]
    for fields in HIDDEN.values():
        an_announcement("金丝雀", **fields)
    after = [
        client.get(address) for address in (BOARD, BOARD + "feed/", "/sitemap-announcements.xml")
    ]
    assert [answer.content for answer in before] == [answer.content for answer in after]
    assert [answer.get("ETag") for answer in before] == [answer.get("ETag") for answer in after]


# --- Transport and budgets


def test_public_answers_may_be_kept_if_asked_for_again(
    client: Client, settings: LazySettings
) -> None:
    announcement = an_announcement()
    for address in (BOARD, announcement.get_absolute_url(), BOARD + "feed/"):
        answer = client.get(address)
        assert answer["Cache-Control"] == "public, no-cache"
        assert not answer.cookies
        assert "csrf" not in answer.content.decode()


@pytest.mark.parametrize("address", ["", "feed/", "{pk}-x/"])
@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_reading_is_by_get_and_head_only(client: Client, address: str, method: str) -> None:
    announcement = an_announcement()
    address = BOARD + address.format(pk=announcement.pk)
    assert getattr(client, method)(address).status_code == 405


@pytest.mark.parametrize("number", [3, 60])
def test_queries_do_not_grow_with_the_rows(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    many(number)
    announcement = an_announcement(is_pinned=True)
    for address, budget in {
        BOARD: 8,
        BOARD + "?kind=maintenance": 8,
        announcement.get_absolute_url(): 6,
        BOARD + "feed/": 8,
        "/sitemap-announcements.xml": 8,
    }.items():
        client.get(address)
        with django_assert_max_num_queries(budget):
            assert client.get(address).status_code == 200
