"""The API: JSON for programs, by the same rule of who may read what as the pages."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from faq.accounts.models import User, Visitor
from faq.api import actions, openapi, shapes
from faq.api.authentication import TooManyFailures, Unauthorized, caller
from faq.api.forms import ArticlesForm, ReadForm, SearchForm, TextForm
from faq.articles.counts import readable
from faq.articles.models import Revision, Tag
from faq.articles.querysets import RevisionQuerySet
from faq.articles.tags import fold_name
from faq.base import languages
from faq.base.throttle import Limit, client_address
from faq.categories.tree import tree
from faq.glossary.models import Term
from faq.search.engine import search
from faq.search.sources import kinds

ROWS = 50
LARGEST = 1_000_000
"""So many bytes a program may send at once."""
REQUESTS = Limit("api", times=300, seconds=60, cache="default")

View = Callable[..., HttpResponse]


class Refusal(Exception):
    """An answer that is an error: status, code, message, and the messages of fields."""

    def __init__(
        self, status: int, code: str, message: str, fields: dict[str, list[str]] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.content = {"code": code, "message": message} | ({"fields": fields} if fields else {})


def endpoint(view: View) -> View:
    """Give a view the caller and the moment; turn what goes wrong into JSON with its status.

    What strangers read may be kept by caches that ask again first; pages of any site may read it.
    """

    @wraps(view)
    def answered(request: HttpRequest, **parts: str) -> HttpResponse:
        try:
            response = _answered(view, request, **parts)
        except Refusal as refusal:
            response = JsonResponse({"error": refusal.content}, status=refusal.status)
            if refusal.status == 401:
                response["WWW-Authenticate"] = "Bearer"
            if refusal.status == 429:
                response["Retry-After"] = "60"
        response["X-Robots-Tag"] = "noindex"
        response["Access-Control-Allow-Origin"] = "*"
        patch_vary_headers(response, ["Authorization"])
        return response

    return csrf_exempt(answered)


def _answered(view: View, request: HttpRequest, **parts: str) -> HttpResponse:
    at = timezone.now()
    if REQUESTS.is_exceeded(client_address(request)):
        raise Refusal(429, "too_many_requests", _("Too many requests. Try again in a minute."))
    try:
        user = caller(request, at=at)
    except Unauthorized as error:
        message = _("This token is not valid, or no longer.")
        raise Refusal(401, "unauthorized", message) from error
    except TooManyFailures as error:
        message = _("Too many wrong tokens. Try again in a quarter of an hour.")
        raise Refusal(429, "too_many_requests", message) from error
    response = view(request, user=user, at=at, **parts)
    if request.method != "POST" and not user.is_authenticated:
        response["Cache-Control"] = "public, no-cache"
    return response


def _checked(form: Form) -> dict[str, Any]:
    if not form.is_valid():
        fields = {name: list(map(str, errors)) for name, errors in form.errors.items()}
        raise Refusal(400, "invalid", _("Something in the request makes no sense."), fields)
    return form.cleaned_data


def _listed(
    request: HttpRequest, things: Any, number: int, shape: Callable[[Any], dict[str, Any]]
) -> HttpResponse:
    page = Paginator(things, ROWS).get_page(number)
    query = {**request.GET.dict(), "page": str(page.number + 1)}
    following = f"{request.path}?{urlencode(query)}"
    return JsonResponse(shapes.listed(map(shape, page), page, following))


@require_safe
@endpoint
def api_articles(request: HttpRequest, *, user: Visitor, at: datetime) -> HttpResponse:
    """Articles in the order in which they were made, each in the language that is asked for."""
    asked = _checked(ArticlesForm(request.GET))
    language = asked["language"]
    found = Revision.objects.visible_to(user, at)
    if asked["tag"]:
        tag = Tag.objects.filter(name__iexact=fold_name(asked["tag"])).first()
        found = found.tagged(tag.pk) if tag else found.none()
    found = found.in_language(language)
    if asked["kind"]:
        found = found.of_kind(asked["kind"])
    if asked["category"]:
        found = found.in_categories(_inside(asked["category"]))
    if asked["updated_since"]:
        found = found.filter(visible_from__gte=asked["updated_since"])
    rows = _with_tags(found.for_cards()).order_by("text__article")
    return _listed(
        request, rows, asked["page"], lambda revision: shapes.article(revision, language)
    )


def _with_tags(revisions: RevisionQuerySet) -> RevisionQuerySet:
    return revisions.prefetch_related("text__tags")


def _inside(key: str) -> list[int]:
    node = next((node for node in tree().in_order() if node.key == key), None)
    if node is None:
        raise Refusal(400, "invalid", _("There is no such category."))
    return [inner.pk for inner in node.with_descendants()]


@require_http_methods(["GET", "HEAD", "POST"])
@endpoint
def api_article(request: HttpRequest, *, user: Visitor, at: datetime, key: str) -> HttpResponse:
    """One article by its key, with its words; by POST a program writes one language of it."""
    if request.method == "POST":
        return _written(request, user=user, at=at, key=key)
    language = _checked(ReadForm(request.GET))["language"]
    visible = Revision.objects.visible_to(user, at).filter(text__article__key=key)
    revisions = list(_with_tags(visible.select_related("text__article")))
    revision = languages.best(revisions, language)
    if revision is None:
        raise Refusal(404, "not_found", _("There is no such article."))
    return JsonResponse(shapes.whole_article(revision, language, revisions))


def _written(request: HttpRequest, *, user: Visitor, at: datetime, key: str) -> HttpResponse:
    if not isinstance(user, User):
        raise Refusal(401, "unauthorized", _("Writing needs a token."))
    given = _checked(TextForm(_sent(request)))
    language = given["language"]
    try:
        written = actions.write_text(key, language, given, by=user, at=at)
    except PermissionDenied as error:
        message = _("The person of this token has no right to do this.")
        raise Refusal(403, "forbidden", message) from error
    except actions.Conflict as error:
        message = _("Somebody saved a newer version meanwhile. Read it, then send again.")
        raise Refusal(409, "conflict", message) from error
    except ValidationError as error:
        fields = error.message_dict if hasattr(error, "error_dict") else {}
        message = "; ".join(error.messages)
        raise Refusal(400, "invalid", message, fields) from error
    revision = written.revision
    answer = {
        "key": key,
        "language": language,
        "revision": revision.pk,
        "state": _state(revision, at),
        "refused": written.refused,
        "problems": revision.problems,
        "url": shapes.address(revision.text.get_absolute_url()),
    }
    return JsonResponse(answer, status=201 if written.is_new else 200)


def _state(revision: Revision, at: datetime) -> str:
    if not revision.is_published:
        return "draft"
    return "live" if revision.is_live(at) else "scheduled"


def _sent(request: HttpRequest) -> dict[str, Any]:
    """The object that was sent. Raises Refusal where it is none or too large."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        raise Refusal(413, "too_large", _("At most one megabyte can be sent at once."))
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "not_json", _("Send one object of JSON.")) from error
    if not isinstance(sent, dict):
        raise Refusal(400, "not_json", _("Send one object of JSON."))
    return sent


