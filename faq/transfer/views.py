"""One's own data: taken along, or taken away."""

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from faq.accounts import personal_data as holdings
from faq.accounts.forms import ErasureForm
from faq.accounts.reauthentication import confirmed
from faq.accounts.signed_in import person


@require_safe
@login_required
@confirmed
def personal_data(request: HttpRequest) -> HttpResponse:
    """One file with everything that the site holds about the person."""
    response = JsonResponse(
        holdings.everything_about(person(request)),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    response["Content-Disposition"] = 'attachment; filename="personal-data.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@confirmed
def personal_data_delete(request: HttpRequest) -> HttpResponse:
    """Say what goes and what stays; delete when the person confirms."""
    form = ErasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        holdings.erase(person(request), at=timezone.now())
        logout(request)
        return render(request, "transfer/personal_data_deleted.html")
    return render(request, "transfer/personal_data_delete.html", {"form": form})
