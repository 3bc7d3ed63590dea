"""What readers said of the robot's answers, for editors to read."""

from django.contrib import admin
from django.http import HttpRequest

from faq.robot.models import AnswerVote


@admin.register(AnswerVote)
class AnswerVoteAdmin(admin.ModelAdmin):
    """The newest first; nobody writes them here."""

    list_display = ("question", "language", "text", "is_helpful", "at")
    list_filter = ("is_helpful", "language")
    list_select_related = ("text__article",)
    search_fields = ("question",)
    date_hierarchy = "at"
    fields = ("question", "language", "text", "is_helpful", "at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Readers vote on the page."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: AnswerVote | None = None) -> bool:
        """A reader's word stays as it is."""
        return False
