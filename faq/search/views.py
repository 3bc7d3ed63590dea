"""Results, suggestions while typing, and the description that lets browsers search here."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from faq.base import languages
from faq.base.caching import public
from faq.base.origin import own_pages_only
from faq.base.secret_guard import named_kind
from faq.base.text import fold
from faq.base.throttle import Limit, client_address, too_many_requests
from faq.brand.frame import frame
from faq.search import log
from faq.search.engine import NEWEST, Results, search
from faq.search.forms import OpenedForm, SearchForm
from faq.search.panels import panels
from faq.search.suggestions import suggest

SEARCHES = Limit("search", times=60, seconds=60, cache="default")
SUGGESTIONS = Limit("suggest", times=240, seconds=60, cache="default")
CLICKS = Limit("opened", times=120, seconds=60, cache="default")

FEWEST_TO_SORT = 3

View = Callable[[HttpRequest], HttpResponse]


def limited(limit: Limit) -> Callable[[View], View]:
    """At most so often for each address; and nothing for search engines in what it answers."""

    def decorate(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest) -> HttpResponse:
            is_exceeded = limit.is_exceeded(client_address(request))
            response = too_many_requests(request, limit) if is_exceeded else view(request)
            response["X-Robots-Tag"] = "noindex"
            return response

        return counted

    return decorate


@require_safe
@limited(SEARCHES)
@public
def search_results(request: HttpRequest) -> HttpResponse:
    """What was found for `q`, narrowed down by kind, category and tag, ten rows a page."""
    form = SearchForm(request.GET)
    asked = form.cleaned_data
    by: dict[str, Any] = {
        "language": request.LANGUAGE_CODE,
        "user": request.user,
        "at": timezone.now(),
    }
    narrowed: dict[str, Any] = {name: asked[name] for name in ("kind", "category", "tag", "sort")}
    is_stopped = named_kind(request.GET) is not None
    query = "" if is_stopped else asked["q"]
    results = search(query, page=asked["page"] or 1, **narrowed, **by)
    if not any(narrowed.values()) and asked["page"] in (None, 1):
        _log(request, query, results, at=by["at"])
    return render(
        request,
        "search/search_results.html",
        {
            "form": form,
            "results": results,
            "kinds": _kinds(results, asked),
            "categories": _categories(results, asked),
            "tags": _tags(results, asked),
            "orders": _orders(results, asked),
            "meant_url": f"?{urlencode({'q': results.meant})}" if results.meant else "",
            "is_stopped": is_stopped,
            **panels(query=query, **by),
        },
    )


def _log(request: HttpRequest, query: str, results: Results, *, at: datetime) -> None:
    log.record(
        query,
        language=request.LANGUAGE_CODE,
        hits=results.total,
        is_guess=bool(results.meant),
        reader=log.reader_of(request),
        at=at,
    )


def _kinds(results: Results, asked: dict[str, Any]) -> list[dict[str, Any]]:
    """Links that narrow down to a kind, and one to all of them."""
    if not results.kinds and not asked["kind"]:
        return []
    total = sum(facet.count for facet in results.kinds)
    every = [("", _("All"), total), *((f.value, f.label, f.count) for f in results.kinds)]
    return [
        {
            "value": value,
            "label": label,
            "count": count,
            "url": _address(asked, kind=value),
            "is_current": value == asked["kind"],
        }
        for value, label, count in every
    ]


def _categories(results: Results, asked: dict[str, Any]) -> list[dict[str, Any]]:
    """Links that narrow down to a category, and one to all of them."""
    if not results.categories and asked["category"] is None:
        return []
    every = [
        (None, _("All"), None),
        *((facet.value, facet.label, facet.count) for facet in results.categories),
    ]
    return [
        {
            "id": number,
            "name": name,
            "count": count,
            "url": _address(asked, category=number),
            "is_current": number == asked["category"],
        }
        for number, name, count in every
    ]


def _tags(results: Results, asked: dict[str, Any]) -> list[dict[str, Any]]:
    """Links that narrow down to a tag, and one to all of them."""
    if not results.tags and not asked["tag"]:
        return []
    every = [("", _("All"), None), *((f.value, f.label, f.count) for f in results.tags)]
    return [
        {
            "label": label,
            "count": count,
            "url": _address(asked, tag=value),
            "is_current": fold(str(value)) == fold(asked["tag"]),
        }
        for value, label, count in every
    ]


def _orders(results: Results, asked: dict[str, Any]) -> list[dict[str, Any]]:
    """Links to the two orders, where there is something to order."""
    if results.total < FEWEST_TO_SORT:
        return []
    return [
        {"label": label, "url": _address(asked, sort=sort), "is_current": sort == asked["sort"]}
        for sort, label in (("", _("Best first")), (NEWEST, _("Newest first")))
    ]


def _address(asked: dict[str, Any], **changed: Any) -> str:
    """The first page of the same search with something changed."""
    wanted = asked | changed | {"page": None}
    return "?" + urlencode({name: value for name, value in wanted.items() if value})


@own_pages_only
@limited(CLICKS)
def search_click(request: HttpRequest) -> HttpResponse:
    """Note which result was opened for `q`; what makes no sense is left out."""
    form = OpenedForm(request.POST)
    if form.is_valid():
        log.record_opened(
            form.cleaned_data["q"],
            language=request.LANGUAGE_CODE,
            source=form.cleaned_data["source"],
            object_id=form.cleaned_data["object"],
            reader=log.reader_of(request),
            at=timezone.now(),
        )
    return HttpResponse(status=204)


@require_safe
@limited(SUGGESTIONS)
@public
def search_suggest(request: HttpRequest) -> HttpResponse:
    """Pages to go to for what is typed so far, as JSON."""
    query = SearchForm(request.GET).cleaned_data["q"]
    found = suggest(query, language=request.LANGUAGE_CODE, user=request.user, at=timezone.now())
    return JsonResponse({"query": query, "suggestions": [asdict(entry) for entry in found]})


@public
@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """The OpenSearch description of the site in this language."""
    language = request.LANGUAGE_CODE
    return render(
        request,
        "search/opensearch.xml",
        {
            "brand": frame(language),
            "html_lang": languages.html_lang(language),
            "search_address": settings.HELPCENTER_URL + reverse("search_results"),
            "site_url": settings.HELPCENTER_URL,
        },
        content_type="application/opensearchdescription+xml; charset=utf-8",
    )
