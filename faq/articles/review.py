"""A second pair of eyes: asking for a review of words, approving them, sending them back.

The words that are live stay as they are until a review is approved; approving publishes.
"""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from faq.accounts import audit
from faq.accounts.letters import write_to
from faq.accounts.models import User
from faq.articles import actions, preflight
from faq.articles.models import Review, Revision
from faq.articles.rights import can_decide
from faq.base import characters


@transaction.atomic
def request_review(
    revision: Revision,
    *,
    by: User,
    at: datetime,
    note: str = "",
    reviewer: User | None = None,
    visible_from: datetime | None = None,
    visible_until: datetime | None = None,
) -> Review:
    """Ask that somebody look at a revision and publish it with this window.

    An open request for the text is replaced by this one. `reviewer` is told by mail. Raises
    ValidationError when readers see the words already or will, or could not be shown them.
    """
    if revision.is_published and not revision.is_over(at):
        raise ValidationError(_("These words are published already."))
    text = revision.text
    others = preflight.counterparts(text.article_id, text.language, at)
    actions.require_publishable(revision, others)
    if visible_until and visible_until <= (visible_from or at):
        raise ValidationError({"visible_until": _("The end must come after the start.")})
    for earlier in Review.objects.open().filter(text=revision.text):
        _close(earlier, Review.Decision.WITHDRAWN, by=by, at=at)
        _tell_requester(earlier, by)
    review = Review.objects.create(
        text=revision.text,
        revision=revision,
        requested_by=by,
        requested_at=at,
        note=characters.one_line(note),
        reviewer=reviewer,
        visible_from=visible_from,
        visible_until=visible_until,
    )
    audit.record("asked for review", revision, by=by, at=at, text=revision.text_id)
    if reviewer and reviewer != by:
        _tell_reviewer(reviewer, review)
    return review


@transaction.atomic
def approve(review: Review, *, seen: int, by: User, at: datetime, comment: str = "") -> Revision:
    """Publish the words under review with the window that was wished for, or at once.

    `seen` is the revision that the reviewer read. Raises PermissionDenied for who may not
    decide, ValidationError when it is decided already, when other words were saved meanwhile,
    or when `publish` refuses them.
    """
    review = _to_decide(review, seen=seen, by=by)
    _close(review, Review.Decision.APPROVED, by=by, at=at, comment=comment)
    wished = review.visible_from
    published = actions.publish(
        review.revision,
        visible_from=wished if wished and wished > at else None,
        visible_until=review.visible_until,
        by=by,
        at=at,
    )
    _tell_requester(review, by)
    return published


@transaction.atomic
def return_to_author(review: Review, *, seen: int, by: User, at: datetime, comment: str) -> None:
    """Send words back with a comment that says what is missing.

    Raises PermissionDenied for who may not decide, ValidationError without a comment, when it is
    decided already, or when other words than `seen` were saved meanwhile.
    """
    review = _to_decide(review, seen=seen, by=by)
    if not characters.clean(comment).strip():
        raise ValidationError({"comment": _("Say what should be mended.")})
    _close(review, Review.Decision.RETURNED, by=by, at=at, comment=comment)
    _tell_requester(review, by)


@transaction.atomic
def withdraw(review: Review, *, by: User, at: datetime) -> None:
    """Take a request back, also one that was returned; the words stay a draft.

    Raises PermissionDenied for others than who asked and who may decide, ValidationError when it
    was approved, withdrawn or overtaken.
    """
    review = _locked(review)
    if review.requested_by_id != by.pk and not can_decide(by, review):
        raise PermissionDenied
    if review.decision not in ("", Review.Decision.RETURNED):
        raise ValidationError(_("This review is closed already."))
    _close(review, Review.Decision.WITHDRAWN, by=by, at=at, comment=review.comment)
    _tell_requester(review, by)


def _locked(review: Review) -> Review:
    """The review as it stands now; inside a transaction it stays so."""
    rows = Review.objects.select_for_update(of=("self",))
    fresh: Review = rows.select_related("text__article", "revision", "requested_by").get(
        pk=review.pk
    )
    return fresh


def _to_decide(review: Review, *, seen: int, by: User) -> Review:
    review = _locked(review)
    if not can_decide(by, review):
        raise PermissionDenied
    if not review.is_open:
        raise ValidationError(_("This review is closed already."))
    if review.revision_id != seen:
        raise ValidationError(
            _("Newer words were saved meanwhile. They are shown now; read them first.")
        )
    return review


def _close(
    review: Review, decision: Review.Decision, *, by: User, at: datetime, comment: str = ""
) -> None:
    review.decision, review.decided_by, review.decided_at = decision, by, at
    review.comment = characters.clean(comment).strip()
    review.save(update_fields=["decision", "decided_by", "decided_at", "comment"])
    audit.record(decision.value, review.revision, by=by, at=at, review=review.pk)


def _tell_reviewer(reviewer: User, review: Review) -> None:
    _write(reviewer, "review_asked", review, who=review.requested_by, words=review.note)


def _tell_requester(review: Review, by: User) -> None:
    if review.requested_by is not None and review.requested_by != by:
        _write(review.requested_by, "review_decided", review, who=by, words=review.comment)


def _write(to: User, letter: str, review: Review, **said: object) -> None:
    page = reverse("admin:articles_review_change", args=[review.pk])
    about = {
        "review": review,
        "title": review.revision.title,
        "url": f"{settings.HELPCENTER_URL}{page}",
    }
    write_to(to, template=f"emails/articles/{letter}", context=about | said)
