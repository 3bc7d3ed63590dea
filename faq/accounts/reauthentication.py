"""Who does something grave shows again that it is they: by password, code or second factor.

Confirmed once, that holds for ten minutes. Afterwards the browser is led back.
"""

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def confirmed(view: View) -> View:
    """A view that opens only to who signed in or confirmed themselves a short while ago."""
    wrapped: View = reauthentication_required(view)
    return wrapped


class ConfirmedChanges:
    """For a ModelAdmin: adding, changing and deleting rows asks for confirmation first."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The form for one row."""
        return confirmed(super().changeform_view)(request, *args, **kwargs)  # type: ignore[misc]

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The question before a row is deleted."""
        return confirmed(super().delete_view)(request, *args, **kwargs)  # type: ignore[misc]
