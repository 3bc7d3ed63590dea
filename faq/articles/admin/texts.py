"""One language of an article: the page where it is written, previewed, published, hidden."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from faq.accounts.signed_in import person
from faq.articles import actions, derived, golden_guard, wanted
from faq.articles.admin.states import state_in_words, texts_with_state
from faq.articles.forms import NewArticleForm, TextForm
from faq.articles.models import Article, Revision, Tag, Text
from faq.articles.tags import string_from_tags, tags_from_string
from faq.base import content_links, languages
from faq.categories.tree import tree
from faq.facts import figures


@admin.register(Text)
class TextAdmin(admin.ModelAdmin):
    """One language of an article: written, previewed, published, scheduled, hidden."""

    form = TextForm
    list_display = ("newest_title", "language", "category", "state", "checked_on", "views")
    list_filter = ("language", "checked_on")
    search_fields = ("revisions__title", "slug", "article__key")
    list_per_page = 50
    show_full_result_count = False
    change_form_template = "admin/articles/text_form.html"

    class Media:
        css = {"all": ["css/admin.css"]}  # noqa: RUF012

    fieldsets = (
        (None, {"fields": ("title", "summary", "body")}),
        (_("Found by"), {"fields": ("tag_names", "keywords", "slug")}),
        (_("When"), {"fields": ("visible_from", "visible_until", "checked_on")}),
        (_("For the history"), {"fields": ("note", "based_on")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Text]:
        """With states, and what the category's name needs."""
        return texts_with_state().select_related("article")

    def get_fieldsets(self, request: HttpRequest, obj: Text | None = None) -> Any:
        """A new text says first which article and language it is."""
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
        return super().get_form(request, obj, change, **kwargs)

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
        text = actions.save_text(
            article,
            obj.language,
            slug=cleaned["slug"] or ("" if change else cleaned["title"]),
            tags=tags_from_string(cleaned["tag_names"]),
            checked_on=cleaned["checked_on"],
            by=by,
            at=at,
        )
        revision = actions.save_draft(text, form.words, note=cleaned["note"], by=by, at=at)
        if "_publish" in request.POST:
            actions.publish(
                revision,
                visible_from=cleaned["visible_from"],
                visible_until=cleaned["visible_until"],
                by=by,
                at=at,
            )
            wanted.replay(article.wanted.all(), at=at)
        elif "_hide" in request.POST:
            actions.hide(text, by=by, at=at)
        golden_guard.record(form.losses, by=by, at=at)
        obj.pk, obj.article, obj._state.adding = text.pk, article, False

    def _article(self, request: HttpRequest, form: Any) -> Article:
        if "article" in request.GET:
            return get_object_or_404(Article, pk=request.GET["article"])
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
        """With the history below the form."""
        text = self.get_object(request, unquote(object_id))
        history = (
            Revision.objects.filter(text=text)
            .select_related("author")
            .defer("html", "plain", "body")
            if text
            else []
        )
        context = {"history": history, "text": text, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def get_urls(self) -> list[URLPattern]:
        """One more address: what unsaved words will look like."""
        preview = path(
            "preview/",
            self.admin_site.admin_view(require_POST(self.preview)),
            name="articles_text_preview",
        )
        return [preview, *super().get_urls()]

    def preview(self, request: HttpRequest) -> HttpResponse:
        """The site's own page for the words in the form: `body`, `language`, `title`, `summary`."""
        language = request.POST.get("language", "")
        if language not in languages.codes():
            language = languages.codes()[0]
        rendered = derived.render(request.POST.get("body", ""), language)
        with override(language):
            return render(
                request,
                "admin/articles/preview.html",
                {
                    "html": content_links.localise(
                        figures.in_html(rendered.html, language), language
                    ),
                    "problems": rendered.problems,
                    "title": request.POST.get("title", ""),
                    "summary": figures.in_text(request.POST.get("summary", ""), language),
                    "lang": languages.html_lang(language),
                },
            )

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
        """live, scheduled, draft, hidden."""
        return state_in_words(text)
