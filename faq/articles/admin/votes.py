"""Votes of readers."""

from django.contrib import admin
from django.http import HttpRequest

from faq.articles.models import Vote


@admin.register(Vote)
class VoteAdmin(admin.ModelAdmin):
    """What readers said: read only."""

    list_display = ("at", "text", "is_helpful", "reason", "comment")
    list_filter = ("is_helpful", "reason", "text__language")
    search_fields = ("comment", "text__article__key")
    list_select_related = ("text__article",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Readers vote."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Vote | None = None) -> bool:
        """Nobody changes a reader's word."""
        return False
