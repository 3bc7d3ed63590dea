"""What the site holds about a person: shown to them in one file, and taken away when they ask.

An app that holds something offers a `Holding`; `settings.PERSONAL_DATA` lists the dotted paths.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from faq.accounts import audit
from faq.accounts.actions import end_sessions
from faq.accounts.models import AuditEntry, User
from faq.base.models import OutgoingMail


@dataclass(frozen=True, kw_only=True)
class Holding:
    """What one app holds about people.

    `collect` gives JSON values; `erase` deletes what is the person's alone and takes their name
    off what stays, at an instant.
    """

    name: str
    collect: Callable[[User], Any]
    erase: Callable[[User, datetime], None]


@cache
def _holdings() -> list[Holding]:
    return [import_string(path) for path in settings.PERSONAL_DATA]


def everything_about(user: User) -> dict[str, Any]:
    """All that any app holds about a person, by the names of the holdings."""
    return {holding.name: holding.collect(user) for holding in _holdings()}


@transaction.atomic
def erase(user: User, *, at: datetime) -> None:
    """Delete a person's data everywhere. Their row stays, without name, address or way in."""
    for holding in reversed(_holdings()):
        holding.erase(user, at)


def _collect(user: User) -> dict[str, Any]:
    return {
        "e-mail address": user.email,
        "name": user.name,
        "language of mails": user.language,
        "anti-phishing code": user.mail_code,
        "joined at": user.date_joined,
        "last signed in at": user.last_login,
        "roles": list(user.groups.values_list("name", flat=True)),
        "second factors": list(
            Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")
        ),
        "sessions": list(
            UserSession.objects.filter(user=user).values("created_at", "ip", "user_agent")
        ),
        "mail to you": list(
            OutgoingMail.objects.filter(to__iexact=user.email).values("subject", "created_at")
        ),
    }


def _erase(user: User, at: datetime) -> None:
    """The trail keeps what was done and by which number, but no address and no name."""
    end_sessions(user)
    OutgoingMail.objects.filter(to__iexact=user.email).delete()
    Authenticator.objects.filter(user=user).delete()
    user.emailaddress_set.all().delete()  # type: ignore[attr-defined]
    user.groups.clear()
    user.user_permissions.clear()
    user.email, user.name, user.mail_code = f"deleted-{user.pk}@deleted.invalid", "", ""
    user.language, user.last_login = "", None
    user.is_active = user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save()
    AuditEntry.objects.filter(kind="user", object_id=user.pk).update(title="", details={})
    audit.record("erased", user, by=None, at=at)


ACCOUNT = Holding(name="account", collect=_collect, erase=_erase)
