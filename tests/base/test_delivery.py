"""Sending what waits, to a mail server that is well, slow, rude, away, or hangs up."""

import os
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import OperationalError, connection
from django.utils import timezone

from faq.base import delivery, outbox
from faq.base.delivery import DAYS_KEPT, DAYS_WAITED, LEASE, PAUSES, forget_old, send_due, try_again
from faq.base.models import OutgoingMail, StrangerMail
from faq.base.querysets import OutgoingMailQuerySet
from tests.conftest import Mails
from tests.mail_server import TAKEN, MailServer, listening, send_to, used_by
from tests.running_site import ROOT, environment, free_port

pytestmark = pytest.mark.django_db

WAITING, SENT, DEAD = OutgoingMail.State.values


@pytest.fixture
def server(settings: LazySettings) -> Iterator[MailServer]:
    """The mail server that the site uses."""
    with used_by(settings) as server:
        yield server


def put(*names: str) -> None:
    for name in names:
        outbox.put(
            to=f"{name}@boan.example",
            subject=f"你好 {name}",
            text="正文\n.\nwords",
            html="<p>正文</p>",
        )


def later(by: timedelta = timedelta(0)) -> datetime:
    """An instant at which all that waits for less is due."""
    return timezone.now() + by + timedelta(seconds=1)


def states(mails: Mails) -> list[str]:
    return [mail.state for mail in mails()]


# --- A server that is well ------------------------------------------------------------------------


def test_mail_arrives_as_it_was_written_and_only_once(server: MailServer, mails: Mails) -> None:
    outbox.put(
        to="a@boan.example", subject="充值未到账", text="正文\n.\nwords", html="<p>正文</p>",
        headers={"Reply-To": "t-x@boan.example", "Message-ID": "<forged@boan.example>"},
    )  # fmt: skip
    put("b")
    assert send_due(later()) == 2
    assert send_due(later(LEASE)) == 0
    first, _second = server.taken
    assert server.recipients == ["a@boan.example", "b@boan.example"]
    assert server.ids == [mail.message_id for mail in mails()]
    assert first["Subject"] == "充值未到账"
    assert first["Reply-To"] == "t-x@boan.example"
    assert first["From"] == "no-reply@127.0.0.1"
    plain, html = (part.get_content().strip() for part in first.iter_parts())
    assert plain.splitlines() == ["正文", ".", "words"]
    assert html == "<p>正文</p>"
    assert server.connections == 1


def test_words_of_a_mail_are_kept_no_longer_than_needed(server: MailServer, mails: Mails) -> None:
    put("a")
    send_due(later())
    (mail,) = mails()
    assert (mail.state, mail.text, mail.html) == (SENT, "", "")
    assert mail.sent_at is not None


def test_nothing_is_sent_or_lost_where_no_server_is_named(
    settings: LazySettings, mails: Mails
) -> None:
    settings.MAIL_TRANSPORT = ""
    put("a")
    assert send_due(later()) == 0
    assert states(mails) == [WAITING]


