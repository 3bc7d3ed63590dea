"""What the lists of editors say of texts: which words are newest, and who can see what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import (
    Exists,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faq.articles.models import Article, Review, Revision, Text


def texts_with_state() -> QuerySet[Text]:
    """Texts with what lists say of them, in one query and without the bodies."""
    newest = Revision.objects.filter(text=OuterRef("pk"))
    live = Revision.objects.live(timezone.now()).filter(text=OuterRef("pk"))
    return Text.objects.annotate(
        newest_title=Subquery(newest.values("title")[:1]),
        newest_pk=Subquery(newest.values("pk")[:1]),
        live_pk=Subquery(live.values("pk")[:1]),
        is_in_review=Exists(Review.objects.open().filter(text=OuterRef("pk"))),
        is_scheduled=Exists(newest.scheduled(timezone.now())),
    ).order_by("language")


def state_in_words(text: Text) -> str:
    """live; draft; live with words in review …, in words."""
    live, newest = getattr(text, "live_pk", None), getattr(text, "newest_pk", None)
    states = []
    if live:
        states.append(_("live"))
    if getattr(text, "is_scheduled", False):
        states.append(_("scheduled"))
    if getattr(text, "is_in_review", False):
        states.append(_("in review"))
    elif newest and newest != live and not getattr(text, "is_scheduled", False):
        states.append(_("draft"))
    return ", ".join(str(state) for state in states) or str(_("hidden"))


def revision_in_words(revision: Revision, at: datetime, *, under_review: int | None) -> str:
    """What became of one version: draft, in review, scheduled, live, replaced, ended.

    `under_review` is the revision of the text that waits for a review.
    """
    if revision.pk == under_review:
        return str(_("in review"))
    if not revision.is_published:
        return str(_("draft"))
    if not revision.has_started(at):
        return str(_("scheduled"))
    if revision.is_live(at):
        return str(_("live"))
    was_replaced = revision.replaced_at and revision.replaced_at <= at
    return str(_("replaced") if was_replaced else _("ended"))


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a text stands: what readers see, what is newer, and who waits for whom."""

    live: Revision | None
    scheduled: Revision | None
    draft: Revision | None
    """The newest words, where they are published at no time."""
    review: Review | None
    """The last one."""

    @property
    def returned(self) -> Review | None:
        """The last review, where it asked for mending and nothing newer was published."""
        review = self.review
        if review is None or review.decision != Review.Decision.RETURNED:
            return None
        return review if self.draft else None


def standing(text: Text, revisions: Sequence[Revision], at: datetime) -> Standing:
    """Where a text stands at an instant, from all its revisions, the newest first.

    One query, for the reviews; they stay with the text, for its form.
    """
    ahead = [row for row in revisions if row.is_published and not row.has_started(at)]
    reviews = Review.objects.select_related("requested_by", "reviewer", "decided_by")
    prefetch_related_objects([text], Prefetch("reviews", reviews))
    return Standing(
        live=next((row for row in revisions if row.is_live(at)), None),
        scheduled=min(ahead, key=lambda row: row.visible_from or at, default=None),
        draft=revisions[0] if revisions and not revisions[0].is_published else None,
        review=next(iter(text.reviews.all()), None),
    )


def add_text_address(article: Article, language: str) -> str:
    return reverse("admin:articles_text_add") + f"?article={article.pk}&language={language}"
