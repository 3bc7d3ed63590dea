"""Files for tests, drawn here, and the rows that name them."""

import struct
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from django.test import TestCase
from PIL import Image

from faq.pictures import actions
from faq.pictures.models import Picture, Video

NOW = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
VTT = b"WEBVTT\n\n00:00.000 --> 00:02.000\nTap Assets.\n"


def drawn(form: str = "PNG", size: tuple[int, int] = (60, 40), **options: Any) -> bytes:
    """The bytes of a picture with something on it."""
    picture = Image.radial_gradient("L").resize(size).convert("RGB")
    return encoded(picture, form, **options)


def encoded(picture: Image.Image, form: str, **options: Any) -> bytes:
    """The bytes of a picture."""
    written = BytesIO()
    picture.save(written, form, **options)
    return written.getvalue()


def moving(form: str = "GIF", frames: int = 3, size: tuple[int, int] = (30, 20)) -> bytes:
    """The bytes of a moving picture."""
    first, *others = [Image.new("RGB", size, (n * 40 % 256, 0, 0)) for n in range(frames)]
    return encoded(first, form, save_all=True, append_images=others, duration=80, loop=0)


def an_mp4(width: int = 640, height: int = 360, *, is_turned: bool = False) -> bytes:
    """The least that is recognised as an MP4 video of that size."""
    one, none = 0x10000, 0
    turn = (none, one, none, -one, none, none) if is_turned else (one, none, none, none, one, none)
    header = bytes(40) + struct.pack(
        ">9i2I", *turn, none, none, 0x40000000, width << 16, height << 16
    )
    sound = bytes(40) + struct.pack(">9i2I", *turn, none, none, 0x40000000, 0, 0)
    tracks = _box(b"trak", _box(b"tkhd", sound)) + _box(b"trak", _box(b"tkhd", header))
    return _box(b"ftyp", b"isom" + bytes(8)) + _box(b"mdat", bytes(100)) + _box(b"moov", tracks)


def a_webm() -> bytes:
    """The least that is recognised as a WebM video."""
    return b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm" + bytes(100)


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + kind + content


def a_picture(
    name: str = "step-1.zh.png", content: bytes | None = None, alt: str = "资产页"
) -> Picture:
    """A picture with its file in its place."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        return actions.add_picture(
            drawn() if content is None else content, name=name, alt=alt, by=None, at=NOW
        )


def a_video(
    name: str = "guide.mp4", content: bytes | None = None, poster: Picture | None = None
) -> Video:
    """A video with its file in its place."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        return actions.add_video(
            BytesIO(an_mp4() if content is None else content),
            name=name,
            title="提现",
            poster=poster,
            by=None,
            at=NOW,
        )
