"""manage.py rebuild [--check]: make what is derived from the content again, or compare it."""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand

from faq.announcements import derived as announcements
from faq.articles import derived as articles
from faq.glossary import derived as glossary
from faq.search import index

# Stored HTML first, since the index is made from it.
PARTS = {
    "glossary": glossary,
    "announcements": announcements,
    "articles": articles,
    "search index": index,
}


class Command(BaseCommand):
    """Exits with 1 when --check finds a difference."""

    help = "Make stored HTML and the search index again from the content."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Change, or only compare."""
        parser.add_argument("--check", action="store_true", help="name differences, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild or compare every part in turn."""
        if options["check"]:
            self._check()
            return
        for name, part in PARTS.items():
            number = part.rebuild(progress=self._progress(name))
            self.stdout.write(f"{name}: {number} made again")

    def _check(self) -> None:
        differences = [line for part in PARTS.values() for line in part.differences()]
        for line in differences:
            self.stdout.write(line)
        if differences:
            self.stderr.write(f"{len(differences)} differences; manage.py rebuild mends them.")
            sys.exit(1)
        self.stdout.write("Everything derived is as it would be made now.")

    def _progress(self, name: str) -> Callable[[int, int], None]:
        """Tell how far it is, at most once a second."""
        shown_at = time.monotonic()

        def show(done: int, total: int) -> None:
            nonlocal shown_at
            if time.monotonic() - shown_at >= 1:
                shown_at = time.monotonic()
                self.stdout.write(f"{name}: {done} of {total}")

        return show
