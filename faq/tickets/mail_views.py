"""The page on which somebody says which mails in their name they wrote."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from faq.accounts.signed_in import person
from faq.tickets import actions
from faq.tickets.models import Message, Ticket

SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ticket_mails(request: HttpRequest) -> HttpResponse:
    """Mails with the person's address that are nobody's yet; by POST one becomes their ticket."""
    by = person(request)
    mails = Ticket.objects.in_the_name_of(by)
    if request.method == "POST":
        ticket = get_object_or_404(mails, reference=request.POST.get("reference", ""))
        try:
            actions.claim(ticket, by=by, at=timezone.now())
        except ValidationError as problem:
            raise Http404 from problem
        return redirect(ticket)
    written = Message.objects.filter(side=Message.Side.REQUESTER).in_order()
    shown = mails.prefetch_related(Prefetch("messages", written, to_attr="written"))[:SHOWN]
    return render(request, "tickets/ticket_mails.html", {"mails": shown})
