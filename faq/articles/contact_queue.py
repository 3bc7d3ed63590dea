"""The queue of live texts whose contacts are not official: for who may publish."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from faq.accounts.models import User
from faq.accounts.queues import ROWS, Queue, Row
from faq.articles.published_contacts import Stale, stale_texts


def contact_queue(user: User, at: datetime) -> Queue | None:
    """What readers are told to write to or to call, and is not among the official channels."""
    if not user.has_perm("articles.publish_text"):
        return None
    found = stale_texts(at)
    return Queue(
        name="contacts",
        title=_("Live texts with contacts that are not official"),
        count=len(found),
        rows=[_row(stale) for stale in found[:ROWS]],
    )


def _row(stale: Stale) -> Row:
    text = stale.revision.text
    owner = text.article.owner
    return Row(
        title=stale.revision.title,
        url=reverse("admin:articles_text_change", args=[text.pk]),
        note=", ".join(stale.written),
        owner=str(owner) if owner else "",
        since=stale.revision.visible_from,
    )
