"""Tickets for tests, made through the actions."""

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.models import Group

from faq.accounts import roles
from faq.accounts.models import User
from faq.tickets import actions
from faq.tickets.models import Kind, KindText, Ticket

NOW = datetime(2026, 11, 25, 5, 58, tzinfo=UTC)


def a_kind(key: str = "withdrawal", **fields: Any) -> Kind:
    """A kind of ticket with its English name; the same key gives the same kind."""
    kind, is_new = Kind.objects.get_or_create(key=key, defaults=fields)
    if is_new:
        KindText.objects.create(kind=kind, language="en", name=key.capitalize())
    return kind


def a_person(name: str = "lin", **fields: Any) -> User:
    """Somebody with an address; the same name gives the same person."""
    address = f"{name}@mail.example"
    return User.objects.filter(email=address).first() or User.objects.create_user(
        address, name=name.capitalize(), **fields
    )


def an_agent(name: str = "agent") -> User:
    """A member of staff who answers tickets; the same name gives the same one."""
    roles.sync()
    agent = a_person(name, is_staff=True)
    agent.groups.add(Group.objects.get(name="Support agent"))
    return agent


def a_ticket(requester: User | None = None, **given: Any) -> Ticket:
    """A ticket by somebody, received at NOW unless told otherwise."""
    fields = {
        "kind": given.pop("kind", None) or a_kind(),
        "requester": None if given.get("address") else requester or a_person(),
        "subject": "120 USDT have not arrived",
        "body": "I sent 120 USDT at 13:42 and they have not arrived.",
        "language": "en",
        "at": NOW,
    }
    ticket, _ = actions.open_ticket(**fields | given)
    return ticket
