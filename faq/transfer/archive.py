"""ZIP files from strangers: nothing in them leaves its folder or grows without end."""

import re
import stat
import zipfile
from pathlib import Path, PurePosixPath
from typing import Final

from django.utils.translation import gettext as _

MOST_FILES: Final = 20_000
MOST_BYTES: Final = 1024 * 1024 * 1024
MOST_RATIO: Final = 200
"""How many times larger the content may be than what is packed; text shrinks to a tenth."""
_SMALL: Final = 10 * 1024 * 1024
_BLOCK: Final = 1024 * 1024
_OWN_FOLDERS: Final = frozenset({"articles", "pictures", "videos", "docs", "i18n"})
_SUFFIXES: Final = frozenset(
    {
        *(".md", ".markdown", ".mdx", ".json", ".jsonl", ".csv", ".yml", ".yaml"),
        *(".png", ".jpg", ".jpeg", ".webp", ".gif", ".mp4", ".webm", ".vtt"),
    }
)
# What systems put into archives beside what people put there.
_NOISE = re.compile(r"(^|/)(__MACOSX/|\.|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_ENCRYPTED: Final = 0x1
_IS_UTF8: Final = 0x800


class ArchiveRefused(ValueError):
    """An archive that is not unpacked; says why."""


def unpack(packed: Path, folder: Path) -> tuple[Path, list[str]]:
    """Unpack into a folder; returns where the content begins, and a line for each file left out.

    Files of other types than import reads are left out. Raises ArchiveRefused for what is no
    archive, is too large or would be, holds a link, or names a place outside of itself.
    """
    left_out = []
    try:
        with zipfile.ZipFile(packed) as archive:
            files = [info for info in archive.infolist() if not info.is_dir()]
            _require_modest(files, packed.stat().st_size)
            written = 0
            for info in files:
                name = _name(info)
                if _NOISE.search(name):
                    continue
                if Path(name).suffix.lower() not in _SUFFIXES:
                    why = _("files of this type are not taken")
                    left_out.append(f"{name}: {why}")
                    continue
                written += _write(archive, info, folder / name, most=MOST_BYTES - written)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        raise ArchiveRefused(_("The archive cannot be read.")) from error
    return _top(folder), left_out


def _require_modest(files: list[zipfile.ZipInfo], size: int) -> None:
    if len(files) > MOST_FILES:
        raise ArchiveRefused(
            _("The archive holds more than %(number)s files.") % {"number": MOST_FILES}
        )
    total = sum(info.file_size for info in files)
    if total > MOST_BYTES or (total > _SMALL and total > MOST_RATIO * size):
        raise ArchiveRefused(_("The archive would become too large when it is unpacked."))


def _name(info: zipfile.ZipInfo) -> str:
    """The path inside of the archive. Raises ArchiveRefused when it is no plain file below it."""
    name = _decoded(info).replace("\\", "/")
    path = PurePosixPath(name)
    is_outside = path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", name)
    if is_outside or "\0" in name or not path.parts:
        raise ArchiveRefused(
            _("The archive names a place outside of itself: %(name)s") % {"name": name[:80]}
        )
    mode = info.external_attr >> 16
    if mode and not stat.S_ISREG(mode) and stat.S_IFMT(mode):
        raise ArchiveRefused(_("The archive holds a link: %(name)s") % {"name": name[:80]})
    if info.flag_bits & _ENCRYPTED:
        raise ArchiveRefused(_("The archive is encrypted."))
    return str(path)


def _decoded(info: zipfile.ZipInfo) -> str:
    """The name as it was meant: archives made in China often hold it in GBK, unmarked."""
    if info.flag_bits & _IS_UTF8:
        return info.filename
    raw = info.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _write(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path, *, most: int) -> int:
    """Write one file; returns its size, which is counted because the archive may lie about it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    size = 0
    with archive.open(info) as source, path.open("xb") as out:
        while block := source.read(_BLOCK):
            size += len(block)
            if size > most:
                raise ArchiveRefused(_("The archive would become too large when it is unpacked."))
            out.write(block)
    return size


def _top(folder: Path) -> Path:
    """The folder itself, or the one below it that holds everything."""
    inside = list(folder.iterdir())
    is_wrapped = len(inside) == 1 and inside[0].is_dir()
    return inside[0] if is_wrapped and inside[0].name not in _OWN_FOLDERS else folder


def pack(folder: Path, packed: Path) -> None:
    """A ZIP of all files below a folder, the same for the same files."""
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            info = zipfile.ZipInfo(str(path.relative_to(folder)))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            with path.open("rb") as source, archive.open(info, "w") as out:
                while block := source.read(_BLOCK):
                    out.write(block)
