"""Who may see which ticket and what of it, said as words.

A ticket is seen by the person who asked and by staff who may view tickets; nobody else can tell it
from one that does not exist. Until the asker's address is proved nobody sees it.
"""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db.models import Case, Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Value, When

from faq.accounts.models import User, Visitor

OPEN = ("received", "handling", "waiting")
VIEW = "tickets.view_ticket"


def _sees_all(user: Visitor) -> bool:
    return user.is_staff and user.has_perm(VIEW)


def _seen_by(user: Visitor, rows: Any, to_ticket: str = "") -> Any:
    """Of rows that `to_ticket` leads from to their ticket, those whose ticket the person sees."""
    if not user.is_authenticated:
        return rows.none()
    confirmed = rows.exclude(**{f"{to_ticket}state": "unconfirmed"})
    return confirmed if _sees_all(user) else confirmed.filter(**{f"{to_ticket}requester": user})


class TicketQuerySet(QuerySet[Any]):
    """Tickets."""

    def visible_to(self, user: Visitor) -> Self:
        """A person's own; staff who may view tickets see all whose address is proved."""
        return _seen_by(user, self)  # type: ignore[no-any-return]

    def of(self, user: Visitor) -> Self:
        """What a person asked themselves, also when they are staff."""
        return self.visible_to(user).filter(requester_id=user.pk)

    def unconfirmed(self) -> Self:
        """Those whose asker has yet to prove their address."""
        return self.filter(state="unconfirmed")

    def in_the_name_of(self, user: Visitor) -> Self:
        """Mails with the person's address as their sender, which they may say are theirs."""
        if not user.is_authenticated:
            return self.none()
        mails = self.by_mail_from(user.email).filter(requester=None)
        return mails.exclude(state="unconfirmed").order_by("-created_at", "-pk")

    def counted(self) -> Self:
        """For figures: what was really asked, and goes on in no other ticket."""
        return self.filter(merged_into=None).exclude(state="unconfirmed").order_by()

    def by_mail_from(self, address: str) -> Self:
        """Opened by mails whose sender this is, proved or not."""
        return self.filter(source="mail", address__iexact=address)

    def are_open(self) -> Self:
        """Neither solved nor closed."""
        return self.filter(state__in=OPEN)

    def wait_for_staff(self) -> Self:
        """It is our turn."""
        return self.filter(state__in=("received", "handling"), merged_into=None)

    def overdue(self, at: datetime) -> Self:
        """The promised time of the next answer is over."""
        return self.wait_for_staff().filter(promised_at__lt=at)

    def silent_since(self, moment: datetime) -> Self:
        """We asked the person something before `moment` and nobody said anything since."""
        spoken = Max("messages__created_at", filter=Q(messages__is_internal=False))
        return self.filter(state="waiting").alias(spoken_at=spoken).filter(spoken_at__lte=moment)

    def solved_before(self, moment: datetime) -> Self:
        """Solved, and not taken up again since."""
        return self.filter(state="solved", solved_at__lte=moment)

    def for_queue(self) -> Self:
        """With what the list shows; merged ones went on elsewhere."""
        rows = self.filter(merged_into=None).select_related("kind", "requester", "assignee")
        return rows.prefetch_related("labels").defer("details")

    def by_turn(self) -> Self:
        """Those that wait for the person first, then the newest."""
        return self.annotate(
            turn=Case(When(state="waiting", then=0), default=1, output_field=IntegerField())
        ).order_by("turn", "-changed_at", "-pk")

    def by_urgency(self) -> Self:
        """As staff take them up: by urgency, then by what was promised soonest."""
        rank = Case(
            When(urgency="danger", then=Value(0)),
            When(urgency="blocked", then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
        return self.annotate(rank=rank).order_by(
            "rank", F("promised_at").asc(nulls_last=True), "created_at", "pk"
        )


class MessageQuerySet(QuerySet[Any]):
    """What was said about tickets."""

    def visible_to(self, user: Visitor) -> Self:
        """Messages of tickets that the person may see; notes are for staff who may view tickets."""
        seen: Self = _seen_by(user, self, "ticket__")
        return seen if _sees_all(user) else seen.filter(is_internal=False)

    def of_ticket(self, ticket: Any) -> Self:
        """What was said about one."""
        return self.filter(ticket=ticket)

    def answers(self) -> Self:
        """What staff said to the person."""
        return self.filter(side="staff", is_internal=False)

    def in_order(self) -> Self:
        """As a conversation is read."""
        return self.order_by("created_at", "pk")

    def for_page(self) -> Self:
        """As the page of the person who asked shows it: without notes, with files, in order."""
        said = self.filter(is_internal=False).select_related("author")
        return said.prefetch_related("attachments").in_order()


class LabelQuerySet(QuerySet[Any]):
    """Words that tickets are sorted by."""

    def beside(self, ticket: Any) -> Self:
        """All of them; `is_on` says whether one is on the ticket."""
        return self.annotate(
            is_on=Exists(ticket.labels.through.objects.filter(ticket=ticket, label=OuterRef("pk")))
        )


class SavedViewQuerySet(QuerySet[Any]):
    """Choices of filters."""

    def usable_by(self, user: User) -> Self:
        """A person's own and those that others share."""
        return self.filter(Q(owner=user) | Q(is_shared=True)).select_related("owner")


class PresenceQuerySet(QuerySet[Any]):
    """Who has which ticket open."""

    WITHIN = timedelta(minutes=1)

    def beside(self, user: User, at: datetime) -> Self:
        """Others who were seen within the last minute."""
        seen = self.filter(seen_at__gt=at - self.WITHIN)
        return seen.exclude(person=user).select_related("person").order_by("pk")


class AttachmentQuerySet(QuerySet[Any]):
    """Files that came with messages."""

    def visible_to(self, user: Visitor) -> Self:
        """Files of messages that the person may see."""
        seen: Self = _seen_by(user, self, "message__ticket__")
        return seen if _sees_all(user) else seen.filter(message__is_internal=False)

    def sent_by(self, address: str, *, since: datetime) -> Self:
        """What came with the words of whoever has this address."""
        return self.filter(
            message__side="requester", message__ticket__address=address, created_at__gte=since
        )


class IncomingMailQuerySet(QuerySet[Any]):
    """Mails that arrived."""

    def due(self, at: datetime) -> Self:
        """They wait to be worked on, the oldest first."""
        return self.filter(state="waiting", due_at__lte=at).order_by("received_at", "pk")

    def in_quarantine(self) -> Self:
        """Staff are to look at them."""
        return self.filter(state="quarantined")

    def from_sender(self, address: str, *, since: datetime) -> Self:
        """What concerned a ticket, and came from an address since then."""
        settled = self.filter(state__in=("taken", "ignored"), received_at__gt=since)
        return settled.filter(sender__iexact=address)
