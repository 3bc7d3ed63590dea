"""When an announcement is shown, to the instant: on the board, in the banner, everywhere."""

from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from faq.announcements import actions, banner
from faq.announcements.models import Announcement
from tests.announcements.factories import NOW, an_announcement, words

pytestmark = pytest.mark.django_db

BOARD = "/zh-hans/announcements/"
INSTANT = timedelta(microseconds=1)
ZONES = ["America/Los_Angeles", "UTC", "Asia/Shanghai", "Asia/Kolkata", "Pacific/Kiritimati"]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def the_maintenance() -> Announcement:
    """Maintenance on 2026-12-01, 09:00 to 10:00 in Shanghai, shown from the day before."""
    return an_announcement(
        texts={"zh-hans": words("现货维护"), "en": words("Spot maintenance")},
        visible_from=moment("2026-11-30T00:00"),
        starts_at=moment("2026-12-01T01:00"),
        ends_at=moment("2026-12-01T02:00"),
        time_zone="Asia/Shanghai",
        is_pinned=True,
    )


# --- F23


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("at", "is_shown", "state"),
    [
        (moment("2026-11-30T00:00") - INSTANT, False, None),
        (moment("2026-11-30T00:00"), True, "upcoming"),
        (moment("2026-12-01T00:59"), True, "upcoming"),
        (moment("2026-12-01T01:00") - INSTANT, True, "upcoming"),
        (moment("2026-12-01T01:00"), True, "ongoing"),
        (moment("2026-12-01T02:00") - INSTANT, True, "ongoing"),
        (moment("2026-12-01T02:00"), False, "ended"),
    ],
)
def test_maintenance_comes_and_goes_at_the_same_instants_for_all(
    client: Client, clock: time_machine.Traveller, settings: LazySettings,
    zone: str, at: datetime, is_shown: bool, state: str | None,
) -> None:  # fmt: skip
    announcement = the_maintenance()
    settings.TIME_ZONE = zone
    clock.move_to(at, tick=False)
    for language in ("zh-hans", "zh-hant", "en"):
        shown = client.get(f"/{language}/announcements/").context["banner"]
        assert bool(shown) == is_shown
        page = client.get(announcement.texts.get(language="zh-hans").url(language), follow=True)
        assert page.status_code == (404 if state is None else 200)
        if state:
            html = page.content.decode()
            assert "2026-12-01 09:00</time>–<time" in html
            assert "(UTC+8)" in html
            assert page.context["announcement"]["state"] == state


def test_page_kept_open_knows_when_the_banner_is_over(client: Client) -> None:
    an_announcement(
        is_pinned=True,
        starts_at=moment("2026-11-25T05:00"),
        ends_at=moment("2026-11-25T07:00"),
    )
    shown = client.get("/zh-hans/")
    assert shown.context["banner"]["until"] == moment("2026-11-25T07:00")
    assert 'data-until="2026-11-25T15:00:00+08:00"' in shown.content.decode()


def test_kept_page_is_not_confirmed_once_the_banner_is_over(
    client: Client, clock: time_machine.Traveller
) -> None:
    the_maintenance()
    clock.move_to(moment("2026-12-01T02:00") - INSTANT, tick=False)
    kept = client.get(BOARD)
    again = client.get(BOARD, headers={"If-None-Match": kept["ETag"]})
    assert again.status_code == 304
    clock.move_to(moment("2026-12-01T02:00"), tick=False)
    over = client.get(BOARD, headers={"If-None-Match": kept["ETag"]})
    assert over.status_code == 200
    assert not over.context["banner"]


# --- F11


def surfaces(client: Client, announcement: Announcement) -> dict[str, bool]:
    """Where readers can see it."""
    path = f"/announcements/{announcement.pk}-"
    addresses = {
        "board": BOARD,
        "home": "/zh-hans/",
        "feed": BOARD + "feed/",
        "sitemap": "/sitemap-announcements.xml",
        "search": "/zh-hans/search/?q=现货维护",
        "suggestions": "/zh-hans/search/suggest/?q=现货维护",
    }
    seen = {
        name: path in client.get(address).content.decode() for name, address in addresses.items()
    }
    page = client.get(announcement.texts.get().url("zh-hans"))
    return seen | {"page": page.status_code == 200}


def test_future_announcement_is_nowhere_and_then_everywhere(
    client: Client, clock: time_machine.Traveller
) -> None:
    announcement = an_announcement(visible_from=NOW + timedelta(hours=1), is_pinned=True)
    assert not any(surfaces(client, announcement).values())
    clock.move_to(NOW + timedelta(hours=1) - INSTANT, tick=False)
    assert not any(surfaces(client, announcement).values())
    clock.move_to(NOW + timedelta(hours=1), tick=False)
    assert all(surfaces(client, announcement).values())


def test_announcement_taken_down_is_nowhere_from_that_instant(
    client: Client, clock: time_machine.Traveller
) -> None:
    announcement = an_announcement(visible_until=NOW + timedelta(hours=1), is_pinned=True)
    clock.move_to(NOW + timedelta(hours=1) - INSTANT, tick=False)
    assert all(surfaces(client, announcement).values())
    clock.move_to(NOW + timedelta(hours=1), tick=False)
    assert not any(surfaces(client, announcement).values())


def test_published_then_moved_into_the_future_is_gone_at_once(client: Client) -> None:
    announcement = an_announcement()
    assert all(v for k, v in surfaces(client, announcement).items() if k != "banner")
    announcement.visible_from = NOW + timedelta(hours=1)
    actions.save_announcement(announcement, texts={"zh-hans": words()}, by=None, at=NOW)
    assert not any(surfaces(client, announcement).values())


