"""Facts as an editor keeps them: what they amount to, when they are checked, where they stand."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from faq.accounts.signed_in import person
from faq.base import languages, used_in
from faq.facts import actions
from faq.facts.forms import FactTextForm, FactTextFormSet, FactValueForm, FactValueFormSet
from faq.facts.models import Fact, FactText, FactValue


class FactTextInline(admin.TabularInline):
    """Name and wording, one row for each language."""

    model = FactText
    form = FactTextForm
    formset = FactTextFormSet
    extra = 0
    min_num = 1
    validate_min = True


class FactValueInline(admin.TabularInline):
    """What it amounts to and did: values are added, and withdrawn before their time."""

    model = FactValue
    form = FactValueForm
    formset = FactValueFormSet
    ordering = ("-valid_from",)
    extra = 1

    def get_min_num(self, request: HttpRequest, obj: Fact | None = None, **kwargs: Any) -> int:
        """A new fact begins with a value."""
        return 0 if obj else 1

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A newer value follows an old one; none is changed."""
        return False


class OverdueFilter(admin.SimpleListFilter):
    """Facts whose day for the next check is past."""

    title = _("check")
    parameter_name = "check"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Overdue, or of mine."""
        return [("overdue", _("overdue")), ("mine", _("overdue, and mine"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Fact]) -> QuerySet[Fact]:
        """Those."""
        if not self.value():
            return queryset
        late = queryset & Fact.objects.overdue(timezone.localdate())
        return late.filter(owner=person(request)) if self.value() == "mine" else late


class OwnerFilter(admin.SimpleListFilter):
    """Facts that the signed-in person looks after."""

    title = _("owner")
    parameter_name = "owner"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Mine."""
        return [("mine", _("mine"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Fact]) -> QuerySet[Fact]:
        """Those."""
        return queryset.filter(owner=person(request)) if self.value() == "mine" else queryset


@admin.register(Fact)
class FactAdmin(admin.ModelAdmin):
    """Facts: what changes here changes in every text that uses it, at once."""

    inlines = (FactValueInline, FactTextInline)
    list_display = ("key", "label", "present_value", "due_on", "owner", "use_count")
    list_filter = (OverdueFilter, OwnerFilter)
    search_fields = ("key", "texts__label")
    actions = ("confirm_selected",)
    list_per_page = 100
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Fact]:
        """With what the list shows."""
        facts = Fact.objects.with_texts().with_values().with_use_count()
        return facts.select_related("owner").order_by("key")

    def get_readonly_fields(self, request: HttpRequest, obj: Fact | None = None) -> Any:
        """The key of an old fact never changes."""
        return ("key", "code", "due_on", "checked_by", "used_in") if obj else ()

    def get_fields(self, request: HttpRequest, obj: Fact | None = None) -> Any:
        """An old fact says too where it stands."""
        own = ["key", "unit", "source", "owner", "checked_on", "check_after_days"]
        if obj:
            own = [
                "key", "code", "unit", "source", "owner", "checked_on", "checked_by",
                "check_after_days", "due_on", "used_in",
            ]  # fmt: skip
        return own

    @admin.display(description=_("name"))
    def label(self, fact: Fact) -> str:
        """In the site's first language."""
        return fact.label(languages.codes()[0])

    @admin.display(description=_("value"))
    def present_value(self, fact: Fact) -> str:
        """What holds now, as it is said in that language."""
        value = fact.value_at(timezone.now())
        return "" if value is None else fact.said(value, languages.codes()[0])

    @admin.display(description=_("used in"), ordering="use_count")
    def use_count(self, fact: Fact) -> int:
        """How many texts."""
        count: int = getattr(fact, "use_count", 0)
        return count

    @admin.display(description=_("in a text"))
    def code(self, fact: Fact) -> SafeString:
        """To be copied: a field selects as a whole."""
        return format_html(
            '<input type="text" readonly size="40" value="{}" aria-label="{}">',
            fact.code,
            _("Line for a text"),
        )

    @admin.display(description=_("used in"))
    def used_in(self, fact: Fact) -> SafeString | str:
        """The texts that use it, each with its newest title and what becomes of it."""
        return used_in.texts_of(fact.revisions)

    def save_model(self, request: HttpRequest, obj: Fact, form: ModelForm, change: bool) -> None:
        """The fact is saved together with its words and values, below."""

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool
    ) -> None:
        """Save all that the page holds."""
        values, texts = formsets
        fact, by, at = form.instance, person(request), timezone.now()
        actions.save_fact(fact, texts=texts.texts, by=by, at=at)
        for row in values.withdrawn:
            actions.withdraw_value(row, by=by, at=at)
        for row in values.added:
            start = row.valid_from if row.valid_from > at else None
            actions.set_value(fact, row.value, valid_from=start, by=by, at=at)
        for formset in formsets:
            # Nothing is left to be saved; this only notes what changed, for the admin's history.
            formset.save(commit=False)

    def delete_model(self, request: HttpRequest, obj: Fact) -> None:
        """One that no text uses; the page before names those that do."""
        actions.delete_facts([obj], by=person(request), at=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Fact]) -> None:
        """The same for a selection."""
        actions.delete_facts(queryset, by=person(request), at=timezone.now())

    @admin.action(description=_("Checked today: they are right"), permissions=["change"])
    def confirm_selected(self, request: HttpRequest, queryset: QuerySet[Fact]) -> None:
        """Note day and person; nothing else changes."""
        now = timezone.now()
        actions.confirm(queryset, by=person(request), on=timezone.localdate(now), at=now)
        self.message_user(request, _("Noted as checked today."), messages.SUCCESS)
