"""manage.py serve: the production server."""

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from helpcenter.ops.installation import missing_migrations, uncollected_static_files
from helpcenter.ops.server import Server, is_port_taken


class Command(BaseCommand):
    """Refuses to start what could not serve."""

    help = "Serve the site until Ctrl-C or SIGTERM."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen, and with how many processes."""
        parser.add_argument("--host", default="127.0.0.1", help="default: %(default)s")
        parser.add_argument("--port", type=int, default=8000, help="default: %(default)s")
        parser.add_argument(
            "--workers",
            type=int,
            default=min(4, max(2, os.cpu_count() or 2)),
            help="processes; default: one per core, 2 to 4 (here %(default)s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check the ground, then serve."""
        host, port = options["host"], options["port"]
        if missing := missing_migrations():
            raise CommandError(
                f"The database lacks {len(missing)} migrations, such as {missing[0]}. "
                "Run: manage.py migrate"
            )
        if uncollected := uncollected_static_files():
            raise CommandError(
                f"{len(uncollected)} static files are not collected or have changed, such as "
                f"{uncollected[0]}. Run: manage.py collectstatic --noinput"
            )
        if is_port_taken(host, port):
            raise CommandError(f"{host}:{port} is taken, or not an address of this machine.")
        Server(host=host, port=port, workers=options["workers"], when_ready=self._announce).run()

    def _announce(self) -> None:
        site = settings.HELPCENTER_URL
        self.stdout.write(f"Site:  {site}/\nAdmin: {site}/admin/\nCtrl-C ends it.")
        self.stdout.flush()
