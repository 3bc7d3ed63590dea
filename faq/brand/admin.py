"""The brand, changed without a deployment."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from faq.accounts.signed_in import person
from faq.brand import actions
from faq.brand.forms import BrandForm
from faq.brand.models import Brand, BrandText, FooterLink, UrgentLink


class BrandTextInline(admin.StackedInline):
    """Names and legal lines, one block for each language."""

    model = BrandText
    extra = 0


class UrgentLinkInline(admin.TabularInline):
    """The four doors of the home page."""

    model = UrgentLink
    extra = 0
    fields = ("language", "position", "title", "hint", "target")


class FooterLinkInline(admin.TabularInline):
    """Links at the foot of every page."""

    model = FooterLink
    extra = 0
    fields = ("language", "position", "label", "target")


@admin.register(Brand)
class BrandAdmin(admin.ModelAdmin):
    """One row: its list leads straight to it."""

    inlines = (BrandTextInline, UrgentLinkInline, FooterLinkInline)
    form = BrandForm

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The row is there from the start."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Brand | None = None) -> bool:
        """A site always has a brand."""
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Skip the list of one."""
        Brand.objects.get_or_create(pk=1)
        return HttpResponseRedirect(reverse("admin:brand_brand_change", args=[1]))

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool
    ) -> None:
        """Everything was saved: leave a line in the trail."""
        super().save_related(request, form, formsets, change)
        actions.record_change(form.instance, by=person(request), at=timezone.now())
