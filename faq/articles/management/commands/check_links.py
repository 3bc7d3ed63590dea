"""manage.py check_links: whether the links of texts to other sites still answer."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from faq.articles import outside_links
from faq.base.outside import Outside


class Command(BaseCommand):
    """Keeps what it found for the editors' list. It asks the hosts to which live texts link."""

    help = "Ask the sites to which live texts link; exit code 1 when a link is dead."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many to ask in one run."""
        parser.add_argument("--limit", type=int, help="ask so many, the longest unasked first")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look which links there are, ask, print what is dead."""
        now = timezone.now()
        outside_links.note_uses(at=now)
        results = outside_links.check(
            ask=outside_links.Polite(Outside().ask),
            allowed=outside_links.linked_hosts().__contains__,
            at=now,
            limit=options["limit"],
        )
        asked = dead = 0
        for link, result in results:
            asked += 1
            if result.problem:
                dead += 1
                self.stdout.write(f"{result.status or '-'} {result.problem}: {link.url}")
        self.stdout.write(f"{asked} links asked, {dead} dead.")
        if dead:
            sys.exit(1)
