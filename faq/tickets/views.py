"""The pages on which somebody asks for help and follows what comes of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from faq.accounts import proof
from faq.accounts.models import User
from faq.accounts.signed_in import person
from faq.base.throttle import Limit, client_address, too_many_requests
from faq.base.time_zones import offset
from faq.contact.directory import directory
from faq.tickets import (
    actions,
    before_sending,
    coach,
    duplicates,
    facts,
    kinds,
    once,
    shown,
)
from faq.tickets.attachments import open_attachment
from faq.tickets.forms import (
    CodeForm,
    RatingForm,
    ReplyForm,
    TicketForm,
    initial_of,
    initial_of_question,
)
from faq.tickets.models import Attachment, Kind, Message, Ticket
from faq.tickets.promise import promises
from faq.tickets.querysets import TicketQuerySet

BY_ADDRESS = Limit("tickets", times=30, seconds=3600)
BY_PERSON = Limit("tickets of one", times=10, seconds=3600)
BY_ALL = Limit("tickets of all", times=1000, seconds=3600)
REPLIES = Limit("ticket replies", times=30, seconds=3600)
CHECKS = Limit("ticket checks", times=120, seconds=60, cache="default")
UPLOADS = Limit("ticket files", times=30, seconds=3600)
PAGE_SIZE = 20
DOWNLOADED = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_TO_CONFIRM = "tickets_to_confirm"
_WRITES = require_http_methods(["GET", "HEAD", "POST"])


# --- Asking --------------------------------------------------------------------------------------


@_WRITES
def ticket_new(request: HttpRequest) -> HttpResponse:
    """Choose a kind; fill in its form; see what is missing and what may help; send."""
    kind = kinds.find(request.GET.get("kind", ""))
    if kind is None:
        return _choosing(request)
    if request.method == "POST":
        return _posted(request, kind)
    return _asking(request, kind, _form(request, kind, timezone.now()))


def _choosing(request: HttpRequest) -> HttpResponse:
    offered = [shown.kind(one, request.LANGUAGE_CODE) for one in kinds.offered()]
    context = {"kinds": offered, "asked": request.GET.get("q", "")}
    return _page(request, "tickets/ticket_kinds.html", context)


def _form(request: HttpRequest, kind: Kind, at: datetime) -> TicketForm:
    """What was sent, else an empty form, or a request to be changed before it is confirmed."""
    is_guest = not request.user.is_authenticated
    if request.method == "POST":
        return TicketForm(request.POST, request.FILES, kind=kind, is_guest=is_guest, at=at)
    initial: Mapping[str, str] | None = None
    if "again" in request.GET and (ticket := _to_confirm(request)):
        initial = {**initial_of(ticket), "email": ticket.address}
    elif asked := request.GET.get("q", ""):
        initial = initial_of_question(asked)
    return TicketForm(kind=kind, is_guest=is_guest, at=at, initial=initial)


def _posted(request: HttpRequest, kind: Kind) -> HttpResponse:
    if _sends_too_many_files(request):
        return too_many_requests(request, UPLOADS)
    at = timezone.now()
    form = _form(request, kind, at)
    if not form.is_valid():
        return _asking(request, kind, form, status=400)
    check = _check(request, kind, form, at)
    untold = {item.name for item in check["advice"].odd} - {*form.cleaned_data["told"].split(",")}
    if request.POST.get("step") != "send" or untold:
        # From here on a guest has a session, whichever answer to a double press is kept.
        request.session.setdefault("is_asking", True)
        return _asking(request, kind, form, check=check)
    return _send(request, kind, form, at)


def _asking(
    request: HttpRequest,
    kind: Kind,
    form: TicketForm,
    *,
    check: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    language = request.LANGUAGE_CODE
    topic = before_sending.Topic(kind, "", language, request.user, timezone.now())
    context = {
        "form": form,
        "kind": shown.kind(kind, language),
        # The check says them again, with what is going on about the words.
        "incidents": [] if check else before_sending.incidents(topic),
        "check": check,
        "takes_files": check is not None or request.POST.get("step") == "send",
        "has_lost_files": bool(request.FILES),
        "coins": facts.COINS,
        "address": f"{reverse('ticket_new')}?{urlencode(_again(request) | {'kind': kind.key})}",
        "check_address": f"{reverse('ticket_check')}?{urlencode({'kind': kind.key})}",
    }
    return _page(request, "tickets/ticket_new.html", context, status=status)


def _again(request: HttpRequest) -> dict[str, str]:
    return {"again": "1"} if "again" in request.GET else {}


@require_POST
def ticket_check(request: HttpRequest) -> HttpResponse:
    """The part of the page that says what is missing and what may help, for what is typed so far.

    Nothing of it is kept.
    """
    if CHECKS.is_exceeded(client_address(request)):
        return too_many_requests(request, CHECKS)
    kind = kinds.find(request.GET.get("kind", ""))
    if kind is None:
        raise Http404
    at = timezone.now()
    form = _form(request, kind, at)
    form.is_valid()
    return render(request, "tickets/_check.html", {"check": _check(request, kind, form, at)})


def _check(request: HttpRequest, kind: Kind, form: TicketForm, at: datetime) -> dict[str, Any]:
    """All that is told before sending."""
    language, details = request.LANGUAGE_CODE, form.details()
    needed = [field.name for field in kind.fields.all() if field.is_needed]
    words = form.cleaned_data.get("subject") or form.cleaned_data.get("body", "")
    topic = before_sending.Topic(kind, words, language, request.user, at)
    urgency = form.cleaned_data.get("urgency") or kind.urgency
    hotlines = directory().hotlines(language, at)
    return {
        "at": at,
        "advice": coach.advise(needed, details, form.text(), language=language, at=at),
        "kind": shown.kind(kind, language),
        "articles": before_sending.articles(topic),
        "incidents": before_sending.incidents(topic),
        "duplicates": _duplicates(request, kind, form, details),
        "urgency": urgency,
        "line": next((line for line in hotlines if line.state.is_open), None),
        "answer_by": promises.get().due(kind.pk, urgency, at),
    }


def _duplicates(
    request: HttpRequest, kind: Kind, form: TicketForm, details: dict[str, str]
) -> list[Ticket]:
    if not request.user.is_authenticated or not form.cleaned_data.get("subject"):
        return []
    earlier = Ticket.objects.of(request.user).are_open().filter(kind=kind)
    return duplicates.likely(earlier, subject=form.cleaned_data["subject"], details=details)


def _send(request: HttpRequest, kind: Kind, form: TicketForm, at: datetime) -> HttpResponse:
    """One ticket, however often the same form comes: one transaction after another."""
    sent = form.cleaned_data
    asker = request.user if isinstance(request.user, User) else None
    who = str(asker.pk) if asker else sent["email"]
    name = once.name(sent["nonce"], who, *form.as_sent())
    try:
        with transaction.atomic():
            is_known = Ticket.objects.filter(once=name).exists()
            if not is_known and _asks_too_much(request, who):
                return too_many_requests(request, BY_ADDRESS)
            ticket, is_new = actions.open_ticket(
                kind=kind,
                subject=sent["subject"],
                body=sent["body"],
                files=sent["attached"],
                language=request.LANGUAGE_CODE,
                at=at,
                requester=asker,
                address=sent.get("email", ""),
                details=form.details(),
                urgency=sent["urgency"],
                is_confirmed=asker is not None,
                once=name,
            )
            if is_new and not asker:
                _ask_for_code(request, ticket)
    except ValidationError as error:
        # Too many files of one person in a day.
        form.add_error("attached", error)
        return _asking(request, kind, form, status=400)
    if ticket.state == Ticket.State.UNCONFIRMED:
        return redirect("ticket_confirm")
    return redirect(ticket)


def _ask_for_code(request: HttpRequest, ticket: Ticket) -> None:
    """Mail a code, and keep it in the session before another press of the button goes on."""
    waiting = request.session.get(_TO_CONFIRM, [])
    # Sent again with changes, the newest takes the place of the one before it.
    before = waiting[:-1] if "again" in request.GET else waiting
    request.session[_TO_CONFIRM] = [*before, ticket.pk]
    proof.begin(request, ticket.address)
    request.session.save()


def _sends_too_many_files(request: HttpRequest) -> bool:
    return bool(request.FILES) and UPLOADS.is_exceeded(client_address(request))


def _asks_too_much(request: HttpRequest, who: str) -> bool:
    return any(
        [
            BY_ADDRESS.is_exceeded(client_address(request)),
            BY_PERSON.is_exceeded(who),
            BY_ALL.is_exceeded("all"),
        ]
    )


@_WRITES
def ticket_confirm(request: HttpRequest) -> HttpResponse:
    """A guest types in the code that was mailed; only then the request is received."""
    ticket = _to_confirm(request)
    if ticket is None:
        return redirect("ticket_new")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        user = proof.prove(request, form.cleaned_data["code"])
        if user and user.email.lower() == ticket.address.lower():
            return _confirmed(request, ticket, user)
        form.add_error(
            "code",
            _("This is not the code, or it is too old. Look at the newest mail and type it again."),
        )
    again = {"kind": ticket.kind.key, "again": "1"}
    context = {
        "form": form,
        "ticket": ticket,
        "change_address": f"{reverse('ticket_new')}?{urlencode(again)}",
    }
    status = 400 if form.errors else 200
    return _page(request, "tickets/ticket_confirm.html", context, status=status)


def _to_confirm(request: HttpRequest) -> Ticket | None:
    """The newest request that a guest of this session sent and has not confirmed yet."""
    found: Ticket | None = _all_to_confirm(request).order_by("pk").last()
    return found


def _all_to_confirm(request: HttpRequest) -> TicketQuerySet:
    return Ticket.objects.unconfirmed().filter(pk__in=request.session.get(_TO_CONFIRM, []))


def _confirmed(request: HttpRequest, ticket: Ticket, user: User) -> HttpResponse:
    """All that this guest sent under the address is received now."""
    waiting = _all_to_confirm(request).filter(address=ticket.address).order_by("pk")
    actions.confirm_all(waiting, by=user, at=timezone.now())
    request.session.pop(_TO_CONFIRM, None)
    if request.user == user:
        return redirect(ticket)
    # Staff, and whoever has a second factor, sign in themselves.
    ticket.refresh_from_db()
    return _page(request, "tickets/ticket_received.html", {"ticket": ticket})


# --- Following -----------------------------------------------------------------------------------


@require_safe
@login_required
def ticket_list(request: HttpRequest) -> HttpResponse:
    """What somebody asked, that which waits for them first."""
    tickets = Ticket.objects.of(person(request)).by_turn()
    page = Paginator(tickets, PAGE_SIZE).get_page(request.GET.get("page"))
    return _page(request, "tickets/ticket_list.html", {"tickets": page, "page_obj": page})


@require_safe
@login_required
def ticket_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """One ticket: where it stands, what was said, and what can be done now."""
    return _detail(request, _own(request, reference), ReplyForm())


@require_POST
@login_required
def ticket_reply(request: HttpRequest, reference: str) -> HttpResponse:
    """Say more about a ticket; a settled one is taken up again."""
    ticket, by = _own(request, reference), person(request)
    if _sends_too_many_files(request):
        return too_many_requests(request, UPLOADS)
    form = ReplyForm(request.POST, request.FILES)
    if not form.is_valid():
        return _detail(request, ticket, form, status=400)
    sent = form.cleaned_data
    name = once.name(sent["nonce"], str(ticket.pk), *form.as_sent())
    is_known = Message.objects.filter(once=name).exists()
    if not is_known and REPLIES.is_exceeded(str(by.pk)):
        return too_many_requests(request, REPLIES)
    try:
        actions.reply(
            ticket, body=sent["body"], files=sent["attached"], by=by, at=timezone.now(), once=name
        )
    except ValidationError as error:
        form.add_error(None, error)
        return _detail(request, ticket, form, status=400)
    return _back_to(ticket, "#end")


@require_POST
@login_required
def ticket_close(request: HttpRequest, reference: str) -> HttpResponse:
    """Nothing more is to come; closing a closed one changes nothing."""
    ticket = _own(request, reference)
    if ticket.state != Ticket.State.CLOSED:
        actions.close(ticket, by=person(request), at=timezone.now())
    return _back_to(ticket)


@require_POST
@login_required
def ticket_reopen(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a settled ticket up again, where that is not too long ago."""
    ticket, at = _own(request, reference), timezone.now()
    if actions.can_be_reopened(ticket, at):
        actions.reopen(ticket, by=person(request), at=at)
    return _back_to(ticket)


