"""Files that do what no file of a ticket may, each with what becomes of it."""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.pictures.factories import an_mp4, drawn, encoded, moving

SCRIPT = b"<script>alert(document.domain)</script>"
HTML = b"<!doctype html><html><body>" + SCRIPT + b"</body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"
REFUSED, REDRAWN = "refused", "drawn anew"


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check


def a_png_that_says(width: int, height: int) -> bytes:
    """A PNG of a few bytes with so many pixels."""
    header = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1000), 9)
    start = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header)
    return start + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def _a_zip(name: str, size: int) -> bytes:
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        archive.writestr(name, bytes(size))
    return written.getvalue()


def _with_exif() -> bytes:
    picture = Image.open(BytesIO(drawn()))
    exif = Image.Exif()
    exif[0x010E] = SCRIPT.decode()
    return encoded(picture, "JPEG", exif=exif, comment=SCRIPT)


def _with_text() -> bytes:
    info = PngInfo()
    info.add_text("Comment", SCRIPT.decode() * 5)
    return encoded(Image.open(BytesIO(drawn())), "PNG", pnginfo=info)


def _with_a_text_bomb() -> bytes:
    start, end = drawn()[:33], drawn()[33:]
    return start + _chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(80_000_000), 9)) + end


def _gif_and_script() -> bytes:
    picture = moving(frames=1)
    return b"GIF89a/*" + picture[8:] + b"*/=1;alert(1)//"


FILES: list[tuple[str, bytes, str]] = [
    ("drawing.svg", SVG, REFUSED),
    ("drawing.png", SVG, REFUSED),
    ("drawing.svgz", zlib.compress(SVG), REFUSED),
    ("page.html", HTML, REFUSED),
    ("page.png", HTML, REFUSED),
    ("page.jpg", b"\xef\xbb\xbf" + HTML, REFUSED),
    ("page.gif", b"GIF89a" + HTML, REFUSED),
    ("page.mp4", HTML, REFUSED),
    ("page.webm", b"\x1a\x45\xdf\xa3" + HTML, REFUSED),
    ("page.mov", b"\0\0\0\x14ftypqt  " + bytes(8) + HTML, REFUSED),
    ("page.xhtml", b'<?xml version="1.0"?>' + HTML, REFUSED),
    ("data.xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', REFUSED),
    ("script.js", b"alert(1)", REFUSED),
    ("gif-and-script.gif", _gif_and_script(), REDRAWN),
    ("appended.gif", moving(frames=1) + SCRIPT, REDRAWN),
    ("appended.png", drawn() + HTML, REDRAWN),
    ("appended.jpg", drawn("JPEG") + HTML, REDRAWN),
    ("appended.webp", drawn("WEBP") + HTML, REDRAWN),
    ("exif.jpg", _with_exif(), REDRAWN),
    ("text.png", _with_text(), REDRAWN),
    ("text-bomb.png", _with_a_text_bomb(), REFUSED),
    ("zip-behind.png", drawn() + _a_zip("a.html", 100), REDRAWN),
    ("bomb.zip", _a_zip("bomb", 50_000_000), REFUSED),
    ("bomb.png", _a_zip("bomb", 50_000_000), REFUSED),
    ("huge.png", a_png_that_says(60_000, 60_000), REFUSED),
    ("wide.png", a_png_that_says(2**31 - 1, 1), REFUSED),
    ("nothing.png", a_png_that_says(0, 0), REFUSED),
    ("cut.png", drawn()[:60], REFUSED),
    ("cut.jpg", drawn("JPEG")[:300], REFUSED),
    ("behind.mp4", an_mp4() + HTML, REFUSED),
    ("inside.mp4", an_mp4().replace(b"mdat", b"html"), REFUSED),
    ("sound.mp4", b"\0\0\0\x10ftypisom" + bytes(4) + b"\0\0\0\x08moov", REFUSED),
    ("lies.mp4", b"\0\0\0\x14ftypisom" + bytes(8) + b"\xff\xff\xff\xffmdat", REFUSED),
    ("endless.mp4", b"\0\0\0\x14ftypisom" + bytes(8) + b"\0\0\0\0free" * 9, REFUSED),
    ("photo.heic", b"\0\0\0\x18ftypheic" + bytes(200), REFUSED),
    ("paper.pdf", b"%PDF-1.7\n" + SCRIPT, REFUSED),
    ("program.exe", b"MZ" + bytes(300), REFUSED),
    ("program.png", b"\x7fELF" + bytes(300), REFUSED),
    ("letter.docm", _a_zip("word/vbaProject.bin", 10), REFUSED),
    ("shortcut.lnk", b"L\0\0\0\x01\x14\x02\0", REFUSED),
    ("empty.png", b"", REFUSED),
    ("large.png", drawn() + bytes(11 * 1024 * 1024), REFUSED),
    ("log.txt", b"error 500\n" * 20, REFUSED),
    ("icon.ico", encoded(Image.new("RGB", (16, 16)), "ICO"), REFUSED),
    ("scan.tiff", encoded(Image.new("RGB", (16, 16)), "TIFF"), REFUSED),
    ("eps.png", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", REFUSED),
]

# As a browser or a mail may call a file, and how it is called then.
NAMES: list[tuple[str, str]] = [
    ("../../etc/passwd.png", "passwd.png"),
    ("..\\..\\windows\\system32\\a.png", "a.png"),
    ("/etc/cron.d/job", "job.png"),
    ("C:\\a\\b.png", "b.png"),
    ("a\0.html", "a.png"),
    ("bill\u202egnp.exe", "billgnp.png"),
    ('x"; filename="evil.html', 'x"; filename="evil.png'),
    ("a\r\nSet-Cookie: b=c.png", "a Set-Cookie: b=c.png"),
    ("截图 2026.png", "截图 2026.png"),
    ("....", "file.png"),
    ("", "file.png"),
    (".htaccess", "htaccess.png"),
    ("n" * 300 + ".png", "n" * 100 + ".png"),
    ("密码是 Abc12345.png", "密码是 ■■■.png"),
    ("page.php.png", "page.php.png"),
]
