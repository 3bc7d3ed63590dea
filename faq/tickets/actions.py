"""Every change of tickets that means something. Views, the desk, mail and commands call these."""

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from faq.accounts import audit
from faq.accounts.models import User
from faq.articles import actions as articles
from faq.articles.models import Text, Words
from faq.base import characters
from faq.categories.models import Category
from faq.tickets import article_links, notices, preflight
from faq.tickets.attachments import CheckedFile, keep_attachments
from faq.tickets.models import Kind, Label, Message, Presence, SavedView, Ticket, Urgency
from faq.tickets.promise import promises

REOPEN_FOR = timedelta(days=14)
"""How long after it was settled a ticket may be taken up again."""

State = Ticket.State


@transaction.atomic
def open_ticket(
    *,
    kind: Kind,
    subject: str,
    body: str,
    language: str,
    at: datetime,
    requester: User | None = None,
    address: str = "",
    details: Mapping[str, str] | None = None,
    urgency: str = "",
    source: str = Ticket.Source.SITE,
    files: Sequence[CheckedFile] = (),
    is_confirmed: bool = True,
    is_told: bool = True,
    quoted: str = "",
    once: str = "",
) -> tuple[Ticket, bool]:
    """A new ticket with its first message; returns it and whether it is new.

    The same `once` again gives the ticket that was made with it. Not confirmed: by somebody who
    has yet to prove `address`; nobody sees it and nobody is told before `confirm`. Not told: the
    person gets no mail that it arrived. Raises ValidationError, of files too where the person
    sent too many in a day.
    """
    if once and (earlier := Ticket.objects.filter(once=once).first()):
        return earlier, False
    ticket = Ticket(
        kind=kind,
        requester=requester,
        address=requester.email if requester else address,
        language=language,
        subject=characters.one_line(subject),
        details=dict(details or {}),
        urgency=urgency or kind.urgency,
        state=State.RECEIVED if is_confirmed else State.UNCONFIRMED,
        source=source,
        created_at=at,
        changed_at=at,
        once=once,
    )
    if is_confirmed:
        ticket.promised_at = _due(ticket, at)
    ticket.full_clean()
    ticket.save(force_insert=True)
    first = _say(ticket, body, side=Message.Side.REQUESTER, author=requester, at=at, quoted=quoted)
    keep_attachments(message=first, files=files, by=requester)
    if is_confirmed:
        _received(ticket, by=requester, at=at, is_told=is_told)
    return ticket, True


@transaction.atomic
def confirm(ticket: Ticket, *, by: User, at: datetime) -> None:
    """The asker proved to own the address: the ticket is received now, as theirs. Twice is once."""
    if ticket.state != State.UNCONFIRMED:
        return
    ticket.requester = by
    ticket.address = by.email
    ticket.state = State.RECEIVED
    ticket.promised_at = _due(ticket, at)
    ticket.changed_at = at
    ticket.save()
    ticket.messages.filter(side=Message.Side.REQUESTER).update(author=by)
    _received(ticket, by=by, at=at)


@transaction.atomic
def confirm_all(tickets: Iterable[Ticket], *, by: User, at: datetime) -> None:
    """The asker of several requests proved to own their address."""
    for ticket in tickets:
        confirm(ticket, by=by, at=at)


@transaction.atomic
def forget_unconfirmed(*, before: datetime) -> int:
    """Delete what was sent until then by people who never proved their address; how many."""
    forgotten = Ticket.objects.unconfirmed().filter(created_at__lte=before)
    number = len(forgotten)
    forgotten.delete()
    return number


@transaction.atomic
def claim(ticket: Ticket, *, by: User, at: datetime) -> None:
    """Somebody says that they wrote the mail that came in their name: it is their ticket now.

    Raises ValidationError when it did not, or when they have not proved to own the address.
    """
    is_proved = User.objects.with_proved_address(by.email) == by
    if not is_proved or not Ticket.objects.in_the_name_of(by).filter(pk=ticket.pk).exists():
        raise ValidationError(_("This ticket is not yours to take."))
    ticket.requester = by
    ticket.changed_at = at
    ticket.save(update_fields=["requester", "changed_at"])
    ticket.messages.filter(side=Message.Side.REQUESTER).update(author=by)
    audit.record("claimed", ticket, by=by, at=at)


