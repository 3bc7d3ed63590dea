"""Every change of the directory of official channels leaves a line in the trail."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from faq.accounts import audit
from faq.accounts.models import User
from faq.contact.models import (
    AllowedHost,
    Channel,
    ChannelText,
    Holiday,
    KnownFake,
    Opening,
    Region,
    RegionText,
    SpokenLanguage,
    SpokenLanguageText,
)

_FIELDS = (
    "kind", "value", "platform", "address", "scope", "position", "is_published",
    "is_always_open", "time_zone",
)  # fmt: skip


def snapshot(channel: Channel) -> dict[str, Any]:
    """Everything that readers see of a channel, as JSON, to tell afterwards what changed."""
    if channel._state.adding:
        return {}
    return {
        **{name: getattr(channel, name) for name in _FIELDS},
        "region": channel.region.code if channel.region else "",
        "checked_on": channel.checked_on.isoformat(),
        "languages": sorted(channel.languages.values_list("code", flat=True)),
        "hours": sorted(str(opening) for opening in Opening.objects.filter(channel=channel)),
        "texts": {
            text.language: [text.name, text.note]
            for text in ChannelText.objects.filter(channel=channel)
        },
    }


@transaction.atomic
def record_change(
    channel: Channel, before: Mapping[str, Any], *, by: User | None, at: datetime
) -> None:
    """The trail says of a saved channel what it was before.

    `before` is the `snapshot` taken then; empty for a new channel.
    """
    after = snapshot(Channel.objects.get(pk=channel.pk))
    changed = {
        name: [before.get(name), value]
        for name, value in after.items()
        if before.get(name) != value
    }
    if changed:
        audit.record("changed" if before else "created", channel, by=by, at=at, **changed)


@transaction.atomic
def confirm(channels: Iterable[Channel], *, by: User | None, on: date, at: datetime) -> None:
    """Somebody tried these channels on a day and they are right."""
    for channel in channels:
        before = snapshot(channel)
        channel.checked_on, channel.checked_by = on, by
        channel.save()
        record_change(channel, before, by=by, at=at)


@transaction.atomic
def delete_channels(channels: Iterable[Channel], *, by: User | None, at: datetime) -> None:
    """Take channels out of the directory: from now on nobody is told that they are ours."""
    for channel in channels:
        audit.record("deleted", channel, by=by, at=at, **snapshot(channel))
        channel.delete()


@transaction.atomic
def import_directory(data: Mapping[str, Any], *, by: User | None, at: datetime) -> None:
    """Create or update from a file: `regions`, `languages`, `holidays`, `channels`, `fakes`,
    `allowed_hosts`.

    Rows are known by `code`, by region and day, by `key`, by kind and value, by
    `host`. What a file does not name stays. Raises ValidationError, naming the row.
    """
    for row in data.get("regions", ()):
        _save_named(Region, RegionText, "region", row)
    for row in data.get("languages", ()):
        _save_named(SpokenLanguage, SpokenLanguageText, "spoken", row)
    for row in data.get("holidays", ()):
        Holiday.objects.update_or_create(
            region=_region(row.get("region")),
            on=_day(row["on"]),
            defaults={
                "name": row["name"],
                "opens": _time(row["opens"]) if row.get("opens") else None,
                "closes": _time(row["closes"]) if row.get("closes") else None,
            },
        )  # fmt: skip
    for row in data.get("channels", ()):
        try:
            _import_channel(row, by=by, at=at)
        except ValidationError as error:
            raise ValidationError(f"{row['key']}: {'; '.join(error.messages)}") from error
    for row in data.get("fakes", ()):
        _import_fake(row, by=by, at=at)
    for row in data.get("allowed_hosts", ()):
        _import_allowed_host(row, by=by, at=at)


def _save_named(
    model: type[Region] | type[SpokenLanguage],
    text_model: type[RegionText] | type[SpokenLanguageText],
    name: str,
    row: Mapping[str, Any],
) -> None:
    named, _created = model.objects.update_or_create(
        code=row["code"], defaults={"position": row.get("position", 0)}
    )
    for language, label in row["texts"].items():
        known: dict[str, Any] = {name: named, "language": language}
        text_model.objects.update_or_create(**known, defaults={"name": label})


def _import_channel(row: Mapping[str, Any], *, by: User | None, at: datetime) -> None:
    channel = Channel.objects.filter(key=row["key"]).first() or Channel(key=row["key"])
    before = snapshot(channel)
    for name in _FIELDS:
        if name in row:
            setattr(channel, name, row[name])
    if "region" in row:
        channel.region = _region(row["region"])
    if "checked_on" in row:
        channel.checked_on = _day(row["checked_on"])
    channel.full_clean()
    channel.save()
    if "languages" in row:
        channel.languages.set(SpokenLanguage.objects.filter(code__in=row["languages"]))
    for language, words in row.get("texts", {}).items():
        known = ChannelText.objects.filter(channel=channel, language=language).first()
        text = known or ChannelText(channel=channel, language=language)
        for name, value in words.items():
            setattr(text, name, value)
        text.clean_fields(exclude=["channel"])
        text.save()
    if "openings" in row:
        _replace_openings(channel, row["openings"])
    record_change(channel, before, by=by, at=at)


def _replace_openings(channel: Channel, rows: Iterable[Mapping[str, str]]) -> None:
    Opening.objects.filter(channel=channel).delete()
    for row in rows:
        opens, closes = _time(row["opens"]), _time(row["closes"])
        opening = Opening(channel=channel, days=row["days"], opens=opens, closes=closes)
        opening.full_clean()
        opening.save()


def _import_fake(row: Mapping[str, Any], *, by: User | None, at: datetime) -> None:
    fake = KnownFake(**row)
    fake.clean_fields()
    fake.clean()
    if not KnownFake.objects.filter(
        kind=fake.kind, normal=fake.normal, platform=fake.platform
    ).exists():
        fake.save()
        audit.record("created", fake, by=by, at=at)


def _import_allowed_host(row: Mapping[str, Any], *, by: User | None, at: datetime) -> None:
    host = AllowedHost(**row, added_by=by, added_at=at)
    host.clean()
    if not AllowedHost.objects.filter(host=host.host).exists():
        host.full_clean()
        host.save()
        audit.record("created", host, by=by, at=at)


def _region(code: str | None) -> Region | None:
    if not code:
        return None
    try:
        return Region.objects.get(code=code)
    except Region.DoesNotExist as error:
        raise ValidationError(_("There is no region “%(code)s”.") % {"code": code}) from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValidationError(_("“%(text)s” is no date.") % {"text": text}) from error


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise ValidationError(_("“%(text)s” is no time of day.") % {"text": text}) from error
