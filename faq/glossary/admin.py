"""The glossary as an editor works with it: terms with their words in each language and aliases."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import QuerySet, TextField
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faq.accounts.signed_in import person
from faq.base import languages
from faq.base.text import fold
from faq.glossary import actions
from faq.glossary.forms import AliasFormSet, TermTextFormSet
from faq.glossary.models import Alias, Term, TermText


class TermTextInline(admin.StackedInline):
    """What the term is called and means, one block for each language."""

    model = TermText
    formset = TermTextFormSet
    fields = ("language", "label", "definition", "example", "own_pinyin")
    formfield_overrides = {TextField: {"widget": AdminTextareaWidget({"rows": 3})}}  # noqa: RUF012
    extra = 0
    min_num = 1
    validate_min = True


class AliasInline(admin.TabularInline):
    """Other names: tickers, colloquial forms, common errors."""

    model = Alias
    formset = AliasFormSet
    fields = ("text", "language", "is_shown")
    extra = 0


class MissingLanguageFilter(admin.SimpleListFilter):
    """Terms that lack a text in a language."""

    title = _("not written in")
    parameter_name = "missing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The site's languages."""
        return [(code, languages.name(code)) for code in languages.codes()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Term]) -> QuerySet[Term]:
        """Those without it."""
        return queryset.exclude(texts__language=self.value()) if self.value() else queryset


def _label_in(language: str) -> Callable[[Term], str]:
    """A column with the labels in one language."""

    @admin.display(description=languages.name(language))
    def label(term: Term) -> str:
        return next((text.label for text in term.texts.all() if text.language == language), "")

    return label


@admin.register(Term)
class TermAdmin(admin.ModelAdmin):
    """Terms, found by any of their names in either Chinese script, or by pinyin."""

    inlines = (TermTextInline, AliasInline)
    fields = ("is_published", "visible_from", "confused_with", "key", "slug")
    list_display = (
        "key",
        *(_label_in(code) for code in languages.codes()),
        "alias_count",
        "is_published",
        "visible_from",
    )
    list_filter = ("is_published", MissingLanguageFilter)
    search_fields = ("key", "texts__folded", "texts__sounds", "aliases__folded")
    search_help_text = _("Term, alias or pinyin")
    autocomplete_fields = ("confused_with",)
    prepopulated_fields = {"slug": ("key",)}  # noqa: RUF012 (Django's own way)
    actions = ("publish_selected", "hide_selected")
    list_per_page = 100
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Term]:
        """With the words and numbers that the list shows."""
        return Term.objects.with_texts().with_alias_count().order_by("key")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Term], search_term: str
    ) -> tuple[QuerySet[Term], bool]:
        """Names are kept folded, so what is looked for is folded too."""
        return super().get_search_results(request, queryset, fold(search_term))

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The labels of the chosen terms by one query, not by one for each."""
        return super().formfield_for_manytomany(
            db_field, request, queryset=Term.objects.with_texts(), **kwargs
        )

    @admin.display(description=_("aliases"), ordering="alias_count")
    def alias_count(self, term: Term) -> int:
        """How many other names it has."""
        count: int = getattr(term, "alias_count", 0)
        return count

    def get_readonly_fields(self, request: HttpRequest, obj: Term | None = None) -> tuple[str, ...]:
        """The key of an old term never changes."""
        return ("key",) if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Term | None = None) -> Any:
        """The address of a new term starts as its key."""
        return {} if obj else self.prepopulated_fields

    def save_model(self, request: HttpRequest, obj: Term, form: ModelForm, change: bool) -> None:
        """The term is saved together with its words, by the one action below."""

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool
    ) -> None:
        """Save all that the page holds."""
        texts, aliases = formsets
        actions.save_term(
            form.instance,
            texts=texts.texts,
            aliases=aliases.aliases,
            confused_with=form.cleaned_data["confused_with"],
            by=person(request),
            at=timezone.now(),
        )
        for formset in formsets:
            # Nothing is left to be saved; this only notes what changed, for the admin's history.
            formset.save(commit=False)

    def delete_model(self, request: HttpRequest, obj: Term) -> None:
        """One term, after the page that names what goes with it."""
        actions.delete_terms([obj], by=person(request), at=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Term]) -> None:
        """The same for a selection."""
        actions.delete_terms(queryset, by=person(request), at=timezone.now())

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish_selected(self, request: HttpRequest, queryset: QuerySet[Term]) -> None:
        """At once, also those that were to appear later."""
        for term in queryset:
            actions.publish(term, by=person(request), at=timezone.now())
        self.message_user(request, _("Published."), messages.SUCCESS)

    @admin.action(description=_("Hide from readers"), permissions=["change"])
    def hide_selected(self, request: HttpRequest, queryset: QuerySet[Term]) -> None:
        """Words and aliases stay."""
        for term in queryset:
            actions.hide(term, by=person(request), at=timezone.now())
        self.message_user(request, _("Hidden from readers."), messages.SUCCESS)
