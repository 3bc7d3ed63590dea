"""Where people work: the categories and languages in which they write and publish."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faq.accounts import audit
from faq.accounts.signed_in import person
from faq.articles.admin.filters import category_choices
from faq.articles.models import Area
from faq.base import languages
from faq.categories.tree import tree


@admin.register(Area)
class AreaAdmin(admin.ModelAdmin):
    """One row for each category or language; somebody without a row is not limited."""

    list_display = ("user", "shown_category", "language", "may_publish")
    list_filter = ("language", "may_publish")
    search_fields = ("user__email", "user__name")
    list_select_related = ("user",)
    autocomplete_fields = ("user",)
    show_full_result_count = False

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """The categories as a tree, without a query for each."""
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == "category":
            field.choices = [("", _("every category")), *category_choices()]
            field.widget.can_add_related = field.widget.can_change_related = False
            field.widget.can_delete_related = field.widget.can_view_related = False
        return field

    @admin.display(description=_("category"), ordering="category")
    def shown_category(self, area: Area) -> str:
        """Its name, or that it is every one."""
        if area.category_id is None:
            return str(_("every category"))
        return tree().by_pk[area.category_id].name(languages.codes()[0])

    def save_model(self, request: HttpRequest, obj: Area, form: Any, change: bool) -> None:
        """Rights leave a line in the trail."""
        super().save_model(request, obj, form, change)
        self._record(request, "changed" if change else "created", obj)

    def delete_model(self, request: HttpRequest, obj: Area) -> None:
        """Their end too."""
        self._record(request, "deleted", obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """The same for a selection."""
        audit.record_many("deleted", queryset, by=person(request), at=timezone.now())
        super().delete_queryset(request, queryset)

    def _record(self, request: HttpRequest, action: str, area: Area) -> None:
        audit.record(
            action,
            area,
            by=person(request),
            at=timezone.now(),
            user=area.user_id,
            category=area.category_id,
            language=area.language,
            may_publish=area.may_publish,
        )
