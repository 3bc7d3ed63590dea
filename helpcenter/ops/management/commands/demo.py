"""manage.py demo: from a fresh clone to the running site with its demo content."""

import os
import secrets
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from faq.accounts.models import User
from faq.articles.models import Article
from helpcenter.ops.installation import (
    data_folder_problem,
    missing_migrations,
    uncollected_static_files,
)
from helpcenter.ops.server import is_port_taken

HOST = "127.0.0.1"
EDITOR = "editor@boan.example"


class Command(BaseCommand):
    """Does only what is still missing, so that again is harmless and quick."""

    help = "Set up the site with its demo content where that is missing, and serve it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to serve, or not at all."""
        parser.add_argument("--port", type=int, default=8000, help="default: %(default)s")
        parser.add_argument("--no-serve", action="store_true", help="set up only")

    def handle(self, *args: Any, **options: Any) -> None:
        """Set up, then become the server."""
        port = options["port"]
        if not options["no_serve"] and is_port_taken(HOST, port):
            raise CommandError(
                f"Port {port} is taken by another program. "
                f"Take another: manage.py demo --port {port + 1}"
            )
        if problem := data_folder_problem():
            raise CommandError(problem)
        self._set_up()
        if options["no_serve"]:
            self.stdout.write("All is set up. To serve it: manage.py serve")
            return
        self._become_server(port)

    def _set_up(self) -> None:
        if missing_migrations():
            self._step("Making the database", lambda: call_command("migrate", verbosity=0))
        call_command("sync_roles", stdout=StringIO())
        if not Article.objects.exists():
            self.stdout.write("Loading the demo content")
            call_command("import_content", settings.BASE_DIR / "fixtures", skip_refused=True)
        if uncollected_static_files():
            self._step(
                "Collecting and compressing static files",
                lambda: call_command("collectstatic", interactive=False, verbosity=0),
            )
        if not User.objects.filter(is_staff=True).exists():
            password = secrets.token_urlsafe(15)
            User.objects.create_superuser(EDITOR, password)
            self.stdout.write(
                "An editor's account was made; its password is shown only this once:\n"
                f"    {EDITOR}\n    {password}"
            )

    def _step(self, what: str, work: Callable[[], Any]) -> None:
        self.stdout.write(f"{what} ... ", ending="")
        self.stdout.flush()
        start = time.monotonic()
        work()
        self.stdout.write(f"{time.monotonic() - start:.1f} s")

    def _become_server(self, port: int) -> None:
        """Start anew as `serve`, because the site's own address is read with the settings."""
        usual = {"HELPCENTER_URL": f"http://{HOST}:{port}", "HELPCENTER_MAIL": "console:"}
        environment = usual | os.environ
        if environment["HELPCENTER_MAIL"] == "console:":
            self.stdout.write("Mail is not sent but shown here.")
        if settings.IS_LOOPBACK:
            environment["HELPCENTER_SECOND_FACTOR"] = "off"
            self.stdout.write(
                "Only here, on this machine, staff sign in without a second factor; "
                "a real site demands one."
            )
        self.stdout.flush()
        serve = [
            sys.executable,
            sys.argv[0],
            "serve",
            "--host",
            HOST,
            "--port",
            str(port),
        ]
        os.execve(sys.executable, serve, environment)
