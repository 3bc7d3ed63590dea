"""Reading a mail: who sent it as far as that can be known, where it was to go, what it says.

Pure: bytes in, an `Incoming` out. Nothing here raises, whatever the bytes are, and what would
take long is not looked into.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message as Part
from email.policy import Compat32
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from faq.base import characters
from faq.tickets import mail_quotes
from faq.tickets.mail_text import decode, header, html_to_text, safe

SIZE_LIMIT: Final = 25 * 1024 * 1024
"""Bytes of a mail; of a larger one only the beginning is kept."""
HEADERS_LIMIT: Final = 256 * 1024
LINES_LIMIT: Final = 400_000
"""25 MB of files, as mails carry them, have 330,000."""
PARTS_LIMIT: Final = 100
DEPTH_LIMIT: Final = 3
FILES_LIMIT: Final = 10
TEXT_LIMIT: Final = 50_000
_BROKEN: Final = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What the email package raises upon headers that are no headers."""


class _AsSent(Compat32):
    """Headers with their bytes as they came, which the package would replace."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


_AS_SENT: Final = _AsSent()


@dataclass(frozen=True, kw_only=True)
class File:
    """A file that came with a mail."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """What a mail says. `sender` is one address, or "" where it is not plainly one."""

    sender: str = ""
    reply_to: str = ""
    subject: str = ""
    message_id: str = ""
    recipients: str = ""
    authentication_results: str = ""
    body: str = ""
    quoted: str = ""
    files: tuple[File, ...] = ()
    unread: tuple[str, ...] = ()
    is_automatic: bool = False
    is_bounce: bool = False
    returned_ids: frozenset[str] = field(default=frozenset())
    is_too_large: bool = False
    has_too_many_parts: bool = False
    had_secrets: bool = False


def read(raw: bytes) -> Incoming:
    """Read a mail. Of one that is too large or has too many parts only the headers are read."""
    head = _head(raw)
    is_too_large = (
        len(raw) > SIZE_LIMIT
        or len(head) > HEADERS_LIMIT
        or max(raw.count(b"\n"), raw.count(b"\r")) > LINES_LIMIT
    )
    has_too_many_parts = _has_too_many_parts(raw)
    is_whole = not (is_too_large or has_too_many_parts)
    mail = message_from_bytes(raw if is_whole else head[:HEADERS_LIMIT] + b"\n\n", policy=_AS_SENT)
    content = _Content()
    if is_whole:
        for part, depth in _parts(mail):
            content.add(part, depth)
    written, quoted = mail_quotes.split(content.words())
    is_bounce = _is_bounce(mail)
    return Incoming(
        sender=_only_address(mail, "From"),
        reply_to=_only_address(mail, "Reply-To"),
        subject=header(_first(mail, "Subject")),
        message_id=_message_id(_first(mail, "Message-ID")),
        recipients=_recipients(mail),
        authentication_results=_first(mail, "Authentication-Results"),
        body=written,
        quoted=quoted,
        files=tuple(content.files),
        unread=tuple(content.unread),
        is_automatic=is_bounce or _is_automatic(mail),
        is_bounce=is_bounce,
        returned_ids=_returned_ids(raw) if is_bounce and is_whole else frozenset(),
        is_too_large=is_too_large,
        has_too_many_parts=has_too_many_parts,
    )


# --- Headers -----------------------------------------------------------------------------------

_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{3,189}")
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_IN_BRACKETS: Final = re.compile(r"([^<>,;:]*)<\s*([^<>\s]+)\s*>\s*")
_TO: Final = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to")


def _head(raw: bytes) -> bytes:
    ends = [place for end in (b"\n\n", b"\r\n\r\n", b"\r\r") if (place := raw.find(end)) >= 0]
    return raw[: min(ends)] if ends else raw


def _all(mail: Part, name: str) -> list[str]:
    return [value for key, value in mail.raw_items() if key.lower() == name.lower()]


def _first(mail: Part, name: str) -> str:
    """The header that stands first, which is the one that was put in last."""
    return next(iter(_all(mail, name)), "")


def _only_address(mail: Part, name: str) -> str:
    """The one address of a header; "" where a reader could see another one in it.

    Programs disagree about broken headers, and one that shows this address may not be the one
    that proved it: so only the plain forms `a@b` and `Name <a@b>` count.
    """
    values = _all(mail, name)
    if len(values) != 1 or len(values[0]) > 1_000:
        return ""
    text = " ".join(_QUOTED.sub(" ", values[0]).split())
    found = _IN_BRACKETS.fullmatch(text)
    address = found[2] if found else text
    if not _ADDRESS.fullmatch(address):
        return ""
    try:
        validate_email(address)
    except ValidationError:
        return ""
    local, _at, domain = address.rpartition("@")
    return f"{local}@{domain.lower()}"


def _recipients(mail: Part) -> str:
    """All that says where the mail was to go, in one piece, for looking up reply addresses."""
    values = (value for key, value in mail.raw_items() if key.lower() in _TO)
    return " ".join(values)[:HEADERS_LIMIT]


def _message_id(value: str) -> str:
    found = re.search(r"<[^<>\s]{1,250}>", value)
    return found[0] if found else ""


# --- Machines ----------------------------------------------------------------------------------

_NO_REPLY: Final = re.compile(
    r"(?:no|do-?not|never)[-_.]?reply\b.*|noreply.*|.*[-_.]no-?reply|mailer-daemon|postmaster"
    r"|bounces?([-+_.].*)?|notifications?|auto(mated|mailer)?[-_.]?(reply|mailer|confirm)?",
    re.IGNORECASE,
)
_OUT_OF_OFFICE: Final = re.compile(
    r"\W{0,3}(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response)|out of (?:the )?office"
    r"|自动回复|自動回覆|自動回復|自动答复)\s*(?:[:：(（].*)?",
    re.IGNORECASE,
)
_SIGNS: Final = (
    "List-Id", "List-Unsubscribe", "Feedback-ID", "X-Auto-Response-Suppress", "X-Autoreply",
    "X-Autorespond", "X-Loop", "X-Autogenerated", "X-Failed-Recipients",
)  # fmt: skip


def _is_automatic(mail: Part) -> bool:
    """Whether no person wrote it to us alone: it is not answered, and opens no ticket."""
    submitted = _first(mail, "Auto-Submitted").partition(";")[0].strip().lower()
    precedence = _first(mail, "Precedence").strip().lower()
    local = _only_address(mail, "From").partition("@")[0]
    return bool(
        submitted not in {"", "no"}
        or precedence in {"bulk", "junk", "list", "auto_reply", "auto-reply"}
        or any(_all(mail, name) for name in _SIGNS)
        or _NO_REPLY.fullmatch(local)
        or _OUT_OF_OFFICE.fullmatch(header(_first(mail, "Subject")))
    )


def _is_bounce(mail: Part) -> bool:
    """Whether it says what became of another mail: nobody sent it."""
    return (
        _first(mail, "Return-Path").strip() == "<>" or mail.get_content_type() == "multipart/report"
    )


def _returned_ids(raw: bytes) -> frozenset[str]:
    """The message IDs in a bounce below its own headers: of the mail that came back."""
    below = raw[len(_head(raw)) :][:1_000_000]
    found = re.findall(rb"(?im)^message-id:\s{0,5}(<[^<>\s]{1,250}>)", below)
    return frozenset(one.decode("ascii", "replace") for one in found[:20])


# --- What it holds -----------------------------------------------------------------------------


def _has_too_many_parts(raw: bytes) -> bool:
    """Told without reading it, for reading many nested parts is what takes long."""
    return len(re.findall(rb"(?i)content-type:", raw)) > PARTS_LIMIT


def _parts(mail: Part, depth: int = 0) -> Iterator[tuple[Part, int]]:
    """All parts that hold something; of alternatives one; nothing of a mail inside a mail."""
    kind = mail.get_content_type()
    parts: list[Any] = mail.get_payload() if mail.is_multipart() else []  # type: ignore[assignment]
    if not parts or kind.startswith("message/") or depth > DEPTH_LIMIT:
        yield mail, depth
        return
    if kind == "multipart/alternative":
        parts = _of_alternatives(parts)
    for part in parts:
        yield from _parts(part, depth + 1)


def _of_alternatives(parts: list[Part]) -> list[Part]:
    """The plain words when there are any, and what is no other form of them."""
    plain = [one for one in parts if one.get_content_type() == "text/plain" and _words_of(one)]
    if plain:
        others = [one for one in parts if one.get_content_maintype() not in {"text", "multipart"}]
        return [plain[0], *others]
    return parts


# Others are named only. What they really are is found out when they are to be kept.
_FILES: Final = ("image/", "video/", "application/octet-stream")


class _Content:
    """What the parts of a mail add up to."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.files: list[File] = []
        self.unread: list[str] = []

    def words(self) -> str:
        return "\n\n".join(filter(None, self.texts))[:TEXT_LIMIT]

    def add(self, part: Part, depth: int) -> None:
        kind = part.get_content_type()
        is_file = _is_file(part)
        if kind in {"text/plain", "text/html"} and not is_file:
            self.texts.append(_words_of(part))
        elif kind.startswith(("multipart/", "message/")) or depth > DEPTH_LIMIT:
            if not kind.startswith("message/delivery"):
                self.unread.append(_name(part))
        elif len(self.files) >= FILES_LIMIT or not kind.startswith(_FILES):
            self.unread.append(_name(part))
        else:
            self.files.append(File(name=_name(part), media_type=kind, content=_bytes(part)))


def _is_file(part: Part) -> bool:
    try:
        return part.get_content_disposition() == "attachment" or bool(part.get_filename())
    except _BROKEN:
        return True


def _name(part: Part) -> str:
    try:
        given = part.get_filename() or ""
    except _BROKEN:
        given = ""
    name = header(given).replace("\\", "/").rpartition("/")[2].strip(". ")
    return name[:100] or header(part.get_content_type())[:60]


def _bytes(part: Part) -> bytes:
    try:
        content = part.get_payload(decode=True)
    except _BROKEN:
        return b""
    return content if isinstance(content, bytes) else b""


def _words_of(part: Part) -> str:
    try:
        charset = str(part.get_param("charset") or "")
    except _BROKEN:
        charset = ""
    text = decode(_bytes(part)[: TEXT_LIMIT * 5], charset)
    text = html_to_text(text) if part.get_content_type() == "text/html" else text
    return characters.clean(safe(text)).strip()
