"""The way in, the home page, what machines ask for first, and the pages of failure."""

import re
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from faq.announcements import board
from faq.articles import counts, popular, stages
from faq.base import languages
from faq.base.caching import public
from faq.base.origin import own_pages_only
from faq.base.throttle import Limit, too_many_requests
from faq.base.translated_sitemap import TranslatedSitemap
from helpcenter.llms import overview
from helpcenter.page import THEMES, language_of

POPULAR = 8
# What crawlers are kept from: forms, answers to what somebody typed, and people's own pages.
UNREAD = ("search/", "ask/", "accounts/", "tickets/new/?")
SIGN_INS = Limit("sign-in", times=20, seconds=15 * 60)
YEAR = 365 * 24 * 60 * 60


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """Lead to the home page in the reader's language: by cookie, then by the browser's wish."""
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    wish = languages.from_accept_header(request.headers.get("Accept-Language", ""))
    response = redirect(f"/{cookie if cookie in languages.codes() else wish}/")
    response["Vary"] = "Cookie, Accept-Language"
    return response


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first screen is for the person in trouble: search, then the urgent doors."""
    language, at = request.LANGUAGE_CODE, timezone.now()
    readable = counts.readable(request.user, at)
    return render(
        request,
        "home.html",
        {
            "topics": counts.topics(language, readable),
            "article_count": readable.total,
            "has_path": bool(stages.path(language, at)),
            "popular": popular.most_read(language, user=request.user, at=at, number=POPULAR),
            "announcements": board.latest(language, user=request.user, at=at, number=3),
        },
    )


@own_pages_only
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the reader's choice of light, dark or automatic, and lead back."""
    chosen = request.POST.get("theme", "")
    if chosen not in THEMES:
        return render(request, "400.html", status=400)
    response = HttpResponseRedirect(_page_before(request))
    response.set_cookie(
        "theme", chosen, max_age=YEAR, samesite="Lax", secure=settings.IS_HTTPS, httponly=True
    )
    return response


def _page_before(request: HttpRequest) -> str:
    """The page of this site that a form was sent from; the way in when it is not known."""
    try:
        before = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return "/"
    if before.netloc != request.get_host() or not before.path.startswith("/"):
        return "/"
    path = "/" + before.path.lstrip("/")
    return f"{path}?{before.query}" if before.query else path


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read: everything but search, forms and the admin."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        *(f"Disallow: /{code}/{page}" for code in languages.codes() for page in UNREAD),
        "Allow: /",
        f"Sitemap: {settings.HELPCENTER_URL}/sitemap.xml",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@public
@require_safe
def llms(request: HttpRequest) -> HttpResponse:
    """What programs that answer people may know, whoever asks."""
    return HttpResponse(overview(timezone.now()), content_type="text/plain; charset=utf-8")


@require_safe
def sitemap_index(
    request: HttpRequest, sitemaps: Mapping[str, type[TranslatedSitemap]]
) -> HttpResponse:
    """Every section's pages, at the configured address whatever host was asked."""
    places = []
    for section, sitemap in sitemaps.items():
        address = settings.HELPCENTER_URL + reverse("sitemap", args=[section])
        pages = sitemap().paginator.num_pages
        places += [
            {"location": f"{address}?p={n}" if n > 1 else address} for n in range(1, pages + 1)
        ]
    return render(
        request, "sitemap_index.xml", {"sitemaps": places}, content_type="application/xml"
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent cannot be understood."""
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A form that came from elsewhere, or a page that is not for this person."""
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such page: offer a search for the words of the address."""
    words = re.sub(r"[\W_\d]+", " ", unquote(request.path).removeprefix(f"/{language_of(request)}"))
    return render(request, "404.html", {"words": " ".join(words.split())[:60]}, status=404)


def too_many(request: HttpRequest) -> HttpResponse:
    """Over a limit on signing in; the longest window says when to come back."""
    return too_many_requests(request, SIGN_INS)
