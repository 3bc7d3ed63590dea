"""Pieces of files, as players of videos ask for them (RFC 9110, section 14)."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.http import parse_http_date_safe

BLOCK = 64 * 1024
_ONE_RANGE = re.compile(r"bytes=\s*([0-9]{0,18})-([0-9]{0,18})\s*")


class UnsatisfiableRangeError(Exception):
    """A piece that the file does not have."""


def wanted(header: str, size: int) -> range | None:
    """The bytes that a `Range` header asks for; None for the whole file.

    What cannot be read, and several pieces at once, mean the whole file: a server may always
    answer so. Raises UnsatisfiableRangeError.
    """
    match = _ONE_RANGE.fullmatch(header)
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        piece = range(max(0, size - int(last)), size)
    elif last and int(last) < int(first):
        return None
    else:
        piece = range(int(first), min(int(last) + 1, size) if last else size)
    if not piece:
        raise UnsatisfiableRangeError
    return piece


def still_holds(if_range: str, *, etag: str, modified_at: int) -> bool:
    """Whether the file is the one that an `If-Range` header means; true without such a header."""
    return if_range in {"", etag} or parse_http_date_safe(if_range) == modified_at


class Piece:
    """Some bytes of an open file, block by block. Whoever closes it closes the file."""

    def __init__(self, file: BinaryIO, where: range) -> None:
        self._file = file
        self._left = len(where)
        file.seek(where.start)

    def __iter__(self) -> Iterator[bytes]:
        while self._left > 0 and (block := self._file.read(min(BLOCK, self._left))):
            self._left -= len(block)
            yield block

    def close(self) -> None:
        """Let the file go."""
        self._file.close()
