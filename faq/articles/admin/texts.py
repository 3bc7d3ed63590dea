"""One language of an article: the page where it is written, previewed, published, hidden."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.forms import Script
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from faq.accounts.signed_in import person
from faq.articles import actions, golden_guard, saving, wanted
from faq.articles.admin import history, pickers, previews, upkeep
from faq.articles.admin.filters import OwnerFilter, WaitsFilter
from faq.articles.admin.retiring import TextArchiveFilter
from faq.articles.admin.states import (
    revision_in_words,
    standing,
    state_in_words,
    texts_with_state,
)
from faq.articles.forms import NewArticleForm, TextForm
from faq.articles.models import Article, Revision, Tag, Text
from faq.articles.preflight import findings_of_draft
from faq.articles.review import request_review
from faq.articles.rights import can_publish, can_write
from faq.articles.tags import string_from_tags
from faq.base import languages
from faq.categories.tree import tree

TO_READ = ("newest_title", "language", "category", "state", "slug", "checked_on")
NEWEST = 8


@admin.register(Text)
class TextAdmin(admin.ModelAdmin):
    """One language of an article: written, previewed, published, scheduled, hidden."""

    form = TextForm
    list_display = ("newest_title", "language", "category", "state", "checked_on", "views")
    list_filter = (WaitsFilter, OwnerFilter, "language", "checked_on", TextArchiveFilter)
    actions = (upkeep.check_selected,)
    search_fields = ("revisions__title", "slug", "article__key")
    list_per_page = 50
    show_full_result_count = False
    change_form_template = "admin/articles/text_form.html"

    class Media:
        css = {"all": ["css/admin.css", "css/admin-review.css"]}  # noqa: RUF012
        js = [  # noqa: RUF012
            Script(f"js/editor-{part}.js", defer=True)
            for part in ("counts", "copy", "source", "frames")
        ]

    fieldsets = (
        (None, {"fields": ("title", "summary", "body")}),
        (_("Found by"), {"fields": ("tag_names", "keywords", "slug")}),
        (_("When"), {"fields": ("visible_from", "visible_until", "checked_on")}),
        (
            _("For the history and the review"),
            {"fields": ("note", "significance", "parity_reason", "reviewer", "based_on")},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Text]:
        """With states, and what the category's name needs."""
        return texts_with_state().select_related("article")

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Text | None:
        """Asked for once in a request: the parts of the page all start from it."""
        kept: dict[str, Text | None] = request.__dict__.setdefault("_texts_of_the_page", {})
        if object_id not in kept:
            texts = upkeep.with_panel(self.get_queryset(request), timezone.now())
            is_number = object_id.isdecimal()
            kept[object_id] = texts.filter(pk=object_id).first() if is_number else None
        return kept[object_id]

    def get_fieldsets(self, request: HttpRequest, obj: Text | None = None) -> Any:
        """A new text says first which article and language it is."""
        if obj is not None and not self.has_change_permission(request, obj):
            return ((None, {"fields": TO_READ}),)
        if obj is not None:
            return self.fieldsets
        place = (
            ("language",)
            if "article" in request.GET
            else ("category", "kind", "audience", "language")
        )
        return ((None, {"fields": place}), *self.fieldsets)

    def get_form(
        self, request: HttpRequest, obj: Text | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """For a new article the words come with what is the same in every language."""
        if obj is None and "article" not in request.GET:
            kwargs["form"] = NewArticleForm
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.by, form.article = person(request), self._asked_article(request)
        form.newest_shown = getattr(obj, "newest_shown", None)
        return form

    def has_change_permission(self, request: HttpRequest, obj: Text | None = None) -> bool:
        """Who may write there; a save that is refused is answered by the form, with the words."""
        allowed = super().has_change_permission(request, obj)
        if obj is None or request.method == "POST":
            return allowed
        return allowed and can_write(person(request), obj.article, obj.language)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A first text makes its article too."""
        allowed = super().has_add_permission(request)
        return allowed and (
            "article" in request.GET or request.user.has_perm("articles.add_article")
        )

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Start a translation with the tags of the article's other texts."""
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        tags = Tag.objects.filter(text__article=initial.pop("article", None)).distinct()
        return {"tag_names": string_from_tags(tags), **initial}

    def save_model(self, request: HttpRequest, obj: Text, form: Any, change: bool) -> None:
        """Everything a save does is in the actions; the pressed button says which."""
        by, at = person(request), timezone.now()
        article = obj.article if change else self._article(request, form)
        cleaned = form.cleaned_data
        revision = saving.save(
            article, obj.language, form.words, cleaned, pressed=request.POST, by=by, at=at
        )
        text = revision.text
        if saving.Button.PUBLISH in request.POST:
            wanted.replay(article.wanted.all(), at=at)
        elif "_review" in request.POST:
            self._ask_for_review(request, revision, cleaned)
        upkeep.note_followed(request, text)
        golden_guard.record(form.losses, by=by, at=at)
        obj.pk, obj.article, obj._state.adding = text.pk, article, False

    def _ask_for_review(self, request: HttpRequest, revision: Revision, asked: Any) -> None:
        """The draft is kept also when nothing can be asked about it."""
        try:
            request_review(
                revision,
                note=asked["note"],
                reviewer=asked["reviewer"],
                visible_from=asked["visible_from"],
                visible_until=asked["visible_until"],
                by=person(request),
                at=timezone.now(),
            )
        except ValidationError as problem:
            self.message_user(request, " ".join(problem.messages), messages.ERROR)
        else:
            self.message_user(request, _("Sent to review."), messages.SUCCESS)

    def _asked_article(self, request: HttpRequest) -> Article | None:
        """The article to which the page adds a language, None for a new article."""
        number = request.GET.get("article")
        if number is None:
            return None
        return get_object_or_404(Article, pk=int(number) if number.isdecimal() else 0)

    def _article(self, request: HttpRequest, form: Any) -> Article:
        if article := self._asked_article(request):
            return article
        return actions.create_article(
            key=form.key,
            category=form.cleaned_data["category"],
            kind=form.cleaned_data["kind"],
            audience=form.cleaned_data["audience"],
            by=person(request),
            at=timezone.now(),
        )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Tags were set by the action."""

    def has_delete_permission(self, request: HttpRequest, obj: Text | None = None) -> bool:
        """A text is hidden, or goes with its article."""
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """With where the text stands above the form, and the history below it."""
        text = self.get_object(request, unquote(object_id))
        around = self._around(request, text) if text else {}
        context = {**around, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def _around(self, request: HttpRequest, text: Text) -> dict[str, Any]:
        at = timezone.now()
        versions = list(
            text.revisions.select_related("author").defer("html", "plain", "body", "headings")
        )
        stands = standing(text, versions, at)
        waiting = stands.review.revision_id if stands.review and stands.review.is_open else None
        for revision in versions:
            state = revision_in_words(revision, at, under_review=waiting)
            revision.state = state  # type: ignore[attr-defined]
        words = previews.in_use(text.article_id, at)
        if request.method == "GET":
            # A save must ask again, when nobody else can write any more.
            own = (row for row in words if row.text_id == text.pk)
            text.newest_shown = next(own, None)  # type: ignore[attr-defined]
        place = (person(request), text.article, text.language)
        return {
            "history": versions[:NEWEST],
            "text": text,
            "standing": stands,
            "may_write": can_write(*place),
            "may_publish": can_publish(*place),
            "upkeep": upkeep.panel(text, at) if stands.live else None,
            "sources": previews.beside(words, text.language, at),
            "counterparts": [row for row in words if row.text_id != text.pk and row.is_live(at)],
            "copy_key": _copy_key(request, text),
        }

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """With the buttons of who writes there; the words of a refused save stay in the form."""
        by, article, at = person(request), self._asked_article(request), timezone.now()
        wanted = request.GET.get("language")
        codes = [wanted] if wanted else languages.codes()
        buttons = {
            "may_write": any(can_write(by, article, code) for code in codes),
            "may_publish": any(can_publish(by, article, code) for code in codes),
        }
        is_asked = request.method == "GET" and self.has_add_permission(request)
        if is_asked and not buttons["may_write"]:
            told = _("You may not write here: not this category or language.")
            self.message_user(request, told, messages.ERROR)
            return HttpResponseRedirect(reverse("admin:articles_article_changelist"))
        context = {
            **buttons,
            "sources": previews.beside(
                previews.in_use(article.pk if article else None, at), wanted or "", at
            ),
            "copy_key": _copy_key(request, None),
            **(extra_context or {}),
        }
        return super().add_view(request, form_url, context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With what was found in the words as they were sent, or in a draft as it is kept."""
        form = context["adminform"].form
        context["findings"] = form.findings
        if request.method == "GET" and form.newest:
            context["findings"] = findings_of_draft(
                form.newest, context["counterparts"], timezone.now()
            )
        return super().render_change_form(request, context, *args, **kwargs)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """The versions of its words."""
        text = self.get_object(request, unquote(object_id))
        if text is None:
            raise Http404
        if not self.has_view_or_change_permission(request, text):
            raise PermissionDenied
        return history.show_history(self, request, text)

    def response_add(self, request: HttpRequest, obj: Text, *args: Any) -> HttpResponse:
        """Tell the browser that its own copy is not needed any more."""
        return _forget_copy(super().response_add(request, obj, *args), _copy_key(request, None))

    def response_change(self, request: HttpRequest, obj: Text) -> HttpResponse:
        """The same for a text that there was."""
        return _forget_copy(super().response_change(request, obj), _copy_key(request, obj))

    def get_urls(self) -> list[URLPattern]:
        """More: how unsaved words look, what can be put into them, history, upkeep."""
        view = self.admin_site.admin_view
        preview = require_POST(previews.preview)
        return [
            path("preview/", view(preview), name="articles_text_preview"),
            path("pick/", view(require_safe(pickers.pick)), name="articles_text_pick"),
            *history.urls(self),
            *upkeep.urls(self.admin_site),
            *super().get_urls(),
        ]

    @admin.display(description=_("title"), ordering="newest_title")
    def newest_title(self, text: Text) -> str:
        """The newest words' title."""
        return getattr(text, "newest_title", None) or text.slug

    @admin.display(description=_("category"), ordering="article__category")
    def category(self, text: Text) -> str:
        """Where the article lies."""
        return tree().by_pk[text.article.category_id].name(languages.codes()[0])

    @admin.display(description=_("state"))
    def state(self, text: Text) -> str:
        """live, scheduled, in review, draft, hidden."""
        return state_in_words(text)


def _copy_key(request: HttpRequest, text: Text | None) -> str:
    """The name of the browser's own copy of what somebody is typing."""
    if text is not None:
        return f"{request.user.pk}-{text.pk}"
    article, language = request.GET.get("article", ""), request.GET.get("language", "")
    return f"{request.user.pk}-new-{slugify(article)}-{slugify(language)}"


def _forget_copy(response: HttpResponse, key: str) -> HttpResponse:
    # The browser's script reads it on the next page where words are written.
    response.set_cookie("saved_copy", key, path="/admin/", samesite="Strict")
    return response
