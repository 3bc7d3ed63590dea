"""Secrets that are known again wherever they are kept, and all places where something is."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection

from faq.base.secret_guard import Kind
from faq.search import log

CANARIES = {
    Kind.SEED_PHRASE: ("wolf wisdom walnut vessel vacuum unfold tunnel thunder sword stumble spider sniff", "wisdom walnut"),
    Kind.KEY: ("私钥：9f3c2b1a0d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8", "9f3c2b1a0d4e"),
    Kind.PASSWORD: ("我的密码是 Canary2Bird!", "Canary2Bird"),
    Kind.CODE: ("验证码 907316", "907316"),
    Kind.CARD: ("扣了卡 4929 1190 5216 5469", "1190 5216"),
    Kind.IDENTITY: ("身份证 11010519491231002X", "19491231002"),
}  # fmt: skip


class Kept(logging.Handler):
    """All that any logger says."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.getMessage()} {record.args} {record.exc_info}")


@pytest.fixture
def logs() -> Iterator[Kept]:
    """What every logger that has handlers of its own, and the root, says."""
    kept = Kept()
    loggers = [logging.getLogger(name) for name in ("", "django", "helpcenter", "faq")]
    for logger in loggers:
        logger.addHandler(kept)
    yield kept
    for logger in loggers:
        logger.removeHandler(kept)


def everything(logs: Kept) -> str:
    """All rows of all tables, all lines of logs, all mails, and the names and words of all files."""
    log.flush()
    with connection.cursor() as cursor:
        rows: list[object] = []
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += cursor.fetchall()
    mails = [one.message().as_string() for one in mail.outbox]
    folder = Path(settings.HELPCENTER_DATA)
    files = [path for path in folder.rglob("*") if path.is_file() and "sqlite" not in path.name]
    written = [path.read_bytes().decode(errors="replace") for path in files]
    return "\n".join([repr(rows), *logs.lines, *mails, *map(str, files), *written])