@require_safe
@endpoint
def api_categories(request: HttpRequest, *, user: Visitor, at: datetime) -> HttpResponse:
    """All categories, each before those inside it."""
    language = _checked(ReadForm(request.GET))["language"]
    numbers = readable(user, at)
    rows = [shapes.category(node, language, numbers.within(node)) for node in tree().in_order()]
    return JsonResponse({"count": len(rows), "next": None, "results": rows})


@require_safe
@endpoint
def api_terms(request: HttpRequest, *, user: Visitor, at: datetime) -> HttpResponse:
    """Terms of the glossary by their keys."""
    asked = _checked(ReadForm(request.GET))
    language = asked["language"]
    terms = Term.objects.visible_to(user, at).with_names().order_by("key")

    def shape(term: Term) -> dict[str, Any]:
        text = languages.best(term.texts.all(), language)
        return shapes.term(term, text, language) if text else {"key": term.key}

    return _listed(request, terms, asked["page"], shape)


@require_safe
@endpoint
def api_search(request: HttpRequest, *, user: Visitor, at: datetime) -> HttpResponse:
    """What the site's search finds for `q`, ten rows a page."""
    asked = _checked(SearchForm(request.GET))
    kind, language = asked["kind"], asked["language"]
    if kind and kind not in kinds():
        raise Refusal(400, "invalid", _("There is no such kind."))
    with override(language):
        found = search(
            asked["q"], language=language, user=user, at=at, kind=kind, page=asked["page"]
        )
    query = {**request.GET.dict(), "page": str(found.pages.number + 1)}
    following = f"{request.path}?{urlencode(query)}"
    page = shapes.listed(map(shapes.result, found.rows), found.pages, following)
    return JsonResponse(page | {"count": found.total})


@require_safe
@endpoint
def api_description(request: HttpRequest, *, user: Visitor, at: datetime) -> HttpResponse:
    """This API in OpenAPI 3.1."""
    return JsonResponse(openapi.description())
