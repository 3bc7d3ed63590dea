"""Tokens: made here, shown once, revoked here."""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faq.accounts.signed_in import person
from faq.api import actions
from faq.api.models import Token

USUAL_DAYS = 365


@admin.register(Token)
class TokenAdmin(admin.ModelAdmin):
    """A token is made and revoked, never changed."""

    list_display = ("name", "user", "created_at", "expires_at", "used_on", "revoked_at")
    list_select_related = ("user",)
    autocomplete_fields = ("user",)
    fields = ("name", "user", "expires_at")
    actions = ("revoke",)
    show_full_result_count = False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """For oneself and a year."""
        expires_at = timezone.now() + timedelta(days=USUAL_DAYS)
        return {"user": person(request).pk, "expires_at": expires_at}

    def has_change_permission(self, request: HttpRequest, obj: Token | None = None) -> bool:
        """The list may be seen by whoever may change tokens; no single one can be."""
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Token | None = None) -> bool:
        """Revoked ones stay, for the trail."""
        return False

    def save_model(self, request: HttpRequest, obj: Token, form: Any, change: bool) -> None:
        """Through the action; the secret is shown on the next page and nowhere else."""
        by, at = person(request), timezone.now()
        token, secret = actions.issue_token(
            name=obj.name, user=obj.user, expires_at=obj.expires_at, by=by, at=at
        )
        obj.pk, obj._state.adding = token.pk, False
        self.message_user(
            request,
            _("The token, shown only now: %(secret)s") % {"secret": secret},
            messages.WARNING,
        )

    @admin.action(description=_("Revoke"), permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[Token]) -> None:
        """They open nothing any more."""
        for token in queryset:
            actions.revoke_token(token, by=person(request), at=timezone.now())
        self.message_user(request, _("Revoked."), messages.SUCCESS)
