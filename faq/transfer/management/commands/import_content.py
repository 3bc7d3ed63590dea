"""manage.py import_content PATH: take in a folder of Markdown or a file of JSON Lines."""

import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from faq.transfer import actions


class Command(BaseCommand):
    """Prints a bar while it works, what could not be taken, and the numbers."""

    help = "Import a folder (Markdown with front matter, JSON parts, pictures) or JSON Lines."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The path, and what to do where files are silent."""
        parser.add_argument("path", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="report, change nothing")
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
            progress=_Bar(self.stderr) if options["verbosity"] else _silent,
        )
        for problem in report.problems:
            self.stderr.write(self.style.WARNING(problem))
        verdict = "would be " if options["dry_run"] else ""
        self.stdout.write(
            f"Texts {verdict}created: {report.created}, changed: {report.changed}, "
            f"unchanged: {report.unchanged}; problems: {len(report.problems)}"
        )
        if report.problems and not (report.created or report.changed or report.unchanged):
            raise CommandError("Nothing could be imported.")


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
