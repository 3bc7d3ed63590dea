"""The directory of official channels as an editor keeps it; every change shows at once."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from faq.accounts.audited import AuditedChanges
from faq.accounts.reauthentication import ConfirmedChanges
from faq.accounts.signed_in import person
from faq.base import used_in
from faq.base.named_choices import NamedChoices
from faq.contact import actions
from faq.contact.forms import ChannelForm, ChannelTextForm, OpeningForm
from faq.contact.models import (
    AllowedHost,
    Channel,
    ChannelText,
    Holiday,
    KnownFake,
    Opening,
    Region,
    RegionText,
    SpokenLanguage,
    SpokenLanguageText,
)


class ChannelTextInline(admin.TabularInline):
    """Name and note, one row for each language."""

    model = ChannelText
    form = ChannelTextForm
    extra = 0
    min_num = 1
    validate_min = True


class OpeningInline(admin.TabularInline):
    """Weekly hours; none are needed around the clock."""

    model = Opening
    form = OpeningForm
    extra = 0


class RegionFilter(admin.RelatedFieldListFilter):
    """Regions by name, without a query for each."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        """Every region, in the editors' order."""
        return [(region.pk, str(region)) for region in Region.objects.prefetch_related("texts")]


@admin.register(Channel)
class ChannelAdmin(NamedChoices, ConfirmedChanges, admin.ModelAdmin):
    """Official channels: what is listed here is called official, nothing else is."""

    form = ChannelForm
    inlines = (ChannelTextInline, OpeningInline)
    list_display = ("value", "kind", "region", "is_published", "checked_on", "checked_by")
    delete_confirmation_template = "admin/contact/delete_channel.html"
    list_filter = ("kind", ("region", RegionFilter), "is_published", "checked_on")
    list_select_related = ("checked_by",)
    search_fields = ("value", "normal", "texts__name", "key")
    actions = ("confirm_selected",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Channel]:
        """With the names that the list shows."""
        return (
            super().get_queryset(request).select_related("region").prefetch_related("region__texts")
        )

    def get_readonly_fields(
        self, request: HttpRequest, obj: Channel | None = None
    ) -> tuple[str, ...]:
        """The key of an old channel never changes."""
        return ("key", "checked_by", "used_in") if obj else ()

    def get_fields(self, request: HttpRequest, obj: Channel | None = None) -> Any:
        """Who checked is shown, and follows from who saves."""
        fields = list(ChannelForm.Meta.fields)
        if obj:
            fields.insert(fields.index("checked_on") + 1, "checked_by")
            fields.append("used_in")
        return fields

    @admin.display(description=_("used in"))
    def used_in(self, channel: Channel) -> SafeString | str:
        """The texts that name it, each with its newest title and what becomes of it."""
        return used_in.texts_of(channel.revisions)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """The page before names the texts that will name a channel which is official no longer."""
        channel = self.get_object(request, unquote(object_id))
        context = {"used_in": self.used_in(channel) if channel else "", **(extra_context or {})}
        return super().delete_view(request, object_id, context)

    def save_model(self, request: HttpRequest, obj: Channel, form: ModelForm, change: bool) -> None:
        """Keep what it was, for the trail; whoever sets the day of the check has checked."""
        stored = Channel.objects.filter(pk=obj.pk).first()
        form.before = actions.snapshot(stored) if stored else {}  # type: ignore[attr-defined]
        if "checked_on" in form.changed_data or not stored:
            obj.checked_by = person(request)
        super().save_model(request, obj, form, change)

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool
    ) -> None:
        """Everything was saved: leave a line in the trail."""
        super().save_related(request, form, formsets, change)
        before = form.before  # type: ignore[attr-defined]
        actions.record_change(form.instance, before, by=person(request), at=timezone.now())

    def delete_model(self, request: HttpRequest, obj: Channel) -> None:
        """Taken out of the directory."""
        actions.delete_channels([obj], by=person(request), at=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Channel]) -> None:
        """The same for a selection."""
        actions.delete_channels(queryset, by=person(request), at=timezone.now())

    @admin.action(description=_("Checked today: they are right"), permissions=["change"])
    def confirm_selected(self, request: HttpRequest, queryset: QuerySet[Channel]) -> None:
        """Note day and person; nothing else changes."""
        now = timezone.now()
        actions.confirm(queryset, by=person(request), on=timezone.localdate(now), at=now)
        self.message_user(request, _("Noted as checked today."), messages.SUCCESS)


@admin.register(KnownFake)
class KnownFakeAdmin(AuditedChanges, admin.ModelAdmin):
    """What imitates us: the verifier names it as a fake."""

    list_display = ("value", "kind", "platform", "note", "reported_on")
    list_filter = ("kind",)
    search_fields = ("value", "normal", "note")


@admin.register(AllowedHost)
class AllowedHostAdmin(AuditedChanges, admin.ModelAdmin):
    """Sites of others that articles may name."""

    list_display = ("host", "with_subdomains", "why", "added_by", "added_at")
    list_select_related = ("added_by",)
    search_fields = ("host", "why")
    readonly_fields = ("added_by", "added_at")

    def save_model(
        self, request: HttpRequest, obj: AllowedHost, form: ModelForm, change: bool
    ) -> None:
        """Whoever adds it answers for it."""
        if not change:
            obj.added_by = person(request)
        super().save_model(request, obj, form, change)


@admin.register(Holiday)
class HolidayAdmin(NamedChoices, AuditedChanges, admin.ModelAdmin):
    """Days with other hours."""

    list_display = ("on", "name", "region", "opens", "closes")
    list_filter = (("region", RegionFilter),)
    date_hierarchy = "on"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Holiday]:
        """With the names that the list shows."""
        return (
            super().get_queryset(request).select_related("region").prefetch_related("region__texts")
        )


class RegionTextInline(admin.TabularInline):
    """Names by language."""

    model = RegionText
    fields = ("language", "name")
    extra = 0
    min_num = 1


class SpokenLanguageTextInline(admin.TabularInline):
    """Names by language."""

    model = SpokenLanguageText
    fields = ("language", "name")
    extra = 0
    min_num = 1


class _NamedAdmin(AuditedChanges, admin.ModelAdmin):
    """Rows with a code and names."""

    list_display: Any = ("code", "__str__", "position")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With their names."""
        return super().get_queryset(request).prefetch_related("texts")


@admin.register(Region)
class RegionAdmin(_NamedAdmin):
    """Regions that channels are for."""

    inlines = (RegionTextInline,)


@admin.register(SpokenLanguage)
class SpokenLanguageAdmin(_NamedAdmin):
    """Languages that channels speak."""

    inlines = (SpokenLanguageTextInline,)
