"""manage.py export_content PATH: bring the content out, as import_content reads it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from faq.transfer import export


class Command(BaseCommand):
    """Writes a folder of everything, JSON Lines of the articles, or a folder of tables."""

    help = "Export the content as a folder, as JSON Lines (articles) or as tables (CSV)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The path and the form."""
        parser.add_argument("path", type=Path)
        parser.add_argument(
            "--format",
            choices=["folder", "jsonl", "csv"],
            default="folder",
            help="default: %(default)s",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, never over what is there."""
        path: Path = options["path"]
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise CommandError(f"{path} is there already. Name a new file or folder.")
        write = {
            "folder": (export.write_folder, "texts"),
            "jsonl": (export.write_json_lines, "texts"),
            "csv": (export.write_tables, "tables"),
        }
        action, what = write[options["format"]]
        try:
            count = action(path, at=timezone.now())
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}") from error
        self.stdout.write(f"{count} {what} in {path}")
