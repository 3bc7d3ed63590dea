"""Mail that could not be sent: shown to administrators, who may have it tried again."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from faq.accounts import audit
from faq.accounts.models import User
from faq.accounts.queues import ROWS, Queue, Row
from faq.base import delivery
from faq.base.models import OutgoingMail

LIST = "admin:base_outgoingmail_changelist"


@transaction.atomic
def try_again(mails: Iterable[OutgoingMail], *, by: User, at: datetime) -> int:
    """Put mail that could not be sent into the outbox again; returns how many that was."""
    revived = [mail for mail in mails if delivery.try_again(mail, at=at)]
    audit.record_many("tried again", revived, by=by, at=at)
    return len(revived)


def not_sent(user: User, at: datetime) -> Queue | None:
    """The mail that was given up, the oldest first."""
    if not user.has_perm("base.view_outgoingmail"):
        return None
    dead = OutgoingMail.objects.dead()
    rows = [
        Row(
            title=mail.subject,
            url=reverse("admin:base_outgoingmail_change", args=[mail.pk]),
            note=mail.last_error,
            since=mail.created_at,
        )
        for mail in dead.defer("text", "html").order_by("created_at", "pk")[:ROWS]
    ]
    return Queue(
        name="mail-not-sent",
        title=_("Mail that could not be sent"),
        count=len(rows) if len(rows) < ROWS else dead.count(),
        rows=rows,
        url=f"{reverse(LIST)}?state__exact={OutgoingMail.State.DEAD}",
    )
