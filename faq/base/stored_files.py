"""Files on disk that belong to rows, in step with transactions.

A file is written aside, whole and for good, while the row that names it is saved; it takes its
place when that transaction is committed. So a row that was undone leaves no file, and a file
that could not be written leaves no row.
"""

import os
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from django.db import transaction

ASIDE: Final = "staged"
"""The folder of what waits for its transaction."""
_FORGOTTEN: Final = 60 * 60


def keep(root: Path, path: str, chunks: Iterable[bytes], *, mode: int) -> None:
    """Store a file at `path` below `root` as part of the present transaction."""
    aside = _write_aside(root / ASIDE, chunks, mode)
    transaction.on_commit(lambda: _place(aside, root / path))


def remove(root: Path, path: str) -> None:
    """Delete a file when the present transaction is committed."""
    transaction.on_commit(lambda: (root / path).unlink(missing_ok=True))


def _write_aside(folder: Path, chunks: Iterable[bytes], mode: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    handle, name = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode)
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
