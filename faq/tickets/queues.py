"""What waits at the desk, for the first page of the admin."""

from datetime import datetime
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from faq.accounts.models import User
from faq.accounts.queues import Queue, Row, first_of
from faq.tickets.agents import CHANGE, shown
from faq.tickets.models import Ticket
from faq.tickets.querysets import VIEW

_BY_URGENCY = Case(
    When(urgency="danger", then=Value(0)),
    When(urgency="blocked", then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


def overdue(user: User, at: datetime) -> Queue | None:
    """Answers that were promised for earlier."""
    waiting = Ticket.objects.overdue(at)
    return _queue(user, "overdue-tickets", _("Overdue answers"), waiting, "overdue=yes")


def nobodys(user: User, at: datetime) -> Queue | None:
    """What nobody took yet."""
    waiting = Ticket.objects.wait_for_staff().filter(assignee=None)
    title = _("Tickets of nobody")
    return _queue(user, "nobodys-tickets", title, waiting, "state=ours&owner=nobody")


def mine(user: User, at: datetime) -> Queue | None:
    """What the person handles and owes an answer."""
    waiting = Ticket.objects.wait_for_staff().filter(assignee=user)
    return _queue(user, "my-tickets", _("My tickets"), waiting, "state=ours&owner=mine")


def _queue(user: User, name: str, title: str, waiting: QuerySet[Any], choice: str) -> Queue | None:
    if not (user.has_perm(VIEW) and user.has_perm(CHANGE)):
        return None
    rows = waiting.alias(rank=_BY_URGENCY)
    first = first_of(rows, mine=Q(assignee=user), order=["rank", "promised_at"])
    people = Ticket.objects.filter(pk__in=first.pks).select_related("assignee").in_bulk()
    return Queue(
        name=name,
        title=title,
        count=first.count,
        mine=first.mine,
        url=f"{reverse('admin:tickets_ticket_changelist')}?{choice}",
        rows=[_row(people[pk], user) for pk in first.pks],
    )


def _row(ticket: Ticket, user: User) -> Row:
    return Row(
        title=ticket.subject,
        url=reverse("admin:tickets_ticket_change", args=[ticket.pk]),
        note=f"{ticket.reference} · {ticket.get_urgency_display()}",
        owner=shown(ticket.assignee, "", to=user) if ticket.assignee else "",
        since=ticket.created_at,
        is_mine=ticket.assignee_id == user.pk,
    )
