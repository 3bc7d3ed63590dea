"""Every change of the glossary. Admin and import call these."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import DateTimeField
from django.utils import timezone
from django.utils.translation import gettext as _

from faq.accounts import audit
from faq.accounts.models import User
from faq.base.models import bump
from faq.glossary.models import Alias, OtherName, Term, TermText, Words, fold_name
from faq.glossary.searchable import SOURCE, names
from faq.search import index, synonyms

_OWN_FIELDS = ("key", "slug", "is_published", "visible_from")


def taken(names: Iterable[str], *, than: Term) -> dict[str, str]:
    """Those of the names that lead to another term than `than` already, with that term's key."""
    by_fold = {fold_name(name): name for name in names}
    found: dict[str, str] = {}
    for names_of in (TermText.objects, Alias.objects):
        found |= names_of.of_other_terms(by_fold, than=than.pk)
    return {by_fold[folded]: key for folded, key in found.items()}


@transaction.atomic
def save_term(
    term: Term,
    *,
    texts: Mapping[str, Words],
    aliases: Sequence[OtherName],
    confused_with: Collection[Term] | None = None,
    by: User | None,
    at: datetime,
) -> Term:
    """Create a term or make an old one exactly so, with these texts by language and these aliases.

    `confused_with` None leaves those terms alone. What is so already is not written again.
    Raises ValidationError when a value is not allowed or a name leads to another term.
    """
    is_new = term._state.adding
    term.full_clean()
    _require_free_names(term, texts, aliases)
    documents = set(TermText.objects.filter(term=term.pk).values_list("pk", flat=True))
    changed = [
        *_save_own_fields(term),
        *_save_texts(term, texts),
        *_save_aliases(term, aliases),
        *_save_confused_with(term, confused_with),
    ]
    term.refresh_from_db()
    if changed:
        action = "created" if is_new else "changed"
        audit.record(action, term, by=by, at=at, changed=sorted(set(changed)))
        _refresh(term, documents)
    return term


def _require_free_names(
    term: Term, texts: Mapping[str, Words], aliases: Iterable[OtherName]
) -> None:
    names = [*(words.label for words in texts.values()), *(alias.text for alias in aliases)]
    for name, key in taken(names, than=term).items():
        raise ValidationError(name_is_taken(name, key))


def name_is_taken(name: str, key: str) -> str:
    """What an editor reads who gives a term a name of the term called `key`."""
    return _("“%(name)s” leads to the term %(key)s already.") % {"name": name, "key": key}


def _save_own_fields(term: Term) -> list[str]:
    before = Term.objects.filter(pk=term.pk).values(*_OWN_FIELDS).first() or {}
    changed = [name for name in _OWN_FIELDS if before.get(name) != getattr(term, name)]
    if changed:
        term.save()
    return changed


def _save_texts(term: Term, texts: Mapping[str, Words]) -> list[str]:
    """Returns the languages that are not as they were."""
    present = {text.language: text for text in TermText.objects.filter(term=term)}
    changed = sorted(present.keys() - texts.keys())
    for language in changed:
        present[language].delete()
    for language, words in texts.items():
        text = present.get(language) or TermText(term=term, language=language)
        before = text.stored()
        for name, value in asdict(words).items():
            setattr(text, name, value)
        text.derive()
        if text.pk is None or before != text.stored():
            text.full_clean(exclude=["term"])
            text.save()
            changed.append(language)
    return changed


def _save_aliases(term: Term, aliases: Iterable[OtherName]) -> list[str]:
    """Returns "aliases" when they are not as they were."""
    present = {alias.folded: alias for alias in Alias.objects.filter(term=term)}
    wanted = {fold_name(alias.text): alias for alias in aliases}
    gone = present.keys() - wanted.keys()
    is_changed = bool(gone)
    for folded in gone:
        present[folded].delete()
    for folded, given in wanted.items():
        alias = present.get(folded) or Alias(term=term)
        before = alias.stored()
        for name, value in asdict(given).items():
            setattr(alias, name, value)
        alias.derive()
        if alias.pk is None or before != alias.stored():
            alias.full_clean(exclude=["term"])
            alias.save()
            is_changed = True
    return ["aliases"] if is_changed else []


def _save_confused_with(term: Term, others: Collection[Term] | None) -> list[str]:
    wanted = {other.pk for other in others or ()} - {term.pk}
    present = set(term.confused_with.values_list("pk", flat=True))
    if others is None or wanted == present:
        return []
    term.confused_with.set(wanted)
    return ["confused_with"]


