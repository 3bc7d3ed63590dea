"""Bringing content into the site, through the same actions that the admin calls.

All of a file or nothing: one transaction, which a refused row undoes unless the caller says to go
on without it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from django.db import transaction

from faq.accounts import audit
from faq.accounts.models import User
from faq.search import index
from faq.transfer import records, uploads
from faq.transfer.article_import import Progress, import_entries
from faq.transfer.content import Content
from faq.transfer.models import Transfer
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
    left_out: Sequence[str] = (),
    progress: Progress = lambda what, done, total: None,
) -> Report:
    """Take in a folder, a file of JSON Lines or a CSV, or nothing of it where a row is refused.

    A folder may hold the JSON files of `records.KINDS`, `pictures/`, `videos/`, `media.json`, CSV
    and Markdown, in `articles/` or anywhere below it. `language` is for files that do not say
    theirs, `origin` names the system that wrote them where that cannot be told, `left_out` tells
    of files that are refused before they are read. What is there already is changed only where a
    file says otherwise. With `skip_refused` everything that is not refused is kept. A trial
    reports the same and changes nothing. Raises OSError when the path cannot be read.
    """
    report = Report()
    for line in left_out:
        report.refuse("", line, "media")
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


# --- Through the admin: sent, tried, confirmed ---------------------------------------------------


@transaction.atomic
def keep_upload(
    chunks: Iterable[bytes], *, name: str, language: str, origin: str, by: User, at: datetime
) -> Transfer:
    """Keep a file that somebody sent until they confirm it; nothing of it is taken in yet."""
    uploads.sweep(at)
    token, digest = uploads.keep(chunks)
    transfer = Transfer.objects.create(
        state=Transfer.State.WAITING,
        name=name[-200:],
        by=by,
        at=at,
        token=token,
        digest=digest,
        language=language,
        origin=origin,
    )
    audit.record("uploaded", transfer, by=by, at=at)
    return transfer


def try_upload(transfer: Transfer, *, by: User, at: datetime) -> Report:
    """What taking in a waiting file would do. Raises UploadGone or ArchiveRefused."""
    return _import_upload(transfer, by=by, at=at, is_dry_run=True, skip_refused=False)


def apply_upload(transfer: Transfer, *, skip_refused: bool, by: User, at: datetime) -> Report:
    """Take in a waiting file, exactly as it was sent; where a row is refused, only if told to skip.

    Raises UploadGone or ArchiveRefused.
    """
    with transaction.atomic():
        report = _import_upload(transfer, by=by, at=at, is_dry_run=False, skip_refused=skip_refused)
        if report.is_written:
            counts = Counter(str(line.verdict) for line in report.lines)
            _finish(transfer, Transfer.State.IMPORTED, counts=counts, by=by, at=at)
    return report


def _import_upload(
    transfer: Transfer, *, by: User, at: datetime, is_dry_run: bool, skip_refused: bool
) -> Report:
    with uploads.opened(transfer, at) as (path, left_out):
        report = import_path(
            path,
            by=by,
            at=at,
            language=transfer.language,
            origin=transfer.origin,
            is_dry_run=is_dry_run,
            skip_refused=skip_refused,
            left_out=left_out,
        )
    return report


def discard_upload(transfer: Transfer, *, by: User, at: datetime) -> None:
    """Throw a waiting file away."""
    if transfer.state == Transfer.State.WAITING:
        _finish(transfer, Transfer.State.DISCARDED, counts={}, by=by, at=at)


def _finish(
    transfer: Transfer, state: Transfer.State, *, counts: Mapping[str, int], by: User, at: datetime
) -> None:
    with transaction.atomic():
        transfer.state, transfer.counts = state, dict(counts)
        transfer.save()
        audit.record(str(state), transfer, by=by, at=at, **counts)
        transaction.on_commit(lambda: transfer.path.unlink(missing_ok=True))


def record_export(name: str, *, by: User, at: datetime) -> None:
    """Somebody took content out: the trail knows what and who."""
    transfer = Transfer.objects.create(state=Transfer.State.EXPORTED, name=name, by=by, at=at)
    audit.record("exported", transfer, by=by, at=at)
