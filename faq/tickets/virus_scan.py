"""Files shown to ClamAV before they are kept, where HELPCENTER_CLAMD names its socket."""

import socket
import struct
from collections.abc import Iterable

from django.conf import settings

SECONDS = 30


class ScanFailed(Exception):
    """The scanner did not answer, or not as it should: nothing may be kept unseen."""


def is_clean(chunks: Iterable[bytes]) -> bool:
    """Whether the scanner finds nothing; True where none is named. Raises ScanFailed."""
    if not settings.HELPCENTER_CLAMD:
        return True
    try:
        with _connected(settings.HELPCENTER_CLAMD) as scanner:
            scanner.sendall(b"zINSTREAM\0")
            for chunk in chunks:
                scanner.sendall(struct.pack(">I", len(chunk)) + chunk)
            scanner.sendall(struct.pack(">I", 0))
            answer = _answer(scanner)
    except (OSError, ValueError) as error:
        raise ScanFailed(str(error)) from error
    if answer.endswith(b" FOUND"):
        return False
    if answer != b"stream: OK":
        raise ScanFailed(answer.decode(errors="replace"))
    return True


def _connected(address: str) -> socket.socket:
    """A connection to unix:/path or host:port. Raises ValueError and OSError."""
    if address.startswith("unix:"):
        scanner = socket.socket(socket.AF_UNIX)
        scanner.settimeout(SECONDS)
        scanner.connect(address.removeprefix("unix:"))
        return scanner
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)


def _answer(scanner: socket.socket) -> bytes:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < 1000:
        piece = scanner.recv(1000)
        if not piece:
            break
        answer += piece
    return answer.rstrip(b"\0\n")
