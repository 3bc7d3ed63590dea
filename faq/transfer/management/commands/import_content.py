"""manage.py import_content PATH: take in a folder of Markdown, JSON Lines or a table."""

import sys
import time
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from faq.transfer import actions
from faq.transfer.origins import ORIGINS
from faq.transfer.report import TEXT, Report, Verdict


class Command(BaseCommand):
    """Prints a bar while it works, what could not be taken, and the numbers."""

    help = "Import a folder (Markdown with front matter, JSON, CSV, pictures), JSON Lines or a CSV."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The path, and what to do where files are silent."""
        parser.add_argument("path", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="report, change nothing")
        parser.add_argument(
            "--from",
            dest="origin",
            choices=[name for name, _label in ORIGINS],
            default="",
            help="the other system that wrote the files, where that is not plain to see",
        )
        parser.add_argument(
            "--skip-refused",
            action="store_true",
            help="keep the rest where rows are refused (otherwise nothing is written)",
        )
        parser.add_argument(
            "--language",
            choices=[code for code, _name in settings.LANGUAGES],
            default=settings.LANGUAGE_CODE,
            help="for files that do not say theirs (default: %(default)s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import and report; exit code 1 when nothing could be taken."""
        path: Path = options["path"]
        if not path.exists():
            raise CommandError(f"{path} does not exist.")
        report = actions.import_path(
            path,
            by=None,
            at=timezone.now(),
            language=options["language"],
            is_dry_run=options["dry_run"],
            skip_refused=options["skip_refused"],
            origin=options["origin"],
            progress=_Bar(self.stderr) if options["verbosity"] else _silent,
        )
        self._tell(report, is_dry_run=options["dry_run"])
        if report.refused and not options["dry_run"] and not report.is_written:
            raise CommandError(
                f"Nothing was written: {len(report.refused)} refused. "
                "Mend the rows, or take the others with --skip-refused."
            )
        if report.problems and not report.of(*_TAKEN):
            raise CommandError("Nothing could be imported.")

    def _tell(self, report: Report, *, is_dry_run: bool) -> None:
        if is_dry_run:
            for line in report.of(Verdict.ADDED, Verdict.CHANGED):
                fields = f" ({', '.join(line.fields)})" if line.fields else ""
                self.stdout.write(f"{line.verdict} {line.kind} {line.name}{fields}")
        for problem in report.problems:
            self.stderr.write(self.style.WARNING(problem))
        others = Counter(line.verdict for line in report.of(*_TAKEN) if line.kind != TEXT)
        verdict = "would be " if is_dry_run else ""
        self.stdout.write(
            f"Texts {verdict}created: {report.created}, changed: {report.changed}, "
            f"unchanged: {report.unchanged}; others added: {others[Verdict.ADDED]}, "
            f"changed: {others[Verdict.CHANGED]}, unchanged: {others[Verdict.UNCHANGED]}; "
            f"problems: {len(report.problems)}"
        )


_TAKEN = (Verdict.ADDED, Verdict.CHANGED, Verdict.UNCHANGED)


def _silent(what: str, done: int, total: int) -> None:
    """For callers that show progress themselves."""


class _Bar:
    """A line that is written over, on a terminal; nothing elsewhere but at the end."""

    WIDTH = 30

    def __init__(self, out: Any) -> None:
        self._out = out
        self._shown_at = 0.0

    def __call__(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        is_last = done == total
        if not is_last and (not sys.stderr.isatty() or now - self._shown_at < 0.2):
            return
        self._shown_at = now
        filled = self.WIDTH * done // max(total, 1)
        bar = "#" * filled + "." * (self.WIDTH - filled)
        self._out.write(f"\r{what:10} [{bar}] {done}/{total}", ending="\n" if is_last else "")
