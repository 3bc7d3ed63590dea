"""The mails that a person sent us, or that came in their name."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from faq.accounts.models import User
from faq.accounts.personal_data import Holding
from faq.tickets import mail_files
from faq.tickets.models import IncomingMail, ReplyAddress


def _mails(user: User) -> QuerySet[IncomingMail]:
    mails: QuerySet[IncomingMail] = IncomingMail.objects.filter(
        Q(sender__iexact=user.email) | Q(ticket__requester=user)
    )
    return mails


def _collect(user: User) -> list[Any]:
    return list(_mails(user).order_by("pk").values("received_at", "sender", "subject", "size"))


def _erase(user: User, at: datetime) -> None:
    """The raw mails go; that something came stays, without who and what."""
    mails = _mails(user)
    for digest in mails.filter(is_raw_kept=True).values_list("sha256", flat=True):
        transaction.on_commit(partial(mail_files.remove, digest))
    waiting = (IncomingMail.State.WAITING, IncomingMail.State.QUARANTINED)
    numbers = list(mails.values_list("pk", flat=True))
    kept = IncomingMail.objects.filter(pk__in=numbers)
    kept.filter(state__in=waiting).update(state=IncomingMail.State.DISCARDED)
    kept.update(sender="", reply_to="", subject="", is_raw_kept=False)
    ReplyAddress.objects.filter(person=user).delete()


MAILS = Holding(name="mails", collect=_collect, erase=_erase)
