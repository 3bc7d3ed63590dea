"""Time zones: their names, as editors type them, and their offsets, as readers see them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def site_time_zone() -> str:
    """The zone that times are told in unless something names another."""
    return settings.TIME_ZONE


def validate_time_zone(name: str) -> None:
    """A zone is one that the IANA database knows by this name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValidationError(
            _("There is no time zone of this name. Write it like Asia/Shanghai or UTC.")
        ) from error


def offset(value: datetime) -> str:
    """How the clock of an instant's zone differs: UTC, UTC+8, UTC-3:30."""
    minutes = (value.utcoffset() or timedelta()) // timedelta(minutes=1)
    hours, rest = divmod(abs(minutes), 60)
    if not minutes:
        return "UTC"
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")
