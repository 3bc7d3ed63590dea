"""The words that mean the same, as an editor lists them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from faq.accounts.signed_in import person
from faq.search import actions
from faq.search.models import SynonymGroup


@admin.register(SynonymGroup)
class SynonymGroupAdmin(admin.ModelAdmin):
    """A list of groups, each a few lines of words."""

    search_fields = ("names",)
    ordering = ("names",)

    def save_model(
        self, request: HttpRequest, obj: SynonymGroup, form: ModelForm, change: bool
    ) -> None:
        """Through the action, so that searches know at once."""
        actions.save_group(obj, by=person(request), at=timezone.now())

    def delete_model(self, request: HttpRequest, obj: SynonymGroup) -> None:
        """Through the action."""
        actions.delete_group(obj, by=person(request), at=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Through the action, one after another."""
        for group in queryset:
            self.delete_model(request, group)
