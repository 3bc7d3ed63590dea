"""manage.py sync_roles: the groups of the roles get the rights that faq/accounts/roles.py lists."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from faq.accounts import roles


class Command(BaseCommand):
    """Says what it changed; a second time it changes nothing."""

    help = "Give the groups of the roles exactly the rights that faq/accounts/roles.py lists."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write them and print a line for each change."""
        try:
            changes = roles.sync()
        except LookupError as problem:
            raise CommandError(f"{problem} Run `manage.py migrate` first.") from problem
        for change in changes:
            self.stdout.write(change)
        if not changes:
            self.stdout.write("The roles have their rights already.")
