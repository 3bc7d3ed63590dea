"""Bringing content into the site, through the same actions that the admin calls."""

import json
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from faq.accounts.models import User
from faq.announcements.actions import import_announcements
from faq.articles import actions as articles
from faq.articles.models import Article, Text, Words
from faq.brand.actions import import_brand
from faq.categories.actions import import_categories
from faq.categories.models import Category
from faq.glossary.actions import import_terms
from faq.pictures.actions import import_files
from faq.search import index
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

    A folder may hold `brand.json`, `categories.json`, `glossary.json`, `announcements.json`,
    `pictures/` and Markdown, in `articles/` or anywhere below it. `language` is for files that do
    not say theirs. What is there already is changed only where the words differ. A trial reports
    the same and changes nothing. Raises OSError when the path cannot be read.
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
        _import_parts(path, by=by, at=at)
        entries = _read_folder(path, language, report)
    else:
        entries = _read_lines(path, report)
    _import_entries(entries, report, by=by, at=at, progress=progress)


def _import_parts(folder: Path, *, by: User | None, at: datetime) -> None:
    """What is not an article, lower floors first."""
    if (data := _json(folder / "brand.json")) is not None:
        import_brand(data, by=by, at=at)
    if (data := _json(folder / "categories.json")) is not None:
        import_categories(data["categories"], by=by, at=at)
    if (folder / "pictures").is_dir():
        import_files(folder / "pictures", by=by, at=at)
    if (data := _json(folder / "glossary.json")) is not None:
        import_terms(data, by=by, at=at)
    if (data := _json(folder / "announcements.json")) is not None:
        import_announcements(data, by=by, at=at)


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
    with path.open(encoding="utf-8-sig") as lines:
        reader, entries = from_json_lines(lines, source=path.name), []
        while True:
            try:
                entries.append(next(reader))
            except EntryError as error:
                report.problems.append(str(error))
                break
            except StopIteration:
                break
    return entries


def _import_entries(
    entries: Sequence[Entry], report: Report, *, by: User | None, at: datetime, progress: Progress
) -> None:
    """First every article and address, so that links between them resolve; then the words."""
    categories = _Categories(by=by, at=at)
    taken: list[tuple[Entry, Text]] = []
    for number, entry in enumerate(entries, start=1):
        try:
            taken.append((entry, _place(entry, categories, by=by, at=at)))
        except ValidationError as error:
            report.problems.append(f"{entry.source}: {'; '.join(error.messages)}")
        progress("addresses", number, len(entries))
    for number, (entry, text) in enumerate(taken, start=1):
        try:
            _write(entry, text, report, by=by, at=at)
        except ValidationError as error:
            report.problems.append(f"{entry.source}: {'; '.join(error.messages)}")
        progress("texts", number, len(taken))


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


def _place(entry: Entry, categories: _Categories, *, by: User | None, at: datetime) -> Text:
    """The article and the text of an entry, without its words."""
    category = categories.get(entry.category, entry.language)
    article = Article.objects.filter(key=entry.key).first()
    if article is None:
        article = articles.create_article(
            key=entry.key,
            category=category,
            kind=entry.kind,
            position=entry.position,
            audience=entry.audience,
            by=by,
            at=at,
        )
    return articles.save_text(
        article,
        entry.language,
        slug=entry.slug or entry.key,
        tags=entry.tags,
        checked_on=entry.checked_on,
        by=by,
        at=at,
    )


def _write(entry: Entry, text: Text, report: Report, *, by: User | None, at: datetime) -> None:
    """The words of an entry, published unless the file says otherwise."""
    newest = text.revisions.first()
    words = Words(
        title=entry.title, summary=entry.summary, body=entry.body, keywords=entry.keywords
    )
    revision = articles.save_draft(text, words, by=by, at=at, note=entry.source)
    if revision == newest:
        report.unchanged += 1
        return
    if newest:
        report.changed += 1
    else:
        report.created += 1
    if entry.is_draft:
        return
    if not entry.summary:
        report.problems.append(f"{entry.source}: no summary, kept as a draft")
        return
    start = entry.visible_from if newest is None else None
    articles.publish(
        revision, by=by, at=at, visible_from=start, visible_until=entry.visible_until
    )
