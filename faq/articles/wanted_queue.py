"""What readers searched for in vain, as a queue on the editors' first page."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from faq.accounts.models import User
from faq.accounts.queues import ROWS, Queue, Row
from faq.articles import wanted
from faq.articles.rights import can_write


def searched_in_vain(user: User, at: datetime) -> Queue | None:
    """What several readers of this week did not find; for those who may write."""
    if not can_write(user, None, ""):
        return None
    found = [one for one in wanted.clusters(at=at) if one.is_open and len(one.readers) > 1]
    address = reverse("admin:articles_wanted_changelist")
    rows = [
        Row(title=one.title, url=address, note=_readers(len(one.readers)), since=one.asked_at)
        for one in found[:ROWS]
    ]
    return Queue(
        name="wanted", title=_("Searched in vain"), count=len(found), rows=rows, url=address
    )


def _readers(number: int) -> str:
    return ngettext("%(number)d reader", "%(number)d readers", number) % {"number": number}
