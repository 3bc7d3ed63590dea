"""Pictures, videos and subtitles, said as words."""

from collections.abc import Collection
from typing import Any, Self

from django.db import models


class FileQuerySet(models.QuerySet[Any]):
    """Rows that each name a file."""

    def named(self, names: Collection[str]) -> Self:
        """Those of these names."""
        return self.filter(name__in=names)

    def sizes(self) -> dict[str, int]:
        """How many bytes each file must have, by name."""
        return dict(self.order_by("name").values_list("name", "size"))


class PictureQuerySet(FileQuerySet):
    """Pictures."""

    def with_use_count(self) -> Self:
        """With the number of texts that show it, in any version of their words."""
        return self.annotate(use_count=models.Count("revisions__text", distinct=True))


class VideoQuerySet(FileQuerySet):
    """Videos."""

    def with_poster_and_subtitles(self) -> Self:
        """With what is shown before and below the picture, by one more query."""
        return self.select_related("poster").prefetch_related("subtitles")
