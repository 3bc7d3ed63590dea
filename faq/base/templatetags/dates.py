"""Days and moments as readers see them, always inside a `<time>` that machines can read."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import pgettext

from faq.base.time_zones import offset

register = template.Library()


@register.simple_tag
def day(value: date | datetime) -> SafeString:
    """The day as it stands in a sentence: 2026 年 11 月 18 日, 18 November 2026."""
    on = _local(value).date() if isinstance(value, datetime) else value
    words = date_format(on, pgettext("a day in a sentence", "j F Y"))
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), words)


@register.simple_tag
def short_day(value: date | datetime) -> SafeString:
    """Month and day as they stand in a list: 11-18."""
    on = _local(value).date() if isinstance(value, datetime) else value
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), f"{on:%m-%d}")


@register.simple_tag
def month(value: date | datetime) -> str:
    """The month as a heading: 2026 年 11 月, November 2026."""
    return date_format(value, pgettext("a month as a heading", "F Y"))


@register.filter
def age(since: datetime) -> str:
    """How long ago, in the one largest unit: 3 weeks."""
    return timesince(since, depth=1)


@register.simple_tag
def moment(value: datetime, zone: str = "") -> SafeString:
    """An instant with its zone: 2026-11-25 16:00 (UTC+8).

    The zone is the site's unless one is named. The script of the page adds the reader's own time.
    """
    return period(value, None, zone)


@register.simple_tag
def period(start: datetime, end: datetime | None, zone: str = "") -> SafeString:
    """From one instant to another, the day said once: 2026-12-01 09:00–10:00 (UTC+8)."""
    first = _local(start, zone)
    if end is None:
        return format_html("<span data-local>{} ({})</span>", _time(first), offset(first))
    last = _local(end, zone)
    is_same_day = first.date() == last.date()
    return format_html(
        "<span data-local>{}{}{} ({})</span>",
        _time(first),
        "–" if is_same_day else " – ",
        _time(last, "%H:%M" if is_same_day else "%Y-%m-%d %H:%M"),
        offset(first),
    )


def _local(value: datetime, zone: str = "") -> datetime:
    return timezone.localtime(value, ZoneInfo(zone) if zone else None)


def _time(value: datetime, pattern: str = "%Y-%m-%d %H:%M") -> SafeString:
    return format_html(
        '<time datetime="{}">{}</time>',
        value.isoformat(timespec="minutes"),
        value.strftime(pattern),
    )
