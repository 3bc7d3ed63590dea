"""What was brought in and out through the admin, by whom and when."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from faq.accounts.models import User

KEPT_FOR = timedelta(hours=2)
"""How long a file waits to be confirmed."""


class Transfer(models.Model):
    """A file that somebody sent to be imported, or took out.

    One that waits for its confirmation lies in `folder()` under a name that nobody can guess.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to be confirmed")
        IMPORTED = "imported", _("imported")
        DISCARDED = "discarded", _("discarded")
        EXPORTED = "exported", _("exported")

    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    name = models.CharField(_("file"), max_length=200)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("time"))
    token = models.CharField(max_length=64, editable=False, blank=True)
    digest = models.CharField(max_length=64, editable=False, blank=True)
    language = models.CharField(max_length=12, editable=False, blank=True)
    origin = models.CharField(max_length=20, editable=False, blank=True)
    counts = models.JSONField(_("what became of it"), default=dict, editable=False)

    class Meta:
        verbose_name = _("import or export")
        verbose_name_plural = _("Import and export")
        ordering = ("-at", "-pk")
        default_permissions = ()
        permissions: ClassVar = [
            ("import_content", "Can import content of every kind, published at once"),
            ("export_content", "Can export all content, drafts included"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        """Where a waiting file lies."""
        return folder() / self.token

    def is_waiting(self, at: datetime) -> bool:
        """Whether it can still be confirmed."""
        return self.state == self.State.WAITING and at < self.at + KEPT_FOR


def folder() -> Path:
    """Where files wait: beside the database, out of reach of the web server."""
    return Path(settings.HELPCENTER_DATA) / "imports"
