"""The pages on which somebody asks for help and follows what comes of it."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from faq.accounts.signed_in import person
from faq.tickets.attachments import open_attachment
from faq.tickets.models import Attachment, Message, Ticket

DOWNLOADED = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


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


@require_safe
@login_required
def ticket_attachment(request: HttpRequest, reference: str, pk: int) -> HttpResponseBase:
    """A file of a message, as a download for those who may see the message."""
    seen = Attachment.objects.visible_to(person(request)).filter(
        message__ticket__reference=reference
    )
    attachment = get_object_or_404(seen, pk=pk)
    file = open_attachment(attachment)
    if file is None:
        raise Http404
    # Its length is that of the file, so nobody may compress it on its way.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    return FileResponse(
        file,
        as_attachment=True,
        filename=attachment.name,
        content_type=attachment.media_type,
        headers=DOWNLOADED,
    )
