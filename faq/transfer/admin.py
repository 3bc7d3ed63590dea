"""The page where content comes in and goes out: a trial first, then a button."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from faq.accounts.signed_in import person
from faq.transfer import actions, archive, export
from faq.transfer.archive import ArchiveRefused
from faq.transfer.forms import ConfirmForm, ExportForm, UploadForm
from faq.transfer.models import Transfer
from faq.transfer.report import Report, Verdict
from faq.transfer.uploads import UploadGone

IMPORT = "transfer.import_content"
EXPORT = "transfer.export_content"
MOST_LINES = 500
_HEADINGS = (
    (Verdict.REFUSED, gettext_lazy("Refused")),
    (Verdict.NOTED, gettext_lazy("Please note")),
    (Verdict.ADDED, gettext_lazy("Added")),
    (Verdict.CHANGED, gettext_lazy("Changed")),
)

_KINDS = {
    "text": gettext_lazy("text"),
    "articles": gettext_lazy("article"),
    "brand": gettext_lazy("brand"),
    "categories": gettext_lazy("category"),
    "regions": gettext_lazy("region"),
    "languages": gettext_lazy("spoken language"),
    "holidays": gettext_lazy("holiday"),
    "channels": gettext_lazy("official channel"),
    "fakes": gettext_lazy("known fake"),
    "facts": gettext_lazy("fact"),
    "terms": gettext_lazy("term"),
    "groups": gettext_lazy("words that mean the same"),
    "announcements": gettext_lazy("announcement"),
    "ticket_kinds": gettext_lazy("kind of ticket"),
    "answer_times": gettext_lazy("answer time"),
    "office_hours": gettext_lazy("office hours"),
    "queries": gettext_lazy("golden query"),
    "media": gettext_lazy("picture or video"),
}


@admin.register(Transfer)
class TransferAdmin(admin.ModelAdmin):
    """What came in and went out, with a form for each way above it."""

    list_display = ("file", "state", "by", "at", "result")
    list_display_links = None
    list_select_related = ("by",)
    list_filter = ("state",)
    show_facets = admin.ShowFacets.NEVER
    actions = None

    class Media:
        css = {"all": ["css/admin.css"]}  # noqa: RUF012

    change_list_template = "admin/transfer/transfer/change_list.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Rows follow from what is done on the page."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes what happened."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nor takes it away."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """For those who may bring content in or out."""
        return bool(request.user.has_perm(IMPORT) or request.user.has_perm(EXPORT))

    def has_module_permission(self, request: HttpRequest) -> bool:
        """As the page itself."""
        return self.has_view_permission(request)

    @admin.display(description=gettext_lazy("file"), ordering="name")
    def file(self, transfer: Transfer) -> str:
        """Its name, which leads to what it would change as long as it waits."""
        if not transfer.is_waiting(timezone.now()):
            return transfer.name
        address = reverse("admin:transfer_review", args=[transfer.pk])
        return format_html('<a href="{}">{}</a>', address, transfer.name)

    @admin.display(description=gettext_lazy("what became of it"))
    def result(self, transfer: Transfer) -> str:
        """The numbers of rows by what became of them."""
        names = {str(verdict): heading for verdict, heading in _HEADINGS}
        return ", ".join(
            f"{names[verdict]}: {count}"
            for verdict, count in sorted(transfer.counts.items())
            if verdict in names
        )

    def get_urls(self) -> list[URLPattern]:
        """The ways in and out beside the list."""
        view = self.admin_site.admin_view
        return [
            path("export/", view(self.export_view), name="transfer_export"),
            path("<int:pk>/review/", view(self.review_view), name="transfer_review"),
            path("<int:pk>/discard/", view(self.discard_view), name="transfer_discard"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list; a file that is sent to it waits for its confirmation on a page of its own."""
        may_import = request.user.has_perm(IMPORT)
        is_sent = request.method == "POST"
        if is_sent and not may_import:
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None) if is_sent else UploadForm()
        if is_sent and form.is_valid():
            return self._keep(request, form)
        context = {
            "title": Transfer._meta.verbose_name_plural,
            "upload_form": form if may_import else None,
            "export_form": ExportForm() if request.user.has_perm(EXPORT) else None,
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def _keep(self, request: HttpRequest, form: UploadForm) -> HttpResponse:
        file = form.cleaned_data["file"]
        transfer = actions.keep_upload(
            file.chunks(),
            name=Path(file.name).name,
            language=form.cleaned_data["language"],
            origin=form.cleaned_data["origin"],
            by=person(request),
            at=timezone.now(),
        )
        return HttpResponseRedirect(reverse("admin:transfer_review", args=[transfer.pk]))

    def review_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What a waiting file would do, row by row; confirmed, it does exactly that."""
        transfer = self._waiting(request, pk)
        is_sent = request.method == "POST"
        form = ConfirmForm(request.POST if is_sent else None)
        try:
            report = self._run(request, transfer, form if is_sent else None)
        except UploadGone:
            return self._back(request, _("The file is no longer there. Send it again."))
        except ArchiveRefused as refused:
            actions.discard_upload(transfer, by=person(request), at=timezone.now())
            return self._back(request, str(refused))
        if report.is_written:
            messages.success(request, _("Imported: %(file)s.") % {"file": transfer.name})
            return HttpResponseRedirect(reverse("admin:transfer_transfer_changelist"))
        return self._page(request, transfer, report, form)

    def _run(self, request: HttpRequest, transfer: Transfer, form: ConfirmForm | None) -> Report:
        by, at = person(request), timezone.now()
        if form is None or not form.is_valid():
            return actions.try_upload(transfer, by=by, at=at)
        skip_refused = form.cleaned_data["skip_refused"]
        return actions.apply_upload(transfer, skip_refused=skip_refused, by=by, at=at)

    def _page(
        self, request: HttpRequest, transfer: Transfer, report: Report, form: ConfirmForm
    ) -> HttpResponse:
        parts = [(heading, report.of(verdict)) for verdict, heading in _HEADINGS]
        context = {
            **self.admin_site.each_context(request),
            "title": _("What would change"),
            "opts": self.opts,
            "transfer": transfer,
            "form": form,
            "refused": len(report.refused),
            "unchanged": report.count(Verdict.UNCHANGED),
            "has_changes": bool(report.of(Verdict.ADDED, Verdict.CHANGED)),
            "parts": [
                {
                    "heading": heading,
                    "count": len(lines),
                    "lines": [
                        (_KINDS.get(line.kind, line.kind), line) for line in lines[:MOST_LINES]
                    ],
                    "more": max(0, len(lines) - MOST_LINES),
                }
                for heading, lines in parts
                if lines
            ],
        }
        return TemplateResponse(request, "admin/transfer/transfer/review.html", context)

    def discard_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Throw the file away."""
        transfer = self._waiting(request, pk)
        if request.method == "POST":
            actions.discard_upload(transfer, by=person(request), at=timezone.now())
        return HttpResponseRedirect(reverse("admin:transfer_transfer_changelist"))

    def _waiting(self, request: HttpRequest, pk: int) -> Transfer:
        """A file of the same person that is not confirmed yet."""
        if not request.user.has_perm(IMPORT):
            raise PermissionDenied
        return get_object_or_404(Transfer, pk=pk, by=person(request), state=Transfer.State.WAITING)

    def _back(self, request: HttpRequest, problem: str) -> HttpResponse:
        messages.error(request, problem)
        return HttpResponseRedirect(reverse("admin:transfer_transfer_changelist"))

    def export_view(self, request: HttpRequest) -> HttpResponse | FileResponse:
        """The content as a download. Asked for by POST, since it leaves a line in the trail."""
        if not request.user.has_perm(EXPORT):
            raise PermissionDenied
        form = ExportForm(request.POST)
        if request.method != "POST" or not form.is_valid():
            raise Http404
        at = timezone.now()
        response = _download(form.cleaned_data["form"], at)
        actions.record_export(response.filename, by=person(request), at=at)
        return response


def _download(form: str, at: Any) -> FileResponse:
    stamp = timezone.localtime(at).strftime("%Y-%m-%d")
    # The file is gone from the folder as soon as it is closed, and the response closes it.
    with tempfile.TemporaryDirectory() as place:
        target = Path(place) / "export"
        if form == "folder":
            name = f"help-center-{stamp}.zip"
            export.write_folder(Path(place) / "content", at=at)
            archive.pack(Path(place) / "content", target)
        elif form == "jsonl":
            name = f"articles-{stamp}.jsonl"
            export.write_json_lines(target, at=at)
        else:
            table = form.removeprefix("csv-")
            name = f"{table}.csv"
            target.write_bytes(export.table(table, at=at))
        return FileResponse(target.open("rb"), as_attachment=True, filename=name)
