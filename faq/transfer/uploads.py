"""Files that wait to be confirmed: kept under a random name, opened only as they were sent."""

import hashlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from faq.transfer import archive
from faq.transfer.models import KEPT_FOR, Transfer, folder


class UploadGone(Exception):
    """A file that was not confirmed in time, or is not the one that was sent."""


def keep(chunks: Iterable[bytes]) -> tuple[str, str]:
    """Keep a file where nobody else can read it; returns its random name and its digest."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    token, digest = secrets.token_hex(32), hashlib.sha256()
    handle = os.open(folder() / token, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        for chunk in chunks:
            digest.update(chunk)
            out.write(chunk)
    return token, digest.hexdigest()


def sweep(at: datetime) -> None:
    """Delete files that were not confirmed in time."""
    if folder().is_dir():
        for path in folder().iterdir():
            if path.is_file() and path.stat().st_mtime < (at - KEPT_FOR).timestamp():
                path.unlink(missing_ok=True)


@contextmanager
def opened(transfer: Transfer, at: datetime) -> Iterator[tuple[Path, list[str]]]:
    """The content of a waiting file as import reads it, and a line for each file left out of it.

    Raises UploadGone, and ArchiveRefused for an archive that is not safe.
    """
    if not transfer.is_waiting(at) or not _is_as_sent(transfer):
        raise UploadGone
    with tempfile.TemporaryDirectory(dir=folder()) as place:
        name = Path(transfer.name.replace("\\", "/")).name or "upload"
        if name.lower().endswith(".zip"):
            inside = Path(place) / "content"
            inside.mkdir()
            yield archive.unpack(transfer.path, inside)
        else:
            copy = Path(place) / name
            shutil.copyfile(transfer.path, copy)
            yield copy, []


def _is_as_sent(transfer: Transfer) -> bool:
    if not transfer.token or not transfer.path.is_file():
        return False
    with transfer.path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == transfer.digest
