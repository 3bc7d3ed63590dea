"""manage.py draft_wanted: drafts for what readers searched for in vain."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from faq.articles import wanted
from faq.articles.models import Wanted


class Command(BaseCommand):
    """Made to be run every hour or every night; a second run makes nothing twice."""

    help = "Make a draft, once, of what several readers searched for in vain in a week."

    def handle(self, *args: Any, **options: Any) -> None:
        """Draft, then ask again what has an article by now, and say what was done."""
        at = timezone.now()
        made = wanted.draft_missing(at=at)
        wanted.replay(Wanted.objects.filter(article__isnull=False), at=at)
        for row in made:
            self.stdout.write(f"draft: {row.title}")
        self.stdout.write(f"{len(made)} drafts made.")
