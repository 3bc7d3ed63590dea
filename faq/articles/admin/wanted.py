"""Searched in vain: what readers didn't find, and three ways to deal with it."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from faq.accounts.models import User
from faq.accounts.signed_in import person
from faq.articles import wanted
from faq.articles.admin.filters import category_choices
from faq.articles.models import Article, Wanted
from faq.articles.rights import can_write
from faq.articles.wanted import Cluster
from faq.categories.models import Category

SHOWN = 50
PERIODS = {"7": 7, "30": 30}


@admin.register(Wanted)
class WantedAdmin(admin.ModelAdmin):
    """What waits, read from the log of searches; below it what was dealt with."""

    list_display = ("title", "language", "outcome", "answered_by", "at")
    list_display_links = None
    list_filter = ("outcome", "language")
    list_select_related = ("article",)
    list_per_page = 50
    show_full_result_count = False
    change_list_template = "admin/articles/wanted.html"

    class Media:
        css = {"all": ["css/admin.css"]}  # noqa: RUF012

    @admin.display(description=_("answered by"))
    def answered_by(self, row: Wanted) -> str:
        """The article, and where readers find it for these words."""
        if row.article is None:
            return ""
        address = reverse("admin:articles_article_change", args=[row.article.pk])
        found = _("at place %(place)d") % {"place": row.place} if row.place else _("not found yet")
        return format_html('<a href="{}">{}</a> ({})', address, row.article.key, found)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With what waits, of seven days or of thirty."""
        given = request.GET.copy()
        days = PERIODS.get("".join(given.pop("days", ["7"])), 7)
        request.GET = given  # type: ignore[assignment]  # the list knows no such filter
        found = [one for one in wanted.clusters(at=timezone.now(), days=days) if one.is_open]
        context = {
            "title": _("Searched in vain"),
            "clusters": found[:SHOWN],
            "days": days,
            "periods": list(PERIODS.values()),
            "categories": category_choices(),
            "deal_url": reverse("admin:articles_wanted_deal"),
        }
        return super().changelist_view(request, context | (extra_context or {}))

    def get_urls(self) -> list[URLPattern]:
        """One more address: the buttons."""
        deal = path(
            "deal/",
            self.admin_site.admin_view(require_POST(self.deal)),
            name="articles_wanted_deal",
        )
        return [deal, *super().get_urls()]

    def deal(self, request: HttpRequest) -> HttpResponse:
        """Draft, answer or dismiss the cluster that has the posted `wording`."""
        by, at, data = person(request), timezone.now(), request.POST
        if not can_write(by, None, ""):
            raise PermissionDenied
        known = wanted.clusters(at=at, days=max(PERIODS.values()))
        cluster = next((one for one in known if data.get("wording") in one.wordings), None)
        if cluster and data.get("do") == "dismiss":
            wanted.dismiss(cluster, by=by, at=at)
        elif cluster and data.get("do") == "answer":
            self._answer(request, cluster)
        elif cluster and data.get("do") == "draft":
            return self._draft(request, cluster)
        return redirect("admin:articles_wanted_changelist")

    def _draft(self, request: HttpRequest, cluster: Cluster) -> HttpResponse:
        given = request.POST.get("category", "")
        category = Category.objects.filter(pk=given).first() if given.isdecimal() else None
        row = wanted.draft(cluster, category=category, by=person(request), at=timezone.now())
        text = row.article.texts.first() if row and row.article else None
        if text is None:
            self.message_user(
                request, _("Nothing we have comes near: choose a category."), messages.ERROR
            )
            return redirect("admin:articles_wanted_changelist")
        return redirect("admin:articles_text_change", text.pk)

    def _answer(self, request: HttpRequest, cluster: Cluster) -> None:
        given = request.POST.get("article", "").strip().upper().removeprefix("HC-")
        article = Article.objects.filter(pk=given).first() if given.isdecimal() else None
        if article is None:
            self.message_user(request, _("There is no article of this number."), messages.ERROR)
            return
        try:
            wanted.answer(cluster, article, by=person(request), at=timezone.now())
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Wanted]:
        """Newest first."""
        return Wanted.objects.all()

    def has_view_permission(self, request: HttpRequest, obj: Wanted | None = None) -> bool:
        """Who may write; the page to sign in asks this of strangers."""
        return isinstance(request.user, User) and can_write(request.user, None, "")

    has_module_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Readers search."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Wanted | None = None) -> bool:
        """By the buttons only."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Wanted | None = None) -> bool:
        """It is what keeps a draft from being made twice."""
        return False
