"""Buttons by which an editor says that a text is right as it is; what changed in its source."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from faq.accounts.signed_in import person
from faq.articles import source_changes, upkeep
from faq.articles.models import Revision, Text
from faq.articles.rights import can_write
from faq.base import languages


@dataclass(frozen=True)
class Panel:
    """What the page of a text says of its upkeep."""

    due_on: date
    is_due: bool
    is_behind: bool


def with_panel(texts: QuerySet[Text], at: datetime) -> QuerySet[Any]:
    """Texts with what `panel` says of them."""
    behind = Exists(upkeep.behind(at).filter(pk=OuterRef("pk")))
    return upkeep.with_due_day(texts).annotate(is_behind=behind)


def panel(text: Any, at: datetime) -> Panel:
    """For a text that readers can see, read `with_panel`."""
    return Panel(text.due_on, text.due_on <= timezone.localdate(at), text.is_behind)


def urls(site: AdminSite) -> list[URLPattern]:
    """The addresses below those of texts."""
    views: list[tuple[str, Any]] = [
        ("checked", checked),
        ("source_changes", source_changed),
        ("up_to_date", up_to_date),
    ]
    return [
        path(
            f"<int:pk>/{name.replace('_', '-')}/",
            site.admin_view(view),
            name=f"articles_text_{name}",
        )
        for name, view in views
    ]


def _writable(request: HttpRequest, pk: int) -> Text:
    text = get_object_or_404(Text.objects.select_related("article"), pk=pk)
    if not can_write(person(request), text.article, text.language):
        raise PermissionDenied
    return text


@require_POST
def checked(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the text is right as of today."""
    text = _writable(request, pk)
    upkeep.mark_checked([text], by=person(request), at=timezone.now())
    messages.success(request, _("Noted as checked today."))
    return HttpResponseRedirect(reverse("admin:articles_text_change", args=[pk]))


@require_safe
def source_changed(request: HttpRequest, pk: int) -> HttpResponse:
    """What the source says now, against what it said when the translation followed it."""
    text = _writable(request, pk)
    context = {
        **admin.site.each_context(request),
        "title": _("What changed in the source"),
        "opts": Text._meta,
        "text": text,
        "language": languages.name(text.language),
        "source_lang": languages.html_lang(upkeep.source_language()),
        "changes": source_changes.since_followed(text, at=timezone.now()),
    }
    return TemplateResponse(request, "admin/articles/source_changes.html", context)


@require_POST
def up_to_date(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the translation follows the revision of the source which the page showed."""
    text = _writable(request, pk)
    source = _revision_of_source(text, request.POST.get("revision", ""))
    if source is None:
        raise Http404
    upkeep.mark_up_to_date(text, source, by=person(request), at=timezone.now())
    messages.success(request, _("Noted: the translation is up to date."))
    return HttpResponseRedirect(reverse("admin:articles_text_change", args=[pk]))


def note_followed(request: HttpRequest, text: Text) -> None:
    """After a save of somebody who came from the page of changes: what they had before them."""
    if source := _revision_of_source(text, request.GET.get("follows", "")):
        upkeep.mark_up_to_date(text, source, by=person(request), at=timezone.now())


def _revision_of_source(text: Text, given: str) -> Revision | None:
    if not given.isdecimal():
        return None
    of_source = Revision.objects.filter(
        text__article=text.article, text__language=upkeep.source_language()
    )
    return of_source.exclude(text=text).select_related("text").filter(pk=given).first()


@admin.action(description=_("Checked today: they are right"), permissions=["change"])
def check_selected(_admin: Any, request: HttpRequest, queryset: QuerySet[Text]) -> None:
    """The same for a selection; texts that the person may not write are left out."""
    by = person(request)
    texts = [
        text
        for text in queryset.select_related("article")
        if can_write(by, text.article, text.language)
    ]
    upkeep.mark_checked(texts, by=by, at=timezone.now())
    said = ngettext(
        "%(n)d text noted as checked today.", "%(n)d texts noted as checked today.", len(texts)
    )
    messages.success(request, said % {"n": len(texts)})
