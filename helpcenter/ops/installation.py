"""What an installation consists of, and what of it is still missing."""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

# --- Data folder and database -------------------------------------------------------------------


def data_folder_problem() -> str:
    """Why nothing can be written to the data folder, as a sentence; empty when all is well."""
    folder = Path(settings.HELPCENTER_DATA)
    probe = folder / f".probe-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        return (
            f"The data folder {folder} cannot be written ({error.strerror}). "
            "Give HELPCENTER_DATA a folder that this user may write to."
        )
    return ""


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).graph.nodes)


def missing_migrations() -> list[str]:
    """The migrations that the code has and the database lacks."""
    lacking = _known_migrations() - MigrationRecorder(connection).applied_migrations().keys()
    return sorted(f"{app}.{name}" for app, name in lacking)


# --- Static files -------------------------------------------------------------------------------


def uncollected_static_files() -> list[str]:
    """Static files that were never collected, or have changed since."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    try:
        collected = json.loads(manifest.read_text())["paths"]
        collected_at = manifest.stat().st_mtime
    except (OSError, ValueError, KeyError):
        return [name for name, _changed_at in _static_files()]
    return [
        name
        for name, changed_at in _static_files()
        if name not in collected or changed_at > collected_at
    ]


def _static_files() -> Iterator[tuple[str, float]]:
    """Names and times of change of all static files that `collectstatic` would take."""
    ignored: list[str] = getattr(apps.get_app_config("staticfiles"), "ignore_patterns", [])
    for finder in get_finders():
        for path, storage in finder.list(ignored):
            prefix = getattr(storage, "prefix", None)
            name = f"{prefix}/{path}" if prefix else path
            yield name.replace("\\", "/"), Path(storage.path(path)).stat().st_mtime
