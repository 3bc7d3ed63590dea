"""By what staff narrow the queue."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from faq.accounts.signed_in import person
from faq.base import languages
from faq.tickets.agents import agents, shown
from faq.tickets.conversation import state_name
from faq.tickets.models import Kind, Label, Ticket

State = Ticket.State


class StateFilter(admin.SimpleListFilter):
    """Without a choice: what is not settled."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Our turn, each state, and all."""
        states = [(one.value, state_name(one)) for one in State if one != State.UNCONFIRMED]
        return [("ours", _("waits for us")), *states, ("all", _("all"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Ticket]) -> QuerySet[Ticket]:
        """Those in it."""
        chosen = self.value()
        if chosen == "all":
            return queryset
        if chosen == "ours":
            return queryset.wait_for_staff()  # type: ignore[attr-defined, no-any-return]
        if chosen in State.values:
            return queryset.filter(state=chosen)
        return queryset.are_open()  # type: ignore[attr-defined, no-any-return]

    def choices(self, changelist: Any) -> Any:
        """The first is what is open, not all."""
        first, *others = super().choices(changelist)
        yield {**first, "display": _("open")}
        yield from others


class OwnerFilter(admin.SimpleListFilter):
    """By who handles it."""

    title = _("handled by")
    parameter_name = "owner"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Me, nobody, or one of the others."""
        by = person(request)
        others = [(str(one.pk), shown(one, "", to=by)) for one in agents() if one != by]
        return [("mine", _("me")), ("nobody", _("nobody")), *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Ticket]) -> QuerySet[Ticket]:
        """Theirs."""
        chosen = self.value() or ""
        if chosen == "mine":
            return queryset.filter(assignee=person(request))
        if chosen == "nobody":
            return queryset.filter(assignee=None)
        return queryset.filter(assignee=int(chosen)) if chosen.isdecimal() else queryset


class KindFilter(admin.SimpleListFilter):
    """By what it is about."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Every kind."""
        return kind_choices()

    def queryset(self, request: HttpRequest, queryset: QuerySet[Ticket]) -> QuerySet[Ticket]:
        """Those of it."""
        return queryset.filter(kind__key=self.value()) if self.value() else queryset


class LabelFilter(admin.SimpleListFilter):
    """By a word of the staff's."""

    title = pgettext_lazy("ticket", "label")
    parameter_name = "label"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Every label."""
        return [(str(label.pk), label.name) for label in Label.objects.all()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Ticket]) -> QuerySet[Ticket]:
        """Those under it."""
        chosen = self.value() or ""
        return queryset.filter(labels=int(chosen)) if chosen.isdecimal() else queryset


class OverdueFilter(admin.SimpleListFilter):
    """By whether an answer is late."""

    title = _("promise")
    parameter_name = "overdue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The late ones."""
        return [("yes", pgettext_lazy("ticket", "overdue"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Ticket]) -> QuerySet[Ticket]:
        """Those promised for earlier."""
        if self.value() != "yes":
            return queryset
        return queryset.overdue(timezone.now())  # type: ignore[attr-defined, no-any-return]


def kind_choices() -> list[tuple[str, str]]:
    """Every kind by its key, named in the language of the desk. Two queries."""
    language = desk_language()
    return [(kind.key, kind.name(language)) for kind in Kind.objects.prefetch_related("texts")]


def desk_language() -> str:
    """The content language that is nearest to that of the desk."""
    language = get_language() or ""
    return language if language in languages.codes() else languages.codes()[0]
