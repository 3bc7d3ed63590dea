"""Who is at work in the admin."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from faq.accounts.models import User


def person(request: HttpRequest) -> User:
    """The signed-in person, for the trail of what they do. Raises PermissionDenied for others."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
