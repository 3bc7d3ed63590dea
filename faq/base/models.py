"""What processes remember of content (`faq.base.memo`), and mail on its way out."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faq.base.querysets import OutgoingMailQuerySet

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


class OutgoingMail(models.Model):
    """A mail to one address, from the transaction that wanted it until it is sent or given up.

    `due_at` is when it is tried next; whoever is about to send it puts that off first, so that
    nobody else does. Its words are kept only until it is sent.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("mail", "Waiting")
        SENT = "sent", pgettext_lazy("mail", "Sent")
        DEAD = "dead", pgettext_lazy("mail", "Could not be sent")

    key = models.CharField(
        _("key"), max_length=120, blank=True, help_text=_("Mail with a key is sent only once.")
    )
    message_id = models.CharField(_("message ID"), max_length=320, unique=True)
    to = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    due_at = models.DateTimeField(_("due at"), default=timezone.now)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mail")
        ordering = ("-created_at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key"], condition=~models.Q(key=""), name="one_mail_per_key"
            ),
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at__isnull=True)),
                name="sent_mail_says_when",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "due_at"], name="mail_by_state"),
            models.Index(fields=["created_at"], name="mail_by_age"),
        ]

    def __str__(self) -> str:
        # Goes into the trail, which stays: no address, no words.
        return f"{self.created_at:%Y-%m-%d %H:%M} {self.message_id}"


class StrangerMail(models.Model):
    """That a mail went to an address which had not proved itself; the address only as a hash."""

    address = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["address", "at"], name="strangers_by_address")]

    def __str__(self) -> str:
        return f"{self.address[:8]} {self.at:%Y-%m-%d %H:%M}"
