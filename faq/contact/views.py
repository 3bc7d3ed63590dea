"""The contact page, and the verifier of channels."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from faq.base.caching import public
from faq.contact.directory import directory
from faq.contact.forms import HotlineFilterForm
from faq.contact.models import Scope
from faq.contact.normal_form import LONGEST
from faq.contact.structured_data import contact_points


@public
@require_safe
def channel_list(request: HttpRequest) -> HttpResponse:
    """Every official channel by region and language, with what holds now."""
    language, at = request.LANGUAGE_CODE, timezone.now()
    form = HotlineFilterForm(request.GET)
    form.is_valid()
    region, spoken = (form.cleaned_data.get(name, "") for name in ("region", "language"))
    listed = directory()
    hotlines, others = listed.hotlines(language, at), listed.others(language, at)
    return render(
        request,
        "contact/channel_list.html",
        {
            "at": at,
            "hotlines": listed.hotlines(language, at, region=region, spoken=spoken),
            "open_count": sum(line.state.is_open for line in hotlines),
            "best_line": next((line for line in hotlines if line.state.is_open), None),
            "regions": listed.regions(language, region),
            "spoken": listed.spoken(language, spoken),
            "is_filtered": bool(region or spoken),
            "others": others,
            "scope": Scope.labels,
            "contact_points": contact_points([*hotlines, *others], timezone.localdate(at)),
            "breadcrumb": [_home()],
        },
    )


@public
@require_safe
def mail_guide(request: HttpRequest) -> HttpResponse:
    """Support by mail: the address, when mail is right, and how to write it."""
    contact = {"label": _("Contact us"), "url": reverse("channel_list")}
    return render(request, "contact/mail_guide.html", {"breadcrumb": [_home(), contact]})


@public
@require_safe
def channel_verify(request: HttpRequest) -> HttpResponse:
    """Whether a number, address or account is ours. What was pasted is compared, never opened."""
    language, at = request.LANGUAGE_CODE, timezone.now()
    typed = request.GET.get("q", "").strip()[:LONGEST]
    listed = directory()
    answer = listed.verifier.verify(typed) if typed else None
    return render(
        request,
        "contact/channel_verify.html",
        {
            "at": at,
            "typed": typed,
            "answer": answer,
            "channel": listed.named_by(answer, language, at) if answer else None,
            "others": listed.others(language, at),
            "is_noindex": bool(request.GET),
            "breadcrumb": [_home(), {"label": _("Contact us"), "url": reverse("channel_list")}],
        },
    )


def _home() -> dict[str, Any]:
    return {"label": _("Home"), "url": reverse("home")}
