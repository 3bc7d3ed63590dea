"""The history of a text: every version, the difference of any two, and the way back to one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from faq.accounts.signed_in import person
from faq.articles import differences, restoring, rights
from faq.articles.admin.states import revision_in_words
from faq.articles.differences import Line, Piece
from faq.articles.models import Review, Revision, Text
from faq.base import (
    content_links,
    converters,  # noqa: F401 (registers "row")
    languages,
)
from faq.facts import figures

PAGE_SIZE = 25


def urls(admin: ModelAdmin) -> list[URLPattern]:
    """Two more addresses of a text: the difference of two versions, and bringing one back."""

    def difference(request: HttpRequest, pk: int) -> HttpResponse:
        return show_difference(admin, request, pk)

    def restore(request: HttpRequest, pk: int) -> HttpResponse:
        return restore_version(admin, request, pk)

    guarded = admin.admin_site.admin_view
    return [
        path("<row:pk>/difference/", guarded(difference), name="articles_text_difference"),
        path("<row:pk>/restore/", guarded(require_POST(restore)), name="articles_text_restore"),
    ]


@dataclass(frozen=True)
class Version:
    """A version and what became of it, in a word."""

    revision: Revision
    state: str


def _versions(text: Text, revisions: Iterable[Revision], at: datetime) -> list[Version]:
    """Versions of a text with what became of each, in a word."""
    waiting = Review.objects.open().filter(text=text).values_list("revision", flat=True).first()
    return [
        Version(revision, revision_in_words(revision, at, under_review=waiting))
        for revision in revisions
    ]


# --- The list of versions ------------------------------------------------------------------------


def show_history(admin: ModelAdmin, request: HttpRequest, text: Text) -> HttpResponse:
    """Every version of a text, newest first, with a choice of two to compare."""
    at = timezone.now()
    revisions = text.revisions.select_related("author").defer("html", "plain", "body", "headings")
    page = Paginator(revisions, PAGE_SIZE).get_page(request.GET.get("p"))
    rows = _versions(text, page, at)
    context = {
        **_frame(admin, request, text, _("History: %(text)s") % {"text": text}),
        "rows": rows,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "newest": _newest(text),
        "count": ngettext("%(count)d version", "%(count)d versions", page.paginator.count)
        % {"count": page.paginator.count},
    }
    return TemplateResponse(request, "admin/articles/history.html", context)


def _newest(text: Text) -> int | None:
    return text.revisions.values_list("pk", flat=True).first()


def _frame(admin: ModelAdmin, request: HttpRequest, text: Text, title: str) -> dict[str, Any]:
    return {
        **admin.admin_site.each_context(request),
        "title": title,
        "opts": admin.opts,
        "text": text,
        "may_restore": rights.can_write(person(request), text.article, text.language),
    }


# --- The difference of two -----------------------------------------------------------------------


@dataclass(frozen=True)
class Field:
    """A short field in both versions, as one line."""

    name: str
    pieces: list[Piece]

    @property
    def is_same(self) -> bool:
        """Whether both versions say the same."""
        return all(piece.kind == "same" for piece in self.pieces)


def show_difference(admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Two versions of a text as one: what readers see, the source, and what goes with the words.

    `before` and `after` are numbers of versions; without them the two newest.
    """
    text = _text(admin, request, pk)
    before, after = _chosen(request, text)
    at = timezone.now()
    context = {
        **_frame(admin, request, text, _("Difference: %(text)s") % {"text": text}),
        "both": _versions(text, (before, after), at),
        "fields": _fields(before, after),
        "rendered": difference_as_read(before, after),
        "lines": _source(before, after),
        "lang": languages.html_lang(text.language),
        "newest": _newest(text),
    }
    return TemplateResponse(request, "admin/articles/difference.html", context)


def _text(admin: ModelAdmin, request: HttpRequest, pk: int) -> Text:
    text: Text = get_object_or_404(Text.objects.select_related("article"), pk=pk)
    if not admin.has_view_or_change_permission(request, text):
        raise PermissionDenied
    return text


def _chosen(request: HttpRequest, text: Text) -> tuple[Revision, Revision]:
    """The older of the two stands before, however they were chosen."""
    numbers = [request.GET.get(name, "") for name in ("before", "after")]
    revisions = text.revisions.select_related("author")
    if any(numbers):
        if not all(number.isdecimal() and len(number) < 19 for number in numbers):
            raise Http404
        revisions = revisions.filter(pk__in=map(int, numbers))
    found = list(revisions.order_by("-pk")[:2])
    if not found or (any(numbers) and len(found) != len(set(numbers))):
        raise Http404
    return found[-1], found[0]


def _fields(before: Revision, after: Revision) -> list[Field]:
    return [
        Field(str(name), differences.words(_said(before, value), _said(after, value)))
        for name, value in (
            (_("title"), "title"),
            (_("answer first"), "summary"),
            (_("words readers would search for"), "keywords"),
            (_("tags"), "tags"),
            (_("address"), "slug"),
        )
    ]


def _said(revision: Revision, name: str) -> str:
    if name == "tags":
        return ", ".join(revision.snapshot.get("tags", []))
    return str(revision.snapshot.get("slug", "") if name == "slug" else getattr(revision, name))


def difference_as_read(before: Revision, after: Revision) -> SafeString:
    """Two bodies as one, as their pages show them now, facts filled in."""
    return differences.rendered(_as_read(before), _as_read(after))


def _as_read(revision: Revision) -> SafeString:
    html = figures.in_html(revision.html, revision.language)
    return content_links.localise(html, revision.language)


def _source(before: Revision, after: Revision) -> list[Line]:
    return differences.source(before.body, after.body)


# --- The way back --------------------------------------------------------------------------------


def restore_version(admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Save a version again as the newest draft: `revision`, and the `newest` that was seen."""
    text = _text(admin, request, pk)
    if not rights.can_write(person(request), text.article, text.language):
        raise PermissionDenied
    number, seen = (request.POST.get(name, "") for name in ("revision", "newest"))
    if not (number.isdecimal() and len(number) < 19):
        raise Http404
    revision = get_object_or_404(text.revisions.select_related("text__article"), pk=int(number))
    try:
        restoring.restore(
            revision,
            newest_seen=int(seen) if seen.isdecimal() else None,
            by=person(request),
            at=timezone.now(),
        )
    except restoring.NewerWords as error:
        admin.message_user(request, error.messages[0], messages.ERROR)
        return HttpResponseRedirect(reverse("admin:articles_text_history", args=[text.pk]))
    admin.message_user(
        request,
        _(
            "The version is the newest draft again; its address and tags hold already. "
            "Publish it when readers should see it."
        ),
        messages.SUCCESS,
    )
    return HttpResponseRedirect(reverse("admin:articles_text_change", args=[text.pk]))
