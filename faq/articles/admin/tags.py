"""Tags."""

from typing import Any

import taggit.admin
import taggit.models
from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faq.accounts.signed_in import person
from faq.articles import actions
from faq.articles.models import Tag

admin.site.unregister(taggit.models.Tag)


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    """Tags are renamed for all languages at once; one in use is merged, not deleted."""

    list_display = ("name", "slug", "texts")
    search_fields = ("name", "slug")
    actions = ("merge",)
    readonly_fields = ("slug",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        """With the number of texts."""
        tags: QuerySet[Tag] = super().get_queryset(request)
        return tags.annotate(text_count=Count("items"))

    @admin.display(description=_("texts"), ordering="text_count")
    def texts(self, tag: Tag) -> int:
        """How many texts have it."""
        count: int = getattr(tag, "text_count", 0)
        return count

    def has_delete_permission(self, request: HttpRequest, obj: Tag | None = None) -> bool:
        """Only one that no text has."""
        return super().has_delete_permission(request, obj) and not (obj and obj.items.exists())

    def save_model(self, request: HttpRequest, obj: Tag, form: Any, change: bool) -> None:
        """Search knows the new name at once."""
        super().save_model(request, obj, form, change)
        actions.record_tag_change(obj, by=person(request), at=timezone.now())

    @admin.action(description=_("Merge into the most used one"), permissions=["change"])
    def merge(self, request: HttpRequest, queryset: QuerySet[Tag]) -> None:
        """All chosen tags become the one that most texts have."""
        into, *others = queryset.order_by("-text_count", "pk")
        for tag in others:
            actions.merge_tags(tag, into=into, by=person(request), at=timezone.now())
        self.message_user(request, _("Merged into %(tag)s.") % {"tag": into}, messages.SUCCESS)
