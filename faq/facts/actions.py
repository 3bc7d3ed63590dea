"""Every change of facts. Admin and import call these.

A change that readers see leaves a line in the trail of each text that shows the fact, and search
takes these texts in anew.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from faq.accounts import audit
from faq.accounts.models import User
from faq.base import characters
from faq.facts.models import Fact, FactText, FactValue, Words
from faq.search import index

_SHOWN = ("unit", "texts")


def snapshot(fact: Fact) -> dict[str, Any]:
    """What a stored fact is beside its values, as JSON, to tell afterwards what changed."""
    stored = Fact.objects.filter(pk=fact.pk).with_texts().first()
    if stored is None:
        return {}
    return {
        "unit": stored.unit,
        "source": stored.source,
        "owner": stored.owner_id,
        "checked_on": stored.checked_on.isoformat(),
        "check_after_days": stored.check_after_days,
        "texts": {text.language: [text.label, text.wording] for text in stored.texts.all()},
    }


@transaction.atomic
def save_fact(fact: Fact, *, texts: Mapping[str, Words], by: User | None, at: datetime) -> Fact:
    """Create a fact or make an old one exactly so, with these words by language.

    Whoever sets the day of the check has checked. What is so already is not written again.
    Raises ValidationError when a value is not allowed.
    """
    before = snapshot(fact)
    if before.get("checked_on") != fact.checked_on.isoformat():
        fact.checked_by = by
    fact.full_clean()
    fact.save()
    _save_texts(fact, texts)
    _record_change(fact, before, by=by, at=at)
    return fact


def _save_texts(fact: Fact, texts: Mapping[str, Words]) -> None:
    present = {text.language: text for text in FactText.objects.filter(fact=fact)}
    for language in present.keys() - texts.keys():
        present[language].delete()
    for language, words in texts.items():
        text = present.get(language) or FactText(fact=fact, language=language)
        for name, value in asdict(words).items():
            setattr(text, name, characters.one_line(value))
        text.full_clean(exclude=["fact"])
        text.save()


def _record_change(fact: Fact, before: Mapping[str, Any], *, by: User | None, at: datetime) -> None:
    changed = {
        name: [before.get(name), value]
        for name, value in snapshot(fact).items()
        if before.get(name) != value
    }
    if not changed:
        return
    audit.record("changed" if before else "created", fact, by=by, at=at, **changed)
    if before and (shown := {name: changed[name] for name in _SHOWN if name in changed}):
        _tell_texts(fact, shown, by=by, at=at)


@transaction.atomic
def set_value(
    fact: Fact,
    value: str,
    *,
    by: User | None,
    at: datetime,
    valid_from: datetime | None = None,
) -> FactValue | None:
    """Let a fact amount to `value` from a moment on (default: at once); earlier values stay.

    Returns the new value; None when the fact amounts to that already. Raises ValidationError
    when the moment is past, unless it is the fact's first value, or another begins then.
    """
    value, start = characters.one_line(value), valid_from or at
    values = list(FactValue.objects.filter(fact=fact))
    before = [row for row in values if row.valid_from <= start]
    if before and before[-1].value == value:
        return None
    if start < at and values:
        raise ValidationError({"valid_from": _("What held in the past cannot be changed.")})
    row = FactValue(fact=fact, value=value, valid_from=start)
    row.full_clean(exclude=["fact"])
    row.validate_constraints()
    row.save()
    old = before[-1].value if before else None
    details = {"value": [old, value], "valid_from": start.isoformat()}
    audit.record("value set", fact, by=by, at=at, **details)
    _tell_texts(fact, details, by=by, at=at)
    return row


@transaction.atomic
def withdraw_value(row: FactValue, *, by: User | None, at: datetime) -> None:
    """Take back a value that was prepared. Raises ValidationError when its time has come."""
    if row.valid_from <= at:
        raise ValidationError(_("What held in the past cannot be changed."))
    fact, details = row.fact, {"value": row.value, "valid_from": row.valid_from.isoformat()}
    row.delete()
    audit.record("value withdrawn", fact, by=by, at=at, **details)
    _tell_texts(fact, {"withdrawn": details}, by=by, at=at)


@transaction.atomic
def confirm(facts: Iterable[Fact], *, by: User | None, on: date, at: datetime) -> None:
    """Somebody checked these facts on a day and they are right."""
    for fact in facts:
        before = snapshot(fact)
        fact.checked_on, fact.checked_by = on, by
        fact.save()
        _record_change(fact, before, by=by, at=at)


@transaction.atomic
def delete_facts(facts: Iterable[Fact], *, by: User | None, at: datetime) -> None:
    """Delete facts with their values. Raises ValidationError when a text uses one."""
    for fact in facts:
        if fact.revisions.exists():
            raise ValidationError(_("%(fact)s is used in texts and stays.") % {"fact": fact.key})
        audit.record("deleted", fact, by=by, at=at, **snapshot(fact))
        fact.delete()


def _tell_texts(fact: Fact, details: Mapping[str, Any], *, by: User | None, at: datetime) -> None:
    """The trail of each text that shows or will show the fact, and search, learn of a change."""
    indexed = fact.revisions.all().for_index().select_related("text__article")
    texts = {row.text_id: row.text for row in indexed if not row.is_over(at)}
    for text in texts.values():
        audit.record("fact changed", text, by=by, at=at, fact=fact.key, **details)
    index.refresh("article", [row.pk for row in indexed])


@transaction.atomic
def import_facts(data: Mapping[str, Any], *, by: User | None, at: datetime) -> None:
    """Create or update facts by `key` from `{"facts": [row, …]}`.

    A row has `key`, `texts` ({language: {label, wording}}), and optionally `value`, `unit`,
    `valid_from`, `source`, `checked_on`, `check_after_days` and `next`, the values to come
    ([{value, valid_from}]). Languages and values that a row does not name stay. Raises
    ValidationError, naming the fact.
    """
    for row in data["facts"]:
        try:
            _import_fact(row, by=by, at=at)
        except ValidationError as error:
            raise ValidationError(f"{row['key']}: {'; '.join(error.messages)}") from error


def _import_fact(row: Mapping[str, Any], *, by: User | None, at: datetime) -> None:
    fact = Fact.objects.filter(key=row["key"]).first() or Fact(key=row["key"])
    for name in ("unit", "source", "check_after_days"):
        if name in row:
            setattr(fact, name, row[name])
    if "checked_on" in row:
        fact.checked_on = _day(row["checked_on"])
    texts = {
        text.language: Words(label=text.label, wording=text.wording)
        for text in FactText.objects.filter(fact=fact.pk)
    }
    texts |= {language: Words(**words) for language, words in row["texts"].items()}
    save_fact(fact, texts=texts, by=by, at=at)
    for value, valid_from in _values(row, at):
        has_value = FactValue.objects.filter(fact=fact).exists()
        is_past = valid_from is not None and valid_from <= at
        start = None if has_value and is_past else valid_from
        set_value(fact, value, valid_from=start, by=by, at=at)


def _values(row: Mapping[str, Any], at: datetime) -> list[tuple[str, datetime | None]]:
    """The value that holds by now and those to come; one whose time has come meanwhile holds."""
    given = [row] if "value" in row else []
    values = [
        (str(one["value"]), _moment(one["valid_from"]) if one.get("valid_from") else None)
        for one in [*given, *row.get("next", [])]
    ]
    begun = [pair for pair in values if pair[1] is None or pair[1] <= at]
    return [*begun[-1:], *(pair for pair in values if pair not in begun)]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValidationError(_("“%(text)s” is no date.") % {"text": text}) from error


def _moment(text: str) -> datetime:
    moment = parse_datetime(text)
    if moment is None:
        raise ValidationError(_("“%(text)s” is no moment.") % {"text": text})
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
