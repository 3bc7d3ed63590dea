"""The month at the desk as charts and as a file."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from faq.accounts.signed_in import person
from faq.articles.calendar import Month
from faq.base import charts, csv_export
from faq.tickets.admin.filters import desk_language
from faq.tickets.figures import Figures, figures
from faq.tickets.models import Ticket
from faq.tickets.querysets import VIEW


def urls(site: AdminSite) -> list[URLPattern]:
    """The addresses below that of tickets."""
    return [
        path("figures/", site.admin_view(month_figures), name="tickets_figures"),
        path("figures.csv", site.admin_view(figures_csv), name="tickets_figures_csv"),
    ]


@require_safe
def month_figures(request: HttpRequest) -> HttpResponse:
    """`?month=2026-11`: what came, how soon it was answered, and what people said of it."""
    shown = _figures(request)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Tickets of the month"),
        "opts": Ticket._meta,
        "month": shown.month,
        "lines": [shown.total, *shown.by_kind],
        "charts": _charts(shown),
    }
    return TemplateResponse(request, "admin/tickets/figures.html", context)


@require_safe
def figures_csv(request: HttpRequest) -> HttpResponse:
    """The same numbers as a file."""
    shown = _figures(request)
    return HttpResponse(
        csv_export.table(shown.rows()),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="tickets-{shown.month}.csv"'},
    )


def _figures(request: HttpRequest) -> Figures:
    if not person(request).has_perm(VIEW):
        raise PermissionDenied
    at = timezone.now()
    month = Month.parse(request.GET.get("month", ""), default=timezone.localdate(at))
    return figures(month, desk_language(), at=at)


def _charts(shown: Figures) -> list[tuple[str, str, charts.Chart]]:
    """What each is called, what its rows are, and its bars."""
    by_kind = [(line.name, line.median or 0) for line in shown.by_kind]
    latest = [(line.name, line.most or 0) for line in shown.by_kind]
    return [
        (_("Received by day"), _("day"), _by_day(shown.received_by_day)),
        (_("Open at the end of the day"), _("day"), _by_day(shown.open_by_day)),
        (_("First answer, median in minutes"), _("kind"), charts.bars(by_kind, labels=12)),
        (_("First answer, 90 of 100 within minutes"), _("kind"), charts.bars(latest, labels=12)),
    ]


def _by_day(values: list[Any]) -> charts.Chart:
    return charts.bars([(f"{day:%m-%d}", number) for day, number in values])
