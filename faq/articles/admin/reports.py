"""Pages to look at: the calendar of what will change, and what readers did in a month."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from faq.accounts.signed_in import person
from faq.articles.calendar import Month, days_of
from faq.articles.models import Article
from faq.articles.overview import Overview, overview
from faq.base import charts, csv_export, languages


def urls(site: AdminSite) -> list[URLPattern]:
    """The addresses below that of articles."""
    views: dict[str, Any] = {
        "calendar": calendar,
        "overview": month_overview,
        "overview.csv": overview_csv,
    }
    return [
        path(
            address if "." in address else f"{address}/",
            site.admin_view(view),
            name=f"articles_{address.replace('.', '_')}",
        )
        for address, view in views.items()
    ]


def _month(request: HttpRequest) -> Month:
    if not person(request).has_perm("articles.view_text"):
        raise PermissionDenied
    return Month.parse(request.GET.get("month", ""), default=timezone.localdate())


def _page(request: HttpRequest, month: Month, title: Any, **context: Any) -> dict[str, Any]:
    return {
        **admin.site.each_context(request),
        "title": title,
        "opts": Article._meta,
        "month": month,
        **context,
    }


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """`?month=2026-11`: what appears, ends, takes place or falls due on each day."""
    month = _month(request)
    days = days_of(month, person(request))
    context = _page(request, month, _("What will change"), days=days, today=timezone.localdate())
    return TemplateResponse(request, "admin/articles/calendar.html", context)


@require_safe
def month_overview(request: HttpRequest) -> HttpResponse:
    """`?month=2026-11`: readings, votes and searches, against the month before."""
    month = _month(request)
    shown = _overview(month)
    drawn = [
        (_("Views by day"), charts.bars([(f"{day:%m-%d}", n) for day, n in shown.views_by_day])),
        (
            _("Searches by day"),
            charts.bars([(f"{day:%m-%d}", n) for day, n in shown.searches_by_day]),
        ),
    ]
    context = _page(request, month, _("What readers did"), overview=shown, charts=drawn)
    return TemplateResponse(request, "admin/articles/overview.html", context)


@require_safe
def overview_csv(request: HttpRequest) -> HttpResponse:
    """The same numbers as a file."""
    month = _month(request)
    return HttpResponse(
        csv_export.table(_overview(month).rows()),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="overview-{month}.csv"'},
    )


def _overview(month: Month) -> Overview:
    language = get_language()
    return overview(month, language if language in languages.codes() else languages.codes()[0])