@require_POST
@login_required
def ticket_rate(request: HttpRequest, reference: str) -> HttpResponse:
    """Say how it went, once it is settled; it may be changed."""
    ticket = _own(request, reference)
    form = RatingForm(request.POST)
    if ticket.is_open or not form.is_valid():
        return _detail(request, ticket, ReplyForm(), rating_form=form, status=400)
    actions.rate(
        ticket,
        rating=form.cleaned_data["rating"],
        comment=form.cleaned_data["comment"],
        by=person(request),
        at=timezone.now(),
    )
    return _back_to(ticket, "#rating")


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


def _own(request: HttpRequest, reference: str) -> Ticket:
    """A ticket that this person asked themselves; any other looks absent."""
    mine = Ticket.objects.of(person(request)).select_related("merged_into", "assignee")
    ticket: Ticket = get_object_or_404(mine, reference=reference)
    return ticket


def _detail(
    request: HttpRequest,
    ticket: Ticket,
    form: ReplyForm,
    *,
    rating_form: RatingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    at = timezone.now()
    said = Message.objects.visible_to(request.user).of_ticket(ticket).for_page()
    context = {
        "ticket": ticket,
        "zone": offset(timezone.localtime(at)),
        "said": said,
        "kind_name": kinds.by_number(ticket.kind_id).name(request.LANGUAGE_CODE),
        "stages": shown.stages(ticket),
        "details": shown.details(ticket),
        "urgency": shown.urgency(ticket),
        "is_late": ticket.is_overdue(at),
        "reopen_until": actions.reopen_until(ticket, at),
        "form": form,
        "rating_form": rating_form or RatingForm(initial={"comment": ticket.rating_comment}),
    }
    return _page(request, "tickets/ticket_detail.html", context, status=status)


def _back_to(ticket: Ticket, place: str = "") -> HttpResponse:
    return redirect(ticket.get_absolute_url() + place)


def _page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    breadcrumb = [{"label": _("Home"), "url": reverse("home")}]
    if template not in {"tickets/ticket_list.html", "tickets/ticket_kinds.html"}:
        is_mine = "reference" in (request.resolver_match.kwargs if request.resolver_match else {})
        name, label = (
            ("ticket_list", _("My tickets")) if is_mine else ("ticket_new", _("New ticket"))
        )
        breadcrumb.append({"label": label, "url": reverse(name)})
    return render(request, template, {"breadcrumb": breadcrumb, **context}, status=status)