@transaction.atomic
def reply(
    ticket: Ticket,
    *,
    body: str,
    by: User | None,
    at: datetime,
    quoted: str = "",
    files: Sequence[CheckedFile] = (),
    once: str = "",
) -> Message:
    """The person who asked says more; a settled ticket is taken up again.

    The same `once` again gives the message that was made with it. Raises ValidationError when
    the ticket was settled too long ago.
    """
    if once and (earlier := Message.objects.filter(once=once).first()):
        return earlier
    if not ticket.is_open:
        reopen(ticket, by=by, at=at)
    message = _say(
        ticket, body, side=Message.Side.REQUESTER, author=by, at=at, quoted=quoted, once=once
    )
    keep_attachments(message=message, files=files, by=by)
    _our_turn(ticket, at)
    notices.person_wrote(message)
    return message


class Overtaken(ValidationError):
    """Somebody else at the desk answered, or took a ticket, since the page was loaded."""


@transaction.atomic
def answer(
    ticket: Ticket,
    *,
    body: str,
    by: User,
    at: datetime,
    state: str = State.WAITING,
    seen: int | None = None,
    once: str = "",
) -> Message:
    """Staff say something to the person; from then on the ticket is in `state`.

    `article:key` becomes the article's address. The same `once` again gives the message that was
    made with it. Raises Overtaken when there is an answer after the one numbered `seen` (0: when
    there is any), ValidationError for words that name what is not official.
    """
    if once and (earlier := ticket.messages.filter(once=once).first()):
        return earlier
    if ticket.state == State.UNCONFIRMED or ticket.merged_into_id:
        raise ValidationError(_("This ticket cannot be answered."))
    if seen is not None and ticket.messages.answers().filter(pk__gt=seen).exists():
        raise Overtaken(_("Somebody else has answered in the meantime."))
    body = article_links.with_addresses(body, language=ticket.language, at=at)
    preflight.require_official(body)
    message = _say(ticket, body, side=Message.Side.STAFF, author=by, at=at, once=once)
    if ticket.answered_at is None:
        ticket.answered_at = at
        ticket.is_answered_in_time = ticket.promised_at is None or at <= ticket.promised_at
    ticket.assignee = ticket.assignee or by
    _move(ticket, state, at)
    audit.record("answered", ticket, by=by, at=at)
    notices.answered(message)
    return message


@transaction.atomic
def write_note(ticket: Ticket, *, body: str, by: User, at: datetime, once: str = "") -> Message:
    """Staff say something to each other; it never leaves the desk. The same `once` is one note."""
    if once and (earlier := ticket.messages.filter(once=once).first()):
        return earlier
    message = _say(
        ticket, body, side=Message.Side.STAFF, author=by, at=at, is_internal=True, once=once
    )
    ticket.changed_at = at
    ticket.save(update_fields=["changed_at"])
    audit.record("noted", ticket, by=by, at=at)
    return message


@transaction.atomic
def tell(ticket: Ticket, *, body: str, at: datetime, is_internal: bool = False) -> Message:
    """The site says what happened: to all who see the ticket, or to staff alone."""
    return _say(ticket, body, side=Message.Side.SYSTEM, author=None, at=at, is_internal=is_internal)


@transaction.atomic
def assign(ticket: Ticket, *, to: User | None, by: User, at: datetime) -> None:
    """Give a ticket to somebody at the desk, or to nobody; a received one is handled from then."""
    if to is not None and not (to.is_staff and to.is_active):
        raise ValidationError(_("Tickets are handled by staff."))
    ticket.assignee = to
    if to and ticket.state == State.RECEIVED:
        ticket.state = State.HANDLING
    ticket.changed_at = at
    ticket.save(update_fields=["assignee", "state", "changed_at"])
    audit.record("assigned", ticket, by=by, at=at, to=to.pk if to else None)
    if to and to != by:
        notices.assigned(ticket, to)


@transaction.atomic
def hand_over(ticket: Ticket, *, to: User, note: str, by: User, at: datetime) -> None:
    """Give a ticket to somebody else at the desk, with what they should know."""
    write_note(ticket, body=note, by=by, at=at)
    assign(ticket, to=to, by=by, at=at)


