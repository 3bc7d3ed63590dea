"""Changes in the admin that leave a line in the trail and mean nothing more."""

from typing import Any

from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from faq.accounts import audit
from faq.accounts.signed_in import person


class AuditedChanges:
    """For a ModelAdmin whose rows have no action of their own."""

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool
    ) -> None:
        """Everything was saved."""
        super().save_related(request, form, formsets, change)  # type: ignore[misc]
        action = "changed" if change else "created"
        audit.record(action, form.instance, by=person(request), at=timezone.now())

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Noted before it is gone."""
        audit.record("deleted", obj, by=person(request), at=timezone.now())
        super().delete_model(request, obj)  # type: ignore[misc]

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Each of them."""
        audit.record_many("deleted", queryset, by=person(request), at=timezone.now())
        super().delete_queryset(request, queryset)  # type: ignore[misc]
