"""manage.py check_published: whether live texts name only contacts that are official."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from faq.articles.published_contacts import stale_texts


class Command(BaseCommand):
    """For after a change of the directory, and for every night."""

    help = "List live texts whose contacts are not official; exit code 1 when there are any."

    def handle(self, *args: Any, **options: Any) -> None:
        """A line for each text: its address, and what it names."""
        found = stale_texts(timezone.now())
        for stale in found:
            address = stale.revision.text.get_absolute_url()
            self.stdout.write(f"{address}: {', '.join(stale.written)}")
        self.stdout.write(f"{len(found)} live texts name contacts that are not official.")
        if found:
            sys.exit(1)
