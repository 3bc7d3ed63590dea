"""Mails in quarantine, for the first page of the admin."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from faq.accounts.models import User
from faq.accounts.queues import ROWS, Queue, Row
from faq.tickets.models import IncomingMail


def quarantine(user: User, at: datetime) -> Queue | None:
    """Mails that somebody has to look at, the oldest first."""
    if not user.has_perm("tickets.change_incomingmail"):
        return None
    mails = IncomingMail.objects.in_quarantine()
    waiting = list(mails.order_by("received_at", "pk")[:ROWS])
    return Queue(
        name="quarantine",
        title=_("Mails in quarantine"),
        count=len(waiting) if len(waiting) < ROWS else mails.count(),
        rows=[_row(mail) for mail in waiting],
        url=f"{reverse('admin:tickets_incomingmail_changelist')}?state__exact=quarantined",
    )


def _row(mail: IncomingMail) -> Row:
    return Row(
        title=mail.subject or mail.sender or _("Mail without words"),
        url=reverse("admin:tickets_incomingmail_change", args=[mail.pk]),
        note=mail.get_reason_display(),
        since=mail.received_at,
    )
