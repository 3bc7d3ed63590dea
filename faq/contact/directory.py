"""The official channels as pages show them, remembered by each process until an editor changes one.

Everything that names an official contact reads it here: the contact page, the frame of every page,
the verifier. So a change shows everywhere at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser

from faq.base import languages
from faq.base.memo import Memo
from faq.contact.hours import Hours, Span, State, state
from faq.contact.models import (
    DAYS,
    VERSION,
    AllowedHost,
    Channel,
    ChannelText,
    Holiday,
    Kind,
    KnownFake,
    Region,
    Scope,
    SpokenLanguage,
)
from faq.contact.verifier import Answer, Listed, Verdict, Verifier


@dataclass(frozen=True)
class Choice:
    """A region or a spoken language to filter by."""

    code: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Shown:
    """A channel as readers of one language see it at one instant."""

    kind: str
    kind_label: str
    name: str
    note: str
    lang: str
    value: str
    platform: str
    href: str
    region: str
    region_code: str
    languages: list[str]
    language_codes: list[str]
    scope: list[str]
    has_full_scope: bool
    hours: Hours
    state: State
    checked_on: date
    is_in_my_language: bool


@dataclass(frozen=True)
class Directory:
    """Every visible channel and known fake, and the sites of others that texts may name."""

    channels: list[Channel]
    hours: dict[int, Hours]
    verifier: Verifier
    allowed: list[AllowedHost]

    def allows(self, host: str) -> bool:
        """Whether texts may name a host, given in its normal form, though it is not ours."""
        return any(one.covers(host) for one in self.allowed)

    def shown(self, channel: Channel, language: str, at: datetime) -> Shown:
        """A channel for readers of a language."""
        text: ChannelText | None = languages.best(channel.texts.all(), language)
        spoken = list(channel.languages.all())
        hours = self.hours[channel.pk]
        return Shown(
            kind=channel.kind,
            kind_label=channel.get_kind_display(),
            name=text.shown("name", language) if text else channel.value,
            note=text.shown("note", language) if text else "",
            lang=text.shown_lang(language) if text else "",
            value=channel.value,
            platform=channel.platform,
            href=href(channel),
            region=channel.region.name(language) if channel.region else "",
            region_code=channel.region.code if channel.region else "",
            languages=[one.name(language) for one in spoken],
            language_codes=[one.code for one in spoken],
            scope=[str(label) for value, label in Scope.choices if value in channel.scope],
            has_full_scope=set(channel.scope) >= set(Scope.values),
            hours=hours,
            state=state(hours, at),
            checked_on=channel.checked_on,
            is_in_my_language=any(one.is_read_as(language) for one in spoken),
        )

    def all(self, language: str, at: datetime) -> list[Shown]:
        """All channels in the editors' order."""
        return [self.shown(channel, language, at) for channel in self.channels]

    def hotlines(
        self, language: str, at: datetime, *, region: str = "", spoken: str = ""
    ) -> list[Shown]:
        """Hotlines, those in the reader's language first, and of these the open ones.

        `region` and `spoken` are codes to filter by; a hotline for everybody serves every region.
        """
        found = [
            line
            for line in self.all(language, at)
            if line.kind == Kind.PHONE
            and (not region or line.region_code in ("", region))
            and (not spoken or spoken in line.language_codes)
        ]
        return sorted(found, key=lambda line: (not line.is_in_my_language, not line.state.is_open))

    def others(self, language: str, at: datetime) -> list[Shown]:
        """Every channel that is no hotline, by kind."""
        kinds = list(Kind.values)
        found = [channel for channel in self.all(language, at) if channel.kind != Kind.PHONE]
        return sorted(found, key=lambda channel: kinds.index(channel.kind))

    def named_by(self, answer: Answer, language: str, at: datetime) -> Shown | None:
        """The channel that an answer of the verifier speaks of: the same, or the one imitated."""
        listed = answer.listed if answer.verdict == Verdict.OFFICIAL else answer.resembles
        if listed is None:
            return None
        channel = next(channel for channel in self.channels if channel.pk == listed.pk)
        return self.shown(channel, language, at)

    def regions(self, language: str, chosen: str) -> list[Choice]:
        """The regions that have a hotline."""
        found = {c.region for c in self.channels if c.kind == Kind.PHONE and c.region}
        return _choices(found, language, chosen)

    def spoken(self, language: str, chosen: str) -> list[Choice]:
        """The languages that a hotline speaks."""
        found = {one for c in self.channels if c.kind == Kind.PHONE for one in c.languages.all()}
        return _choices(found, language, chosen)

    def has_hotlines(self) -> bool:
        """Whether anybody can be called."""
        return any(channel.kind == Kind.PHONE for channel in self.channels)

    def email(self) -> str:
        """The address that readers write to; empty where there is none."""
        written = (c.value for c in self.channels if c.kind == Kind.EMAIL)
        return next((value for value in written if not value.startswith("@")), "")


def directory() -> Directory:
    """What is official now."""
    return _memo.get()


def href(channel: Channel) -> str:
    """Where a press on a channel leads; empty where there is nothing to press."""
    if channel.kind == Kind.PHONE:
        return "tel:" + "".join(sign for sign in channel.value if sign in "+0123456789")
    if channel.kind == Kind.EMAIL and not channel.value.startswith("@"):
        return f"mailto:{channel.value}"
    if channel.kind == Kind.WEB:
        return channel.value if "://" in channel.value else f"https://{channel.value}/"
    return channel.address


def _choices(
    found: "set[Region] | set[SpokenLanguage]", language: str, chosen: str
) -> list[Choice]:
    rows: list[Any] = sorted(found, key=lambda row: (row.position, row.code))
    return [Choice(row.code, row.name(language), row.code == chosen) for row in rows]


def _load() -> Directory:
    channels = list(Channel.objects.visible_to(AnonymousUser()).with_everything())
    holidays = list(Holiday.objects.all())
    return Directory(
        channels=channels,
        hours={channel.pk: hours_of(channel, holidays) for channel in channels},
        verifier=Verifier(official=[channel.listed() for channel in channels], fakes=_fakes()),
        allowed=list(AllowedHost.objects.all()),
    )


def _fakes() -> list[Listed]:
    return [fake.listed() for fake in KnownFake.objects.all()]


_memo: Memo[Directory] = Memo(VERSION, load=_load)


def hours_of(channel: Channel, holidays: Sequence[Holiday]) -> Hours:
    """A channel's hours; a region's own holiday goes before one that holds everywhere."""
    weekly: list[list[Span]] = [[] for _day in DAYS]
    for opening in channel.openings.all():
        for day in opening.days:
            weekly[int(day) - 1].append(opening.span())
    in_force = [row for row in holidays if row.region_id in (None, channel.region_id)]
    in_force.sort(key=lambda row: row.region_id is not None)
    return Hours(
        zone=channel.zone,
        is_always_open=channel.is_always_open,
        weekly=tuple(tuple(sorted(spans)) for spans in weekly),
        special={row.on: row.spans() for row in in_force},
    )
