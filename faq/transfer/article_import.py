"""Writing articles: what is new in a few queries, what is there already text by text."""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from faq.accounts.models import User
from faq.articles import actions as articles
from faq.articles import bulk, derived
from faq.articles.bulk import NewText
from faq.articles.models import Article, Revision, Text, Words
from faq.articles.tags import fold_name
from faq.base import characters
from faq.categories.actions import import_categories
from faq.categories.models import Category
from faq.transfer.entries import Entry
from faq.transfer.report import TEXT, Report, Verdict

Progress = Callable[[str, int, int], None]


def import_entries(
    entries: Sequence[Entry], report: Report, *, by: User | None, at: datetime, progress: Progress
) -> None:
    """First every article and address, so that links between them resolve; then the words."""
    with derived.related_once():
        _import(_each_once(entries, report), report, by=by, at=at, progress=progress)


def _import(
    entries: Sequence[Entry], report: Report, *, by: User | None, at: datetime, progress: Progress
) -> None:
    categories = _Categories(by=by, at=at)
    wanted = [(_new_text(entry, categories), entry) for entry in entries]
    changed = _change_articles(wanted, report, by=by, at=at)
    placed: list[tuple[Text, NewText, Entry]] = []
    for start in range(0, len(wanted), bulk.BATCH):
        batch = wanted[start : start + bulk.BATCH]
        outcomes = bulk.place([new for new, _entry in batch], by=by, at=at)
        for outcome, (new, entry) in zip(outcomes, batch, strict=True):
            if isinstance(outcome, ValidationError):
                report.refuse(entry.source, _messages(outcome))
            else:
                placed.append((outcome, new, entry))
        progress("addresses", start + len(batch), len(wanted))
    # Later words of a text are written upon the first.
    placed.sort(key=lambda one: one[2].version)
    first = sum(entry.version == 1 for _text, _new, entry in placed)
    for part in (placed[:first], placed[first:]):
        for start in range(0, len(part), bulk.BATCH):
            batch_placed = part[start : start + bulk.BATCH]
            _write(batch_placed, changed, report, by=by, at=at)
            progress("texts", start + len(batch_placed), len(part))
    for key, fields in changed.items():
        report.add(Verdict.CHANGED, "articles", key, fields=fields)


def _each_once(entries: Sequence[Entry], report: Report) -> list[Entry]:
    """The entries without those that say again what the text of another is."""
    first: dict[tuple[str, str, int], Entry] = {}
    for entry in entries:
        taken = first.setdefault((entry.key, entry.language, entry.version), entry)
        if taken is not entry:
            stands = {"name": f"{entry.key} ({entry.language})", "place": taken.source}
            report.refuse(entry.source, _("%(name)s was in %(place)s already") % stands)
    return list(first.values())


def _new_text(entry: Entry, categories: "_Categories") -> NewText:
    return NewText(
        key=entry.key,
        language=entry.language,
        category=categories.get(entry.category, entry.language),
        words=Words(
            title=entry.title, summary=entry.summary, body=entry.body, keywords=entry.keywords
        ),
        kind=entry.kind,
        position=entry.position,
        path_position=entry.path_position,
        audience=entry.audience,
        slug=entry.slug,
        tags=entry.tags,
        checked_on=entry.checked_on,
        visible_from=entry.visible_from,
        visible_until=entry.visible_until,
        is_draft=entry.is_draft or not entry.summary,
        note=entry.source[:200],
        parity_reason=entry.parity_reason,
    )


# The name in a file, and the attribute both of an article and of a new text.
_ARTICLE_FIELDS = (
    ("category", "category"), ("kind", "kind"), ("audience", "audience"), ("order", "position"),
    ("path", "path_position"),
)  # fmt: skip


def _change_articles(
    wanted: Sequence[tuple[NewText, Entry]], report: Report, *, by: User | None, at: datetime
) -> dict[str, list[str]]:
    """What is the same in all languages, as the first file of an article says; returns what
    changed by the article's key."""
    first: dict[str, tuple[NewText, Entry]] = {}
    for new, entry in wanted:
        first.setdefault(new.key, (new, entry))
    keys, changed = list(first), {}
    for start in range(0, len(keys), bulk.BATCH):
        present = Article.objects.select_related("category")
        for article in present.filter(key__in=keys[start : start + bulk.BATCH]):
            new, entry = first[article.key]
            differing = [
                (name, attribute)
                for name, attribute in _ARTICLE_FIELDS
                if name in entry.named and getattr(article, attribute) != getattr(new, attribute)
            ]
            if not differing:
                continue
            for _name, attribute in differing:
                setattr(article, attribute, getattr(new, attribute))
            try:
                article.clean_fields(exclude=["owner"])
            except ValidationError as error:
                report.refuse(entry.source, _messages(error))
                continue
            article.save()
            articles.record_article_change(article, by=by, at=at)
            changed[article.key] = [name for name, _attribute in differing]
    return changed


def _write(
    placed: Sequence[tuple[Text, NewText, Entry]],
    changed: dict[str, list[str]],
    report: Report,
    *,
    by: User | None,
    at: datetime,
) -> None:
    """The words: all at once where a text has none yet, by the single actions where it has."""
    texts = {text.pk for text, _new, _entry in placed}
    rows = Text.objects.filter(pk__in=texts).prefetch_related("tagged__tag", "revisions")
    present = {text.pk: text for text in rows.select_related("article")}
    fresh = [one for one in placed if not present[one[0].pk].revisions.all()]
    _write_fresh(fresh, report, by=by, at=at)
    for text, new, entry in placed:
        known = present[text.pk]
        if not known.revisions.all():
            continue
        try:
            with transaction.atomic():
                fields = _change(known, new, entry, report, by=by, at=at)
        except ValidationError as error:
            report.refuse(entry.source, _messages(error))
            continue
        # The first of an article's texts tells what changed in all of them.
        fields = [*changed.pop(entry.key, []), *fields]
        verdict = Verdict.CHANGED if fields else Verdict.UNCHANGED
        report.add(verdict, TEXT, str(text), source=entry.source, fields=fields)
        if fields:
            derived.relate([text.article_id])


