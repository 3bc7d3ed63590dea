"""Pictures from anywhere made harmless: measured first, then decoded and drawn anew.

Nothing but pixels is kept. What else a file carries (place and time of a photograph, a script
appended to it, a second format hidden in it) is not in the bytes that come out.
"""

import hashlib
import struct
from dataclasses import dataclass
from io import BytesIO
from threading import Lock
from typing import Any, Final

from django.utils.translation import gettext as _
from PIL import Image as Pillow
from PIL import ImageSequence

MAX_BYTES: Final = 10 * 1024 * 1024
MAX_PIXELS: Final = 40_000_000
MAX_ANIMATION_BYTES: Final = 2 * 1024 * 1024
MAX_FRAMES: Final = 500

_SUFFIXES: Final = {"PNG": ".png", "JPEG": ".jpg", "WEBP": ".webp", "GIF": ".gif"}
_SAVED_WITH: Final[dict[str, dict[str, Any]]] = {
    "PNG": {"optimize": True},
    "JPEG": {"quality": 85, "optimize": True, "progressive": True},
    "WEBP": {"quality": 85, "method": 4},
    "GIF": {"optimize": True},
}
# Modes that a format stores as they are; others are converted first.
_MODES: Final = {
    "PNG": {"1", "L", "LA", "P", "RGB", "RGBA"},
    "JPEG": {"L", "RGB"},
    "WEBP": {"RGB", "RGBA"},
    "GIF": {"L", "P"},
}
_ORIENTATION: Final = 0x0112
_TURNS: Final = {
    2: Pillow.Transpose.FLIP_LEFT_RIGHT,
    3: Pillow.Transpose.ROTATE_180,
    4: Pillow.Transpose.FLIP_TOP_BOTTOM,
    5: Pillow.Transpose.TRANSPOSE,
    6: Pillow.Transpose.ROTATE_270,
    7: Pillow.Transpose.TRANSVERSE,
    8: Pillow.Transpose.ROTATE_90,
}
# What Pillow raises for a file that is not what its first bytes promise.
_TOO_MANY_PIXELS: Final = (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning)
_DAMAGED: Final = (
    OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, struct.error,
    OverflowError,
)  # fmt: skip

# A large picture takes 160 MB while it is decoded: one at a time in each process.
_one_at_a_time = Lock()


class ImageRefused(Exception):
    """A file that is not taken; the message tells the editor why, and what to do."""


@dataclass(frozen=True)
class Image:
    """A picture drawn anew."""

    content: bytes
    suffix: str
    width: int
    height: int
    digest: str
    """SHA-256 of the bytes it was made from, to know them again."""


def digest_of(content: bytes) -> str:
    """What `Image.digest` is for a picture made from these bytes."""
    return hashlib.sha256(content).hexdigest()


def reencode(content: bytes, *, max_width: int, may_move: bool = True) -> Image:
    """The picture in its own format, upright, at most `max_width` wide, without any metadata.

    PNG, JPEG, WebP and GIF. Where it may not move, its first picture. Raises ImageRefused.
    """
    if len(content) > MAX_BYTES:
        raise ImageRefused(_("The file is larger than 10 MB."))
    with _one_at_a_time:
        picture = _opened(content)
        try:
            moves = may_move and getattr(picture, "is_animated", False)
            _require_measure(picture, content, moves=moves)
            if moves:
                return _animation(picture, content, max_width)
            return _still(picture, content, max_width)
        except _TOO_MANY_PIXELS as error:
            raise ImageRefused(_too_many_pixels()) from error
        except _DAMAGED as error:
            raise ImageRefused(_("The file is damaged or incomplete.")) from error


def _opened(content: bytes) -> Pillow.Image:
    """The picture with its measures; its pixels are not decoded yet."""
    try:
        return Pillow.open(BytesIO(content), formats=tuple(_SUFFIXES))
    except _TOO_MANY_PIXELS as error:
        raise ImageRefused(_too_many_pixels()) from error
    except _DAMAGED as error:
        raise ImageRefused(_not_a_picture(content)) from error


