"""The words that mean the same, as an editor lists them, and what readers searched for."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from faq.accounts.signed_in import person
from faq.base.text import fold
from faq.search import actions
from faq.search.models import Query, SynonymGroup


@admin.register(SynonymGroup)
class SynonymGroupAdmin(admin.ModelAdmin):
    """A list of groups, each a few lines of words."""

    search_fields = ("names",)
    ordering = ("names",)

    def save_model(
        self, request: HttpRequest, obj: SynonymGroup, form: ModelForm, change: bool
    ) -> None:
        """Through the action, so that searches know at once."""
        actions.save_group(obj, by=person(request), at=timezone.now())

    def delete_model(self, request: HttpRequest, obj: SynonymGroup) -> None:
        """Through the action."""
        actions.delete_group(obj, by=person(request), at=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Through the action, one after another."""
        for group in queryset:
            self.delete_model(request, group)


class PeriodFilter(admin.SimpleListFilter):
    """The days that are counted, the last thirty unless told otherwise."""

    title = _("time")
    parameter_name = "days"
    periods = (30, 7, 90)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """How many days back."""
        return [(str(days), _days(days)) for days in self.periods]

    def choices(self, changelist: Any) -> Iterator[Any]:
        """There is no time without bounds, so the first choice stands for none."""
        for value, label in self.lookup_choices:
            yield {
                "selected": str(self.days()) == str(value),
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }

    def days(self) -> int:
        """The number that was chosen."""
        given = self.value() or ""
        return int(given) if given in map(str, self.periods) else self.periods[0]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any]:
        """With the numbers of these days."""
        return queryset.asked_since(timezone.localdate() - timedelta(days=self.days() - 1))


def _days(number: int) -> str:
    return ngettext("the last %(days)s day", "the last %(days)s days", number) % {"days": number}


class OutcomeFilter(admin.SimpleListFilter):
    """Searches that led nowhere."""

    title = _("outcome")
    parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Three ways to fail."""
        return [
            ("nothing", _("found nothing")),
            ("guess", _("found by guess only")),
            ("unopened", _("opened nothing")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those that failed in the chosen way."""
        chosen = {
            "nothing": {"hits": 0},
            "guess": {"hits__gt": 0, "is_guess": True},
            "unopened": {"hits__gt": 0, "opened": 0},
        }
        return queryset.filter(**chosen.get(self.value() or "", {}))


@admin.register(Query)
class QueryAdmin(admin.ModelAdmin):
    """What readers searched for, the most asked first: read only."""

    list_display = (
        "search", "language", "place", "times", "readers", "hits", "opened_share", "asked_at",
    )  # fmt: skip
    list_display_links = None
    list_filter = (PeriodFilter, OutcomeFilter, "place", "language")
    search_fields = ("text",)
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50

    def get_ordering(self, request: HttpRequest) -> Any:
        """By a number that `PeriodFilter` adds."""
        return ["-times", "-asked_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """In no order, for the numbers come later."""
        return Query.objects.all()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Whatever the script and the case."""
        return super().get_search_results(request, queryset, fold(search_term))

    @admin.display(description=_("searched for"), ordering="text")
    def search(self, query: Query) -> str:
        """The query, leading to what readers find for it."""
        address = f"/{query.language}/search/?{urlencode({'q': query.text})}"
        return format_html('<a href="{}">{}</a>', address, query.text)

    @admin.display(description=_("times"), ordering="times")
    def times(self, query: Any) -> int:
        """A reader counts once a day."""
        number: int = query.times
        return number

    @admin.display(description=_("readers"), ordering="readers")
    def readers(self, query: Any) -> int:
        """Different ones; who comes in two weeks counts twice."""
        number: int = query.readers
        return number

    @admin.display(description=_("opened"), ordering="opened")
    def opened_share(self, query: Any) -> str:
        """In how many of a hundred searches a result was opened."""
        return f"{round(100 * query.opened / query.times)} %"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Readers search."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Query | None = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Query | None = None) -> bool:
        """Each goes by itself after ninety days."""
        return False
