"""What is wrong with an installation, each finding a sentence that says how to mend it."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError, connection
from django.utils import timezone

from faq.announcements import derived as announcements
from faq.articles import derived as articles
from faq.base.models import OutgoingMail
from faq.glossary import derived as glossary
from faq.pictures.media import missing_files
from faq.search import index
from faq.tickets import attachments
from faq.tickets.models import IncomingMail
from helpcenter.ops import work
from helpcenter.ops.installation import (
    data_folder_problem,
    missing_migrations,
    uncollected_static_files,
)

GIGABYTE = 1024**3
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
SYNCHRONOUS_FULL = 2
WORK_IS_LATE, MAIL_IS_LATE = timedelta(minutes=5), timedelta(minutes=30)


def findings() -> Iterator[tuple[str, list[str]]]:
    """Each check's name and what it found; later ones are left out where the ground is missing."""
    for name, check in _GROUND.items():
        found = _found(check)
        yield name, found
        if found:
            return
    for name, check in _REST.items():
        yield name, _found(check)


def _found(check: Callable[[], Iterator[str]]) -> list[str]:
    try:
        return list(check())
    except DatabaseError as error:
        return [f"The database answered: {error}. Restore the newest backup if it goes on."]


def _data_folder() -> Iterator[str]:
    if problem := data_folder_problem():
        yield problem
    elif shutil.disk_usage(settings.HELPCENTER_DATA).free < GIGABYTE:
        yield f"Less than 1 GB is free where {settings.HELPCENTER_DATA} lies. Make room."


def _database() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        if (answer := cursor.fetchone()) != ("ok",):
            yield f"The database file is damaged ({answer[0]}). Restore the newest backup."
        cursor.execute("PRAGMA foreign_key_check")
        if rows := cursor.fetchall():
            yield f"{len(rows)} rows point at rows that are gone, such as one of {rows[0][0]}."
        cursor.execute("PRAGMA journal_mode")
        if (mode := cursor.fetchone()[0]) != "wal":
            yield (
                f"The journal mode is {mode}, not wal: readers wait for writers. Move the data "
                "folder to a local disk."
            )
        cursor.execute("PRAGMA synchronous")
        if cursor.fetchone()[0] < SYNCHRONOUS_FULL:
            yield "Writes may be lost with the power. Set synchronous=FULL in DATABASES again."


def _migrations() -> Iterator[str]:
    if missing := missing_migrations():
        yield f"{len(missing)} migrations are missing, such as {missing[0]}. Run manage.py migrate."


def _cache() -> Iterator[str]:
    try:
        caches["limits"].get("doctor")
    except DatabaseError:
        yield "The table of rate limits is missing. Run manage.py createcachetable."


def _static_files() -> Iterator[str]:
    if names := uncollected_static_files():
        yield (
            f"{len(names)} static files are not collected, such as {names[0]}. "
            "Run manage.py collectstatic --noinput."
        )


def _media() -> Iterator[str]:
    for path in missing_files():
        yield (
            f"{Path(settings.MEDIA_ROOT) / path} is missing or of another size. Take it from a "
            "backup, or upload it again."
        )


def _attachments() -> Iterator[str]:
    for path in attachments.missing_files():
        yield f"private/{path} in the data folder is missing or of another size. Restore it."
    if found := attachments.orphans(at=timezone.now()):
        yield (
            f"{len(found)} files of tickets belong to no message, such as {found[0]}. The regular "
            "work deletes them; see why it was not done."
        )


def _derived() -> Iterator[str]:
    parts = (glossary, announcements, articles, index)
    if lines := [line for part in parts for line in part.differences()]:
        yield f"{len(lines)} derived things differ, such as: {lines[0]}. Run manage.py rebuild."


def _secret_key() -> Iterator[str]:
    if len(settings.SECRET_KEY) < 50 or len(set(settings.SECRET_KEY)) < 5:
        yield (
            "HELPCENTER_SECRET_KEY is weak. Give it 50 random characters, or leave it out: then "
            "the site makes one and keeps it in the data folder."
        )
    file = Path(settings.HELPCENTER_DATA) / "secret_key"
    if file.exists() and file.stat().st_mode & 0o077:
        yield f"Others on this machine may read {file}. Run chmod 600 on it."


def _address() -> Iterator[str]:
    address = urlsplit(settings.HELPCENTER_URL)
    if address.hostname not in LOOPBACK and address.scheme == "http":
        yield (
            f"{settings.HELPCENTER_URL} is not encrypted. Put TLS before the site and let "
            "HELPCENTER_URL begin with https."
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield "HELPCENTER_HOSTS lets in every host name. Name those that are yours."
    if settings.DEBUG:
        yield "HELPCENTER_DEBUG is on: pages of failure show code and settings. Leave it out."


def _regular_work() -> Iterator[str]:
    sign = work.sign_of_life()
    if not sign.exists():
        yield "No regular work was ever done, so no mail is sent. Run manage.py serve, or work."
        return
    last = datetime.fromtimestamp(sign.stat().st_mtime, UTC)
    if timezone.now() - last > WORK_IS_LATE:
        yield (
            f"The last regular work was done at {last:%Y-%m-%d %H:%M} UTC, so no mail is sent. Run "
            "manage.py serve, or work, and see what it says."
        )


def _mail() -> Iterator[str]:
    waiting = OutgoingMail.objects.waiting()
    on_loopback = urlsplit(settings.HELPCENTER_URL).hostname in LOOPBACK
    if not settings.MAIL_TRANSPORT:
        if waiting.exists() or not on_loopback:
            yield f"HELPCENTER_MAIL is not set: {waiting.count()} mails wait, none is sent. Set it."
        return
    is_plain = not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL)
    if is_plain and settings.EMAIL_HOST not in LOOPBACK:
        yield (
            f"Mail goes to {settings.EMAIL_HOST} unencrypted. Let HELPCENTER_MAIL begin with "
            "smtps://, or end with :587."
        )
    late = waiting.filter(created_at__lt=timezone.now() - MAIL_IS_LATE)
    if oldest := late.defer("text", "html").order_by("created_at").first():
        yield (
            f"{late.count()} mails wait for long, the oldest since "
            f"{oldest.created_at:%Y-%m-%d %H:%M} UTC: {oldest.last_error or 'it was not tried'}. "
            "Look at the mail server and at what manage.py work says."
        )
    if dead := OutgoingMail.objects.dead().count():
        yield f"{dead} mails could not be sent. See Outgoing mail in the admin."


def _incoming_mail() -> Iterator[str]:
    comes_in = settings.HELPCENTER_IMAP or settings.HELPCENTER_MAIL_REPLY
    if comes_in and not settings.HELPCENTER_MAIL_AUTHSERV_ID:
        yield (
            "No sender of a mail counts as proved: set HELPCENTER_MAIL_AUTHSERV_ID to the name in "
            "the Authentication-Results of your mail server."
        )
    late = IncomingMail.objects.due(timezone.now() - MAIL_IS_LATE)
    if count := late.count():
        yield f"{count} mails that came in wait for long. Look at what manage.py work says."


_GROUND = {
    "data folder": _data_folder,
    "migrations": _migrations,
}
_REST = {
    "database": _database,
    "rate limits": _cache,
    "static files": _static_files,
    "pictures and videos": _media,
    "files of tickets": _attachments,
    "stored HTML and search index": _derived,
    "secret key": _secret_key,
    "address": _address,
    "regular work": _regular_work,
    "mail": _mail,
    "incoming mail": _incoming_mail,
}
