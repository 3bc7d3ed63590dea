"""Tickets and their kinds as pages show them."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from faq.base import languages
from faq.tickets import facts
from faq.tickets.models import Kind, KindField, Ticket, Urgency

State = Ticket.State
_ORDER = [State.RECEIVED, State.HANDLING, State.WAITING, State.SOLVED]


@dataclass(frozen=True)
class ShownKind:
    """A kind in the words of one language."""

    key: str
    name: str
    hint: str
    good_example: str
    bad_example: str
    lang: str
    icon: str


def kind(one: Kind, language: str) -> ShownKind:
    """A kind for readers of a language; without words its key stands for them."""
    icon = one.category.icon if one.category else ""
    text = languages.best(one.texts.all(), language)
    if text is None:
        return ShownKind(one.key, one.key, "", "", "", "", icon)
    return ShownKind(
        key=one.key,
        name=text.shown("name", language),
        hint=text.shown("hint", language),
        good_example=text.shown("good_example", language),
        bad_example=text.shown("bad_example", language),
        lang=text.shown_lang(language),
        icon=icon,
    )


@dataclass(frozen=True)
class Stage:
    """A stage on the track; `at` is when it was reached, where that is known."""

    label: str
    is_done: bool
    is_current: bool
    at: datetime | None


def stages(ticket: Ticket) -> list[Stage]:
    """The four stages of a ticket; the last one of a closed ticket is called so."""
    is_closed = ticket.state == State.CLOSED
    reached = _ORDER.index(State.SOLVED if is_closed else State(ticket.state))
    last = (
        (str(State.CLOSED.label), ticket.closed_at)
        if is_closed
        else (str(State.SOLVED.label), ticket.solved_at)
    )
    steps = [
        (str(State.RECEIVED.label), ticket.created_at),
        (str(State.HANDLING.label), ticket.answered_at),
        (str(State.WAITING.label), ticket.changed_at if reached == 2 else None),
        last,
    ]
    return [
        Stage(
            label=label,
            is_done=place < reached or reached == len(steps) - 1,
            is_current=place == reached,
            at=at if place <= reached else None,
        )
        for place, (label, at) in enumerate(steps)
    ]


def details(ticket: Ticket) -> list[tuple[str, str]]:
    """The facts of a ticket with their labels, in the order in which they are asked for."""
    return [
        (str(KindField.Name(name).label), fact_in_words(str(ticket.details[name])))
        for name in KindField.Name.values
        if ticket.details.get(name)
    ]


def fact_in_words(value: str) -> str:
    """A fact as people read it."""
    return _("Another one, or I do not know") if value == facts.OTHER_NETWORK else value


def urgency(ticket: Ticket) -> str:
    """How urgent it is, in a word."""
    return str(Urgency(ticket.urgency).label)
