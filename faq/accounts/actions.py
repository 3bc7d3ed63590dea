"""What changes people, besides what they do themselves on allauth's pages."""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from faq.accounts import audit
from faq.accounts.models import User
from faq.base.pace import at_most_every

UNPROVED_FOR = timedelta(days=1)


@transaction.atomic
def take_factors_away(person: User, *, by: User, at: datetime) -> int:
    """Forget a person's second factors, whose devices are lost; returns how many there were."""
    count, _per_model = Authenticator.objects.filter(user=person).delete()
    end_sessions(person)
    audit.record("factors removed", person, by=by, at=at, count=count)
    return count


def end_sessions(person: User) -> None:
    """Sign a person out everywhere."""
    for session in UserSession.objects.filter(user=person):
        session.end()


@transaction.atomic
def change_address(person: User) -> None:
    """After staff changed the address: the old one opens nothing more, the new one is unproved."""
    person.emailaddress_set.all().delete()  # type: ignore[attr-defined]
    end_sessions(person)


def forget_unproved(now: datetime) -> int:
    """Delete who signed up more than a day ago and never proved their address; returns how many."""
    unproved = User.objects.filter(
        date_joined__lt=now - UNPROVED_FOR,
        last_login=None,
        is_staff=False,
        password__startswith="!",
        emailaddress__isnull=False,
    ).exclude(emailaddress__verified=True)
    count = len(unproved)
    for person in unproved:
        person.delete()
    return count


@at_most_every(timedelta(hours=1))
def forget_sessions(now: datetime) -> int:
    """Delete the sessions that are over, and what the list of devices says of them; how many."""
    count, _per_model = Session.objects.filter(expire_date__lt=now).delete()
    listed = Session.objects.values("session_key")
    UserSession.objects.exclude(session_key__in=listed).delete()
    return count
