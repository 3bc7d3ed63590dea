"""Bringing content into the site, through the same actions that the admin calls.

All of a file or nothing: one transaction, which a refused row undoes unless the caller says to go
on without it.
"""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from faq.accounts.models import User
from faq.search import index
from faq.transfer import records
from faq.transfer.article_import import Progress, import_entries
from faq.transfer.content import Content
from faq.transfer.origins import read
from faq.transfer.record_import import import_media, import_records
from faq.transfer.report import Report


class Undo(Exception):
    """Raised to undo everything at the end of a trial, and where a row is refused."""


def import_path(
    path: Path,
    *,
    by: User | None,
    at: datetime,
    language: str,
    is_dry_run: bool = False,
    skip_refused: bool = False,
    origin: str = "",
    progress: Progress = lambda what, done, total: None,
) -> Report:
    """Take in a folder, a file of JSON Lines or a CSV, or nothing of it where a row is refused.

    A folder may hold the JSON files of `records.KINDS`, `pictures/`, `videos/`, `media.json`, CSV
    and Markdown, in `articles/` or anywhere below it. `language` is for files that do not say
    theirs, `origin` names the system that wrote them where that cannot be told. What is there
    already is changed only where a file says otherwise. With `skip_refused` everything that is not
    refused is kept. A trial reports the same and changes nothing. Raises OSError when the path
    cannot be read.
    """
    report = Report()
    content = read(path, language=language, origin=origin, report=report)
    try:
        with transaction.atomic(), index.deferred():
            _import_content(content, report, by=by, at=at, progress=progress)
            if is_dry_run or (report.refused and not skip_refused):
                raise Undo
            report.is_written = True
    except Undo:
        pass
    return report


def _import_content(
    content: Content, report: Report, *, by: User | None, at: datetime, progress: Progress
) -> None:
    """Write what was read and say in the report what became of each row."""
    *below, golden_queries = records.KINDS
    for kind in below:
        if kind.name == "facts":
            # Categories and brand show no pictures; everything after them may.
            import_media(content, report, by=by, at=at)
        import_records(kind, content.records.get(kind.name, []), report, by=by, at=at)
    import_entries(content.entries, report, by=by, at=at, progress=progress)
    rows = content.records.get(golden_queries.name, [])
    import_records(golden_queries, rows, report, by=by, at=at)
