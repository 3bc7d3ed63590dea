"""Hotlines and mail as search engines read them: ContactPoint in the words of schema.org."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from faq.contact.directory import Shown
from faq.contact.hours import Hours, Span
from faq.contact.models import Kind

DAYS_AHEAD = 60
"""Holidays are told so far ahead; further ones are told later."""

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def contact_points(channels: Iterable[Shown], today: date) -> list[dict[str, Any]]:
    """A contact point for each hotline and address of mail.

    Hours are on the clock of the channel's place, as schema.org has them; one that closes
    before it opens closes on the day after. `today` is the first day that holidays are told of.
    """
    return [
        _contact_point(channel, today)
        for channel in channels
        if channel.kind in (Kind.PHONE, Kind.EMAIL) and channel.href
    ]


def _contact_point(channel: Shown, today: date) -> dict[str, Any]:
    point: dict[str, Any] = {
        "@type": "ContactPoint",
        "contactType": "customer support",
        "name": channel.name,
        "telephone" if channel.kind == Kind.PHONE else "email": channel.value,
        "hoursAvailable": [
            *_weekly(channel.hours),
            *_special(channel.hours, today),
        ],
    }
    if channel.region_code:
        point["areaServed"] = channel.region_code.upper()
    if channel.language_codes:
        point["availableLanguage"] = channel.language_codes
    return point


def _weekly(hours: Hours) -> Iterator[dict[str, Any]]:
    if hours.is_always_open:
        yield _specification("00:00", "23:59", dayOfWeek=list(_DAYS))
        return
    for day, spans in zip(_DAYS, hours.weekly, strict=True):
        for span in spans:
            yield _specification(*_times(span), dayOfWeek=[day])


def _special(hours: Hours, today: date) -> Iterator[dict[str, Any]]:
    if hours.is_always_open:
        return
    for day, spans in sorted(hours.special.items()):
        if not today <= day <= today + timedelta(days=DAYS_AHEAD):
            continue
        only = {"validFrom": day.isoformat(), "validThrough": day.isoformat()}
        if not spans:
            # Opening and closing at one moment: closed the whole day.
            yield _specification("00:00", "00:00", **only)
        for span in spans:
            yield _specification(*_times(span), **only)


def _times(span: Span) -> tuple[str, str]:
    closes = f"{span.closes:%H:%M}"
    return f"{span.opens:%H:%M}", "23:59" if closes == "00:00" else closes


def _specification(opens: str, closes: str, **where: Any) -> dict[str, Any]:
    return {"@type": "OpeningHoursSpecification", **where, "opens": opens, "closes": closes}
