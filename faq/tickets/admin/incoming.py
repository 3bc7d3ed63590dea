"""Mails that arrived; those in quarantine are looked at here, as text only."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faq.accounts.signed_in import person
from faq.tickets import quarantine
from faq.tickets.models import IncomingMail


@admin.register(IncomingMail)
class IncomingMailAdmin(admin.ModelAdmin):
    """A list of what came, and for each the raw mail. Nothing of a mail is ever fetched or run."""

    list_display = ("received_at", "outcome", "from_whom", "subject")
    list_filter = ("state", "reason", "authentication")
    search_fields = ("sender", "subject")
    list_per_page = 50
    show_full_result_count = False
    actions = ("discard_selected",)

    @admin.display(description=_("state"))
    def outcome(self, mail: IncomingMail) -> str:
        """What became of it, and why."""
        return " · ".join(filter(None, (mail.get_state_display(), mail.get_reason_display())))

    @admin.display(description=_("from"))
    def from_whom(self, mail: IncomingMail) -> str:
        """The sender and what is known of them; where answers go when that is somebody else."""
        sender = f"{mail.sender or '-'} ({mail.get_authentication_display()})"
        return f"{sender} → {mail.reply_to}" if mail.misleads else sender

    @admin.action(description=_("Discard the selected mails"), permissions=["change"])
    def discard_selected(self, request: HttpRequest, mails: QuerySet[IncomingMail]) -> None:
        """Those of them that are in quarantine."""
        count = quarantine.discard(list(mails), by=person(request), at=timezone.now())
        self.message_user(request, _("Discarded: %(count)d.") % {"count": count}, messages.SUCCESS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They come by mail."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: IncomingMail | None = None) -> bool:
        """Discarded instead."""
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The mail; by POST it becomes a ticket or is discarded."""
        mail = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, mail):
            raise PermissionDenied
        if mail is None:
            raise Http404
        if request.method == "POST":
            return self._decide(request, mail)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Incoming mail"),
            "opts": self.opts,
            "media": self.media,
            "mail": mail,
            "raw": quarantine.shown(mail),
            "may_decide": self._is_open_to(request, mail),
        }
        return TemplateResponse(request, "admin/tickets/incoming_mail.html", context)

    def _is_open_to(self, request: HttpRequest, mail: IncomingMail) -> bool:
        is_waiting = mail.state == IncomingMail.State.QUARANTINED
        return is_waiting and self.has_change_permission(request, mail)

    def _decide(self, request: HttpRequest, mail: IncomingMail) -> HttpResponse:
        if not self.has_change_permission(request, mail):
            raise PermissionDenied
        by, at = person(request), timezone.now()
        try:
            if "_accept" in request.POST:
                told = quarantine.accept(mail, by=by, at=at).reference
            else:
                told = _("Discarded: %(count)d.") % {
                    "count": quarantine.discard([mail], by=by, at=at)
                }
        except ValidationError as problem:
            self.message_user(request, " ".join(problem.messages), messages.ERROR)
            return redirect("admin:tickets_incomingmail_change", mail.pk)
        self.message_user(request, told, messages.SUCCESS)
        return redirect("admin:tickets_incomingmail_changelist")
