"""Reviews: the list of those that wait, and the page where one is decided."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faq.accounts.signed_in import person
from faq.articles import golden_guard, rights
from faq.articles import review as reviewing
from faq.articles.admin.history import difference_as_read
from faq.articles.forms import ReviewForm
from faq.articles.golden_guard import Loss
from faq.articles.models import Review, Revision
from faq.base import languages


class WaitingFilter(admin.SimpleListFilter):
    """Reviews by who has to do something."""

    title = _("what waits")
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """For anybody, for me, or returned to me."""
        return [
            ("open", _("waits for anybody")),
            ("me", _("waits for me")),
            ("returned", _("returned to me")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Review]) -> QuerySet[Review]:
        """Those of the queue."""
        by = person(request)
        chosen = {
            "open": Review.objects.open(),
            "me": rights.to_decide(by),
            "returned": Review.objects.returned_to(by),
        }.get(self.value() or "")
        if chosen is None:
            return queryset
        return queryset.filter(pk__in=chosen.order_by().values("pk"))


@admin.register(Review)
class ReviewAdmin(admin.ModelAdmin):
    """Who writes may read reviews; who may publish decides."""

    list_display = ("title", "language", "requested_by", "requested_at", "reviewer", "state")
    list_filter = (WaitingFilter, "text__language", "decision")
    search_fields = ("revision__title", "note", "requested_by__email")
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        """With what the list and the page name, without bodies."""
        rows = super().get_queryset(request)
        people = ("requested_by", "reviewer", "decided_by", "revision__author")
        heavy = [f"revision__{name}" for name in ("body", "html", "plain", "headings")]
        return rows.select_related("text__article", *people).defer(*heavy)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Asked for on the page of a text."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Review | None = None) -> bool:
        """Withdrawn instead."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Review | None = None) -> bool:
        """Its page decides further."""
        return self.has_view_permission(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Review | None = None) -> bool:
        """Who writes texts."""
        return request.user.has_perm("articles.change_text")

    def has_module_permission(self, request: HttpRequest) -> bool:
        """The same."""
        return self.has_view_permission(request)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Each is read before it is decided."""
        return {}

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The words that are live against those proposed; the decision by POST."""
        review = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request):
            raise PermissionDenied
        if review is None:
            raise Http404
        form = ReviewForm(request.POST or None, initial={"seen": review.revision_id})
        losses: list[Loss] = []
        if request.method == "POST" and form.is_valid():
            try:
                losses = self._decide(request, review, form)
            except ValidationError as problem:
                form.add_error(None, problem.messages)
            except PermissionDenied:
                form.add_error(None, _("You may not decide this review."))
            else:
                address = reverse("admin:articles_text_change", args=[review.text_id])
                if not losses:
                    return HttpResponseRedirect(address)
            review = self.get_object(request, str(review.pk)) or review
            form.show_newest(review.revision_id)
        return self._page(request, review, form, losses)

    def _decide(self, request: HttpRequest, review: Review, form: ReviewForm) -> list[Loss]:
        """Returns the golden queries that keep it from being approved."""
        by, at = person(request), timezone.now()
        seen, comment = form.cleaned_data["seen"], form.cleaned_data["comment"]

        def approve() -> None:
            reviewing.approve(review, seen=seen, comment=comment, by=by, at=at)

        if "_approve" in request.POST:
            # Those that will be lost once readers see the words.
            start = max(review.visible_from or at, at)
            lost = golden_guard.losses([review.text.article], approve, at=start)
            if lost and "accept_losses" not in request.POST:
                return lost
            approve()
            golden_guard.record(lost, by=by, at=at)
            told = _("Approved.")
        elif "_return" in request.POST:
            reviewing.return_to_author(review, seen=seen, comment=comment, by=by, at=at)
            told = _("Returned to the author.")
        else:
            reviewing.withdraw(review, by=by, at=at)
            told = _("Withdrawn; the words stay a draft.")
        self.message_user(request, told, messages.SUCCESS)
        return []

    def _page(
        self, request: HttpRequest, review: Review, form: ReviewForm, losses: Sequence[Loss]
    ) -> HttpResponse:
        text, by = review.text, person(request)
        live = text.revisions.live(timezone.now()).first() if review.is_open else None
        closed = (Review.Decision.APPROVED, Review.Decision.WITHDRAWN, Review.Decision.OVERTAKEN)
        may_withdraw = by.pk == review.requested_by_id and review.decision not in closed
        context = {
            **self.admin_site.each_context(request),
            "title": _("Review"),
            "opts": self.opts,
            "media": self.media,
            "review": review,
            "form": form,
            "losses": losses,
            "live": live,
            "difference": difference_as_read(live or Revision(), review.revision),
            "lang": languages.html_lang(text.language),
            "may_decide": review.is_open and rights.can_decide(by, review),
            "may_withdraw": may_withdraw,
        }
        return TemplateResponse(request, "admin/articles/review.html", context)

    @admin.display(description=_("title"), ordering="revision__title")
    def title(self, review: Review) -> str:
        """The words' title."""
        return review.revision.title

    @admin.display(description=_("language"), ordering="text__language")
    def language(self, review: Review) -> str:
        """The text's."""
        return languages.name(review.text.language)

    @admin.display(description=_("state"), ordering="decision")
    def state(self, review: Review) -> str:
        """What was decided, or that nothing was."""
        return review.get_decision_display() or str(_("in review"))
