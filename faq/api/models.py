"""Tokens by which programs act for a person."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faq.accounts.models import User


class TokenQuerySet(QuerySet[Any]):
    """Tokens."""

    def valid(self, at: datetime) -> "TokenQuerySet":
        """Those that open something at that instant, with their people."""
        return self.filter(
            Q(revoked_at__isnull=True), Q(expires_at__gt=at), Q(user__is_active=True)
        ).select_related("user")


class Token(models.Model):
    """A secret for one program. Only its digest is kept: it is shown once, when it is made."""

    name = models.CharField(
        _("name"), max_length=60, help_text=_("Which program has it, such as: nightly import.")
    )
    user = models.ForeignKey(
        User,
        models.CASCADE,
        related_name="+",
        verbose_name=_("acts for"),
        help_text=_("The program may do what this person may, and the trail names them."),
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, editable=False)
    used_on = models.DateField(_("last used on"), null=True, editable=False)

    objects = TokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        ordering = ("-pk",)
        indexes: ClassVar = [models.Index(fields=["user"], name="token_by_person")]

    def __str__(self) -> str:
        return self.name
