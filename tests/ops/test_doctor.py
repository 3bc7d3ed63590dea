"""`manage.py doctor` finds what is planted, and says how to mend it."""

import os
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from faq.base.models import OutgoingMail
from faq.base.outbox import put
from faq.pictures.actions import add_picture
from faq.search import fulltext
from faq.tickets.mail_in import keep
from faq.tickets.models import IncomingMail
from helpcenter.ops import diagnosis, work
from tests.factories import NOW, an_article

pytestmark = pytest.mark.django_db


def _found(name: str) -> str:
    return " ".join(dict(diagnosis.findings()).get(name, ["(not looked at)"]))


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def _lose_a_document() -> None:
    an_article()
    fulltext.delete(fulltext.numbers())


@pytest.mark.parametrize(
    ("plant", "name", "words"),
    [
        (lambda: _execute("DROP TABLE limits"), "rate limits", "createcachetable"),
        (lambda: _execute("DELETE FROM django_migrations WHERE app='search'"), "migrations", "migrate"),
        (_lose_a_document, "stored HTML and search index", "rebuild"),
        (lambda: None, "static files", "collectstatic"),
        # Tests write without waiting for the disk, which no site may.
        (lambda: None, "database", "synchronous=FULL"),
    ],
)  # fmt: skip
def test_planted_fault_is_found(
    plant: Callable[[], None], name: str, words: str, settings: LazySettings
) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    plant()
    assert words in _found(name)


def test_lost_picture_is_named(
    settings: LazySettings,
    tmp_path: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.MEDIA_ROOT = tmp_path
    drawn = next((settings.BASE_DIR / "fixtures" / "pictures").glob("*.png"))
    with django_capture_on_commit_callbacks(execute=True):
        picture = add_picture(drawn.read_bytes(), name="a.png", alt="", by=None, at=NOW)
    assert _found("pictures and videos") == ""
    (tmp_path / picture.path).unlink()
    assert "a.png" in _found("pictures and videos")


def test_weak_key_open_hosts_and_plain_http_are_named(settings: LazySettings) -> None:
    settings.SECRET_KEY = "short"
    settings.ALLOWED_HOSTS = ["*"]
    settings.HELPCENTER_URL = "http://help.boan.example"
    assert "HELPCENTER_SECRET_KEY" in _found("secret key")
    assert "HELPCENTER_HOSTS" in _found("address")
    assert "https" in _found("address")


def test_work_that_stands_still_is_named() -> None:
    work.sign_of_life().unlink(missing_ok=True)
    assert "ever done" in _found("regular work")
    work.run([], stop=Event(), is_wanted=iter([True, False]).__next__)
    assert _found("regular work") == ""
    os.utime(work.sign_of_life(), (0, 0))
    assert "1970-01-01 00:00" in _found("regular work")


def test_mail_that_does_not_leave_is_named(settings: LazySettings) -> None:
    assert _found("mail") == ""
    settings.HELPCENTER_URL = "https://help.boan.example"
    assert "HELPCENTER_MAIL is not set" in _found("mail")
    settings.MAIL_TRANSPORT, settings.EMAIL_USE_TLS = "smtp", False
    settings.EMAIL_HOST = "mail.boan.example"
    assert "unencrypted" in _found("mail")
    settings.EMAIL_USE_TLS = True
    put(to="a@boan.example", subject="Hello", text="Words")
    assert _found("mail") == ""
    OutgoingMail.objects.update(created_at=NOW, last_error="451 Later")
    assert "451 Later" in _found("mail")
    OutgoingMail.objects.update(state="dead")
    assert "1 mails could not be sent" in _found("mail")


def test_mail_that_comes_in_and_is_not_worked_on_is_named(settings: LazySettings) -> None:
    assert _found("incoming mail") == ""
    settings.HELPCENTER_MAIL_REPLY = "reply+*@help.example"
    assert "HELPCENTER_MAIL_AUTHSERV_ID" in _found("incoming mail")
    settings.HELPCENTER_MAIL_AUTHSERV_ID = "mx.help.example"
    keep(b"From: a@boan.example", at=NOW)
    assert "1 mails that came in" in _found("incoming mail")
    IncomingMail.objects.update(due_at=timezone.now())
    assert _found("incoming mail") == ""


def test_unwritable_folder_hides_the_rest(settings: LazySettings, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings.HELPCENTER_DATA = tmp_path / "file" / "data"
    findings = dict(diagnosis.findings())
    assert list(findings) == ["data folder"]
    assert "HELPCENTER_DATA" in findings["data folder"][0]


def test_command_exits_with_one_when_something_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("doctor")
    assert ended.value.code == 1
    assert "collectstatic" in capsys.readouterr().out