def test_mail_can_be_shown_instead(
    settings: LazySettings, mails: Mails, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.MAIL_TRANSPORT = "faq.base.console_mail.EmailBackend"
    put("a")
    assert send_due(later()) == 1
    shown = capsys.readouterr().out
    assert "Mail to a@boan.example: 你好 a\n\n正文\n" in shown
    assert "<p>" not in shown


def test_server_is_left_alone_while_nothing_is_due(server: MailServer) -> None:
    assert send_due(later()) == 0
    assert server.connections == 0


# --- A server that is not -------------------------------------------------------------------------


def test_server_that_is_away_costs_no_mail_a_try(settings: LazySettings, mails: Mails) -> None:
    server = MailServer(free_port())
    send_to(settings, server)
    put("a", "b")
    for _round in range(20):
        with pytest.raises(OSError, match="refused"):
            send_due(later())
    put("c")
    assert [mail.tries for mail in mails()] == [0, 0, 0]
    with listening(server):
        assert send_due(later()) == 3
    assert sorted(server.ids) == sorted(mail.message_id for mail in mails())


@pytest.mark.parametrize("answer", ["451 Try again later", "452 Full"])
@pytest.mark.parametrize("to", ["recipient", "mail"])
def test_mail_that_is_put_off_is_tried_again_after_longer_and_longer(
    server: MailServer, mails: Mails, answer: str, to: str
) -> None:
    setattr(server, f"answer_to_{to}", lambda _given: answer)
    put("a")
    for tried, pause in enumerate(PAUSES, start=1):
        assert send_due(later()) == 1
        assert send_due(later(pause / 2)) == 0
        (mail,) = mails()
        assert (mail.state, mail.tries) == (WAITING, tried)
        assert answer[:3] in mail.last_error
        OutgoingMail.objects.update(due_at=timezone.now())
    assert send_due(later()) == 1
    assert states(mails) == [DEAD]
    assert send_due(later(timedelta(days=9))) == 0


@pytest.mark.parametrize("to", ["recipient", "mail"])
def test_mail_that_is_refused_for_good_is_given_up_and_holds_nobody_up(
    server: MailServer, mails: Mails, to: str
) -> None:
    def answer(given: Any) -> str:
        address = given if isinstance(given, str) else given["To"]
        return "550 No such person" if "gone" in str(address) else TAKEN

    setattr(server, f"answer_to_{to}", answer)
    put("gone", "b")
    assert send_due(later()) == 2
    assert states(mails) == [DEAD, SENT]
    assert "No such person" in mails()[0].last_error
    assert server.recipients == ["b@boan.example"]


def test_connection_lost_after_the_mail_was_taken_doubles_it_under_the_same_id(
    server: MailServer, mails: Mails
) -> None:
    server.answer_to_mail = lambda _mail: ""
    put("a", "b")
    assert send_due(later()) == 1
    server.answer_to_mail = lambda _mail: TAKEN
    assert send_due(later(PAUSES[0])) == 2
    assert states(mails) == [SENT, SENT]
    assert sorted(server.recipients) == ["a@boan.example", "a@boan.example", "b@boan.example"]
    assert set(server.ids) == {mail.message_id for mail in mails()}


def test_server_that_closes_for_now_is_not_asked_for_the_rest(
    server: MailServer, mails: Mails
) -> None:
    server.answer_to_recipient = lambda _address: "421 Closing"
    put("a", "b", "c")
    assert send_due(later()) == 1
    assert [mail.tries for mail in mails()] == [1, 0, 0]


def test_slow_server_is_waited_for_and_a_silent_one_given_up(
    settings: LazySettings, mails: Mails
) -> None:
    released = Event()

    def answer(_mail: EmailMessage) -> str:
        released.wait(20)
        return TAKEN

    settings.EMAIL_TIMEOUT = 1
    with used_by(settings, answer_to_mail=answer):
        put("a")
        assert send_due(later()) == 1
        released.set()
        assert states(mails) == [WAITING]
        assert "timed out" in mails()[0].last_error
        assert send_due(later(PAUSES[0])) == 1
    assert states(mails) == [SENT]


def test_poison_stops_nobody(server: MailServer, mails: Mails) -> None:
    put("poison", "b")
    OutgoingMail.objects.filter(to__startswith="poison").update(headers={"Bad\nName": "x\ny"})
    assert send_due(later()) == 2
    assert states(mails) == [DEAD, SENT]
    assert server.recipients == ["b@boan.example"]


def test_mail_on_which_every_sender_dies_is_given_up(
    server: MailServer, mails: Mails, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(_mail: OutgoingMail) -> None:
        raise Killed

    put("poison")
    monkeypatch.setattr(delivery, "_message", die)
    for _died in range(len(PAUSES) + 1):
        with pytest.raises(Killed):
            send_due(later())
        assert send_due(later()) == 0, "held until the lease is over"
        OutgoingMail.objects.update(due_at=timezone.now())
    put("b")
    monkeypatch.undo()
    assert send_due(later()) == 1
    assert states(mails) == [DEAD, SENT]


def test_mail_is_not_doubled_because_the_database_was_locked(
    server: MailServer, mails: Mails, monkeypatch: pytest.MonkeyPatch
) -> None:
    update, locked = OutgoingMailQuerySet.update, iter([True, True, False])

    def update_when_free(self: OutgoingMailQuerySet, **fields: Any) -> int:
        if fields.get("state") == SENT and next(locked):
            raise OperationalError("database is locked")
        return update(self, **fields)

    monkeypatch.setattr(delivery, "SECONDS_TO_WRITE_AGAIN", 0)
    monkeypatch.setattr(OutgoingMailQuerySet, "update", update_when_free)
    put("a")
    assert send_due(later()) == 1
    assert states(mails) == [SENT]
    assert len(server.taken) == 1


def test_certificate_of_the_server_is_checked(
    settings: LazySettings, mails: Mails, tmp_path: Path
) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-keyout", key,
         "-out", certificate, "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    put("a")
    with listening(MailServer(free_port()), tls_context=context) as server:
        send_to(settings, server)
        settings.EMAIL_USE_TLS = True
        with pytest.raises(ssl.SSLCertVerificationError):
            send_due(later())
        assert not server.taken
    assert states(mails) == [WAITING]


# --- Several at once ------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_senders_double_nothing(server: MailServer, mails: Mails) -> None:
    put(*(f"person{number}" for number in range(40)))

    def send(_sender: int) -> int:
        try:
            return send_due(later())
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(send, range(2))) == 40
    assert sorted(server.ids) == sorted(mail.message_id for mail in mails())
    assert set(states(mails)) == {SENT}


@pytest.mark.django_db(transaction=True)
def test_others_write_while_the_server_is_spoken_to(settings: LazySettings, mails: Mails) -> None:
    def answer(mail: EmailMessage) -> str:
        if mail["To"] == "a@boan.example":
            put("meanwhile")
            connection.close()
        return TAKEN

    with used_by(settings, answer_to_mail=answer) as server:
        put("a")
        assert send_due(later()) == 2
    assert server.recipients == ["a@boan.example", "meanwhile@boan.example"]


@contextmanager
def working(data: Path, server: MailServer) -> Iterator[subprocess.Popen[str]]:
    """`manage.py work` on the database of the tests."""
    file = data / "helpcenter.sqlite3"
    if not file.exists():
        file.symlink_to(connection.settings_dict["NAME"])
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "work"],
        env=environment(data, HELPCENTER_MAIL=f"smtp://127.0.0.1:{server.port}"),
        text=True,
        stderr=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_until(happened: Callable[[], bool]) -> None:
    stop_at = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < stop_at
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_killed_worker_loses_nothing_and_doubles_only_what_was_being_taken(
    settings: LazySettings, mails: Mails, tmp_path: Path
) -> None:
    is_dead, fifth_came = Event(), Event()

    def answer(_mail: EmailMessage) -> str:
        if len(server.taken) == 4 and not is_dead.is_set():
            fifth_came.set()
            is_dead.wait(60)
        return TAKEN

    put(*(f"person{number}" for number in range(12)))
    with used_by(settings, answer_to_mail=answer) as server:
        with working(tmp_path, server) as first:
            assert fifth_came.wait(60)
            os.kill(first.pid, signal.SIGKILL)
            first.wait()
            is_dead.set()
        assert states(mails).count(SENT) == 4
        with working(tmp_path, server) as second:
            wait_until(lambda: states(mails).count(SENT) == 11)
            # The lease of the one that was being sent.
            OutgoingMail.objects.filter(state=WAITING).update(due_at=timezone.now())
            wait_until(lambda: states(mails).count(SENT) == 12)
            second.send_signal(signal.SIGTERM)
            assert second.wait(timeout=20) == 0
            assert not second.stderr.read()
    seen = [str(mail["Message-ID"]) for mail in server.seen]
    assert set(seen) == {mail.message_id for mail in mails()}
    assert len(seen) == 13


