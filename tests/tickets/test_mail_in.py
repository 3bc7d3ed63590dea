"""Mails become replies, tickets, or wait in quarantine; nobody gets into a ticket who should not."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from faq.accounts.models import User
from faq.tickets import actions, mail_files, mail_in, quarantine
from faq.tickets.models import Attachment, IncomingMail, Message, Ticket
from tests.conftest import Mails
from tests.pictures.factories import drawn
from tests.tickets.factories import NOW, a_person, a_ticket
from tests.tickets.mails import PROVED, a_mail, address_of, arrive

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_settings")]

State, Reason = IncomingMail.State, IncomingMail.Reason


# --- Replies -----------------------------------------------------------------------------------


def test_reply_joins_the_ticket_by_its_address() -> None:
    ticket = a_ticket()
    mail = arrive(a_mail("The other one.\n\n> Which platform?", to=address_of(ticket)))
    assert (mail.state, mail.ticket) == (State.TAKEN, ticket)
    message = ticket.messages.last()
    assert (message.body, message.quoted) == ("The other one.", "> Which platform?")
    assert (message.side, message.author) == (Message.Side.REQUESTER, ticket.requester)


@pytest.mark.parametrize("name", ["Cc", "Delivered-To", "X-Original-To"])
def test_reply_address_counts_wherever_the_mail_was_sent_to(name: str) -> None:
    ticket = a_ticket()
    arrive(a_mail(headers=[f"{name}: {address_of(ticket).upper()}"]))
    assert ticket.messages.count() == 2


def test_reply_address_counts_in_the_envelope() -> None:
    ticket = a_ticket()
    arrive(a_mail(), recipient=address_of(ticket), sender="lin@mail.example")
    assert ticket.messages.count() == 2


def test_reply_that_came_by_two_ways_is_said_once() -> None:
    ticket = a_ticket()
    for hop in ("one", "two"):
        headers = [f"Received: by {hop}", "Message-ID: <1@mail.example>"]
        arrive(a_mail(to=address_of(ticket), headers=headers))
    assert ticket.messages.count() == 2
    assert IncomingMail.objects.filter(state=State.TAKEN, ticket=ticket).count() == 2


def test_same_bytes_are_one_mail() -> None:
    assert mail_in.keep(a_mail(), at=NOW)
    assert not mail_in.keep(a_mail(), at=NOW)
    assert IncomingMail.objects.count() == 1


def test_address_of_somebody_else_opens_nothing() -> None:
    ticket = a_ticket()
    mail = arrive(a_mail(to=address_of(ticket), sender="code@service.example"))
    assert (mail.state, mail.reason) == (State.QUARANTINED, Reason.OTHER_SENDER)
    assert ticket.messages.count() == 1


def test_reply_whose_sender_is_disproved_waits_for_staff() -> None:
    ticket = a_ticket()
    mail = arrive(a_mail(to=address_of(ticket), results="mx.help.example; spf=fail"))
    assert mail.reason == Reason.NOT_AUTHENTIC
    assert ticket.messages.count() == 1


def test_staff_do_not_answer_by_mail() -> None:
    ticket = a_ticket()
    agent = a_person("agent", is_staff=True)
    mail = arrive(a_mail(to=address_of(ticket, agent), sender="agent@mail.example", results=PROVED))
    assert mail.reason == Reason.STAFF_REPLY
    assert ticket.messages.count() == 1


def test_two_reply_addresses_in_one_mail_open_nothing() -> None:
    ticket, other = a_ticket(), a_ticket()
    mail = arrive(a_mail(to=f"{address_of(ticket)}, {address_of(other)}"))
    assert mail.reason == Reason.UNKNOWN_TOKEN
    assert Message.objects.count() == 2


def test_reply_to_what_was_settled_long_ago_waits_for_staff() -> None:
    ticket = a_ticket()
    actions.close(ticket, by=a_person("agent", is_staff=True), at=NOW - timedelta(days=15))
    mail = arrive(a_mail(to=address_of(ticket)))
    assert mail.reason == Reason.SETTLED


def test_token_is_not_kept() -> None:
    ticket = a_ticket()
    token = address_of(ticket).partition("+")[2].partition("@")[0]
    assert len(token) == 32
    assert ticket.reply_addresses.get().digest != token
    assert address_of(ticket) != address_of(a_ticket())
    assert address_of(ticket) == address_of(ticket)


# --- Tickets -----------------------------------------------------------------------------------


def test_mail_of_a_proved_sender_is_their_ticket(mails: Mails) -> None:
    mail = arrive(a_mail("我充了 120 USDT，没有到账。", subject="没有到账", results=PROVED))
    ticket = mail.ticket
    assert ticket and ticket.requester == User.objects.get(email="lin@mail.example")
    assert not ticket.requester.has_usable_password()
    assert (ticket.source, ticket.language) == (Ticket.Source.MAIL, "zh-hans")
    assert (ticket.subject, ticket.messages.get().body) == (
        "没有到账",
        "我充了 120 USDT，没有到账。",
    )
    (letter,) = mails()
    assert letter.to == "lin@mail.example"
    assert letter.headers["Reply-To"] == address_of(ticket)


def test_mail_of_an_unproved_sender_is_nobodys_ticket(mails: Mails) -> None:
    person = a_person()
    mail = arrive(a_mail("Click https://evil.example", subject="Locked https://evil.example"))
    ticket = mail.ticket
    assert ticket and (ticket.requester, ticket.address) == (None, "lin@mail.example")
    assert not Ticket.objects.visible_to(person).exists()
    (letter,) = mails()
    assert "evil" not in letter.subject + letter.text + letter.html
    assert "Reply-To" not in letter.headers
    assert ticket.reference not in letter.text


def test_staff_are_warned_of_another_reply_to_and_nobody_writes_there(mails: Mails) -> None:
    agent = a_person("agent", is_staff=True)
    ticket = arrive(a_mail(headers=["Reply-To: evil@evil.example"], results=PROVED)).ticket
    warning = ticket.messages.get(is_internal=True)
    assert "evil@evil.example" in warning.body
    actions.answer(ticket, body="Which platform?", by=agent, at=NOW)
    assert {letter.to for letter in mails()} == {"lin@mail.example"}


@pytest.mark.parametrize(
    "results",
    [
        "mx.help.example; spf=fail; dkim=pass",
        "mx.help.example; dkim=fail (bad signature) header.d=mail.example",
        "mx.help.example 1; dmarc=fail header.from=mail.example",
    ],
)
def test_disproved_sender_waits_for_staff(results: str, mails: Mails) -> None:
    mail = arrive(a_mail(results=results))
    assert (mail.state, mail.reason) == (State.QUARANTINED, Reason.NOT_AUTHENTIC)
    assert not Ticket.objects.exists() and not mails()


@pytest.mark.parametrize(
    "results",
    [
        "mx.evil.example; dmarc=pass header.from=mail.example",
        "mx.help.example.evil.example; dmarc=pass header.from=mail.example",
        "mx.help.example; dmarc=pass header.from=evil.example",
        "mx.help.example; dmarc=pass (header.from=mail.example) header.from=mail.example.evil",
        "mx.help.example; spf=pass smtp.mailfrom=lin@mail.example; dkim=pass header.d=mail.example",
        "mx.help.example; dmarc=none header.from=mail.example",
        "mx.help.example; x=y dmarc=pass header.from=mail.example",
        "mx.help.example; dmarc=bestguesspass header.from=mail.example",
    ],
)
def test_sender_is_not_proved_by(results: str) -> None:
    mail = arrive(a_mail(results=results))
    assert mail.authentication == IncomingMail.Authentication.NONE
    assert mail.ticket and mail.ticket.requester is None


def test_forged_results_below_those_of_our_server_count_for_nothing() -> None:
    mail = arrive(
        a_mail(
            results="mx.help.example; dmarc=none header.from=mail.example",
            headers=[f"Authentication-Results: {PROVED}"],
        )
    )
    assert mail.authentication == IncomingMail.Authentication.NONE


@pytest.mark.parametrize(
    "sender",
    [
        "lin@mail.example, evil@evil.example",
        '"lin@mail.example" <evil@evil.example> <lin@mail.example>',
        "Lin <lin@mail.example>; <evil@evil.example>",
        "undisclosed",
        "lin@mail.example\r\nFrom: evil@evil.example",
        "<lin@mail.example>evil@evil.example",
    ],
)
def test_mail_without_one_plain_sender_waits_for_staff(sender: str) -> None:
    mail = arrive(a_mail(sender=sender, results=PROVED))
    assert mail.reason == Reason.NO_SENDER
    assert not Ticket.objects.exists()


# --- Machines ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "mail",
    [
        a_mail(headers=["Auto-Submitted: auto-replied"]),
        a_mail(headers=["Precedence: bulk"]),
        a_mail(headers=["List-Unsubscribe: <mailto:u@mail.example>"]),
        a_mail("Your code is 1-2-3-4.", sender="Service <no-reply@service.example>"),
        a_mail(sender="notifications@service.example"),
        a_mail(subject="自动回复：我在休假"),
    ],
)
def test_machines_open_no_ticket_and_get_no_mail(mail: bytes, mails: Mails) -> None:
    kept = arrive(mail)
    assert (kept.state, kept.reason) == (State.QUARANTINED, Reason.AUTOMATIC)
    assert not Ticket.objects.exists() and not mails()


@pytest.mark.parametrize(
    ("headers", "envelope"),
    [(["Auto-Submitted: auto-replied"], {}), (["Precedence: bulk"], {}), ([], {"sender": ""})],
)
def test_out_of_office_is_noted_for_staff_and_said_to_nobody(
    headers: list[str], envelope: dict[str, str], mails: Mails
) -> None:
    ticket = a_ticket()
    before = len(mails())
    mail = arrive(a_mail(to=address_of(ticket), headers=headers), **envelope)
    assert (mail.state, mail.ticket) == (State.IGNORED, ticket)
    assert not Message.objects.visible_to(ticket.requester).filter(side="system").exists()
    assert ticket.messages.last().is_internal
    assert len(mails()) == before


def test_bounce_of_our_mail_is_noted_in_its_ticket(mails: Mails) -> None:
    ticket = a_ticket()
    (letter,) = mails()
    report = (
        "--b\r\nContent-Type: text/plain\r\n\r\nUnknown user\r\n"
        "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: {letter.message_id}\r\n\r\n--b--\r\n"
    )
    mail = arrive(
        a_mail(
            report,
            sender="mailer-daemon@mail.example",
            content_type="multipart/report; boundary=b; report-type=delivery-status",
        )
    )
    assert (mail.state, mail.reason, mail.ticket) == (State.IGNORED, Reason.BOUNCE, ticket)
    assert "lin@mail.example" in ticket.messages.last().body
    assert ticket.messages.last().is_internal
    assert len(mails()) == 1


def test_bounce_that_names_no_mail_of_ours_touches_nothing() -> None:
    ticket = a_ticket()
    mail = arrive(a_mail(f"Message-ID: <{ticket.reference}@help.example>"), sender="")
    assert mail.reason == Reason.BOUNCE_OF_OTHERS
    assert ticket.messages.count() == 1


def test_ticket_system_that_answers_every_mail_is_confirmed_once(mails: Mails) -> None:
    for number in range(10):
        arrive(a_mail(subject=f"[{number}] We got your mail", results=PROVED))
    assert len(mails()) == 1
    assert Ticket.objects.count() == 5
    assert IncomingMail.objects.filter(reason=Reason.FLOOD).count() == 5
    assert Message.objects.filter(is_internal=True, side="system").count() == 4


# --- Files -------------------------------------------------------------------------------------


def with_files(*files: tuple[str, str, bytes], to: str = "support@help.example") -> bytes:
    """A mail with files: type, name, content of each."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Message-ID"] = "lin@mail.example", to, "<9@mail.example>"
    mail.set_content("See the files.")
    for kind, name, content in files:
        main, _slash, sub = kind.partition("/")
        mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return mail.as_bytes()


