"""Screen recordings, told by how the file is built: every part of it has its place.

What only begins like a video, or carries something behind it, is none.
"""

from typing import IO, Final

from faq.pictures import videos

_MP4_PARTS: Final = {
    b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"uuid", b"meta", b"moof", b"mfra",
    b"sidx", b"styp", b"pdin", b"pnot", b"udta", b"emsg", b"prft",
}  # fmt: skip
_EBML, _SEGMENT = b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67"
_DOC_TYPE: Final = b"\x42\x82\x84webm"
_IN_SEGMENT: Final = (
    b"\x11\x4d\x9b\x74", b"\x15\x49\xa9\x66", b"\x16\x54\xae\x6b", b"\x1c\x53\xbb\x6b",
    b"\x1f\x43\xb6\x75", b"\x12\x54\xc3\x67", b"\xec",
)  # fmt: skip
"""What a segment may begin with: an index, information, tracks, cues, a cluster, tags, a void."""


def media_type_of(file: IO[bytes], size: int) -> str:
    """video/mp4, video/quicktime or video/webm; empty for what is none of these."""
    file.seek(0)
    start = file.read(64)
    if start[4:8] == b"ftyp":
        return _of_mp4(file, size, start[8:12])
    return "video/webm" if start.startswith(_EBML) and _is_webm(file, start, size) else ""


def _of_mp4(file: IO[bytes], size: int, brand: bytes) -> str:
    parts = list(videos.boxes(file, 0, size))
    names = {name for name, _start, _end in parts}
    is_whole = bool(parts) and parts[-1][2] == size and names <= _MP4_PARTS
    if not is_whole or b"moov" not in names or videos.measure(file, size) is None:
        return ""
    return "video/quicktime" if brand == b"qt  " else "video/mp4"


def _is_webm(file: IO[bytes], start: bytes, size: int) -> bool:
    header = _sized(start, 4)
    if header is None or _DOC_TYPE not in start[: header[1] + header[0]]:
        return False
    place = sum(header)
    file.seek(place)
    segment = file.read(16)
    length = _sized(segment, 4) if segment.startswith(_SEGMENT) else None
    if length is None or not segment[length[1] :].startswith(_IN_SEGMENT):
        return False
    is_open = set(segment[5 : length[1]]) <= {0xFF} and segment[4] == _all_ones(length[1] - 4)
    return is_open or place + sum(length) == size


def _sized(piece: bytes, place: int) -> tuple[int, int] | None:
    """How long what follows is by the number written at `place`, and where that number ends."""
    if len(piece) <= place or piece[place] == 0:
        return None
    width = 9 - piece[place].bit_length()
    digits = piece[place : place + width]
    if len(digits) < width:
        return None
    return int.from_bytes(digits) & ((1 << 7 * width) - 1), place + width


def _all_ones(width: int) -> int:
    """The first byte of a number of so many bytes that says: until the end."""
    return (1 << (9 - width)) - 1
