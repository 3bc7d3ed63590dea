"""manage.py doctor: what is wrong with this installation, and how to mend it."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from helpcenter.ops.diagnosis import findings


class Command(BaseCommand):
    """A line for each check; exits with 1 when one found something."""

    help = "Say what is wrong with this installation, and how to mend it."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run all checks and report."""
        is_well = True
        for name, sentences in findings():
            self.stdout.write(f"{name}: {'fine' if not sentences else ''}".rstrip())
            for sentence in sentences:
                is_well = False
                self.stdout.write(self.style.ERROR(f"  {sentence}"))
        if not is_well:
            sys.exit(1)
