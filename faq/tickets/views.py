"""The pages on which somebody asks for help and follows what comes of it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from faq.accounts.signed_in import person
from faq.tickets.models import Message, Ticket


@require_safe
@login_required
def ticket_list(request: HttpRequest) -> HttpResponse:
    """What somebody asked, that which waits for them first."""
    tickets = Ticket.objects.of(person(request)).by_turn()
    return render(request, "tickets/ticket_list.html", {"tickets": tickets})


@require_safe
@login_required
def ticket_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """One ticket: where it stands, and what was said."""
    ticket = get_object_or_404(Ticket.objects.of(person(request)), reference=reference)
    said = Message.objects.visible_to(person(request)).filter(ticket=ticket, is_internal=False)
    return render(
        request, "tickets/ticket_detail.html", {"ticket": ticket, "said": said.in_order()}
    )
