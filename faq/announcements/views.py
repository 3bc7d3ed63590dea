"""The notice board, the page of an announcement, and putting away the banner."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from faq.announcements import board, dismissal
from faq.announcements.models import Announcement
from faq.base import canonical, languages
from faq.base.caching import public
from faq.base.origin import own_pages_only

PAGE_SIZE = 20
YEAR = 365 * 24 * 60 * 60


@public
@require_safe
def announcement_list(request: HttpRequest) -> HttpResponse:
    """The board, newest first; with `?kind=` only that kind."""
    language, at = request.LANGUAGE_CODE, timezone.now()
    kind = request.GET.get("kind", "")
    if kind and kind not in Announcement.Kind.values:
        raise Http404
    visible = Announcement.objects.visible_to(request.user, at)
    found = visible.of_kind(kind) if kind else visible
    page = Paginator(found.newest_first().with_titles(), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "announcements/announcement_list.html",
        {
            "kinds": _kinds(kind),
            "months": board.months(board.rows(page, language, at)),
            "page_obj": page,
            "feed_url": reverse("announcement_feed"),
            **canonical.of_list(request, page, kind=kind),
        },
    )


def _kinds(current: str) -> list[dict[str, object]]:
    address = reverse("announcement_list")
    return [
        {
            "value": value,
            "label": label,
            "url": f"{address}?kind={value}" if value else address,
            "is_current": value == current,
        }
        for value, label in [("", _("All announcements")), *Announcement.Kind.choices]
    ]


@public
@require_safe
def announcement_detail(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """An announcement, in the reader's language or in what stands in for it."""
    language, at = request.LANGUAGE_CODE, timezone.now()
    visible = Announcement.objects.visible_to(request.user, at).with_texts()
    announcement = get_object_or_404(visible, pk=pk)
    text = languages.best(announcement.texts.all(), language)
    if text is None:
        raise Http404
    if slug != text.slug:
        return _moved(request, text.url(language))
    return render(
        request,
        "announcements/announcement_detail.html",
        {
            "announcement": board.page(announcement, text, language, at),
            "breadcrumb": [
                {"label": _("Home"), "url": reverse("home")},
                {"label": _("Announcements"), "url": reverse("announcement_list")},
            ],
            "translation_notice": board.translation_notice(text, language),
            "canonical_url": settings.HELPCENTER_URL + text.url(text.language),
            "alternates": board.alternates(announcement),
            "is_noindex": text.language != language,
        },
    )


def _moved(request: HttpRequest, address: str) -> HttpResponsePermanentRedirect:
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(iri_to_uri(f"{address}?{query}" if query else address))


@own_pages_only
def announcement_dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep in a cookie that this reader put the banner away, and lead back to the page."""
    get_object_or_404(Announcement.objects.visible_to(request.user), pk=pk)
    response = (
        HttpResponse(status=204)
        if "application/json" in request.headers.get("Accept", "")
        else HttpResponseRedirect(_way_back(request))
    )
    response.set_cookie(
        dismissal.COOKIE,
        dismissal.with_number(request.COOKIES.get(dismissal.COOKIE, ""), pk),
        max_age=YEAR,
        samesite="Lax",
        secure=settings.IS_HTTPS,
        httponly=True,
    )
    return response


def _way_back(request: HttpRequest) -> str:
    """The page of this site that the form was on; home when it is not known."""
    origin = f"{request.scheme}://{request.get_host()}"
    came_from = request.headers.get("Referer", "").removeprefix(origin)
    for address in (request.POST.get("next", ""), came_from):
        if address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None):
            return iri_to_uri(address)
    return reverse("home")
