"""What search engines read of the hotlines agrees with what readers see."""

import json
import random
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils.translation import override

from faq.contact.directory import directory
from faq.contact.hours import state
from faq.contact.hours_in_words import state_words
from faq.contact.models import Channel, Kind
from faq.contact.structured_data import contact_points

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channels")]

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def is_open(specifications: list[dict[str, Any]], clock: datetime) -> bool:
    """Read as schema.org says: on the clock of the place, without any of our own code."""

    def in_force(day: date) -> list[dict[str, Any]]:
        only = [s for s in specifications if s.get("validFrom", "") <= day.isoformat()
                <= s.get("validThrough", "") and "validFrom" in s]  # fmt: skip
        weekly = [s for s in specifications if DAYS[day.weekday()] in s.get("dayOfWeek", ())]
        return only or weekly

    today, yesterday, now = clock.date(), clock.date() - timedelta(days=1), clock.time()
    for day in (today, yesterday):
        for specification in in_force(day):
            opens = time.fromisoformat(specification["opens"])
            closes = time.fromisoformat(specification["closes"])
            if opens == closes:
                continue
            is_overnight = closes < opens
            ends = time.max if closes == time(23, 59) else closes
            if day == today and opens <= now and (is_overnight or now < ends):
                return True
            if day == yesterday and is_overnight and now < ends:
                return True
    return False


def test_text_and_data_agree_at_a_thousand_instants() -> None:
    chance = random.Random(7)
    start = datetime(2026, 11, 20, tzinfo=UTC)
    listed = directory()
    hotlines = [channel for channel in listed.channels if channel.kind == Kind.PHONE]
    seen: set[tuple[str, bool]] = set()
    for _number in range(1000):
        at = start + timedelta(minutes=chance.randrange(60 * 24 * 55))
        channel = chance.choice(hotlines)
        shown = listed.shown(channel, "en", at)
        [point] = contact_points([shown], start.date())
        specifications = point["hoursAvailable"]
        with override("en"):
            words = state_words(shown.state, at)

        assert words.startswith("Open") == is_open(specifications, at.astimezone(channel.zone))
        seen.add((channel.key, shown.state.is_open))
    assert len(seen) == 2 * len(hotlines) - 1  # each was met open and closed, but for 24/7


@time_machine.travel(datetime(2026, 11, 27, 12, tzinfo=UTC), tick=False)
def test_contact_points_are_on_the_page(client: Client) -> None:
    page = client.get("/en/contact/").content.decode()
    blocks = [
        json.loads(text)
        for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    ]
    points = next(block for block in blocks if block["@type"] == "Organization")["contactPoint"]
    numbers = {point["telephone"] for point in points if "telephone" in point}

    assert numbers == set(Channel.objects.filter(kind=Kind.PHONE).values_list("value", flat=True))
    assert "support@boan.example" in {point.get("email") for point in points}
    london = next(point for point in points if point.get("areaServed") == "GB")
    assert london["availableLanguage"] == ["en"]
    assert {
        "@type": "OpeningHoursSpecification",
        "validFrom": "2026-12-25",
        "validThrough": "2026-12-25",
        "opens": "00:00",
        "closes": "00:00",
    } in london["hoursAvailable"]


def test_state_of_a_channel_is_the_state_of_its_hours() -> None:
    at = datetime(2026, 11, 27, 12, tzinfo=UTC)
    for shown in directory().all("en", at):
        assert shown.state == state(shown.hours, at)
