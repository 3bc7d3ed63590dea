"""What comes to its end by itself: nobody answers, takes it up again, or looks at it any more."""

from datetime import datetime, timedelta

from django.db import transaction

from faq.base.pace import at_most_every
from faq.tickets import actions
from faq.tickets.models import Presence, Ticket

SILENT_FOR = timedelta(hours=72)
SOLVED_FOR = timedelta(days=14)
UNCONFIRMED_FOR = timedelta(hours=24)
"""How long a request waits for its asker to prove the address."""
AT_ONCE = 100
"""So many are settled in one go, so that other work has its turn."""


@transaction.atomic
def solve_silent(now: datetime) -> int:
    """Take tickets as solved whose person left our answer unanswered; how many."""
    tickets = list(Ticket.objects.silent_since(now - SILENT_FOR)[:AT_ONCE])
    for ticket in tickets:
        actions.settle_silent(ticket, at=now)
    return len(tickets)


@transaction.atomic
def close_solved(now: datetime) -> int:
    """Close tickets that were solved long enough ago; how many."""
    tickets = list(Ticket.objects.solved_before(now - SOLVED_FOR)[:AT_ONCE])
    for ticket in tickets:
        actions.close_settled(ticket, at=now)
    return len(tickets)


def forget_unconfirmed(now: datetime) -> int:
    """Delete requests whose asker never proved the address; returns how many."""
    return actions.forget_unconfirmed(before=now - UNCONFIRMED_FOR)


@at_most_every(timedelta(hours=1))
def forget_presence(now: datetime) -> int:
    """Forget who had which ticket open more than a day ago; how many."""
    count, _per_model = Presence.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()
    return count