@transaction.atomic
def set_labels(ticket: Ticket, labels: Collection[Label], *, by: User, at: datetime) -> None:
    """Sort a ticket under exactly these labels."""
    ticket.labels.set(labels)
    ticket.changed_at = at
    ticket.save(update_fields=["changed_at"])
    audit.record("labelled", ticket, by=by, at=at, labels=sorted(label.name for label in labels))


@transaction.atomic
def classify(
    ticket: Ticket, *, by: User, at: datetime, kind: Kind | None = None, urgency: str = ""
) -> None:
    """Say anew what a ticket is about or how urgent it is; what is promised follows."""
    if urgency and urgency not in Urgency.values:
        raise ValidationError(_("There is no such urgency."))
    ticket.kind = kind or ticket.kind
    ticket.urgency = urgency or ticket.urgency
    if ticket.promised_at:
        ticket.promised_at = _due(ticket, ticket.created_at if not ticket.answered_at else at)
    ticket.changed_at = at
    ticket.save(update_fields=["kind", "urgency", "promised_at", "changed_at"])
    audit.record("classified", ticket, by=by, at=at, kind=ticket.kind.key, urgency=ticket.urgency)


@transaction.atomic
def solve(ticket: Ticket, *, by: User, at: datetime) -> None:
    """It is settled, as either side says; it may be taken up again for a while."""
    _require_open(ticket)
    _move(ticket, State.SOLVED, at)
    audit.record("solved", ticket, by=by, at=at)


@transaction.atomic
def close(ticket: Ticket, *, by: User | None, at: datetime) -> None:
    """Nothing more is to come: by the person, by staff, or because time went by."""
    if ticket.state in {State.CLOSED, State.UNCONFIRMED}:
        raise ValidationError(_("This ticket cannot be closed."))
    _move(ticket, State.CLOSED, at)
    audit.record("closed", ticket, by=by, at=at)


@transaction.atomic
def settle_silent(ticket: Ticket, *, at: datetime) -> None:
    """Nobody answered our question for a while: it counts as solved, and the person is told."""
    with override(ticket.language):
        told = _(
            "We have not heard from you for three days, so this request counts as solved. "
            "Reply within 14 days and we take it up again."
        )
    _say(ticket, told, side=Message.Side.SYSTEM, author=None, at=at)
    _move(ticket, State.SOLVED, at)
    audit.record("solved", ticket, by=None, at=at)
    notices.settled(ticket)


@transaction.atomic
def close_settled(ticket: Ticket, *, at: datetime) -> None:
    """It was solved long enough ago: nothing more is to come."""
    with override(ticket.language):
        told = _("This request was solved 14 days ago and is closed now.")
    _say(ticket, told, side=Message.Side.SYSTEM, author=None, at=at)
    close(ticket, by=None, at=at)


@transaction.atomic
def reopen(ticket: Ticket, *, by: User | None, at: datetime) -> None:
    """Take a settled ticket up again. Raises ValidationError when that was too long ago."""
    if ticket.is_open:
        return
    if not can_be_reopened(ticket, at):
        raise ValidationError(
            _("This ticket was closed more than 14 days ago. Please open a new one.")
        )
    ticket.solved_at = ticket.closed_at = None
    _our_turn(ticket, at)
    audit.record("reopened", ticket, by=by, at=at)


def can_be_reopened(ticket: Ticket, at: datetime) -> bool:
    """Whether a settled ticket may still be taken up again."""
    return reopen_until(ticket, at) is not None


def reopen_until(ticket: Ticket, at: datetime) -> datetime | None:
    """Until when a settled ticket may be taken up again; None where it may not."""
    settled_at = ticket.closed_at or ticket.solved_at
    if settled_at is None or ticket.merged_into_id or at > settled_at + REOPEN_FOR:
        return None
    return settled_at + REOPEN_FOR


@transaction.atomic
def rate(ticket: Ticket, *, rating: int, comment: str, by: User, at: datetime) -> None:
    """The person says how it went. Raises ValidationError while it is open, and for others."""
    if ticket.is_open or ticket.requester_id != by.pk or rating not in Ticket.Rating.values:
        raise ValidationError(_("This ticket cannot be rated."))
    ticket.rating = rating
    ticket.rating_comment = comment.strip()
    ticket.changed_at = at
    ticket.save(update_fields=["rating", "rating_comment", "changed_at"])