@transaction.atomic
def publish(
    term: Term, *, by: User | None, at: datetime, visible_from: datetime | None = None
) -> None:
    """Let readers see a term: from `visible_from`, by default at once."""
    start = visible_from or min(term.visible_from, at)
    if (term.is_published, term.visible_from) == (True, start):
        return
    term.is_published, term.visible_from = True, start
    term.save()
    audit.record("published", term, by=by, at=at, visible_from=start.isoformat())
    _refresh(term)


@transaction.atomic
def hide(term: Term, *, by: User | None, at: datetime) -> None:
    """Take a term from readers; its words stay."""
    if not term.is_published:
        return
    term.is_published = False
    term.save()
    audit.record("hidden", term, by=by, at=at)
    _refresh(term)


@transaction.atomic
def delete_terms(terms: Iterable[Term], *, by: User | None, at: datetime) -> None:
    """Delete terms with their texts and aliases."""
    for term in terms:
        documents = set(TermText.objects.filter(term=term).values_list("pk", flat=True))
        audit.record("deleted", term, by=by, at=at)
        synonyms.remove(SOURCE, term.pk)
        term.delete()
        index.refresh(SOURCE, documents)


def _refresh(term: Term, earlier: Collection[int] = ()) -> None:
    """Search and every process learn of a change; `earlier` numbers texts it had before."""
    texts = TermText.objects.filter(term=term).values_list("pk", flat=True)
    index.refresh(SOURCE, {*earlier, *texts})
    synonyms.store(SOURCE, term.pk, names(term), visible_from=term.visible_from)
    bump(Term.VERSION)


@transaction.atomic
def import_terms(data: Mapping[str, Any], *, by: User | None, at: datetime) -> dict[str, Term]:
    """Create or update terms by `key` from `{"terms": [row, …]}`; returns those by key.

    A row has `key`, and optionally `slug`, `visible_from`, `is_published` (for new ones),
    `confused_with` (keys), `texts` ({language: {label, definition, example, own_pinyin}}) and
    `aliases` ([{text, language, is_shown}]). Languages and aliases that a row does not name stay;
    a term that an editor hid stays hidden. Raises ValidationError, naming the term.
    """
    rows = data["terms"]
    terms: dict[str, Term] = {}
    for row in rows:
        try:
            terms[row["key"]] = _import_term(row, by=by, at=at)
        except ValidationError as error:
            raise ValidationError(f"{row['key']}: {'; '.join(error.messages)}") from error
    for row in rows:
        if "confused_with" in row:
            _import_confused_with(terms[row["key"]], row["confused_with"], by=by, at=at)
    return terms


def _import_term(row: Mapping[str, Any], *, by: User | None, at: datetime) -> Term:
    term = Term.objects.filter(key=row["key"]).first() or Term(
        key=row["key"], visible_from=at, is_published=row.get("is_published", True)
    )
    term.slug = row.get("slug") or term.slug or term.key
    if given := row.get("visible_from"):
        term.visible_from = _moment(given)
    texts = {
        text.language: Words(**{name: getattr(text, name) for name in _names_of(Words)})
        for text in TermText.objects.filter(term=term.pk)
    }
    texts |= {language: Words(**words) for language, words in row.get("texts", {}).items()}
    aliases = [
        OtherName(**{name: getattr(alias, name) for name in _names_of(OtherName)})
        for alias in Alias.objects.filter(term=term.pk)
    ]
    aliases += [OtherName(**alias) for alias in row.get("aliases", [])]
    return save_term(term, texts=texts, aliases=aliases, by=by, at=at)


def _names_of(words: type[Words] | type[OtherName]) -> list[str]:
    return [field.name for field in fields(words)]


def _moment(text: str) -> datetime:
    moment: datetime = DateTimeField().to_python(text)
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def _import_confused_with(
    term: Term, keys: Collection[str], *, by: User | None, at: datetime
) -> None:
    others = Term.objects.filter(key__in=keys)
    if missing := set(keys) - {other.key for other in others}:
        raise ValidationError(f"{term.key}: no term {', '.join(sorted(missing))}")
    if _save_confused_with(term, [*term.confused_with.all(), *others]):
        audit.record("changed", term, by=by, at=at, changed=["confused_with"])
        bump(Term.VERSION)
