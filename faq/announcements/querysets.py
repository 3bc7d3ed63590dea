"""What readers may see of the notice board, said as words.

An announcement is visible when it is published, its time has come and its time on the board is not
over. Hidden looks exactly like absent, for everybody: editors meet hidden ones in the admin only.
"""

from datetime import datetime
from typing import Self

from django.db.models import Prefetch, Q
from django.utils import timezone

from faq.accounts.models import Visitor
from faq.base.models import VersionedQuerySet


class AnnouncementQuerySet(VersionedQuerySet):
    """Announcements."""

    def visible_to(self, user: Visitor, at: datetime | None = None) -> Self:
        """Those a visitor may read at that instant (default: now)."""
        at = at or timezone.now()
        return self.started(at).exclude(visible_until__lte=at)

    def published(self) -> Self:
        """Those that are visible, will be or were."""
        return self.filter(is_published=True)

    def started(self, at: datetime) -> Self:
        """Those that readers could see at some time until then."""
        return self.published().filter(visible_from__lte=at)

    def scheduled(self, at: datetime) -> Self:
        """Those that readers will see later."""
        return self.published().filter(visible_from__gt=at)

    def taken_down(self, at: datetime) -> Self:
        """Those whose time on the board is over."""
        return self.published().filter(visible_until__lte=at)

    def pinned(self) -> Self:
        """Those that stand in the banner at some time."""
        return self.published().filter(is_pinned=True)

    def pinned_at(self, at: datetime) -> Self:
        """Those that stand in the banner then, or would if there were none before them."""
        ends = Q(pinned_until__gt=at) | Q(pinned_until__isnull=True) & (
            Q(ends_at__gt=at) | Q(ends_at__isnull=True)
        )
        return self.started(at).exclude(visible_until__lte=at).filter(ends, is_pinned=True)

    def of_kind(self, kind: str) -> Self:
        """Those of one kind."""
        return self.filter(kind=kind)

    def newest_first(self) -> Self:
        """In the order of the board."""
        return self.order_by("-visible_from", "-pk")

    def with_titles(self) -> Self:
        """With their words in all languages but without the bodies, by one more query."""
        texts = self.model._meta.get_field("texts").related_model.objects
        return self.prefetch_related(Prefetch("texts", texts.defer("body", "html", "plain")))

    def with_texts(self) -> Self:
        """With their words in all languages, by one more query."""
        return self.prefetch_related("texts")
