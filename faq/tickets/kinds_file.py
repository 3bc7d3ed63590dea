"""Kinds of tickets, answer times and office hours as records of a file: out and in."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from faq.accounts import audit
from faq.accounts.models import User
from faq.categories.models import Category
from faq.tickets.models import AnswerTime, Kind, KindField, KindText, OfficeHours

Record = dict[str, Any]
_WORDS = ("name", "hint", "good_example", "bad_example")


def kinds(_at: datetime) -> list[Record]:
    """Every kind with its words and the facts that it asks for."""
    rows = Kind.objects.select_related("category").prefetch_related("texts", "fields")
    return [
        {
            "key": row.key,
            "position": row.position,
            "urgency": row.urgency,
            "is_offered": row.is_offered,
            "category": row.category.key if row.category else "",
            "fields": [
                {"name": field.name, "is_needed": field.is_needed} for field in row.fields.all()
            ],
            "texts": {
                text.language: {name: getattr(text, name) for name in _WORDS}
                for text in sorted(row.texts.all(), key=lambda text: text.language)
            },
        }
        for row in rows.order_by("position", "key")
    ]


def answer_times(_at: datetime) -> list[Record]:
    """Every answer time; those for all kinds first."""
    rows = AnswerTime.objects.select_related("kind").order_by("kind__position", "pk")
    return [
        {
            "kind": row.kind.key if row.kind else "",
            "urgency": row.urgency,
            "minutes": row.minutes,
            "is_around_the_clock": row.is_around_the_clock,
        }
        for row in rows
    ]


def office_hours(_at: datetime) -> list[Record]:
    """When tickets are answered."""
    return [
        {"days": row.days, "opens": f"{row.opens:%H:%M}", "closes": f"{row.closes:%H:%M}"}
        for row in OfficeHours.objects.order_by("days", "opens")
    ]


@transaction.atomic
def import_kind(row: Record, by: User | None, at: datetime) -> None:
    """Create or change a kind, known by its `key`; it asks for the facts in `fields` and no others.

    Raises ValidationError, KeyError.
    """
    kind = Kind.objects.filter(key=row["key"]).first() or Kind(key=row["key"])
    is_new = kind.pk is None
    kind.position = row.get("position", 0)
    kind.urgency = row.get("urgency", kind.urgency)
    kind.is_offered = row.get("is_offered", True)
    kind.category = _category(row.get("category", ""))
    kind.full_clean()
    kind.save()
    for language, words in row.get("texts", {}).items():
        text = KindText.objects.filter(kind=kind, language=language).first()
        text = text or KindText(kind=kind, language=language)
        for name in _WORDS:
            setattr(text, name, words.get(name, ""))
        text.full_clean()
        text.save()
    if "fields" in row:
        _save_fields(kind, row["fields"])
    audit.record("created" if is_new else "changed", kind, by=by, at=at)


def _category(key: str) -> Category | None:
    if not key:
        return None
    if found := Category.objects.filter(key=key).first():
        return found
    raise ValidationError(_("there is no category “%(key)s”") % {"key": key})


def _save_fields(kind: Kind, rows: list[Mapping[str, Any]]) -> None:
    kind.fields.exclude(name__in=[row["name"] for row in rows]).delete()
    for position, row in enumerate(rows, start=1):
        field = KindField.objects.filter(kind=kind, name=row["name"]).first()
        field = field or KindField(kind=kind, name=row["name"])
        field.position, field.is_needed = position, row.get("is_needed", True)
        field.full_clean()
        field.save()


def import_answer_time(row: Record, by: User | None, at: datetime) -> None:
    """Create or change an answer time, known by its kind and urgency. Raises ValidationError."""
    kind = None
    if row.get("kind") and (kind := Kind.objects.filter(key=row["kind"]).first()) is None:
        raise ValidationError(_("there is no kind of ticket “%(key)s”") % {"key": row["kind"]})
    known = AnswerTime.objects.filter(kind=kind, urgency=row["urgency"]).first()
    one = known or AnswerTime(kind=kind, urgency=row["urgency"])
    one.minutes = row["minutes"]
    one.is_around_the_clock = row.get("is_around_the_clock", False)
    one.full_clean()
    one.save()


def import_office_hours(row: Record, by: User | None, at: datetime) -> None:
    """Create or change office hours, known by their days and start. Raises ValueError."""
    opens = time.fromisoformat(row["opens"])
    known = OfficeHours.objects.filter(days=row["days"], opens=opens).first()
    one = known or OfficeHours(days=row["days"], opens=opens)
    one.closes = time.fromisoformat(row["closes"])
    one.full_clean()
    one.save()
