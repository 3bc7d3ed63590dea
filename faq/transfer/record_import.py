"""Writing everything beside articles, record by record, and telling what became of each."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldError, ValidationError
from django.db import DatabaseError, InterfaceError, transaction
from django.utils.translation import gettext as _

from faq.accounts.models import User
from faq.base.images import ImageRefused
from faq.pictures.actions import add_picture, import_files
from faq.pictures.models import Picture, Subtitle, Video
from faq.transfer import records
from faq.transfer.content import Content, Sourced, merged
from faq.transfer.records import Kind, Record
from faq.transfer.report import Report, Verdict

# What a row may raise that is not what its kind needs.
_REFUSALS = (
    ValidationError, ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError,
    DatabaseError, InterfaceError, FieldError,
)  # fmt: skip


def import_records(
    kind: Kind, rows: Sequence[Sourced], report: Report, *, by: User | None, at: datetime
) -> None:
    """Create or change what the rows say; a row that cannot be taken is refused with its reason."""
    if not rows:
        return
    before = _by_key(kind, at)
    refused = _said_again(kind, rows)
    for take in kind.takes:
        waiting = [number for number in range(len(rows)) if number not in refused]
        # A row may name one that stands below it: those refused are tried once more.
        for _turn in range(2):
            failed = {}
            for number in waiting:
                if reason := _take(kind, take, rows[number].record, before, by=by, at=at):
                    failed[number] = reason
            waiting = list(failed)
        refused |= failed
    after = _by_key(kind, at)
    for number, row in enumerate(rows):
        if number in refused:
            report.refuse(row.source, refused[number], kind.name)
        else:
            _compare(kind, row, before, after, report)


def _said_again(kind: Kind, rows: Sequence[Sourced]) -> dict[int, str]:
    """Why rows are refused that stand above already."""
    refused: dict[int, str] = {}
    first: dict[str, str] = {}
    for number, row in enumerate(rows):
        try:
            key = kind.key(row.record)
        except _REFUSALS as error:
            refused[number] = _said(error)
            continue
        if first.setdefault(key, row.source) != row.source:
            stands = {"name": key, "place": first[key]}
            refused[number] = _("%(name)s was in %(place)s already") % stands
    return refused


def _by_key(kind: Kind, at: datetime) -> dict[str, Record]:
    return {kind.key(record): record for record in kind.exported(at)}


def _take(
    kind: Kind,
    take: records.Take,
    record: Record,
    before: Mapping[str, Record],
    *,
    by: User | None,
    at: datetime,
) -> str:
    """Write one record; returns why it cannot be, "" when it is or was there already."""
    try:
        known = before.get(kind.key(record), {})
        wanted = merged(known, record)
        if wanted != known:
            with transaction.atomic():
                take(wanted, by, at)
    except _REFUSALS as error:
        return _said(error)
    return ""


def _said(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(dict.fromkeys(error.messages))
    if isinstance(error, KeyError):
        return _("“%(name)s” is missing") % {"name": error.args[0]}
    return str(error)


def _compare(
    kind: Kind,
    row: Sourced,
    before: Mapping[str, Record],
    after: Mapping[str, Record],
    report: Report,
) -> None:
    key = kind.key(row.record)
    old, new = before.get(key), after.get(key, {})
    if old is None:
        report.add(Verdict.ADDED, kind.name, key, source=row.source)
    elif fields := _differing(old, new):
        report.add(Verdict.CHANGED, kind.name, key, source=row.source, fields=fields)
    else:
        report.add(Verdict.UNCHANGED, kind.name, key, source=row.source)


def _differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """The names of what is not the same, those of words with their language."""
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    if "texts" not in names:
        return names
    texts, others = old.get("texts", {}), new.get("texts", {})
    codes = [code for code in {**texts, **others} if texts.get(code) != others.get(code)]
    return [*(name for name in names if name != "texts"), *codes]


def import_media(content: Content, report: Report, *, by: User | None, at: datetime) -> None:
    """Keep pictures, videos and subtitles."""
    if not content.media and not content.pictures:
        return
    before = _media()
    for folder in content.media:
        for problem in import_files(folder, by=by, at=at, described=content.described):
            report.refuse("", problem, "media")
    for picture in content.pictures:
        try:
            add_picture(picture.path.read_bytes(), name=picture.name, alt=picture.alt, by=by, at=at)
        except ImageRefused as refused:
            report.refuse(picture.path.name, str(refused), "media")
    for name, state in _media().items():
        if name not in before:
            report.add(Verdict.ADDED, "media", name)
        elif before[name] != state:
            report.add(Verdict.CHANGED, "media", name)


def _media() -> dict[str, tuple[Any, ...]]:
    return {
        f"{model.FOLDER}/{row[0]}": row
        for model, names in (
            (Picture, ("name", "digest", "alt")),
            (Video, ("name", "digest", "title", "poster")),
            (Subtitle, ("name", "digest")),
        )
        for row in model.objects.values_list(*names)
    }
