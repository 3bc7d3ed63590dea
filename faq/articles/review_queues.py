"""Queues of the first page: what waits for my review, and what came back to me."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from faq.accounts.models import User
from faq.accounts.queues import ROWS, Queue, Row
from faq.articles import rights
from faq.articles.models import Review


def to_review(user: User, at: datetime) -> Queue | None:
    """Open reviews that this person may decide, the oldest first."""
    if not user.has_perm("articles.publish_text"):
        return None
    return _queue("to-review", _("Mine to review"), rights.to_decide(user), "me")


def returned(user: User, at: datetime) -> Queue | None:
    """What reviewers sent back to this person, until they mend, ask again or withdraw."""
    if not user.has_perm("articles.change_text"):
        return None
    return _queue("returned", _("Returned to me"), Review.objects.returned_to(user), "returned")


def _queue(name: str, title: str, reviews: QuerySet[Review], waits: str) -> Queue:
    rows = reviews.select_related("revision", "requested_by", "reviewer", "decided_by")
    heavy = [f"revision__{field}" for field in ("body", "html", "plain", "headings")]
    waiting = list(rows.defer(*heavy).order_by("pk")[:ROWS])
    return Queue(
        name=name,
        title=title,
        count=len(waiting) if len(waiting) < ROWS else reviews.count(),
        rows=[_row(review) for review in waiting],
        url=f"{reverse('admin:articles_review_changelist')}?waits={waits}",
    )


def _row(review: Review) -> Row:
    return Row(
        title=review.revision.title,
        url=reverse("admin:articles_review_change", args=[review.pk]),
        note=review.note if review.is_open else review.comment[:200],
        owner=str((review.requested_by if review.is_open else review.decided_by) or ""),
        since=review.requested_at if review.is_open else review.decided_at,
    )
