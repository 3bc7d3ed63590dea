"""Videos and subtitles as editors upload them: what they are, and how large a video is shown."""

import struct
from collections.abc import Iterator
from typing import IO, Final

from django.utils.translation import gettext as _

from faq.base import characters
from faq.pictures.files import FileRefused

MAX_VIDEO_BYTES: Final = 50 * 1024 * 1024
MAX_SUBTITLE_BYTES: Final = 512 * 1024

_WEBM_START: Final = b"\x1a\x45\xdf\xa3"
_MP4_BRANDS: Final = (b"iso", b"mp4", b"avc", b"M4V", b"MSNV", b"dash", b"hvc", b"av01", b"cmf")
_MOST_BOXES: Final = 5000
_LARGEST_SIDE: Final = 10_000


def suffix_of(file: IO[bytes], size: int) -> str:
    """.mp4 or .webm, by the first bytes whatever the file is called. Raises FileRefused."""
    if size > MAX_VIDEO_BYTES:
        raise FileRefused(_("The file is larger than 50 MB."))
    file.seek(0)
    start = file.read(64)
    if start[4:8] == b"ftyp" and start[8:12].startswith(_MP4_BRANDS):
        return ".mp4"
    if start.startswith(_WEBM_START) and b"webm" in start:
        return ".webm"
    raise FileRefused(_("This is not an MP4 or WebM video."))


def measure(file: IO[bytes], size: int) -> tuple[int, int] | None:
    """Width and height of an MP4 video as it is shown; None where the file does not say it."""
    for tracks in _of_kind(file, 0, size, b"moov"):
        for track in _of_kind(file, *tracks, b"trak"):
            for header in _of_kind(file, *track, b"tkhd"):
                if found := _size_in_header(file, *header):
                    return found
    return None


def _of_kind(file: IO[bytes], start: int, end: int, kind: bytes) -> list[tuple[int, int]]:
    """Where the contents of the boxes of a kind begin and end."""
    return [box[1:] for box in boxes(file, start, end) if box[0] == kind]


def boxes(file: IO[bytes], start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The boxes one after another between two places: name, contents' start and end.

    The last one ends at `end`, or there is something there that is none.
    """
    place = start
    for _number in range(_MOST_BOXES):
        file.seek(place)
        head = file.read(16)
        if place + 8 > end or len(head) < 8:
            return
        length, name = struct.unpack(">I4s", head[:8])
        body = place + 8
        if length == 1 and len(head) == 16:
            (length,) = struct.unpack(">Q", head[8:])
            body = place + 16
        elif length == 0:
            length = end - place
        if length < body - place or place + length > end:
            return
        place += length
        yield name, body, place


def _size_in_header(file: IO[bytes], start: int, end: int) -> tuple[int, int] | None:
    """A track's header ends with a matrix of nine numbers, width and height; sounds have none."""
    if not 80 <= end - start <= 200:
        return None
    file.seek(end - 44)
    numbers = struct.unpack(">9i2I", file.read(44))
    width, height = numbers[9] >> 16, numbers[10] >> 16
    if not (0 < width <= _LARGEST_SIDE and 0 < height <= _LARGEST_SIDE):
        return None
    is_turned = numbers[0] == 0 and numbers[4] == 0
    return (height, width) if is_turned else (width, height)


def subtitles(content: bytes) -> bytes:
    """A WebVTT file in plain UTF-8 without control characters. Raises FileRefused."""
    if len(content) > MAX_SUBTITLE_BYTES:
        raise FileRefused(_("The file is larger than 512 kB."))
    try:
        text = characters.clean(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise FileRefused(_("The file is not in UTF-8. Save it again in that encoding.")) from error
    if not text.startswith("WEBVTT") or text[6:7].strip():
        raise FileRefused(_("Subtitles must be WebVTT: the first line is WEBVTT."))
    return text.encode()
