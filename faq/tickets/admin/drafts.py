"""A ticket becomes the draft of an article, once somebody went over what is personal in it."""

from django.contrib import admin, messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from faq.accounts.signed_in import person
from faq.articles.models import Words
from faq.categories.tree import choices
from faq.tickets import actions
from faq.tickets.admin.filters import desk_language
from faq.tickets.admin.pages import visible_ticket
from faq.tickets.agents import CHANGE
from faq.tickets.desk_forms import ArticleDraftForm
from faq.tickets.drafting import beginning
from faq.tickets.models import Ticket


def urls(site: AdminSite) -> list[URLPattern]:
    """The address below that of a ticket."""
    view = site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(draft))
    return [path("<int:pk>/draft/", view, name="tickets_ticket_draft")]


def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows what would be kept; POST keeps it as it was cleaned."""
    by = person(request)
    ticket = visible_ticket(by, str(pk))
    if not by.has_perm(CHANGE):
        raise PermissionDenied
    form = ArticleDraftForm(
        request.POST or None, initial=_initial(ticket), categories=choices(desk_language())
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _kept(request, ticket, form)
        except ValidationError as problem:
            form.add_error(None, problem.messages)
    context = {
        **admin.site.each_context(request),
        "title": _("A draft for everybody"),
        "opts": Ticket._meta,
        "ticket": ticket,
        "form": form,
        "asked": beginning(ticket).asked,
    }
    return TemplateResponse(request, "admin/tickets/draft.html", context)


def _kept(request: HttpRequest, ticket: Ticket, form: ArticleDraftForm) -> HttpResponse:
    given, by = form.cleaned_data, person(request)
    words = Words(title=given["title"], summary=given["summary"], body=given["body"])
    text = actions.draft_article(
        ticket, words, category=given["category"], language=given["language"],
        by=by, at=timezone.now(),
    )  # fmt: skip
    messages.success(request, _("The draft is kept; an editor publishes it."))
    if by.has_perm("articles.view_text"):
        return HttpResponseRedirect(reverse("admin:articles_text_change", args=[text.pk]))
    return HttpResponseRedirect(reverse("admin:tickets_ticket_change", args=[ticket.pk]))


def _initial(ticket: Ticket) -> dict[str, object]:
    begun = beginning(ticket)
    return {
        "title": begun.title,
        "body": begun.answered,
        "language": ticket.language,
        "category": ticket.kind.category_id,
    }
