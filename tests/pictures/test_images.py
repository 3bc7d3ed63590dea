"""What uploaded pictures become: their pixels and nothing else, or a refusal that says why."""

import random
import resource
import struct
import time
import zlib
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from faq.base import images
from faq.base.images import ImageRefused, reencode
from tests.pictures.factories import drawn, encoded, moving

WIDTH = 1600


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def with_secrets(form: str, size: tuple[int, int] = (60, 40)) -> bytes:
    """A picture that tells where it was taken, lies on its side, and carries a script behind it."""
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "SECRET")
    about = Image.Exif()
    about[0x0112] = 6
    about[0x010E] = "SECRET"
    options = {
        "PNG": {"pnginfo": notes, "exif": about, "icc_profile": b"SECRET" * 30},
        "JPEG": {"comment": b"SECRET", "exif": about, "icc_profile": b"SECRET" * 30},
        "WEBP": {"xmp": b"SECRET", "exif": about, "icc_profile": b"SECRET" * 30},
        "GIF": {"comment": b"SECRET"},
    }[form]
    return drawn(form, size, **options) + b"SECRET<script>alert(1)</script>PK\x03\x04"


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_nothing_but_pixels_is_kept(form: str) -> None:
    content = with_secrets(form)
    assert b"SECRET" in content
    image = reencode(content, max_width=WIDTH)
    assert b"SECRET" not in image.content
    assert b"<script" not in image.content
    kept = opened(image.content)
    assert kept.format == form
    assert not kept.getexif()
    assert not {"icc_profile", "comment", "xmp", "exif", "Comment"} & kept.info.keys()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_picture_that_lies_on_its_side_is_turned_upright(form: str) -> None:
    image = reencode(with_secrets(form, (60, 40)), max_width=WIDTH)
    assert (image.width, image.height) == (40, 60) == opened(image.content).size


@pytest.mark.parametrize(
    ("size", "expected"), [((3200, 400), (1600, 200)), ((1600, 9), (1600, 9)), ((10, 10), (10, 10))]
)
@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_only_wide_pictures_are_made_smaller(
    form: str, size: tuple[int, int], expected: tuple[int, int]
) -> None:
    image = reencode(drawn(form, size), max_width=WIDTH)
    assert (image.width, image.height) == expected == opened(image.content).size


def test_width_is_measured_after_turning() -> None:
    image = reencode(with_secrets("JPEG", (400, 3200)), max_width=WIDTH)
    assert (image.width, image.height) == (1600, 200)


@pytest.mark.parametrize("form", ["PNG", "GIF"])
@pytest.mark.parametrize("width", [50, 2000])
def test_transparent_pixels_stay_transparent(form: str, width: int) -> None:
    picture = Image.new("P", (width, 20))
    picture.putpalette([0, 0, 0, 255, 0, 0])
    image = reencode(encoded(picture, form, transparency=0), max_width=WIDTH)
    assert opened(image.content).convert("RGBA").getpixel((0, 0)) == (0, 0, 0, 0)


def test_palette_of_a_screenshot_is_kept() -> None:
    picture = Image.radial_gradient("L").convert("P")
    assert opened(reencode(encoded(picture, "PNG"), max_width=WIDTH).content).mode == "P"


