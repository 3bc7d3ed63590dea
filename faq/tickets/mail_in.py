"""Mail that came in: kept first, worked on later, each mail in a transaction of its own.

What a mail says of itself opens nothing. It joins a ticket only by the token in an address that it
was sent to, and only as the person who was given that token. Who sent it counts as proved only when
our own mail server says so. All else becomes a new ticket or waits in quarantine for staff.
"""

import hashlib
import logging
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from faq.accounts.models import User
from faq.base.models import OutgoingMail
from faq.tickets import actions, mail_files, mailbox, notices, reply_addresses
from faq.tickets.mail_authentication import judge
from faq.tickets.mail_content import Content
from faq.tickets.mail_secrets import as_bytes, masked
from faq.tickets.mailbox import Incoming
from faq.tickets.models import IncomingMail, Kind, Message, ReplyAddress, Ticket

logger = logging.getLogger(__name__)

State, Reason = IncomingMail.State, IncomingMail.Reason
Authentication = IncomingMail.Authentication

TRIES: Final = 3
PAUSE: Final = timedelta(minutes=5)
"""Between tries; nobody else begins with a mail before it is over."""
BATCH: Final = 50
KEPT_OF_LARGE: Final = mailbox.HEADERS_LIMIT
A_WHILE: Final = timedelta(hours=1)
MOST_TICKETS, MOST_REPLIES = 5, 30
"""From one address in a while; further mails wait in quarantine."""


# --- Keeping -----------------------------------------------------------------------------------


def keep(
    raw: bytes,
    *,
    at: datetime,
    recipient: str = "",
    sender: str | None = None,
    size: int = 0,
) -> bool:
    """Keep a mail to be worked on; whether it is new. The same bytes twice are one mail.

    `recipient` and `sender` are those of the envelope, where they are known ("" is the sender of a
    bounce). `size` is that of the whole mail in bytes, where `raw` is the beginning of it; of a
    mail that is too large no more is kept. Raises OSError or DatabaseError when it could not be.
    """
    raw = _trace(recipient, sender) + raw
    digest = hashlib.sha256(raw).hexdigest()
    if IncomingMail.objects.filter(sha256=digest).exists():
        return False
    size = max(size, len(raw))
    kept = raw if size <= mailbox.SIZE_LIMIT else raw[:KEPT_OF_LARGE]
    mail_files.write(digest, kept)
    _mail, is_new = IncomingMail.objects.get_or_create(
        sha256=digest, defaults={"size": size, "received_at": at, "due_at": at}
    )
    return is_new


def _trace(recipient: str, sender: str | None) -> bytes:
    """What the envelope says, as headers above all others."""
    lines = [] if sender is None else [f"Return-Path: <{sender.strip('<>')}>"]
    lines += [f"X-Original-To: {recipient}"] if recipient else []
    text = "".join(line.replace("\r", "").replace("\n", "") + "\n" for line in lines)
    return text.encode("utf-8", "surrogateescape")


# --- Working on it -----------------------------------------------------------------------------


def take_in_due(now: datetime) -> int:
    """Work on the mails that wait; returns how many. One that always fails is set aside."""
    done = 0
    for pk in IncomingMail.objects.due(now).values_list("pk", flat=True)[:BATCH]:
        mail = _claim(pk, now)
        if mail is None:
            continue
        done += 1
        try:
            _take_in(mail, now)
        except Exception:
            logger.exception("Mail %d could not be taken in (try %d)", mail.pk, mail.tries)
    return done


@transaction.atomic
def _claim(pk: int, now: datetime) -> IncomingMail | None:
    """The mail, counted and put off; None when somebody else has it, or it failed too often."""
    mail = IncomingMail.objects.due(now).filter(pk=pk).first()
    if mail is None:
        return None
    if mail.tries >= TRIES:
        _set_aside(mail, Reason.FAILED)
        return None
    mail.tries += 1
    mail.due_at = max(now, timezone.now()) + PAUSE
    mail.save(update_fields=["tries", "due_at"])
    return mail


def _take_in(mail: IncomingMail, now: datetime) -> None:
    """Read it, which may take long, and then write down what comes of it."""
    incoming = read_kept(mail)
    content = Content.of(incoming)
    with transaction.atomic():
        if not IncomingMail.objects.filter(pk=mail.pk, state=State.WAITING).exists():
            return
        _decide(mail, incoming, content, now)
        forget_secrets(mail, incoming)


