"""The version of each kind of content that processes remember (`faq.base.memo`)."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models

_asked: ContextVar[dict[str, int] | None] = ContextVar("content_versions", default=None)


class ContentVersion(models.Model):
    """A number that changes whenever the content called `name` does.

    The number is random, not a counter: after a transaction that is undone a counter would
    come to the same number again with other content.
    """

    name = models.CharField(max_length=40, primary_key=True)
    number = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


def bump(name: str) -> None:
    """Tell every process that content called `name` changed, as part of this transaction."""
    ContentVersion.objects.bulk_create(
        [ContentVersion(name=name, number=secrets.randbits(62))],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["number"],
    )
    if (asked := _asked.get()) is not None:
        asked.clear()


def versions() -> dict[str, int]:
    """Version numbers by name; inside `one_request` they are asked for once."""
    asked = _asked.get()
    if asked:
        return asked
    numbers = dict(ContentVersion.objects.values_list("name", "number"))
    if asked is not None:
        asked.update(numbers)
    return numbers


@contextmanager
def one_request() -> Iterator[None]:
    """Ask for the version numbers at most once until the block ends, or until they change.

    A block inside another is part of it.
    """
    if _asked.get() is not None:
        yield
        return
    token = _asked.set({})
    try:
        yield
    finally:
        _asked.reset(token)


class VersionedQuerySet(models.QuerySet[Any]):
    """Bulk changes count as changes too."""

    def update(self, **kwargs: Any) -> int:
        changed = super().update(**kwargs)
        bump(self.model.VERSION)
        return changed

    def delete(self) -> tuple[int, dict[str, int]]:
        deleted = super().delete()
        bump(self.model.VERSION)
        return deleted

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[Any]:
        created = super().bulk_create(*args, **kwargs)
        bump(self.model.VERSION)
        return created


class Versioned(models.Model):
    """Rows that processes remember under the version called `VERSION`."""

    VERSION: str

    objects = VersionedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        bump(self.VERSION)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        deleted = super().delete(*args, **kwargs)
        bump(self.VERSION)
        return deleted
