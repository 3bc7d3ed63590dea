"""People who sign in, and the trail of what they changed."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager):
    """Makes people from an address and a password."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new person; without a password nobody can sign in as them with one."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user: Any = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        created: User = user
        return created

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person with every right; their address counts as proved, for whoever runs the site."""
        user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
        user.prove_address()
        return user

    def with_proved_address(self, email: str) -> "User | None":
        """The active person who has shown that they read mail to this address."""
        found: Any = self.filter(
            is_active=True, emailaddress__email__iexact=email, emailaddress__verified=True
        ).first()
        return found

    def get_by_natural_key(self, username: str | None) -> Any:
        """Addresses differ by more than upper and lower case, or they are the same."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person, known by e-mail address; staff may enter the admin."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name shown to others"), max_length=60, blank=True)
    is_staff = models.BooleanField(
        _("staff"), default=False, help_text=_("May enter the admin; what else, the groups say.")
    )
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Switch off instead of deleting the person.")
    )
    date_joined = models.DateTimeField(_("joined at"), default=timezone.now)
    language = models.CharField(
        _("language of mails"), max_length=10, choices=settings.LANGUAGES, blank=True, default=""
    )
    mail_code = models.CharField(
        _("anti-phishing code"),
        max_length=40,
        blank=True,
        help_text=_("Stands in every mail to the person. A mail without it is not from us."),
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="one_person_per_address")
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def prove_address(self) -> None:
        """Note that the person reads mail to their address; no other address counts any more."""
        addresses: Any = self.emailaddress_set  # type: ignore[attr-defined]
        addresses.exclude(email__iexact=self.email).delete()
        addresses.update_or_create(
            email=self.email.lower(), defaults={"verified": True, "primary": True}
        )


Visitor = User | AnonymousUser
"""Whoever asks for a page."""


class AuditEntry(models.Model):
    """One line of the trail: who did what to which thing, and when. It stays as it is."""

    at = models.DateTimeField(_("time"), default=timezone.now, db_index=True)
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    action = models.CharField(_("action"), max_length=40)
    kind = models.CharField(_("kind"), max_length=40)
    object_id = models.PositiveBigIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=200)
    details = models.JSONField(_("details"), default=dict, blank=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        ordering = ("-at", "-pk")
        indexes: ClassVar = [models.Index(fields=["kind", "object_id"], name="audit_by_object")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.kind} {self.object_id}"
