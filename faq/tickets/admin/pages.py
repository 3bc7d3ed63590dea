"""The page of a ticket: what was said, and a form for each thing that staff do about it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from faq.accounts.models import User
from faq.accounts.signed_in import person
from faq.articles.models import Revision
from faq.tickets import actions, article_links, canned, kinds
from faq.tickets.admin.filters import desk_language
from faq.tickets.agents import CHANGE
from faq.tickets.conversation import beside, conversation, newest_answer, state_name
from faq.tickets.desk_forms import (
    AnswerForm,
    AssignForm,
    InsertForm,
    MergeForm,
    NoteForm,
    SortForm,
    token,
)
from faq.tickets.models import Label, Ticket
from faq.tickets.querysets import VIEW

Given = dict[str, Any]
Act = Callable[[Ticket, Given, User, datetime], Any]


def urls(site: AdminSite) -> list[URLPattern]:
    """The address that an open page with scripts posts to now and then."""
    view = site.admin_view(require_POST(present))
    return [path("<int:pk>/present/", view, name="tickets_ticket_present")]


def ticket_page(request: HttpRequest, given: str) -> HttpResponse:
    """GET shows it; POST does what the pressed button says."""
    by = person(request)
    ticket = visible_ticket(by, given)
    if request.method != "POST":
        return Page(request, ticket).shown()
    if not by.has_perm(CHANGE):
        raise PermissionDenied
    pressed = next((name for name in _PRESSED if name in request.POST), "")
    return _PRESSED[pressed](Page(request, ticket), pressed) if pressed else _back(ticket)


def present(request: HttpRequest, pk: int) -> JsonResponse:
    """Note that the page is open; tell who else has it open, and the newest answer."""
    by, at = person(request), timezone.now()
    ticket = visible_ticket(by, str(pk))
    actions.note_presence(ticket, by=by, at=at)
    return JsonResponse({"beside": beside(ticket, to=by, at=at), "newest": newest_answer(ticket)})


def visible_ticket(by: User, given: str) -> Ticket:
    """The ticket of that number in the table. Raises Http404, PermissionDenied for others."""
    if not by.has_perm(VIEW):
        raise PermissionDenied
    tickets = Ticket.objects.visible_to(by).select_related(
        "kind", "requester", "assignee", "merged_into"
    )
    ticket: Ticket | None = tickets.filter(pk=given).first() if given.isdecimal() else None
    if ticket is None:
        raise Http404
    return ticket


def _back(ticket: Ticket) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:tickets_ticket_change", args=[ticket.pk]))


@dataclass
class Page:
    """What a page holds besides the ticket: forms that were sent and could not be done."""

    request: HttpRequest
    ticket: Ticket
    sent: dict[str, forms.Form] = field(default_factory=dict)
    more: Given = field(default_factory=dict)
    status: int = 200
    newest: int | None = None

    @property
    def by(self) -> User:
        """Who looks at it."""
        return person(self.request)

    @cached_property
    def labels(self) -> list[Any]:
        """Every label, and whether it is on the ticket."""
        return list(Label.objects.beside(self.ticket))

    def form(self, name: str, data: Any = None) -> Any:
        """A form by its name, sent or as it is at first."""
        ticket, kind = self.ticket, self.ticket.kind
        options: Given = {"prefix": name, "data": data}
        if name == "answer":
            newest = newest_answer(ticket) if self.newest is None else self.newest
            return AnswerForm(initial={"seen": newest, "once": token()}, **options)
        if name == "insert":
            return InsertForm(ticket=ticket, **options)
        if name == "note":
            return NoteForm(initial={"once": token()}, **options)
        if name == "assign":
            had = ticket.assignee_id
            return AssignForm(by=self.by, initial={"to": had, "had": had}, **options)
        if name == "merge":
            return MergeForm(ticket=ticket, **options)
        chosen = [label.pk for label in self.labels if label.is_on]
        initial = {"kind": kind.key, "urgency": ticket.urgency, "labels": chosen}
        return SortForm(language=desk_language(), among=self.labels, initial=initial, **options)

    def act(self, name: str, act: Act, told: Any) -> HttpResponse:
        """Do what a form says to the ticket as it is now; the form again where that cannot be."""
        form = self.form(name, self.request.POST)
        if form.is_valid() and self.do(act, form.cleaned_data, form):
            messages.success(self.request, told)
            return _back(self.ticket)
        self.sent[name] = form
        return self.shown()

    def do(self, act: Act, given: Given, form: forms.Form) -> bool:
        """Whether it could be done; why not, the form says."""
        by = self.by
        try:
            with transaction.atomic():
                self.ticket = visible_ticket(by, str(self.ticket.pk))
                act(self.ticket, given, by, timezone.now())
        except actions.Overtaken as problem:
            self.overtaken(form, problem)
            return False
        except ValidationError as problem:
            form.add_error(None, problem.messages)
            return False
        return True

    def overtaken(self, form: forms.Form, problem: ValidationError) -> None:
        """Somebody was quicker: what they did beside what was typed, which may be sent now."""
        if "seen" in form.cleaned_data:
            self.more["seen"] = form.cleaned_data["seen"]
        data = self.request.POST.copy()
        data["answer-seen"] = str(self.form("answer").initial["seen"])
        data["assign-had"] = str(self.ticket.assignee_id or "")
        form.data = data
        form.add_error(None, problem.messages)
        self.status = 409

    def shown(self) -> HttpResponse:
        """The page itself."""
        by, at, ticket = self.by, timezone.now(), self.ticket
        told = conversation(ticket, to=by)
        self.newest = told.newest_answer
        may_act = by.has_perm(CHANGE) and ticket.merged_into_id is None
        names = ("answer", "insert", "note", "assign", "sort", "merge")
        context = {
            **admin.site.each_context(self.request),
            "title": ticket.reference,
            "subtitle": ticket.subject,
            "opts": Ticket._meta,
            "ticket": ticket,
            "told": told,
            "kind_name": kinds.by_number(ticket.kind_id).name(desk_language()),
            "state_name": state_name(ticket.state),
            "is_overdue": ticket.is_overdue(at),
            "labels": [label for label in self.labels if label.is_on],
            "beside": beside(ticket, to=by, at=at),
            "may_act": may_act,
            "can_be_reopened": actions.can_be_reopened(ticket, at),
            "is_mine": ticket.assignee_id == by.pk,
            "forms": {n: self.sent.get(n) or self.form(n) for n in names} if may_act else {},
            "newer": told.newer_than(self.more["seen"]) if "seen" in self.more else [],
            **self.more,
        }
        return TemplateResponse(
            self.request, "admin/tickets/ticket.html", context, status=self.status
        )


# --- What the buttons do --------------------------------------------------------------------------


def _answer(page: Page, _pressed: str) -> HttpResponse:
    def act(ticket: Ticket, given: Given, by: User, at: datetime) -> None:
        actions.answer(ticket, by=by, at=at, **given)

    return page.act("answer", act, _("Sent."))


def _note(page: Page, _pressed: str) -> HttpResponse:
    def act(ticket: Ticket, given: Given, by: User, at: datetime) -> None:
        actions.write_note(ticket, by=by, at=at, **given)

    return page.act("note", act, _("Noted."))


def _assign(page: Page, _pressed: str) -> HttpResponse:
    def act(ticket: Ticket, given: Given, by: User, at: datetime) -> None:
        _require_unmoved(ticket, given["had"])
        if given["note"]:
            actions.hand_over(ticket, to=given["to"], note=given["note"], by=by, at=at)
        else:
            actions.assign(ticket, to=given["to"], by=by, at=at)

    return page.act("assign", act, _("Handed over."))


def _sort(page: Page, _pressed: str) -> HttpResponse:
    def act(ticket: Ticket, given: Given, by: User, at: datetime) -> None:
        if (given["kind"], given["urgency"]) != (ticket.kind, ticket.urgency):
            actions.classify(ticket, kind=given["kind"], urgency=given["urgency"], by=by, at=at)
        if set(given["labels"]) != set(ticket.labels.all()):
            actions.set_labels(ticket, given["labels"], by=by, at=at)

    return page.act("sort", act, _("Sorted."))


def _merge(page: Page, _pressed: str) -> HttpResponse:
    def act(ticket: Ticket, given: Given, by: User, at: datetime) -> None:
        actions.merge(ticket, into=given["into"], by=by, at=at)

    return page.act("merge", act, _("Merged: it goes on in the other ticket."))


def _require_unmoved(ticket: Ticket, had: int | None) -> None:
    """Raise Overtaken when it went to somebody else since the page was loaded."""
    if ticket.assignee_id != had:
        raise actions.Overtaken(_("Somebody else was quicker: look who handles it now."))


def _take(page: Page, _pressed: str) -> HttpResponse:
    """Handle it oneself, unless somebody else does by now."""
    given = str(page.request.POST.get("assign-had", ""))

    def act(ticket: Ticket, _given: Given, by: User, at: datetime) -> None:
        _require_unmoved(ticket, int(given) if given.isdecimal() else None)
        actions.assign(ticket, to=by, by=by, at=at)

    return _told(page, act)


def _move(page: Page, pressed: str) -> HttpResponse:
    """Solve, close, or take up again."""
    move = {"_solve": actions.solve, "_close": actions.close, "_reopen": actions.reopen}[pressed]

    def act(ticket: Ticket, _given: Given, by: User, at: datetime) -> None:
        move(ticket, by=by, at=at)

    return _told(page, act)


def _told(page: Page, act: Act) -> HttpResponse:
    """Do what a button says for which nothing is filled in, and say whether it could be done."""
    form = forms.Form({})
    form.full_clean()
    if page.do(act, {}, form):
        messages.success(page.request, _("Done."))
    else:
        messages.error(page.request, " ".join(map(str, form.non_field_errors())))
    return _back(page.ticket)


def _insert(page: Page, pressed: str) -> HttpResponse:
    """The same page, with more words in the answer or with articles to choose from."""
    data, at, ticket = page.request.POST.copy(), timezone.now(), page.ticket
    insert = page.form("insert", data)
    added = ""
    if insert.is_valid():
        reply, words = insert.cleaned_data["canned"], insert.cleaned_data["words"]
        if pressed == "_canned" and reply:
            added = canned.filled(reply, ticket, at=at)
        elif pressed == "_find" and words:
            page.more["found"] = article_links.find(words, language=ticket.language, at=at)
        elif pressed == "_put":
            added = _linked(str(data["_put"]), ticket, at)
    page.sent["insert"] = insert
    answer = {name: data.get(f"answer-{name}", "") for name in ("body", "state", "seen", "once")}
    answer["body"] = "\n\n".join(filter(None, (answer["body"].rstrip(), added)))
    page.sent["answer"] = AnswerForm(prefix="answer", initial=answer)
    page.more["is_writing"] = True
    return page.shown()


def _linked(given: str, ticket: Ticket, at: datetime) -> str:
    """The title and the address of an article that was found."""
    readable = Revision.objects.visible_to(article_links.READER, at).for_cards()
    revision = readable.filter(pk=given).first() if given.isdecimal() else None
    if revision is None:
        return ""
    address = article_links.absolute(revision.text.url(ticket.language))
    return f"{revision.shown('title', ticket.language)}\n{address}"


_PRESSED: dict[str, Callable[[Page, str], HttpResponse]] = {
    "_put": _insert, "_find": _insert, "_canned": _insert, "_answer": _answer, "_note": _note,
    "_assign": _assign, "_sort": _sort, "_merge": _merge, "_take": _take, "_solve": _move,
    "_close": _move, "_reopen": _move,
}  # fmt: skip