def test_pictures_of_a_mail_are_kept_and_what_is_none_is_named() -> None:
    ticket = a_ticket()
    raw = with_files(
        ("image/png", "截图.png", drawn("PNG")),
        ("application/octet-stream", "photo.jpg", drawn("JPEG")),
        ("image/png", "evil.png", b"MZ<script>"),
        ("application/ms-tnef", "winmail.dat", b"TNEF"),
        to=address_of(ticket),
    )
    arrive(raw)
    arrive(b"Received: by another way\r\n" + raw)
    assert [file.name for file in Attachment.objects.all()] == ["截图.png", "photo.jpg"]
    said = ticket.messages.get(side="system")
    assert "evil.png, winmail.dat" in said.body
    assert not said.is_internal


def test_of_more_files_than_a_message_takes_the_first_are_kept() -> None:
    mail = arrive(with_files(*(("image/png", f"{n}.png", drawn("PNG")) for n in range(8))))
    assert Attachment.objects.filter(message__ticket=mail.ticket).count() == 5
    assert "5.png, 6.png, 7.png" in mail.ticket.messages.get(side="system").body


# --- Secrets -----------------------------------------------------------------------------------

PHRASE = "abandon ability able about above absent absorb abstract absurd abuse access accident"


@pytest.mark.parametrize("headers", [[], ["Precedence: bulk"]])
def test_secrets_of_a_mail_are_kept_nowhere(
    headers: list[str], django_capture_on_commit_callbacks: Any, mails: Mails
) -> None:
    body = f"Look: {PHRASE}. Thanks!\n\nOn Monday Support wrote:\n> {PHRASE}"
    with django_capture_on_commit_callbacks(execute=True):
        mail = arrive(a_mail(body, subject=f"My {PHRASE}", headers=headers))
    kept = mail_files.read(mail.sha256).decode()
    said = "".join(f"{one.body} {one.quoted} {one.ticket}" for one in Message.objects.all())
    for text in (kept, said, mail.subject, str([letter.text for letter in mails()])):
        assert "accident" not in text and "abandon" not in text
    assert "Look: ■■■. Thanks!" in kept
    assert "lin@mail.example" in kept


