"""Every change of the notice board. Admin and import call these."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, fields
from datetime import datetime
from itertools import chain, count
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from faq.accounts import audit
from faq.accounts.models import AuditEntry, User
from faq.announcements import derived
from faq.announcements.models import Announcement, AnnouncementText, Words
from faq.search import index

_MOMENTS = ("visible_from", "visible_until", "starts_at", "ends_at", "pinned_until")
_OWN_FIELDS = ("key", "kind", "severity", "is_published", "time_zone", "is_pinned", *_MOMENTS)


@transaction.atomic
def save_announcement(
    announcement: Announcement,
    *,
    texts: Mapping[str, Words],
    by: User | None,
    at: datetime,
) -> Announcement:
    """Create an announcement or make an old one exactly so, with these texts by language.

    What is so already is not written again. Raises ValidationError.
    """
    if not texts:
        raise ValidationError(_("An announcement needs words in at least one language."))
    is_new = announcement._state.adding
    announcement.key = announcement.key or _free_key(announcement)
    announcement.full_clean()
    earlier = _documents([announcement])
    # What is brought in with a date in the past had its words then.
    written_at = min(at, announcement.visible_from) if is_new else at
    changed = [*_save_own_fields(announcement), *_save_texts(announcement, texts, at=written_at)]
    announcement.refresh_from_db()
    if changed:
        action = "created" if is_new else "changed"
        audit.record(action, announcement, by=by, at=at, changed=changed)
        index.refresh("announcement", earlier | _documents([announcement]))
    return announcement


def last_change(announcement: Announcement) -> AuditEntry | None:
    """The newest line on the trail of an announcement: who changed it last, and when."""
    entries = AuditEntry.objects.filter(kind="announcement", object_id=announcement.pk)
    return entries.select_related("by").order_by("-pk").first()


def _free_key(announcement: Announcement) -> str:
    """Kind and day, with a number where that is taken."""
    day = f"{announcement.kind}-{timezone.localdate(announcement.visible_from):%Y-%m-%d}"
    taken = set(Announcement.objects.filter(key__startswith=day).values_list("key", flat=True))
    numbered = (f"{day}-{number}" for number in count(2))
    return next(key for key in chain([day], numbered) if key not in taken)


def _save_own_fields(announcement: Announcement) -> list[str]:
    before = Announcement.objects.filter(pk=announcement.pk).values(*_OWN_FIELDS).first() or {}
    changed = [name for name in _OWN_FIELDS if before.get(name) != getattr(announcement, name)]
    if changed:
        announcement.save()
    return changed


def _save_texts(
    announcement: Announcement, texts: Mapping[str, Words], *, at: datetime
) -> list[str]:
    """Returns the languages that are not as they were."""
    present = {
        text.language: text for text in AnnouncementText.objects.filter(announcement=announcement)
    }
    gone = sorted(present.keys() - texts.keys())
    for language in gone:
        present[language].delete()
    written = [
        language
        for language, words in texts.items()
        if _save_text(
            present.get(language) or AnnouncementText(announcement=announcement, language=language),
            words,
            at=at,
        )
    ]
    return gone + written


def _save_text(text: AnnouncementText, words: Words, *, at: datetime) -> bool:
    """Returns whether anything had to be written."""
    before = _words(text)
    for name, value in asdict(words).items():
        setattr(text, name, value)
    text.derive()
    if text.pk and before == _words(text):
        return False
    text.changed_at = at
    derived.derive(text)
    text.full_clean(exclude=["announcement"])
    text.save()
    return True


def _words(text: AnnouncementText) -> Words:
    return Words(**{field.name: getattr(text, field.name) for field in fields(Words)})


@transaction.atomic
def publish(
    announcement: Announcement,
    *,
    by: User | None,
    at: datetime,
    visible_from: datetime | None = None,
) -> None:
    """Let readers see an announcement: from `visible_from`, by default at once."""
    start = visible_from or min(announcement.visible_from, at)
    if (announcement.is_published, announcement.visible_from) == (True, start):
        return
    announcement.is_published, announcement.visible_from = True, start
    announcement.full_clean()
    _save(announcement, "published", by=by, at=at, visible_from=start.isoformat())


@transaction.atomic
def hide(announcement: Announcement, *, by: User | None, at: datetime) -> None:
    """Take an announcement from readers; its words stay."""
    if announcement.is_published:
        announcement.is_published = False
        _save(announcement, "hidden", by=by, at=at)


@transaction.atomic
def pin(
    announcement: Announcement,
    *,
    by: User | None,
    at: datetime,
    until: datetime | None = None,
) -> None:
    """Put an announcement in the banner of every page, while it is visible."""
    if (announcement.is_pinned, announcement.pinned_until) == (True, until):
        return
    announcement.is_pinned, announcement.pinned_until = True, until
    _save(announcement, "pinned", by=by, at=at)


@transaction.atomic
def unpin(announcement: Announcement, *, by: User | None, at: datetime) -> None:
    """Take an announcement from the banner; it stays on the board."""
    if announcement.is_pinned:
        announcement.is_pinned = False
        _save(announcement, "unpinned", by=by, at=at)


@transaction.atomic
def delete_announcements(
    announcements: Iterable[Announcement], *, by: User | None, at: datetime
) -> None:
    """Delete announcements with their texts."""
    doomed = list(announcements)
    documents = _documents(doomed)
    audit.record_many("deleted", doomed, by=by, at=at)
    for announcement in doomed:
        announcement.delete()
    index.refresh("announcement", documents)


def _save(
    announcement: Announcement, action: str, *, by: User | None, at: datetime, **details: Any
) -> None:
    """Write a change of the announcement itself, and tell trail and search."""
    announcement.save()
    audit.record(action, announcement, by=by, at=at, **details)
    index.refresh("announcement", _documents([announcement]))


def _documents(announcements: Collection[Announcement]) -> set[int]:
    """The numbers of their texts, as search knows them."""
    pks = [announcement.pk for announcement in announcements if announcement.pk]
    texts = AnnouncementText.objects.filter(announcement__in=pks)
    return set(texts.values_list("pk", flat=True))


# --- Import


@transaction.atomic
def import_announcements(
    data: Mapping[str, Any], *, by: User | None, at: datetime
) -> dict[str, Announcement]:
    """Create or update announcements by `key` from `{"announcements": [row, …]}`.

    A row has `key`, `kind` and `texts` ({language: {title, summary, body, slug}}), and optionally
    `severity`, `time_zone`, `is_published` (for new ones), `is_pinned`, `visible_from`,
    `visible_until`, `starts_at`, `ends_at`, `pinned_until`. Languages that a row does not name
    stay; what an editor hid stays hidden. A row that others link to comes before them. Returns
    those by key. Raises ValidationError, naming the announcement.
    """
    found: dict[str, Announcement] = {}
    for row in data["announcements"]:
        try:
            found[row["key"]] = _import_announcement(row, by=by, at=at)
        except ValidationError as error:
            raise ValidationError(f"{row['key']}: {'; '.join(error.messages)}") from error
    return found


def _import_announcement(row: Mapping[str, Any], *, by: User | None, at: datetime) -> Announcement:
    announcement = Announcement.objects.filter(key=row["key"]).first() or Announcement(
        key=row["key"], visible_from=at, is_published=row.get("is_published", True)
    )
    for name in ("kind", "severity", "time_zone", "is_pinned"):
        if name in row:
            setattr(announcement, name, row[name])
    for name in _MOMENTS:
        if name in row:
            setattr(announcement, name, _moment(row[name], announcement.time_zone))
    written = AnnouncementText.objects.filter(announcement=announcement.pk)
    texts = {text.language: _words(text) for text in written}
    texts |= {language: Words(**words) for language, words in row["texts"].items()}
    return save_announcement(announcement, texts=texts, by=by, at=at)


def _moment(text: str | None, zone: str) -> datetime | None:
    """A moment as a file writes it; without an offset it is meant in the announcement's zone."""
    if text is None:
        return None
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise ValidationError(_("“%(text)s” is not a date with a time.") % {"text": text})
    return moment if timezone.is_aware(moment) else moment.replace(tzinfo=ZoneInfo(zone))
