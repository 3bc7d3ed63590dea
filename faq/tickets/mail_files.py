"""The raw mails: one file each below HELPCENTER_DATA, readable by the site alone."""

import os
from pathlib import Path

from django.conf import settings


def path_of(sha256: str) -> Path:
    """Where the mail with this digest lies."""
    folder: Path = settings.HELPCENTER_DATA / "private" / "mail"
    return folder / sha256[:2] / f"{sha256}.eml"


def write(sha256: str, raw: bytes) -> None:
    """Keep a mail, whole or not at all; what was kept under this digest is replaced.

    Raises OSError.
    """
    path = path_of(sha256)
    path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640)
    with open(descriptor, "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def read(sha256: str) -> bytes:
    """The mail as it is kept. Raises FileNotFoundError when it was removed."""
    return path_of(sha256).read_bytes()


def remove(sha256: str) -> None:
    """Keep it no longer."""
    path_of(sha256).unlink(missing_ok=True)