def read_kept(mail: IncomingMail) -> Incoming:
    """What the kept mail says, without secrets, and what of that stands in the list of mails."""
    incoming = masked(mailbox.read(mail_files.read(mail.sha256)))
    mail.sender, mail.reply_to = incoming.sender[:254], incoming.reply_to[:254]
    mail.subject = incoming.subject[:120]
    mail.authentication = judge(
        incoming.authentication_results,
        sender=incoming.sender,
        server=settings.HELPCENTER_MAIL_AUTHSERV_ID,
    )
    return incoming


def forget_secrets(mail: IncomingMail, incoming: Incoming) -> None:
    """Once the present transaction is saved, keep a mail that had secrets only without them."""
    if incoming.had_secrets:
        transaction.on_commit(partial(mail_files.write, mail.sha256, as_bytes(incoming)))


def _decide(mail: IncomingMail, incoming: Incoming, content: Content, now: datetime) -> None:
    tokens = reply_addresses.tokens_in(incoming.recipients)
    reply_to = reply_addresses.find(next(iter(tokens))) if len(tokens) == 1 else None
    if incoming.is_bounce and (sent := _sent_by_us(incoming)):
        _came_back(mail, sent, now)
    elif reason := _reason_against(mail, incoming):
        _set_aside(mail, reason)
    elif tokens and reply_to is None:
        _set_aside(mail, Reason.UNKNOWN_TOKEN)
    elif reply_to:
        _reply(mail, incoming, content, reply_to, now)
    elif incoming.is_bounce:
        _set_aside(mail, Reason.BOUNCE_OF_OTHERS)
    elif incoming.is_automatic:
        _set_aside(mail, Reason.AUTOMATIC)
    elif _opened_lately(mail, now) >= MOST_TICKETS:
        _set_aside(mail, Reason.FLOOD)
    else:
        _open(mail, incoming, content, now)


def _reason_against(mail: IncomingMail, incoming: Incoming) -> str:
    """Why a mail can be neither a reply nor a ticket before somebody looked at it."""
    person = person_of(mail.sender)
    return next(
        (
            reason
            for reason, holds in (
                (Reason.TOO_LARGE, incoming.is_too_large or mail.size > mailbox.SIZE_LIMIT),
                (Reason.TOO_MANY_PARTS, incoming.has_too_many_parts),
                (Reason.NO_SENDER, not mail.sender),
                (Reason.OWN_ADDRESS, notices.is_own_address(mail.sender)),
                (Reason.NOT_AUTHENTIC, mail.authentication == Authentication.FAIL),
                (Reason.SWITCHED_OFF, person is not None and not person.is_active),
            )
            if holds
        ),
        "",
    )


def _reply(
    mail: IncomingMail,
    incoming: Incoming,
    content: Content,
    address: ReplyAddress,
    now: datetime,
) -> None:
    """Into the ticket of the address, when it comes from the person who was given it."""
    person, ticket = address.person, address.ticket.merged_into or address.ticket
    replies = IncomingMail.objects.from_sender(mail.sender, since=now - A_WHILE)
    if person.is_staff:
        _set_aside(mail, Reason.STAFF_REPLY)
    elif mail.sender.lower() != person.email.lower() or ticket.requester_id != person.pk:
        _set_aside(mail, Reason.OTHER_SENDER)
    elif replies.count() >= MOST_REPLIES:
        _set_aside(mail, Reason.FLOOD)
    elif incoming.is_automatic:
        _note(ticket, gettext_noop("An automatic reply came by mail. It was not added."), now)
        settle(mail, State.IGNORED, Reason.AUTOMATIC, ticket)
    elif not (ticket.is_open or actions.can_be_reopened(ticket, now)):
        _set_aside(mail, Reason.SETTLED)
    else:
        once = _once(incoming, f"{ticket.pk}:{person.pk}")
        if not (once and Message.objects.filter(once=once).exists()):
            message = actions.reply(
                ticket, body=content.body, quoted=content.quoted, by=person, at=now, once=once
            )
            content.add_files(message, by=person, at=now)
            _warn_of_other_reply_to(mail, ticket, now)
        settle(mail, State.TAKEN, "", ticket)