def _write_fresh(
    placed: Sequence[tuple[Text, NewText, Entry]],
    report: Report,
    *,
    by: User | None,
    at: datetime,
) -> None:
    """New texts; what may not be shown to readers comes in as a draft."""
    outcomes = bulk.write([(text, new) for text, new, _entry in placed], by=by, at=at)
    for outcome, (text, _new, entry) in zip(outcomes, placed, strict=True):
        if isinstance(outcome, ValidationError):
            report.refuse(entry.source, _messages(outcome))
            continue
        if isinstance(outcome, bulk.HeldBack):
            report.note(entry.source, _kept_as_draft(outcome.error))
            outcome = outcome.revision
        report.add(Verdict.ADDED, TEXT, str(text), source=entry.source)
        derived.relate([text.article_id])
        if not outcome.summary:
            report.note(entry.source, _("no summary, kept as a draft"))


def _change(
    text: Text, new: NewText, entry: Entry, report: Report, *, by: User | None, at: datetime
) -> list[str]:
    """Make a text that is there as its file says; returns what changed. Raises ValidationError."""
    fields = _change_text(text, new, entry, by=by, at=at)
    revisions = list(text.revisions.all())
    newest = revisions[0]
    in_force = [one for one in revisions if one.is_published and not one.is_over(at)]
    same = [one for one in [*in_force, newest] if not _differences(one, new, entry)]
    if same:
        window = _change_window(same[0], new, entry, by=by, at=at)
        return [*fields, *window]
    base = newest if entry.is_draft or not in_force else in_force[0]
    differences = _differences(base, new, entry)
    words = replace(new.words, **{
        name: getattr(base, name) for name in _WORDS if name not in entry.named
    })  # fmt: skip
    revision = articles.save_draft(
        text, words, by=by, at=at, note=new.note, parity_reason=new.parity_reason
    )
    if not new.is_draft:
        start = new.visible_from if new.visible_from and new.visible_from > at else None
        try:
            with transaction.atomic():
                articles.publish(
                    revision, by=by, at=at, visible_from=start, visible_until=new.visible_until
                )
        except ValidationError as error:
            report.note(entry.source, _kept_as_draft(error))
    return [*fields, *differences]


def _change_text(
    text: Text, new: NewText, entry: Entry, *, by: User | None, at: datetime
) -> list[str]:
    """Address, tags and check date, which take effect at once."""
    tags = {fold_name(name).lower() for name in new.tags} - {""}
    slug = characters.slug(new.slug)
    present = {row.tag.name.lower() for row in text.tagged.all()}
    differing = {
        "slug": bool(slug) and slug != text.slug,
        "tags": "tags" in entry.named and tags != present,
        "checked_on": bool(new.checked_on) and new.checked_on != text.checked_on,
    }
    if any(differing.values()):
        articles.save_text(
            text.article,
            text.language,
            slug=new.slug,
            tags=new.tags if differing["tags"] else None,
            checked_on=new.checked_on,
            by=by,
            at=at,
        )
    return [name for name, is_other in differing.items() if is_other]


_WORDS = ("title", "summary", "body", "keywords")


def _differences(revision: Revision, new: NewText, entry: Entry) -> list[str]:
    """The words that the file has otherwise; empty lines around a body are none."""
    given = {
        "title": characters.one_line(new.words.title),
        "summary": characters.one_line(new.words.summary),
        "body": new.words.body,
        "keywords": characters.clean(new.words.keywords),
    }
    return [
        name
        for name in _WORDS
        if name in entry.named and getattr(revision, name).strip("\n") != given[name].strip("\n")
    ]


def _change_window(
    revision: Revision, new: NewText, entry: Entry, *, by: User | None, at: datetime
) -> list[str]:
    """Move the window of words that are the same. What readers see already keeps its start, and
    what an editor hid stays hidden."""
    if new.is_draft or not revision.is_published or revision.is_over(at):
        return []
    start, end = revision.visible_from, revision.visible_until
    if new.visible_from and not revision.has_started(at):
        start = new.visible_from
    if "visible_until" in entry.named:
        end = new.visible_until
    if (start, end) == (revision.visible_from, revision.visible_until):
        return []
    articles.publish(revision, by=by, at=at, visible_from=start, visible_until=end)
    return ["visible_from" if start != revision.visible_from else "visible_until"]


class _Categories:
    """Categories by key or name; one that a file names and nobody made is made."""

    def __init__(self, *, by: User | None, at: datetime) -> None:
        self._by, self._at = by, at
        self._known: dict[str, Category] = {}
        for category in Category.objects.prefetch_related("texts"):
            self._known[category.key] = category
            for text in category.texts.all():
                self._known.setdefault(text.name, category)

    def get(self, name: str, language: str) -> Category:
        if name not in self._known:
            key = slugify(name)[:60] or f"category-{zlib.crc32(name.encode()):08x}"
            row = {"key": key, "texts": {language: {"name": name[:60]}}, "position": 900}
            self._known[name] = import_categories([row], by=self._by, at=self._at)[key]
        return self._known[name]


def _kept_as_draft(error: ValidationError) -> str:
    return _("kept as a draft: %(reason)s") % {"reason": _messages(error)}


def _messages(error: ValidationError) -> str:
    return "; ".join(dict.fromkeys(error.messages))
