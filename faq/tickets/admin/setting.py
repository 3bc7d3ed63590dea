"""What editors set for tickets: kinds and their facts, promises, hours, labels, canned replies."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from faq.accounts.audited import AuditedChanges
from faq.base.named_choices import NamedChoices
from faq.tickets.admin.filters import desk_language
from faq.tickets.desk_forms import CannedReplyTextForm, HoursForm
from faq.tickets.models import (
    AnswerTime,
    CannedReply,
    CannedReplyText,
    Kind,
    KindField,
    KindText,
    Label,
    OfficeHours,
)


class _Setting(AuditedChanges, NamedChoices, admin.ModelAdmin):
    """What editors set: few rows, and every change in the trail."""

    show_full_result_count = False


class KindTextInline(admin.StackedInline):
    """Its words, one block for each language."""

    model = KindText
    extra = 0
    min_num = 1
    validate_min = True


class KindFieldInline(admin.TabularInline):
    """What it asks for."""

    model = KindField
    extra = 0


class AnswerTimeInline(admin.TabularInline):
    """How soon it is answered, where it has times of its own."""

    model = AnswerTime
    extra = 0


@admin.register(Kind)
class KindAdmin(_Setting):
    """What people may ask about."""

    list_display = ("shown_name", "key", "position", "urgency", "is_offered")
    list_editable = ("position",)
    inlines = (KindTextInline, KindFieldInline, AnswerTimeInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Kind]:
        """With the names."""
        return super().get_queryset(request).prefetch_related("texts")

    def get_readonly_fields(self, request: HttpRequest, obj: Kind | None = None) -> tuple[str, ...]:
        """Files and saved views know a kind by its key."""
        return ("key",) if obj else ()

    @admin.display(description=_("name"))
    def shown_name(self, kind: Kind) -> str:
        """In the language of the desk."""
        return kind.name(desk_language())


@admin.register(AnswerTime)
class AnswerTimeAdmin(_Setting):
    """Promises for all kinds, and those of single ones."""

    list_display = ("urgency", "kind", "minutes", "is_around_the_clock")
    list_filter = ("urgency",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AnswerTime]:
        """With the names of kinds."""
        rows = super().get_queryset(request).select_related("kind")
        return rows.prefetch_related("kind__texts")


@admin.register(OfficeHours)
class OfficeHoursAdmin(_Setting):
    """When tickets are answered; without a row, around the clock."""

    form = HoursForm
    list_display = ("days", "opens", "closes")


@admin.register(Label)
class LabelAdmin(_Setting):
    """Words that staff sort tickets by."""

    search_fields = ("name",)


class CannedReplyTextInline(admin.StackedInline):
    """Its words, one block for each language."""

    model = CannedReplyText
    form = CannedReplyTextForm
    extra = 0
    min_num = 1
    validate_min = True


@admin.register(CannedReply)
class CannedReplyAdmin(_Setting):
    """Answers that are given often."""

    list_display = ("name", "kind")
    search_fields = ("name", "texts__body")
    inlines = (CannedReplyTextInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[CannedReply]:
        """With the names of kinds."""
        rows = super().get_queryset(request).select_related("kind")
        return rows.prefetch_related("kind__texts")
