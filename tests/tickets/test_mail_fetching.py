"""Mail is fetched from a real IMAP server over TLS, and marked only when it is kept here."""

import ssl
from collections.abc import Iterator
from datetime import datetime, timedelta
from imaplib import IMAP4
from typing import Any

import pytest
from django.db import DatabaseError

from faq.tickets import mail_files, mail_in, mailbox
from faq.tickets.mail_fetching import fetch
from faq.tickets.models import IncomingMail, MailFolder
from tests.tickets.factories import NOW
from tests.tickets.imap_server import CERTIFICATE, ImapServer, listening
from tests.tickets.mails import a_mail

pytestmark = pytest.mark.django_db

ADDRESS = "imaps://support%40help.example:se%22cret%2F@localhost:{port}/INBOX"


@pytest.fixture
def server(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[ImapServer]:
    """A server with two mails whose certificate this process trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    mails = {number: a_mail(subject=f"Mail {number}") for number in (3, 5)}
    with listening(ImapServer(mails)) as server:
        settings.HELPCENTER_IMAP = ADDRESS.format(port=server.port)
        yield server


def later(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def test_new_mail_is_kept_and_marked_once(server: ImapServer) -> None:
    assert fetch(NOW) == 2
    assert server.seen == {3, 5}
    server.mails[8] = a_mail(subject="Mail 8")
    assert (fetch(later(1)), fetch(later(2))) == (1, 0)
    assert IncomingMail.objects.count() == 3
    kept = IncomingMail.objects.order_by("pk")[0]
    assert mail_files.read(kept.sha256) == server.mails[3]
    bodies = [command for command in server.asked if "BODY.PEEK[]" in command]
    assert len(bodies) == 3


def test_server_is_asked_once_a_minute(server: ImapServer) -> None:
    fetch(NOW)
    asked = len(server.asked)
    assert fetch(NOW + timedelta(seconds=30)) == 0
    assert len(server.asked) == asked


def test_folder_that_began_anew_doubles_nothing(server: ImapServer) -> None:
    fetch(NOW)
    server.uid_validity += 1
    server.mails = {1: server.mails[3], 2: a_mail(subject="New")}
    assert fetch(later(1)) == 1
    assert MailFolder.objects.get().last_uid == 2


def test_mail_that_could_not_be_kept_is_not_marked_and_comes_again(
    server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = mail_in.keep

    def fail_on_second(raw: bytes, **more: Any) -> bool:
        if b"Mail 5" in raw:
            raise DatabaseError
        return keep(raw, **more)

    monkeypatch.setattr(mail_in, "keep", fail_on_second)
    with pytest.raises(DatabaseError):
        fetch(NOW)
    assert server.seen == {3}
    monkeypatch.setattr(mail_in, "keep", keep)
    assert fetch(later(1)) == 1
    assert server.seen == {3, 5}


def test_connection_that_breaks_before_the_mark_doubles_nothing(server: ImapServer) -> None:
    def break_off(uid: int) -> None:
        raise ConnectionAbortedError

    server.before_flag = break_off
    with pytest.raises((IMAP4.abort, OSError)):
        fetch(NOW)
    assert IncomingMail.objects.count() == 1
    server.before_flag = lambda _uid: None
    assert fetch(later(1)) == 1
    assert IncomingMail.objects.count() == 2


def test_mail_that_the_server_cannot_give_is_passed_over(server: ImapServer) -> None:
    server.broken = {3}
    assert fetch(NOW) == 1
    assert server.seen == {5}


def test_of_a_huge_mail_only_the_beginning_is_fetched(
    server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "SIZE_LIMIT", 300)
    monkeypatch.setattr(mailbox, "HEADERS_LIMIT", 200)
    server.mails = {1: a_mail("x" * 1000)}
    fetch(NOW)
    mail_in.take_in_due(NOW)
    mail = IncomingMail.objects.get()
    assert (mail.reason, mail.sender) == (IncomingMail.Reason.TOO_LARGE, "lin@mail.example")
    assert len(mail_files.read(mail.sha256)) == 200 < 1000 < mail.size


def test_server_with_a_strange_certificate_gets_no_password(
    server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(ssl.SSLCertVerificationError):
        fetch(NOW)
    assert server.asked == []


def test_nothing_is_asked_where_no_server_is_named(settings: Any) -> None:
    settings.HELPCENTER_IMAP = ""
    assert fetch(NOW) == 0
    assert not MailFolder.objects.exists()
