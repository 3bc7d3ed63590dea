"""Who does something grave shows again that it is they: by password, code or second factor.

Confirmed once, that holds for ten minutes. Afterwards the browser is led back.
"""

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def confirmed(view: View) -> View:
    """A view that opens only to who signed in or confirmed themselves a short while ago."""
    wrapped: View = reauthentication_required(view)
    return wrapped


class ConfirmedChanges:
    """For a ModelAdmin: to add, change and delete rows one confirms first who one is.

    Where a demo does without second factors, it does without this too.
    """

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The form for one row."""
        return self.when_confirmed(super().changeform_view, request, *args, **kwargs)  # type: ignore[misc]

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The question before a row is deleted."""
        return self.when_confirmed(super().delete_view, request, *args, **kwargs)  # type: ignore[misc]

    def response_action(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """What is done to many rows at once."""
        return self.when_confirmed(super().response_action, request, *args, **kwargs)  # type: ignore[misc]

    def when_confirmed(self, view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """What a view answers, after confirmation."""
        if not settings.SECOND_FACTOR_REQUIRED:
            return view(request, *args, **kwargs)
        return confirmed(view)(request, *args, **kwargs)
