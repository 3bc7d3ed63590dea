"""Reports of sentences: what readers say is wrong, and an answer to those who said it."""

from typing import Any
from urllib.parse import quote

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from faq.accounts.signed_in import person
from faq.articles import sentence_reports
from faq.articles.models import SentenceReport
from faq.articles.rights import can_write
from faq.articles.sentence_reports import Reported

SHOWN = 50


@admin.register(SentenceReport)
class SentenceReportAdmin(admin.ModelAdmin):
    """What waits, by sentence; below it what was answered."""

    list_display = ("sentence", "text", "reason", "comment", "at", "answer", "closed_by")
    list_display_links = None
    list_filter = ("reason", "text__language")
    search_fields = ("sentence", "text__article__key")
    list_select_related = ("text__article", "closed_by")
    list_per_page = 50
    show_full_result_count = False
    change_list_template = "admin/articles/sentence_reports.html"

    class Media:
        css = {"all": ["css/admin.css"]}  # noqa: RUF012

    def get_queryset(self, request: HttpRequest) -> QuerySet[SentenceReport]:
        """Those that an editor answered."""
        answered = super().get_queryset(request).filter(closed_at__isnull=False)
        return answered.order_by("-closed_at")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With what waits."""
        found = sentence_reports.waiting(timezone.now())
        context = {
            "title": _("Reported by readers"),
            "waiting": [
                {
                    "reported": one,
                    "readers": len(one.reports),
                    "page": _address(one),
                    "edit": reverse("admin:articles_text_change", args=[one.text.pk]),
                    "may_answer": can_write(person(request), one.text.article, one.text.language),
                }
                for one in found[:SHOWN]
            ],
            "answer_url": reverse("admin:articles_sentencereport_answer"),
        }
        return super().changelist_view(request, context | (extra_context or {}))

    def get_urls(self) -> list[URLPattern]:
        """One more address: the button."""
        answer = path(
            "answer/",
            self.admin_site.admin_view(require_POST(self.answer)),
            name="articles_sentencereport_answer",
        )
        return [answer, *super().get_urls()]

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Close the reports of the sentence of the posted `report` with the posted `answer`."""
        number = request.POST.get("report", "")
        report = get_object_or_404(
            SentenceReport.objects.select_related("text__article"),
            pk=int(number) if number.isdecimal() else 0,
        )
        by, text = person(request), report.text
        if not can_write(by, text.article, text.language):
            raise PermissionDenied
        words = request.POST.get("answer", "").strip()
        if not words:
            self.message_user(request, _("Write what readers are told."), messages.ERROR)
        else:
            done = sentence_reports.answer(
                text, report.anchor, words=words, by=by, at=timezone.now()
            )
            told = ngettext("%(n)d reader is answered.", "%(n)d readers are answered.", done)
            self.message_user(request, told % {"n": done}, messages.SUCCESS)
        return redirect("admin:articles_sentencereport_changelist")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Readers report."""
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: SentenceReport | None = None
    ) -> bool:
        """Nobody changes a reader's word."""
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: SentenceReport | None = None
    ) -> bool:
        """It is how readers learn what became of it."""
        return False


def _address(one: Reported) -> str:
    """The page of the text at the sentence, for browsers that find words by an address."""
    words = quote(one.first.sentence, safe="").replace("-", "%2D")
    return f"{one.text.get_absolute_url()}#{quote(one.first.heading)}:~:text={words}"
