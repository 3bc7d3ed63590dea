"""manage.py work: mail is sent, and what else is to be done regularly."""

import os
import signal
from argparse import ArgumentParser
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand

from helpcenter.ops import work


class Command(BaseCommand):
    """Runs until it is told to stop, and finishes what it began."""

    help = "Send mail and do the other regular work until Ctrl-C or SIGTERM; serve runs one itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """For whom to work."""
        parser.add_argument(
            "--parent",
            type=int,
            help="end when the process of this number ends",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Work."""
        stop, parent = Event(), options["parent"]
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_args: stop.set())
        work.run(work.jobs(), stop=stop, is_wanted=lambda: parent in (None, os.getppid()))