def test_replies_without_end_wait_for_staff() -> None:
    ticket = a_ticket()
    for number in range(32):
        mail = arrive(a_mail(f"Reply {number}", to=address_of(ticket)))
    assert mail.reason == Reason.FLOOD
    assert ticket.messages.count() == 31
    assert arrive(a_mail("New", sender="other@mail.example")).state == State.TAKEN


def test_reply_to_a_merged_ticket_goes_on_where_it_goes_on() -> None:
    ticket, into = a_ticket(), a_ticket()
    address = address_of(ticket)
    actions.merge(ticket, into=into, by=a_person("agent", is_staff=True), at=NOW)
    assert arrive(a_mail("The other one.", to=address)).ticket == into
    assert into.messages.last().body == "The other one."


# --- The queue ---------------------------------------------------------------------------------


def test_mail_that_always_fails_is_set_aside_and_stops_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    decide = mail_in._decide

    def fail_on_poison(mail: IncomingMail, *args: object) -> None:
        if mail.subject == "poison":
            raise RuntimeError
        decide(mail, *args)

    monkeypatch.setattr(mail_in, "_decide", fail_on_poison)
    mail_in.keep(a_mail(subject="poison"), at=NOW - timedelta(minutes=1))
    mail_in.keep(a_mail(), at=NOW)
    now = NOW
    for _try in range(5):
        mail_in.take_in_due(now)
        now = IncomingMail.objects.order_by("pk")[0].due_at
    poison, other = IncomingMail.objects.order_by("pk")
    assert (poison.state, poison.reason, poison.tries) == (State.QUARANTINED, Reason.FAILED, 3)
    assert other.state == State.TAKEN
    assert Ticket.objects.count() == 1


