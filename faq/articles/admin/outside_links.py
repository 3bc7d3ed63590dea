"""Links to other sites, as the command `check_links` found them."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from faq.articles.models import OutsideLink


class AnswerFilter(admin.SimpleListFilter):
    """Links by how they answered."""

    title = _("answer")
    parameter_name = "answer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Dead, or never asked."""
        return [("dead", _("dead")), ("unasked", _("not asked yet"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[OutsideLink]:
        """Those."""
        if self.value() == "dead":
            return queryset & OutsideLink.objects.dead()
        return queryset.filter(checked_at=None) if self.value() == "unasked" else queryset


class LinkOwnerFilter(admin.SimpleListFilter):
    """Links in texts of the signed-in person."""

    title = _("owner")
    parameter_name = "owner"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Mine."""
        return [("mine", _("mine"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[OutsideLink]:
        """Those."""
        if self.value() != "mine":
            return queryset
        uses = OutsideLink.texts.through.objects.filter(text__article__owner=request.user.pk)
        return queryset.filter(pk__in=uses.values("outsidelink"))


@admin.register(OutsideLink)
class OutsideLinkAdmin(admin.ModelAdmin):
    """Read only: a link is mended in its text. Nothing here asks another site."""

    list_display = ("url", "status", "problem", "failing_since", "checked_at", "use_count")
    list_filter = (AnswerFilter, LinkOwnerFilter)
    search_fields = ("url",)
    fields = ("url", "status", "problem", "failing_since", "checked_at", "used_in")
    readonly_fields = fields
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutsideLink]:
        """With the number of texts."""
        return super().get_queryset(request).annotate(uses=Count("texts"))

    @admin.display(description=_("used in"), ordering="uses")
    def use_count(self, link: OutsideLink) -> int:
        """How many texts."""
        return getattr(link, "uses", 0)

    @admin.display(description=_("used in"))
    def used_in(self, link: OutsideLink) -> SafeString | str:
        """The texts, where the link is mended."""
        rows = (
            (reverse("admin:articles_text_change", args=[text.pk]), str(text))
            for text in link.texts.select_related("article")
        )
        return format_html_join("", '<a href="{}">{}</a><br>', rows) or "-"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They come from the texts."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: OutsideLink | None = None) -> bool:
        """And change with them."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: OutsideLink | None = None) -> bool:
        """And go with them."""
        return False
