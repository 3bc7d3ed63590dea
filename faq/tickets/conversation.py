"""A ticket as staff read it: what was said, by whom, what the person gave, what else they asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, QuerySet, When
from django.utils.translation import gettext as _

from faq.accounts.models import User
from faq.tickets import facts
from faq.tickets.agents import shown
from faq.tickets.models import KindField, Message, Presence, Ticket
from faq.tickets.shown import fact_in_words

HISTORY = 10


@dataclass(frozen=True)
class Said:
    """A message, and the name of who said it."""

    message: Message
    who: str

    @property
    def side(self) -> str:
        """As its looks are named."""
        return "note" if self.message.is_internal else str(self.message.side)


@dataclass(frozen=True)
class Fact:
    """What the person gave for a field, as they wrote it, and what is odd about it, in words."""

    label: str
    value: str
    problem: str


@dataclass(frozen=True)
class Conversation:
    """All of it, for somebody at the desk."""

    ticket: Ticket
    who: str
    said: Sequence[Said]
    facts: Sequence[Fact]
    others: Sequence[tuple[Ticket, str]]
    others_count: int
    merged: Sequence[Ticket]
    newest_answer: int

    def newer_than(self, seen: int) -> list[Said]:
        """What staff answered after the message of that number."""
        return [one for one in self.said if one.side == "staff" and one.message.pk > seen]


def conversation(ticket: Ticket, *, to: User) -> Conversation:
    """What `to` may see of it. Four queries at most."""
    who = shown(ticket.requester, ticket.address, to=to)
    messages = Message.objects.visible_to(to).of_ticket(ticket).in_order()
    said = [
        Said(message, _who(message, who, to))
        for message in messages.select_related("author").prefetch_related("attachments")
    ]
    answers = [one.message.pk for one in said if one.side == "staff"]
    others = _others(ticket, to)
    first = list(others[:HISTORY])
    return Conversation(
        ticket=ticket,
        who=who,
        said=said,
        facts=_facts(ticket),
        others=[(one, state_name(one.state)) for one in first],
        others_count=len(first) if len(first) < HISTORY else others.count(),
        merged=[one for one in first if one.merged_into_id == ticket.pk],
        newest_answer=max(answers, default=0),
    )


def newest_answer(ticket: Ticket) -> int:
    """The number of the last message of staff to the person, 0 where there is none."""
    answers = ticket.messages.answers().order_by("-pk")
    return answers.values_list("pk", flat=True).first() or 0


def state_name(state: str) -> str:
    """A state as staff call it."""
    if state == Ticket.State.WAITING:
        return _("Waits for the person")
    return str(Ticket.State(state).label)


def beside(ticket: Ticket, *, to: User, at: datetime) -> list[str]:
    """The names of others who have the page open now."""
    present = Presence.objects.filter(ticket=ticket).beside(to, at)
    return [shown(one.person, "", to=to) for one in present]


def _who(message: Message, asked_by: str, to: User) -> str:
    if message.side == Message.Side.REQUESTER:
        return asked_by
    return shown(message.author, "", to=to) if message.author else ""


def _facts(ticket: Ticket) -> list[Fact]:
    """In the order in which they are asked for."""
    odd = facts.problems(ticket.details, at=ticket.created_at)
    return [
        Fact(str(name.label), fact_in_words(str(ticket.details[name])), odd.get(name, ""))
        for name in KindField.Name
        if ticket.details.get(name)
    ]


def _others(ticket: Ticket, to: User) -> QuerySet[Ticket]:
    """What the same person asked besides: first what was merged into it, then the newest."""
    others = Ticket.objects.visible_to(to).exclude(pk=ticket.pk)
    if ticket.requester_id is None:
        return others.none()
    theirs = others.filter(requester=ticket.requester_id)
    is_merged = Case(When(merged_into=ticket, then=0), default=1)
    return theirs.order_by(is_merged, "-created_at", "-pk")  # type: ignore[no-any-return]
