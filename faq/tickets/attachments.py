"""Files that come with messages: what is taken, where it lies, who may send how much.

Pictures are drawn anew, so nothing but pixels is kept of them; recordings are taken as they are
where every part of the file has its place. All lie in HELPCENTER_DATA/private, under names of our
own, and are only ever served as downloads, to those who may see the message.
"""

import hashlib
import logging
import secrets
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from faq.accounts import audit
from faq.accounts.models import User
from faq.base import characters, stored_files
from faq.base.images import ImageRefused, reencode
from faq.base.secret_guard import hidden
from faq.tickets import recordings, virus_scan
from faq.tickets.models import Attachment, Message

logger = logging.getLogger(__name__)

MOST_FILES: Final = 5
LARGEST: Final = 10 * 1024 * 1024
A_DAY: Final = 100 * 1024 * 1024
"""So many bytes one person may send in 24 hours."""
MAX_WIDTH: Final = 3000
FORGOTTEN: Final = timedelta(days=1)
"""How old a file that no row names must be before it is thrown away."""
_LONGEST_NAME: Final = 100
_FOLDER: Final = "attachments"
_MODE: Final = 0o640
_TYPES: Final = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
}
_RECORDINGS: Final = {"video/mp4": ".mp4", "video/quicktime": ".mov", "video/webm": ".webm"}
_HEIC_BRANDS: Final = {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis"}


class FileRefused(Exception):
    """A file that is not taken; the message tells the person why, and what to do."""


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be kept: harmless, under a name that may be shown."""

    name: str
    media_type: str
    suffix: str
    content: File


# --- Checking ----------------------------------------------------------------------------------


def clean_files(files: Sequence[File]) -> list[CheckedFile]:
    """What may be kept of uploaded files; ask before the transaction, for it takes time.

    Raises ValidationError with a sentence for each file that is not taken.
    """
    if len(files) > MOST_FILES:
        raise ValidationError(
            ngettext("At most %(most)d file.", "At most %(most)d files.", MOST_FILES)
            % {"most": MOST_FILES}
        )
    checked: list[CheckedFile] = []
    problems: list[str] = []
    for file in files:
        name = _shown_name(file.name or "")
        try:
            checked.append(_checked(file, name))
        except FileRefused as refusal:
            problems.append(f"{name}: {refusal}")
    if problems:
        raise ValidationError(problems)
    return checked


def _checked(file: File, name: str) -> CheckedFile:
    if not file.size:
        raise FileRefused(_("The file is empty."))
    if file.size > LARGEST:
        raise FileRefused(_("The file is larger than 10 MB."))
    _require_clean(file)
    if media_type := recordings.media_type_of(_opened(file), file.size):
        suffix = _RECORDINGS[media_type]
        return CheckedFile(f"{name}{suffix}", media_type, suffix, file)
    file.seek(0)
    content = file.read()
    _require_readable(content)
    try:
        picture = reencode(content, max_width=MAX_WIDTH, may_move=False)
    except ImageRefused as refusal:
        raise FileRefused(str(refusal)) from refusal
    return CheckedFile(
        f"{name}{picture.suffix}",
        _TYPES[picture.suffix],
        picture.suffix,
        ContentFile(picture.content),
    )


def _opened(file: File) -> BinaryIO:
    """The file as something that is read and sought in."""
    file.open()
    return file  # type: ignore[return-value]  # Django's files are read like those of Python


def _require_clean(file: File) -> None:
    try:
        is_clean = virus_scan.is_clean(file.chunks())
    except virus_scan.ScanFailed as error:
        logger.error("A file could not be shown to the virus scanner: %s", error)
        raise FileRefused(
            _("Files cannot be checked at the moment. Send your words without it, or try later.")
        ) from error
    if not is_clean:
        raise FileRefused(_("A virus was found in it."))


def _require_readable(content: bytes) -> None:
    """Name formats that people send and that cannot be drawn anew."""
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        raise FileRefused(
            _("HEIC photos cannot be read here. Send a screenshot, or save the photo as JPEG.")
        )
    if content.startswith(b"%PDF"):
        raise FileRefused(_("Only pictures and screen recordings are taken. Send a screenshot."))
    if content[4:8] == b"ftyp" or content.startswith(b"\x1a\x45\xdf\xa3"):
        raise FileRefused(
            _("It is damaged, or neither a picture nor a recording (MP4, MOV, WebM).")
        )


def _shown_name(name: str) -> str:
    """The name without folders, ending, control characters and secrets; never empty."""
    last = PurePosixPath(characters.one_line(name).replace("\\", "/")).name
    plain = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    stem = plain.rpartition(".")[0] or plain
    return hidden(stem).strip(" .")[:_LONGEST_NAME] or _("file")


# --- Keeping -----------------------------------------------------------------------------------


def keep_attachments(
    *, message: Message, files: Sequence[CheckedFile], by: User | None
) -> list[Attachment]:
    """Keep checked files with a message, in the present transaction.

    Raises ValidationError where the person sent more than `A_DAY` in 24 hours; staff may.
    """
    if not files:
        return []
    if message.side == Message.Side.REQUESTER:
        _require_room(message, sum(file.content.size for file in files))
    kept = [_kept(message, file) for file in files]
    audit.record("attached", message.ticket, by=by, at=message.created_at, files=len(kept))
    return kept


def _require_room(message: Message, size: int) -> None:
    a_day_ago = message.created_at - timedelta(days=1)
    sent = Attachment.objects.sent_by(message.ticket.address, since=a_day_ago)
    if (sent.aggregate(total=Sum("size"))["total"] or 0) + size > A_DAY:
        raise ValidationError(
            _("You sent more than 100 MB today. Send the other files tomorrow, or smaller ones.")
        )


def _kept(message: Message, file: CheckedFile) -> Attachment:
    path = f"{_FOLDER}/{secrets.token_hex(16)}{file.suffix}"
    digest = hashlib.sha256()
    size = 0

    def measured() -> Iterator[bytes]:
        nonlocal size
        for chunk in file.content.chunks():
            digest.update(chunk)
            size += len(chunk)
            yield chunk

    stored_files.keep(_root(), path, measured(), mode=_MODE)
    return Attachment.objects.create(
        message=message,
        name=file.name,
        path=path,
        media_type=file.media_type,
        size=size,
        sha256=digest.hexdigest(),
        created_at=message.created_at,
    )


def _root() -> Path:
    return Path(settings.HELPCENTER_DATA) / "private"


# --- Reading and looking after -----------------------------------------------------------------


def open_attachment(attachment: Attachment) -> BinaryIO | None:
    """The file for reading; None where it is not there."""
    path = _root() / attachment.path
    try:
        return None if path.is_symlink() else path.open("rb")
    except OSError:
        return None


def missing_files() -> list[str]:
    """Files that rows name and that are not there, or not of the size they had; for `doctor`."""
    rows = Attachment.objects.values_list("path", "size").order_by("path")
    return [path for path, size in rows if _size(_root() / path) != size]


def orphans(*, at: datetime, older: timedelta = FORGOTTEN) -> list[Path]:
    """Files that have been there for some time and that no row names."""
    named = set(Attachment.objects.values_list("path", flat=True))
    before = (at - older).timestamp()
    files = (path for path in (_root() / _FOLDER).glob("*") if path.is_file())
    return [
        path
        for path in files
        if f"{_FOLDER}/{path.name}" not in named and path.stat().st_mtime < before
    ]


def remove_orphans(now: datetime) -> int:
    """Delete what deleted messages left on disk; how many files it were."""
    found = orphans(at=now)
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
