"""The tree of topics."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from faq.accounts.signed_in import person
from faq.categories import actions
from faq.categories.forms import ContentsToForm
from faq.categories.models import Category, CategoryText


class CategoryTextInline(admin.TabularInline):
    """The names, one row for each language."""

    model = CategoryText
    extra = 0
    fields = ("language", "name", "description")


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    """Topics, deepest last; deleting asks where the contents go."""

    list_display = ("indented_name", "key", "position", "article_count", "icon")
    list_editable = ("position",)
    list_filter = ("depth",)
    search_fields = ("key", "texts__name")
    autocomplete_fields = ("parent",)
    prepopulated_fields = {"slug": ("key",)}  # noqa: RUF012 (Django's own way)
    inlines = (CategoryTextInline,)
    ordering = ("depth", "position", "pk")
    list_per_page = 200
    actions = ("delete_selected",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        """With the names and numbers that the list shows."""
        categories: QuerySet[Category] = super().get_queryset(request)
        return categories.prefetch_related("texts").annotate(articles_inside=Count("articles"))

    @admin.display(description=_("category"))
    def indented_name(self, category: Category) -> str:
        """The name behind a dash for each level above it."""
        return format_html("{} {}", "–" * (category.depth - 1), category)

    @admin.display(description=_("articles"), ordering="articles_inside")
    def article_count(self, category: Category) -> int:
        """Articles directly inside, drafts included."""
        return getattr(category, "articles_inside", 0)

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool
    ) -> None:
        """Names and place were saved: trail and search follow."""
        super().save_related(request, form, formsets, change)
        actions.record_change(form.instance, by=person(request), at=timezone.now())

    @admin.action(description=_("Delete, moving what is inside"), permissions=["delete"])
    def delete_selected(
        self, request: HttpRequest, queryset: QuerySet[Category]
    ) -> HttpResponse | None:
        """The bulk form of `delete_view`."""
        return self._delete(request, list(queryset))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Say what is inside and ask where it goes."""
        category = self.get_object(request, unquote(object_id))
        if category is None:
            raise Http404
        if not self.has_delete_permission(request, category):
            raise PermissionDenied
        return self._delete(request, [category]) or self._to_list()

    def _delete(self, request: HttpRequest, categories: list[Category]) -> HttpResponse | None:
        articles = sum(category.articles.count() for category in categories)
        children = sum(category.children.count() for category in categories)
        is_sent = request.method == "POST" and "confirmed" in request.POST
        form = ContentsToForm(
            request.POST if is_sent else None,
            going=categories,
            is_empty=not (articles or children),
        )
        if is_sent and form.is_valid():
            try:
                actions.delete_categories(
                    categories,
                    contents_to=form.cleaned_data["contents_to"],
                    by=person(request),
                    at=timezone.now(),
                )
            except ValidationError as error:
                form.add_error("contents_to", error.messages[0])
            else:
                self.message_user(
                    request, _("Deleted; what was inside has moved."), messages.SUCCESS
                )
                return None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Delete categories"),
            "opts": self.opts,
            "categories": categories,
            "articles": articles,
            "children": children,
            "form": form,
        }
        return TemplateResponse(request, "admin/categories/delete.html", context)

    def _to_list(self) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:categories_category_changelist"))
