"""Choices of filters that are kept under a name, for oneself or for all."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from faq.accounts.models import User
from faq.accounts.signed_in import person
from faq.tickets import actions
from faq.tickets.desk_forms import SavedViewForm
from faq.tickets.models import SavedView
from faq.tickets.querysets import VIEW


def urls(site: AdminSite) -> list[URLPattern]:
    """The addresses below that of tickets."""
    return [
        path("views/", site.admin_view(require_POST(save)), name="tickets_view_save"),
        path(
            "views/<int:pk>/delete/",
            site.admin_view(require_POST(delete)),
            name="tickets_view_delete",
        ),
    ]


def context(request: HttpRequest) -> dict[str, Any]:
    """What the queue shows of them. One query."""
    by = person(request)
    return {
        "views": SavedView.objects.usable_by(by),
        "me": by,
        "shown_query": request.GET.urlencode(),
        "save_form": SavedViewForm(initial={"query": request.GET.urlencode()}, auto_id="view-%s"),
    }


def save(request: HttpRequest) -> HttpResponse:
    """Keep the filters that are set."""
    form, by = SavedViewForm(request.POST), _agent(request)
    if not form.is_valid():
        messages.error(request, _("Give the view a name of at most 40 characters."))
        return HttpResponseRedirect(reverse("admin:tickets_ticket_changelist"))
    view = actions.save_view(by=by, **form.cleaned_data)
    messages.success(request, _("The view is saved."))
    return HttpResponseRedirect(f"{reverse('admin:tickets_ticket_changelist')}?{view.query}")


def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget one of one's own."""
    by = _agent(request)
    actions.delete_view(get_object_or_404(SavedView.objects.usable_by(by), pk=pk), by=by)
    messages.success(request, _("The view is gone."))
    return HttpResponseRedirect(reverse("admin:tickets_ticket_changelist"))


def _agent(request: HttpRequest) -> User:
    by = person(request)
    if not by.has_perm(VIEW):
        raise PermissionDenied
    return by
