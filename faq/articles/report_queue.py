"""Sentences that readers reported, as a queue on the editors' first page."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from faq.accounts.models import User
from faq.accounts.queues import ROWS, Queue, Row
from faq.articles import sentence_reports
from faq.articles.rights import can_write
from faq.articles.sentence_reports import Reported
from faq.base import languages


def reported(user: User, at: datetime) -> Queue | None:
    """What stands in live words and waits for an answer, of the texts that a person may write."""
    if not user.has_perms(["articles.view_sentencereport", "articles.change_text"]):
        return None
    found = [
        one
        for one in sentence_reports.waiting(at)
        if can_write(user, one.text.article, one.text.language)
    ]
    found.sort(key=lambda one: one.text.article.owner_id != user.pk)
    return Queue(
        name="reported",
        title=_("Reported by readers"),
        count=len(found),
        mine=sum(one.text.article.owner_id == user.pk for one in found),
        rows=[_row(one, user) for one in found[:ROWS]],
        url=reverse("admin:articles_sentencereport_changelist"),
    )


def _row(one: Reported, user: User) -> Row:
    number, owner = len(one.reports), one.text.article.owner
    readers = ngettext("%(number)d reader", "%(number)d readers", number) % {"number": number}
    reasons = ", ".join(reason for reason, _count in one.reasons)
    return Row(
        title=one.first.sentence,
        url=f"{reverse('admin:articles_sentencereport_changelist')}#report-{one.first.pk}",
        note=" · ".join([one.revision.title, languages.name(one.text.language), readers, reasons]),
        owner=str(owner or ""),
        since=one.first.at,
        is_mine=owner == user,
    )