@pytest.mark.django_db(transaction=True)
def test_mail_written_while_the_server_is_away_arrives_when_it_is_back(
    mails: Mails, tmp_path: Path
) -> None:
    server = MailServer(free_port())

    def write(number: int) -> None:
        put(f"person{number}")
        connection.close()

    with working(tmp_path, server) as worker, ThreadPoolExecutor(4) as pool:
        put("first")
        assert "send_due failed" in worker.stderr.readline()
        list(pool.map(write, range(30)))
        with listening(server):
            wait_until(lambda: set(states(mails)) == {SENT})
    assert sorted(server.ids) == sorted(mail.message_id for mail in mails())
    assert len(server.ids) == 31


# --- What becomes of old mail ---------------------------------------------------------------------


def test_dead_mail_can_be_tried_again(server: MailServer, mails: Mails) -> None:
    server.answer_to_recipient = lambda _address: "550 Gone"
    put("a")
    send_due(later())
    server.answer_to_recipient = lambda _address: "250 Back"
    (mail,) = mails()
    assert try_again(mail, at=timezone.now())
    assert not try_again(mail, at=timezone.now())
    assert send_due(later()) == 1
    assert states(mails) == [SENT]
    assert [taken.get_body(["plain"]).get_content().split() for taken in server.taken] == [
        ["正文", ".", "words"]
    ]


def test_old_mail_is_given_up_and_forgotten(mails: Mails) -> None:
    now = timezone.now()
    put("new", "waited", "ancient")
    outbox.may_write_to_stranger("a@boan.example", at=now - timedelta(days=1, seconds=1))
    outbox.may_write_to_stranger("b@boan.example", at=now)
    for name, days in (("waited", DAYS_WAITED), ("ancient", DAYS_KEPT)):
        written = now - timedelta(days=days, seconds=1)
        OutgoingMail.objects.filter(to__startswith=name).update(created_at=written)
    assert forget_old(now) == 4
    assert states(mails) == [WAITING, DEAD]
    assert StrangerMail.objects.count() == 1
    assert forget_old(now) == 0
