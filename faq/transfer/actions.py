"""Bringing content into the site, through the same actions that the admin calls."""

import json
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from faq.accounts.models import User
from faq.announcements.actions import import_announcements
from faq.articles import actions as articles
from faq.articles import bulk, derived, golden
from faq.articles.bulk import NewText
from faq.articles.models import Revision, Text, Words
from faq.brand.actions import import_brand
from faq.categories.actions import import_categories
from faq.categories.models import Category
from faq.contact.actions import import_directory
from faq.facts.actions import import_facts
from faq.glossary.actions import import_terms
from faq.pictures.actions import import_files
from faq.search import index
from faq.search.actions import import_groups
from faq.transfer.entries import Entry, EntryError, from_json_lines, from_markdown

Progress = Callable[[str, int, int], None]


@dataclass
class Report:
    """What an import did: numbers, and a line for everything that could not be taken."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: list[str] = field(default_factory=list)


class DryRun(Exception):
    """Raised to undo everything at the end of a trial."""


def import_path(
    path: Path,
    *,
    by: User | None,
    at: datetime,
    language: str,
    is_dry_run: bool = False,
    progress: Progress = lambda what, done, total: None,
) -> Report:
    """Take in a folder or a file of JSON Lines.

    A folder may hold `brand.json`, `categories.json`, `contact.json`, `facts.json`,
    `glossary.json`, `synonyms.json`, `announcements.json`, `golden_queries.json`, `pictures/`,
    `videos/` and Markdown, in `articles/` or anywhere below it.
    `language` is for files that do not say theirs. What is there already is changed only where
    the words differ. A trial reports the same and changes nothing. Raises OSError when the path
    cannot be read.
    """
    report = Report()
    try:
        with transaction.atomic(), index.deferred():
            _import_all(path, report, by=by, at=at, language=language, progress=progress)
            if is_dry_run:
                raise DryRun
    except DryRun:
        pass
    return report


def _import_all(
    path: Path, report: Report, *, by: User | None, at: datetime, language: str, progress: Progress
) -> None:
    if path.is_dir():
        report.problems += _import_parts(path, by=by, at=at)
        entries = _read_folder(path, language, report)
    else:
        entries = _read_lines(path, report)
    _import_entries(entries, report, by=by, at=at, progress=progress)
    # They name articles, so these come first.
    if (data := _json(path / "golden_queries.json")) is not None:
        report.problems += golden.import_queries(data, by=by, at=at)


def _import_parts(folder: Path, *, by: User | None, at: datetime) -> list[str]:
    """What is not an article, lower floors first; returns a line for each file not taken."""
    problems = []
    if (data := _json(folder / "brand.json")) is not None:
        import_brand(data, by=by, at=at)
    if (data := _json(folder / "categories.json")) is not None:
        import_categories(data["categories"], by=by, at=at)
    if (data := _json(folder / "contact.json")) is not None:
        import_directory(data, by=by, at=at)
    for media in ("pictures", "videos"):
        if (folder / media).is_dir():
            problems += import_files(folder / media, by=by, at=at)
    if (data := _json(folder / "facts.json")) is not None:
        import_facts(data, by=by, at=at)
    if (data := _json(folder / "glossary.json")) is not None:
        import_terms(data, by=by, at=at)
    if (data := _json(folder / "synonyms.json")) is not None:
        import_groups(data, by=by, at=at)
    if (data := _json(folder / "announcements.json")) is not None:
        import_announcements(data, by=by, at=at)
    return problems


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def _read_folder(folder: Path, language: str, report: Report) -> list[Entry]:
    root = folder / "articles" if (folder / "articles").is_dir() else folder
    entries = []
    for path in sorted([*root.rglob("*.md"), *root.rglob("*.markdown")]):
        try:
            entries.append(from_markdown(path, root=root, language=language))
        except EntryError as error:
            report.problems.append(str(error))
    return entries


def _read_lines(path: Path, report: Report) -> list[Entry]:
    entries = []
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        for entry in from_json_lines(lines, source=path.name):
            if isinstance(entry, EntryError):
                report.problems.append(str(entry))
            else:
                entries.append(entry)
    return entries


def _import_entries(
    entries: Sequence[Entry], report: Report, *, by: User | None, at: datetime, progress: Progress
) -> None:
    """First every article and address, so that links between them resolve; then the words."""
    entries = _each_once(entries, report)
    categories = _Categories(by=by, at=at)
    wanted = [_new_text(entry, categories) for entry in entries]
    placed: list[tuple[Text, NewText, Entry]] = []
    for start in range(0, len(wanted), bulk.BATCH):
        batch = wanted[start : start + bulk.BATCH]
        outcomes = bulk.place(batch, by=by, at=at)
        for outcome, new, entry in zip(outcomes, batch, entries[start:], strict=False):
            if isinstance(outcome, ValidationError):
                report.problems.append(f"{entry.source}: {'; '.join(outcome.messages)}")
            else:
                placed.append((outcome, new, entry))
        progress("addresses", start + len(batch), len(wanted))
    for start in range(0, len(placed), bulk.BATCH):
        batch_placed = placed[start : start + bulk.BATCH]
        _write(batch_placed, report, by=by, at=at)
        progress("texts", start + len(batch_placed), len(placed))
    derived.relate(list({text.article_id for text, _new, _entry in placed}))


def _each_once(entries: Sequence[Entry], report: Report) -> list[Entry]:
    """The entries without those that say again what the text of another is."""
    first: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        taken = first.setdefault((entry.key, entry.language), entry)
        if taken is not entry:
            report.problems.append(
                f"{entry.source}: {entry.key} in {entry.language} was in {taken.source} already"
            )
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
        slug=entry.slug or entry.key,
        tags=entry.tags,
        checked_on=entry.checked_on,
        visible_from=entry.visible_from,
        visible_until=entry.visible_until,
        is_draft=entry.is_draft or not entry.summary,
        note=entry.source[:200],
        parity_reason=entry.parity_reason,
    )


def _write(
    placed: Sequence[tuple[Text, NewText, Entry]],
    report: Report,
    *,
    by: User | None,
    at: datetime,
) -> None:
    """The words: all at once where a text has none yet, by the single actions where it has."""
    written = set(
        Revision.objects.filter(text__in=[text for text, _new, _entry in placed]).values_list(
            "text", flat=True
        )
    )
    fresh = [(text, new) for text, new, _entry in placed if text.pk not in written]
    sources = [entry.source for text, _new, entry in placed if text.pk not in written]
    for outcome, source in zip(bulk.write(fresh, by=by, at=at), sources, strict=True):
        if isinstance(outcome, ValidationError):
            report.problems.append(f"{source}: {'; '.join(outcome.messages)}")
            continue
        report.created += 1
        if isinstance(outcome, bulk.HeldBack):
            why = "; ".join(outcome.error.messages)
            report.problems.append(f"{source}: kept as a draft: {why}")
        elif not outcome.summary:
            report.problems.append(f"{source}: no summary, kept as a draft")
    for text, new, entry in placed:
        if text.pk in written:
            try:
                _change(text, new, report, by=by, at=at)
            except ValidationError as error:
                report.problems.append(f"{entry.source}: {'; '.join(error.messages)}")


def _change(text: Text, new: NewText, report: Report, *, by: User | None, at: datetime) -> None:
    text = articles.save_text(
        text.article,
        text.language,
        slug=new.slug,
        tags=new.tags,
        checked_on=new.checked_on,
        by=by,
        at=at,
    )
    newest = text.revisions.first()
    revision = articles.save_draft(
        text, new.words, by=by, at=at, note=new.note, parity_reason=new.parity_reason
    )
    if revision == newest:
        report.unchanged += 1
        return
    report.changed += 1
    if not new.is_draft:
        articles.publish(revision, by=by, at=at, visible_until=new.visible_until)


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