def _not_a_picture(content: bytes) -> str:
    if b"<svg" in content[:4096].lower():
        return _("SVG drawings can carry scripts. Save the drawing as PNG and upload that.")
    return _("This is not a PNG, JPEG, WebP or GIF picture.")


def _too_many_pixels() -> str:
    return _("The picture has more than 40 million pixels. Make it smaller first.")


def _too_long() -> str:
    return _("The moving picture is too long. Upload a video instead.")


def _require_measure(picture: Pillow.Image, content: bytes, *, moves: bool) -> None:
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise ImageRefused(_too_many_pixels())
    if not moves:
        return
    if picture.format != "GIF":
        raise ImageRefused(_("Of moving pictures only GIF is taken. Upload a video instead."))
    if len(content) > MAX_ANIMATION_BYTES:
        raise ImageRefused(_("A moving picture may have 2 MB. Upload a video instead."))
    if 2 * width * height > MAX_PIXELS:
        raise ImageRefused(_too_long())


def _still(picture: Pillow.Image, content: bytes, max_width: int) -> Image:
    form = str(picture.format)
    turn = _TURNS.get(picture.getexif().get(_ORIENTATION, 1))
    lies = turn is not None and picture.getexif()[_ORIENTATION] >= 5
    size = _fitting(picture.size, max_width, lies_on_its_side=lies)
    if size != picture.size:
        picture.draft(None, size)
    pixels = _in_storable_mode(picture, form, is_resized=size != picture.size)
    if size != pixels.size:
        pixels = pixels.resize(size, Pillow.Resampling.LANCZOS, reducing_gap=3)
    if turn is not None:
        pixels = pixels.transpose(turn)
    return _encoded([pixels], form, content)


def _fitting(size: tuple[int, int], max_width: int, *, lies_on_its_side: bool) -> tuple[int, int]:
    """The size to draw in; of one that is still to be turned, the height becomes the width."""
    width, height = size
    shown_width = height if lies_on_its_side else width
    if shown_width <= max_width:
        return size
    return (
        max(1, round(width * max_width / shown_width)),
        max(1, round(height * max_width / shown_width)),
    )


def _in_storable_mode(picture: Pillow.Image, form: str, *, is_resized: bool) -> Pillow.Image:
    """The pixels in a mode that the format stores, and that can be drawn smaller smoothly."""
    if picture.mode.startswith("I;16"):
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode in _MODES[form] and not (is_resized and picture.mode in {"1", "P"}):
        return picture
    is_transparent = form != "JPEG" and picture.has_transparency_data
    return picture.convert("RGBA" if is_transparent else "RGB")


def _animation(picture: Pillow.Image, content: bytes, max_width: int) -> Image:
    size = _fitting(picture.size, max_width, lies_on_its_side=False)
    most = min(MAX_FRAMES, MAX_PIXELS // (picture.width * picture.height))
    frames: list[Pillow.Image] = []
    durations: list[int] = []
    for frame in ImageSequence.Iterator(picture):
        if len(frames) == most:
            raise ImageRefused(_too_long())
        pixels = frame.convert("RGBA")
        if size != pixels.size:
            pixels = pixels.resize(size, Pillow.Resampling.LANCZOS)
        frames.append(pixels)
        durations.append(int(frame.info.get("duration", 100)))
    loop = picture.info.get("loop")
    repeats = {"loop": loop} if isinstance(loop, int) else {}
    return _encoded(frames, "GIF", content, duration=durations, disposal=2, **repeats)


def _encoded(frames: list[Pillow.Image], form: str, content: bytes, **options: Any) -> Image:
    for frame in frames:
        # Pillow would write profile, comment and the like again from here.
        frame.info = {name: value for name, value in frame.info.items() if name == "transparency"}
    first, *others = frames
    if others:
        options |= {"save_all": True, "append_images": others}
    written = BytesIO()
    first.save(written, form, **_SAVED_WITH[form], **options)
    return Image(
        content=written.getvalue(),
        suffix=_SUFFIXES[form],
        width=first.width,
        height=first.height,
        digest=digest_of(content),
    )
