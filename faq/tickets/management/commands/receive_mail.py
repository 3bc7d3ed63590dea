"""manage.py receive_mail: takes a mail from standard input."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError
from django.utils import timezone

from faq.tickets import mail_in, mailbox


class Command(BaseCommand):
    """Keeps one mail; `manage.py work` makes a ticket or a reply of it.

    Exit code 75 tells a mail server to come again later.
    """

    help = "Takes a mail from standard input. For a mail server's alias or pipe."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What the server knows besides the mail."""
        parser.add_argument("--recipient", default="", help="the address it was sent to")
        parser.add_argument("--sender", help="the envelope's sender, empty for a bounce")

    def handle(self, *args: Any, **options: Any) -> None:
        """Keep it, or ask to be given it again."""
        try:
            raw = sys.stdin.buffer.read(mailbox.SIZE_LIMIT + 1)
            mail_in.keep(
                raw,
                at=timezone.now(),
                recipient=options["recipient"],
                sender=options["sender"],
            )
        except (OSError, DatabaseError) as error:
            self.stderr.write(f"The mail could not be kept: {type(error).__name__}")
            sys.exit(os.EX_TEMPFAIL)
