"""The queue of tickets, and where the pages of each begin."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.forms import Script
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from faq.accounts.models import User
from faq.accounts.signed_in import person
from faq.tickets import actions
from faq.tickets.admin import drafts, pages, reports, views_saved
from faq.tickets.admin.filters import (
    KindFilter,
    LabelFilter,
    OverdueFilter,
    OwnerFilter,
    StateFilter,
)
from faq.tickets.agents import SEE_ADDRESSES, agents, shown
from faq.tickets.conversation import state_name
from faq.tickets.models import Label, Ticket


def said(moment: datetime) -> str:
    """A moment on the clock of the site, short."""
    return f"{timezone.localtime(moment):%m-%d %H:%M}"


class Queue(ChangeList):
    """The rows of a page, each knowing who looks at it and when."""

    def get_queryset(self, *given: Any, **options: Any) -> QuerySet[Ticket]:
        """With what the list shows."""
        rows: Any = super().get_queryset(*given, **options)
        return rows.for_queue()  # type: ignore[no-any-return]

    def get_results(self, request: HttpRequest) -> None:
        """Names as the person may see them; choices for many at once are those of the filters."""
        super().get_results(request)
        by, at = person(request), timezone.now()
        choices = {spec.parameter_name: spec.lookup_choices for spec in self._simple_filters()}
        kinds = dict(choices.get(KindFilter.parameter_name, ()))
        self.labels = choices.get(LabelFilter.parameter_name, [])
        self.agents = [one for one in choices[OwnerFilter.parameter_name] if one[0] != "nobody"]
        self.result_list = list(self.result_list)
        for ticket in self.result_list:
            ticket.asked_by_shown = shown(ticket.requester, ticket.address, to=by)
            ticket.handled_by_shown = shown(ticket.assignee, "", to=by) if ticket.assignee else ""
            ticket.kind_shown = kinds.get(ticket.kind.key, ticket.kind.key)
            ticket.looked_at = at

    def _simple_filters(self) -> list[Any]:
        return [one for one in self.filter_specs if isinstance(one, admin.SimpleListFilter)]


def _agent(given: str) -> User | None:
    return agents().filter(pk=given).first() if given.isdecimal() else None


@admin.register(Ticket)
class TicketAdmin(admin.ModelAdmin):
    """By urgency, what was promised, and age; its pages act through the actions."""

    list_display = ("number", "about", "promise", "asked_by", "handled_by")
    list_filter = (
        StateFilter, OwnerFilter, OverdueFilter, "urgency", KindFilter, LabelFilter, "language",
        "source",
    )  # fmt: skip
    list_per_page = 50
    show_full_result_count = False
    sortable_by = ()
    actions = ("assign_selected", "label_selected", "close_selected")
    change_list_template = "admin/tickets/queue.html"

    class Media:
        css = {"all": ["css/ticket-desk.css"]}  # noqa: RUF012
        js = [Script("js/ticket-desk.js", defer=True)]  # noqa: RUF012

    # --- Who may ----------------------------------------------------------------------------------

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People ask on their own pages."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Ticket | None = None) -> bool:
        """Closed instead."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Ticket]:
        """What the person may see, as it is taken up."""
        return Ticket.objects.visible_to(person(request)).by_urgency()  # type: ignore[no-any-return]

    # --- Pages ------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        """Those of the app beside Django's own."""
        site = self.admin_site
        return [
            *reports.urls(site),
            *views_saved.urls(site),
            *drafts.urls(site),
            *pages.urls(site),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The page of a ticket, and what its buttons do."""
        return pages.ticket_page(request, object_id)

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[ChangeList]:
        """The queue."""
        return Queue

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """By urgency first; the rest as the queue says."""
        return ("rank",)

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        """By address only for those who may see addresses."""
        fields = ("reference", "subject", "requester__name")
        if request.user.has_perm(SEE_ADDRESSES):
            return (*fields, "requester__email", "address")
        return fields

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With the views that the person saved, and those that others share."""
        context = {"title": _("Tickets"), **views_saved.context(request)}
        return super().changelist_view(request, context | (extra_context or {}))

    # --- Columns ----------------------------------------------------------------------------------

    @admin.display(description=_("number"))
    def number(self, ticket: Ticket) -> str:
        """It leads to the page."""
        return ticket.reference

    @admin.display(description=_("subject"))
    def about(self, ticket: Any) -> SafeString:
        """In the person's words; below them what staff say of it."""
        said_of_it = [state_name(ticket.state), ticket.kind_shown]
        said_of_it += [label.name for label in ticket.labels.all()]
        said_of_it.append(said(ticket.created_at))
        return format_html("{}<small>{}</small>", ticket.subject, " · ".join(said_of_it))

    @admin.display(description=_("answer promised by"))
    def promise(self, ticket: Any) -> SafeString:
        """How urgent it is, when an answer is due, and whether that is over."""
        urgency = format_html(
            '<span class="urgency urgency--{}">{}</span>',
            ticket.urgency,
            ticket.get_urgency_display(),
        )
        if ticket.promised_at is None:
            return urgency
        when = said(ticket.promised_at)
        if ticket.is_overdue(ticket.looked_at):
            when = format_html(
                '<span class="overdue">{}: {}</span>', pgettext("ticket", "overdue"), when
            )
        return format_html("{}<br>{}", urgency, when)

    @admin.display(description=_("asked by"))
    def asked_by(self, ticket: Any) -> str:
        """Their name."""
        return str(ticket.asked_by_shown)

    @admin.display(description=_("handled by"))
    def handled_by(self, ticket: Any) -> str:
        """Their name."""
        return str(ticket.handled_by_shown)

    # --- Many at once -----------------------------------------------------------------------------

    @admin.action(description=_("Give to …"), permissions=["change"])
    def assign_selected(self, request: HttpRequest, queryset: QuerySet[Ticket]) -> None:
        """Who handles the chosen ones."""
        given, to = request.POST.get("to", ""), None
        if given:
            to = person(request) if given == "mine" else _agent(given)
            if to is None:
                self.message_user(request, _("Choose who handles them."), messages.ERROR)
                return
        self._each(request, queryset, lambda one, by, at: actions.assign(one, to=to, by=by, at=at))

    @admin.action(description=_("Put under the label …"), permissions=["change"])
    def label_selected(self, request: HttpRequest, queryset: QuerySet[Ticket]) -> None:
        """One more label."""
        given = request.POST.get("label", "")
        label = Label.objects.filter(pk=given).first() if given.isdecimal() else None
        if label is None:
            self.message_user(request, _("Choose a label."), messages.ERROR)
            return

        def put(ticket: Ticket, by: User, at: datetime) -> None:
            actions.set_labels(ticket, {*ticket.labels.all(), label}, by=by, at=at)

        self._each(request, queryset, put)

    @admin.action(description=_("Close"), permissions=["change"])
    def close_selected(self, request: HttpRequest, queryset: QuerySet[Ticket]) -> None:
        """Nothing more is to come."""
        self._each(request, queryset, lambda one, by, at: actions.close(one, by=by, at=at))

    def _each(self, request: HttpRequest, chosen: QuerySet[Ticket], act: Any) -> None:
        """Do it to each for which it can be done, as it is now, and say to how many."""
        by, at, done, refused = person(request), timezone.now(), 0, 0
        for pk in list(chosen.values_list("pk", flat=True)):
            try:
                with transaction.atomic():
                    act(self.get_queryset(request).get(pk=pk), by, at)
            except (ValidationError, Ticket.DoesNotExist):
                refused += 1
            else:
                done += 1
        told = ngettext("%(n)d ticket changed.", "%(n)d tickets changed.", done) % {"n": done}
        self.message_user(request, told, messages.SUCCESS if done else messages.WARNING)
        if refused:
            told = ngettext(
                "%(n)d ticket could not be changed.", "%(n)d tickets could not be changed.", refused
            )
            self.message_user(request, told % {"n": refused}, messages.WARNING)