@pytest.mark.parametrize(
    ("form", "mode"),
    [
        *(("PNG", mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")),
        *(("JPEG", mode) for mode in ("L", "RGB", "CMYK", "YCbCr")),
        *(("WEBP", mode) for mode in ("RGB", "RGBA")),
        *(("GIF", mode) for mode in ("1", "L", "P", "RGBA")),
    ],
)
@pytest.mark.parametrize("width", [10, 2000])
def test_every_kind_of_pixel_is_taken(form: str, mode: str, width: int) -> None:
    content = encoded(Image.new(mode, (width, 4)), form)
    assert reencode(content, max_width=WIDTH).width == min(width, WIDTH)


def test_light_grey_of_sixteen_bits_stays_light() -> None:
    image = reencode(encoded(Image.new("I;16", (4, 4), 0xC000), "PNG"), max_width=WIDTH)
    assert opened(image.content).getpixel((0, 0)) == 0xC0


# --- Moving pictures


def test_moving_picture_keeps_its_frames_and_its_pace() -> None:
    image = reencode(moving(frames=4, size=(2000, 100)), max_width=WIDTH)
    kept = opened(image.content)
    assert (kept.n_frames, kept.size) == (4, (1600, 80))
    assert (kept.info["duration"], kept.info["loop"]) == (80, 0)


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_other_moving_pictures_are_refused(form: str) -> None:
    with pytest.raises(ImageRefused, match="only GIF"):
        reencode(moving(form), max_width=WIDTH)


def test_heavy_moving_picture_is_refused() -> None:
    with pytest.raises(ImageRefused, match="2 MB"):
        reencode(moving() + bytes(images.MAX_ANIMATION_BYTES), max_width=WIDTH)


@pytest.mark.parametrize(("frames", "size"), [(501, (1, 1)), (3, (4600, 4600)), (30, (2000, 2000))])
def test_long_moving_picture_is_refused(frames: int, size: tuple[int, int]) -> None:
    with pytest.raises(ImageRefused, match="too long"):
        reencode(_gif(frames, size), max_width=WIDTH)


def _gif(frames: int, size: tuple[int, int]) -> bytes:
    """Frames of one pixel on a large ground, written by hand because Pillow joins equal ones."""
    start = b"GIF89a" + struct.pack("<HHBBB", *size, 0x80, 0, 0) + bytes(6)
    frame = b"\x2c" + struct.pack("<HHHH", 0, 0, 1, 1) + b"\x00\x02\x02\x44\x01\x00"
    return start + frame * frames + b"\x3b"


# --- Refused


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "SVG"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><!DOCTYPE svg><SVG/>", "SVG"),
        (b"<!doctype html><script>alert(1)</script>", "not a PNG"),
        (b"GIF89a/*<svg/onload=alert(1)>*/=alert(1)", "SVG"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "not a PNG"),
        (b"PK\x03\x04" + bytes(100), "not a PNG"),
        (b"MZ" + bytes(200), "not a PNG"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not a PNG"),
        (b"push graphic-context\nimage over 0,0 0,0 'https://127.0.0.1/x'\n", "not a PNG"),
        (b"", "not a PNG"),
        (b"\x89PNG\r\n\x1a\n", "not a PNG"),
        (drawn("PNG")[:-40], "damaged"),
        (drawn("JPEG", (900, 900))[:2000], "damaged"),
        (drawn("TIFF"), "not a PNG"),
        (drawn("BMP"), "not a PNG"),
        (drawn("ICO", (16, 16)), "not a PNG"),
        (bytes(images.MAX_BYTES + 1), "10 MB"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_reason(content: bytes, reason: str) -> None:
    with pytest.raises(ImageRefused, match=reason):
        reencode(content, max_width=WIDTH)


def _empty_png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(1_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("side", [6_400, 10_000, 12_000, 60_000, 2_000_000_000])
def test_bomb_is_refused_before_it_is_decoded(side: int) -> None:
    content = _empty_png(side, side)
    memory, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    with pytest.raises(ImageRefused, match="40 million"):
        reencode(content, max_width=WIDTH)
    assert time.monotonic() - start < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 64 * 1024


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_damaged_picture_is_refused_or_drawn_but_never_fails() -> None:
    chance = random.Random(7)
    wholes = [drawn(form) for form in ("PNG", "JPEG", "WEBP", "GIF")] + [moving()]
    for _attempt in range(600):
        content = bytearray(chance.choice(wholes))
        for _byte in range(chance.choice([1, 3, 9])):
            content[chance.randrange(len(content))] = chance.randrange(256)
        try:
            reencode(bytes(content), max_width=WIDTH)
        except ImageRefused as refused:
            assert str(refused)
