"""Files of pictures, videos and subtitles on disk, below MEDIA_ROOT."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings

from faq.base import stored_files

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


class FileRefused(Exception):
    """A file that is not taken; the message tells the editor why, and what to do."""


def keep(path: str, chunks: Iterable[bytes]) -> None:
    """Store a file at `path` below MEDIA_ROOT as part of the present transaction."""
    mode = settings.FILE_UPLOAD_PERMISSIONS or 0o640
    stored_files.keep(_root(), path, chunks, mode=mode)


def remove(path: str) -> None:
    """Delete a file when the present transaction is committed."""
    stored_files.remove(_root(), path)


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
