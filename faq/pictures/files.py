"""Files of pictures, videos and subtitles on disk, below MEDIA_ROOT.

A file is written aside, whole and for good, while the row that names it is saved; it takes its
place when that transaction is committed. So a row that was undone leaves no file, and a file
that could not be written leaves no row.
"""

import os
import re
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings
from django.db import transaction

# The logo is kept by the brand, which lies below us; its file is served like all others.
FOLDERS: Final = ("pictures", "videos", "subtitles", "brand")
TYPES: Final = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".vtt": "text/vtt; charset=utf-8",
}

_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,150}")
_ASIDE: Final = "staged"
_FORGOTTEN: Final = 60 * 60


class FileRefused(Exception):
    """A file that is not taken; the message tells the editor why, and what to do."""


def keep(path: str, chunks: Iterable[bytes]) -> None:
    """Store a file at `path` below MEDIA_ROOT as part of the present transaction."""
    aside = _write_aside(chunks)
    transaction.on_commit(lambda: _place(aside, _root() / path))


def remove(path: str) -> None:
    """Delete a file when the present transaction is committed."""
    transaction.on_commit(lambda: (_root() / path).unlink(missing_ok=True))


def size_of(path: str) -> int | None:
    """How many bytes a file has; None when it is not there."""
    try:
        return (_root() / path).stat().st_size
    except OSError:
        return None


def open_file(folder: str, name: str) -> BinaryIO | None:
    """The file for reading, if it is one that may be shown: no way leads out of the folders."""
    if folder not in FOLDERS or not _SAFE_NAME.fullmatch(name) or type_of(name) is None:
        return None
    path = _root() / folder / name
    try:
        if path.is_symlink() or not path.is_file():
            return None
        return path.open("rb")
    except OSError:
        return None


def type_of(name: str) -> str | None:
    """The media type that a file is served as; None for one that is not served."""
    return TYPES.get(Path(name).suffix.lower())


def _root() -> Path:
    return Path(settings.MEDIA_ROOT)


def _write_aside(chunks: Iterable[bytes]) -> Path:
    folder = _root() / _ASIDE
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    handle, name = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, settings.FILE_UPLOAD_PERMISSIONS or 0o640)
    except BaseException:
        os.unlink(name)
        raise
    return Path(name)


def _sweep(folder: Path) -> None:
    """Throw away what transactions that were undone left behind."""
    for path in folder.iterdir():
        if path.stat().st_mtime < time.time() - _FORGOTTEN:
            path.unlink(missing_ok=True)


def _place(aside: Path, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    os.replace(aside, path)
    if os.name == "posix":
        # The new name itself must survive a loss of power.
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
