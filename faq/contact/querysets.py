"""Which channels are shown."""

from typing import Any

from django.db.models import QuerySet

from faq.accounts.models import Visitor
from faq.base.models import VersionedQuerySet


class ChannelQuerySet(VersionedQuerySet):
    """Official channels."""

    def visible_to(self, user: Visitor) -> "ChannelQuerySet":
        """What a visitor may see: published ones, whoever asks."""
        return self.filter(is_published=True)

    def with_everything(self) -> "QuerySet[Any]":
        """With words, languages, hours, region: for showing them without a query for each."""
        return self.select_related("region", "checked_by").prefetch_related(
            "texts", "openings", "languages__texts", "region__texts"
        )