@transaction.atomic
def save_view(*, name: str, query: str, is_shared: bool, by: User) -> SavedView:
    """Keep a choice of filters; the same name again changes it."""
    view, _is_new = SavedView.objects.update_or_create(
        owner=by, name=name, defaults={"query": query, "is_shared": is_shared}
    )
    return view


def delete_view(view: SavedView, *, by: User) -> None:
    """Forget a choice of filters. Raises PermissionDenied for others than who made it."""
    if view.owner_id != by.pk:
        raise PermissionDenied
    view.delete()


def note_presence(ticket: Ticket, *, by: User, at: datetime) -> None:
    """Somebody has the page of a ticket open now."""
    Presence.objects.bulk_create(
        [Presence(ticket=ticket, person=by, seen_at=at)],
        update_conflicts=True,
        unique_fields=["ticket", "person"],
        update_fields=["seen_at"],
    )


@transaction.atomic
def draft_article(
    ticket: Ticket, words: Words, *, category: Category, language: str, by: User, at: datetime
) -> Text:
    """Make a draft of an article from what was asked; nobody publishes it but an editor.

    `words` were cleaned of what is personal by hand. Raises ValidationError as articles do.
    """
    key = f"asked-{secrets.token_hex(4)}"
    article = articles.create_article(key=key, category=category, by=by, at=at)
    text = articles.save_text(article, language, slug=words.title, by=by, at=at)
    articles.save_draft(text, words, by=by, at=at)
    audit.record("drafted", ticket, by=by, at=at, article=key)
    return text


@transaction.atomic
def merge(ticket: Ticket, *, into: Ticket, by: User, at: datetime) -> None:
    """Go on with `into` instead: the same person asked the same thing twice.

    What was said stays where it was said; each ticket tells of the other. Raises ValidationError
    when they are not by the same person, for that would show one what the other wrote.
    """
    if ticket.pk == into.pk or into.merged_into_id or ticket.merged_into_id:
        raise ValidationError(_("These tickets cannot be merged."))
    if ticket.requester_id is None or ticket.requester_id != into.requester_id:
        raise ValidationError(_("Only tickets of the same person can be merged."))
    ticket.merged_into = into
    _move(ticket, State.CLOSED, at)
    with override(into.language):
        told = _("%(reference)s asked the same and goes on here.") % {"reference": ticket.reference}
    _say(into, told, side=Message.Side.SYSTEM, author=by, at=at)
    audit.record("merged", ticket, by=by, at=at, into=into.pk)


def _received(ticket: Ticket, *, by: User | None, at: datetime, is_told: bool = True) -> None:
    audit.record("opened", ticket, by=by, at=at)
    if is_told:
        notices.received(ticket)


def _say(
    ticket: Ticket, body: str, *, side: str, author: User | None, at: datetime, **more: Any
) -> Message:
    """Add a message. Raises ValidationError when it is empty or too long."""
    message = Message(
        ticket=ticket,
        side=side,
        author=author,
        body=characters.clean(body).strip(),
        created_at=at,
        **more,
    )
    message.full_clean()
    message.save(force_insert=True)
    return message


def _due(ticket: Ticket, at: datetime) -> datetime:
    return promises.get().due(ticket.kind_id, ticket.urgency, at)


def _our_turn(ticket: Ticket, at: datetime) -> None:
    """Staff owe an answer from `at` on, unless they owe one since earlier."""
    if ticket.state not in {State.RECEIVED, State.HANDLING}:
        ticket.promised_at = _due(ticket, at)
        ticket.state = State.HANDLING if ticket.assignee_id else State.RECEIVED
    ticket.changed_at = at
    ticket.save()


def _move(ticket: Ticket, state: str, at: datetime) -> None:
    """Into a state in which nobody waits for us, unless it is being handled further."""
    if state not in {State.HANDLING, State.WAITING, State.SOLVED, State.CLOSED}:
        raise ValidationError(_("There is no such state."))
    ticket.state = state
    if state != State.CLOSED:
        ticket.solved_at = at if state == State.SOLVED else None
    ticket.closed_at = at if state == State.CLOSED else None
    ticket.promised_at = _due(ticket, at) if state == State.HANDLING else None
    ticket.changed_at = at
    ticket.save()


def _require_open(ticket: Ticket) -> None:
    if not ticket.is_open:
        raise ValidationError(_("This ticket is settled already."))