def test_feed_never_tells_a_time_in_the_future(
    client: Client, clock: time_machine.Traveller
) -> None:
    soon = NOW + timedelta(hours=1)
    an_announcement("今天的")
    an_announcement("一小时后", visible_from=soon)
    assert times(client) == [NOW, NOW]
    clock.move_to(soon, tick=False)
    assert times(client) == [soon, soon, NOW]


def times(client: Client) -> list[datetime]:
    """When the feed and its entries say that they changed."""
    feed = ElementTree.fromstring(client.get(BOARD + "feed/").content)
    found = [datetime.fromisoformat(one.text or "") for one in feed.iter(f"{ATOM}updated")]
    assert all(one <= timezone.now() for one in found)
    return found


ATOM = "{http://www.w3.org/2005/Atom}"


# --- The banner


def current(
    at: datetime = NOW, language: str = "zh-hans", dismissed: set[int] | None = None
) -> Any:
    return banner.current(language, at, dismissed or set())


def test_nothing_is_pinned_by_itself() -> None:
    an_announcement()
    assert current() is None


def test_banner_tells_what_the_page_needs() -> None:
    announcement = an_announcement(severity="warning", is_pinned=True, starts_at=NOW)
    shown = current()
    assert shown == {
        "id": announcement.pk,
        "title": "现货维护",
        "url": f"/zh-hans/announcements/{announcement.pk}-现货维护/",
        "lang": "zh-Hans",
        "severity": "warning",
        "severity_label": shown["severity_label"],
        "starts_at": NOW,
        "ends_at": None,
        "time_zone": "Asia/Shanghai",
        "until": None,
        "dismiss_url": f"/zh-hans/announcements/{announcement.pk}/dismiss/",
    }
    assert current(language="zh-hant")["title"] == "現貨維護"
    assert current(language="en")["lang"] == "zh-Hans"


@pytest.mark.parametrize(
    ("fields", "until"),
    [
        ({}, None),
        ({"starts_at": NOW, "ends_at": NOW + timedelta(hours=2)}, NOW + timedelta(hours=2)),
        ({"pinned_until": NOW + timedelta(hours=1)}, NOW + timedelta(hours=1)),
        (
            {
                "starts_at": NOW,
                "ends_at": NOW + timedelta(hours=2),
                "pinned_until": NOW + timedelta(hours=1),
            },
            NOW + timedelta(hours=1),
        ),
        (
            {
                "starts_at": NOW,
                "ends_at": NOW + timedelta(hours=2),
                "pinned_until": NOW + timedelta(hours=3),
            },
            NOW + timedelta(hours=3),
        ),
        (
            {
                "starts_at": NOW,
                "ends_at": NOW + timedelta(hours=2),
                "visible_until": NOW + timedelta(minutes=5),
            },
            NOW + timedelta(minutes=5),
        ),
    ],
)
def test_banner_ends_with_the_pin_or_the_event_or_the_notice(
    client: Client, fields: dict[str, Any], until: datetime | None
) -> None:
    announcement = an_announcement(is_pinned=True, **fields)
    assert current()["until"] == until
    for at in (until - INSTANT, until) if until else ():
        is_shown = at < until
        assert bool(current(at)) == is_shown
        found = Announcement.objects.pinned_at(at).filter(pk=announcement.pk)
        assert found.exists() == is_shown
    assert until or current(NOW + timedelta(days=3650))


def test_most_severe_comes_first_then_the_newest(client: Client) -> None:
    for severity, hours in (("info", 0), ("danger", 9), ("warning", 1), ("warning", 2)):
        an_announcement(
            f"{severity} {hours}",
            severity=severity,
            is_pinned=True,
            at=NOW - timedelta(hours=hours),
        )
    seen: list[str] = []
    dismissed: set[int] = set()
    actions.unpin(Announcement.objects.get(severity="danger"), by=None, at=NOW)
    while shown := current(dismissed=dismissed):
        seen.append(shown["title"])
        dismissed.add(shown["id"])
    assert seen == ["warning 1", "warning 2", "info 0"]
    actions.pin(Announcement.objects.get(severity="danger"), by=None, at=NOW)
    assert current(dismissed=dismissed)["title"] == "danger 9"


def test_danger_cannot_be_put_away(client: Client) -> None:
    announcement = an_announcement(severity="danger", is_pinned=True)
    client.cookies["dismissed"] = str(announcement.pk)
    shown = client.get("/zh-hans/").context["banner"]
    assert (shown["id"], shown["dismiss_url"]) == (announcement.pk, "")


def test_every_change_is_seen_at_once(client: Client, django_assert_num_queries: Any) -> None:
    announcement = an_announcement(is_pinned=True)
    assert current()["title"] == "现货维护"
    with django_assert_num_queries(1):
        assert current()
    steps = [
        (lambda: actions.hide(announcement, by=None, at=NOW), None),
        (lambda: actions.publish(announcement, by=None, at=NOW), "现货维护"),
        (lambda: actions.unpin(announcement, by=None, at=NOW), None),
        (lambda: actions.pin(announcement, by=None, at=NOW), "现货维护"),
        (
            lambda: actions.save_announcement(
                announcement, texts={"zh-hans": words("新标题")}, by=None, at=NOW
            ),
            "新标题",
        ),
        (lambda: actions.delete_announcements([announcement], by=None, at=NOW), None),
    ]
    for change, title in steps:
        change()
        shown = current()
        assert (shown and shown["title"]) == title