def test_mail_waits_while_somebody_works_on_it() -> None:
    mail_in.keep(a_mail(), at=NOW)
    assert mail_in._claim(IncomingMail.objects.get().pk, NOW)
    assert mail_in.take_in_due(NOW) == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_one_ticket_of_each_mail(mails: Mails) -> None:
    for number in range(12):
        mail_in.keep(a_mail(sender=f"n{number}@mail.example", results=PROVED), at=NOW)

    def work(_worker: int) -> int:
        try:
            return mail_in.take_in_due(NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(work, range(3))) == 12
    assert Ticket.objects.count() == Message.objects.count() == len(mails()) == 12


# --- Quarantine --------------------------------------------------------------------------------


def test_staff_make_a_ticket_of_a_mail_and_nobody_is_told(editor: User, mails: Mails) -> None:
    stranger = a_ticket()
    before = len(mails())
    mail = arrive(a_mail(to=address_of(stranger), sender="code@service.example"))
    ticket = quarantine.accept(mail, by=editor, at=NOW)
    assert ticket != stranger and ticket.requester is None
    assert (mail.state, len(mails())) == (State.TAKEN, before)
    with pytest.raises(ValidationError):
        quarantine.accept(mail, by=editor, at=NOW)


def test_discarded_mail_is_removed(editor: User, django_capture_on_commit_callbacks: Any) -> None:
    mail = arrive(a_mail(headers=["Precedence: bulk"]))
    assert mail_files.path_of(mail.sha256).stat().st_mode & 0o777 == 0o640
    with django_capture_on_commit_callbacks(execute=True):
        assert quarantine.discard([mail], by=editor, at=NOW) == 1
    assert not mail_files.path_of(mail.sha256).exists()
    with pytest.raises(ValidationError):
        quarantine.accept(IncomingMail.objects.get(), by=editor, at=NOW)