def _open(mail: IncomingMail, incoming: Incoming, content: Content, now: datetime) -> None:
    """A new ticket, which the person is told of, but not of one after another."""
    earlier = _opened_lately(mail, now)
    ticket = open_from(
        mail,
        content,
        at=now,
        is_told=not earlier and not incoming.is_automatic,
        once=_once(incoming, f"{mail.sender.lower()}:{_is_proved(mail)}"),
    )
    if earlier:
        told = gettext_noop("Not confirmed by mail: this address wrote %(count)d times in an hour.")
        _note(ticket, told, now, count=earlier + 1)
    settle(mail, State.TAKEN, "", ticket)


def open_from(
    mail: IncomingMail, content: Content, *, at: datetime, is_told: bool, once: str = ""
) -> Ticket:
    """The ticket of a mail: of the person when the address is proved, else only by that address."""
    requester = _proved_person(mail.sender, content.language) if _is_proved(mail) else None
    ticket, is_new = actions.open_ticket(
        kind=_kind_for_mail(),
        subject=content.subject,
        body=content.body,
        quoted=content.quoted,
        language=content.language,
        at=at,
        requester=requester,
        address=mail.sender,
        source=Ticket.Source.MAIL,
        is_told=is_told,
        once=once,
    )
    if is_new:
        content.add_files(ticket.messages.get(), by=requester, at=at)
        _warn_of_other_reply_to(mail, ticket, at)
    return ticket


def _is_proved(mail: IncomingMail) -> bool:
    return mail.authentication == Authentication.PASS


def _sent_by_us(bounce: Incoming) -> OutgoingMail | None:
    """The mail of ours that came back: only who got it can name its ID."""
    found: OutgoingMail | None = OutgoingMail.objects.filter(
        message_id__in=bounce.returned_ids
    ).first()
    return found


def _came_back(mail: IncomingMail, sent: OutgoingMail, now: datetime) -> None:
    """Say in the ticket that our mail did not arrive."""
    if ticket := notices.ticket_of(sent):
        _note(ticket, gettext_noop("Our mail to %(address)s came back."), now, address=sent.to)
    settle(mail, State.IGNORED, Reason.BOUNCE, ticket)


def _warn_of_other_reply_to(mail: IncomingMail, ticket: Ticket, now: datetime) -> None:
    """Warn staff of a mail that wants its answers sent elsewhere; ours go to the sender alone."""
    if mail.misleads:
        told = gettext_noop("The mail asks for answers to %(address)s, which is not its sender.")
        _note(ticket, told, now, address=mail.reply_to)


def _note(ticket: Ticket, told: str, now: datetime, **values: object) -> None:
    """Tell staff, in the language of the desk."""
    with override(settings.LANGUAGE_CODE):
        actions.tell(ticket, body=_(told) % values, at=now, is_internal=True)


def _kind_for_mail() -> Kind:
    """What is not asked for by a form is of the kind "other"."""
    return Kind.objects.get_or_create(key="other", defaults={"position": 99})[0]


def person_of(address: str) -> User | None:
    """Who has this address here, whether they proved it or not."""
    return User.objects.filter(email__iexact=address).first() if address else None


def _proved_person(address: str, language: str) -> User | None:
    """Whose mail it is; None when somebody else may hold the account of this address.

    That is so while there is a password and nobody proved to read the mail that goes there.
    """
    person = person_of(address)
    if person is None:
        return User.objects.create_user(address, language=language)
    if person.has_usable_password() and not User.objects.with_proved_address(address):
        return None
    return person


def _opened_lately(mail: IncomingMail, now: datetime) -> int:
    """How many tickets the sender opened by mail in the last while."""
    opened = Ticket.objects.by_mail_from(mail.sender)
    return int(opened.filter(created_at__gt=now - A_WHILE).count())


def _once(incoming: Incoming, whose: str) -> str:
    """Names a mail that came by two ways, so that it is said once; "" when it has no ID."""
    if not incoming.message_id:
        return ""
    return hashlib.sha256(f"mail:{whose}:{incoming.message_id}".encode()).hexdigest()


def _set_aside(mail: IncomingMail, reason: str) -> None:
    settle(mail, State.QUARANTINED, reason, None)


def settle(mail: IncomingMail, state: str, reason: str, ticket: Ticket | None) -> None:
    """Write down what became of a mail, and what was read of it."""
    mail.state, mail.reason, mail.ticket = state, reason, ticket
    mail.save()
