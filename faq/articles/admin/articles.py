"""Articles: a list with the state of every language, a page for what is the same in all."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Prefetch, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from faq.accounts.signed_in import person
from faq.articles import actions, golden_guard
from faq.articles.admin.filters import (
    CategoryFilter,
    MissingLanguageFilter,
    StateFilter,
    category_choices,
)
from faq.articles.admin.states import add_text_address, state_in_words, texts_with_state
from faq.articles.models import Article, Text
from faq.base import languages


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):
    """What is the same in every language, and the way to the texts."""

    list_display = (
        "title",
        "category",
        "kind",
        "position",
        "path_position",
        "states",
        "views",
        "votes",
    )
    list_editable = ("category", "position", "path_position")
    list_filter = (
        StateFilter,
        MissingLanguageFilter,
        "kind",
        "audience",
        ("path_position", admin.EmptyFieldListFilter),
        CategoryFilter,
    )
    search_fields = ("key", "texts__revisions__title", "texts__tags__name")
    autocomplete_fields = ("owner",)
    fields = (
        "texts_panel",
        "category",
        "kind",
        "position",
        "path_position",
        "audience",
        "owner",
        "key",
    )
    readonly_fields = ("texts_panel", "key")
    actions = ("hide_all", "publish_drafts")
    list_per_page = 50
    show_full_result_count = False

    class Media:
        css = {"all": ["css/admin.css"]}  # noqa: RUF012

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """With the texts and their states."""
        return (
            super()
            .get_queryset(request)
            .select_related("category", "owner")
            .prefetch_related(Prefetch("texts", texts_with_state()))
        )

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Read the categories once for all rows of the list, not once for each."""
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == "category":
            field.choices = category_choices()
            field.widget.can_add_related = field.widget.can_change_related = False
            field.widget.can_delete_related = field.widget.can_view_related = False
        return field

    @admin.display(description=_("title"))
    def title(self, article: Article) -> str:
        """The title in the first language that has one."""
        text = languages.best(article.texts.all(), languages.codes()[0])
        return getattr(text, "newest_title", None) or article.key

    @admin.display(description=_("languages"))
    def states(self, article: Article) -> SafeString:
        """A link to every text, with its state."""
        written = {text.language: text for text in article.texts.all()}
        return format_html_join(
            " ",
            '<a class="language-state" href="{}"><b>{}</b> {}</a>',
            (
                (
                    reverse("admin:articles_text_change", args=[written[code].pk]),
                    languages.name(code),
                    state_in_words(written[code]),
                )
                if code in written
                else (add_text_address(article, code), languages.name(code), _("write"))
                for code in languages.codes()
            ),
        )

    @admin.display(description=_("views"))
    def views(self, article: Article) -> int:
        """Of all languages."""
        return sum(text.views for text in article.texts.all())

    @admin.display(description=_("helped / did not"))
    def votes(self, article: Article) -> str:
        """Votes of readers."""
        texts = article.texts.all()
        return f"{sum(t.helpful for t in texts)} / {sum(t.unhelpful for t in texts)}"

    @admin.display(description=_("texts"))
    def texts_panel(self, article: Article) -> SafeString:
        """The languages, each with title, state and links."""
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", self._panel(article)))

    def _panel(self, article: Article) -> list[tuple[SafeString]]:
        written = {text.language: text for text in article.texts.all()}
        lines = []
        for code in languages.codes():
            name = languages.name(code)
            if text := written.get(code):
                address = reverse("admin:articles_text_change", args=[text.pk])
                title, state = getattr(text, "newest_title", "") or "", state_in_words(text)
                lines.append(
                    (format_html('{}: <a href="{}">{}</a> ({})', name, address, title, state),)
                )
            else:
                address = add_text_address(article, code)
                lines.append((format_html('{}: <a href="{}">{}</a>', name, address, _("write")),))
        return lines

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A new article is its first text: the words come first."""
        return HttpResponseRedirect(reverse("admin:articles_text_add"))

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool
    ) -> None:
        """Also for each changed row of the list: trail, search and counts follow."""
        actions.record_article_change(form.instance, by=person(request), at=timezone.now())

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Who may delete an article may delete what belongs to it."""
        to_delete, counts, _missing, protected = super().get_deleted_objects(objs, request)
        return to_delete, counts, set(), protected

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        """One article, after the page that names what goes with it."""
        actions.delete_articles([obj], by=person(request), at=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """The same for a selection."""
        actions.delete_articles(list(queryset), by=person(request), at=timezone.now())

    @admin.action(description=_("Hide from readers, all languages"), permissions=["change"])
    def hide_all(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Drafts stay as they are; golden queries that are lost are named."""
        by, at, texts = person(request), timezone.now(), Text.objects.filter(article__in=queryset)

        def hide_texts() -> None:
            for text in texts:
                actions.hide(text, by=by, at=at)

        lost = golden_guard.losses(list(queryset), hide_texts, at=at)
        hide_texts()
        golden_guard.record(lost, by=by, at=at)
        if lost:
            named = ", ".join(loss.golden.query for loss in lost)
            self.message_user(
                request,
                _("These golden queries no longer find their article: %(queries)s")
                % {"queries": named},
                messages.WARNING,
            )
        self.message_user(request, _("Hidden from readers."), messages.SUCCESS)

    @admin.action(
        description=_("Publish the newest draft of each language"), permissions=["change"]
    )
    def publish_drafts(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Texts without a summary are left out and named."""
        for text in Text.objects.filter(article__in=queryset):
            newest = text.revisions.first()
            if newest is None or newest.is_published:
                continue
            if not newest.summary:
                self.message_user(
                    request,
                    _("%(text)s has no answer yet and stays a draft.") % {"text": text},
                    messages.WARNING,
                )
                continue
            actions.publish(newest, by=person(request), at=timezone.now())
        self.message_user(request, _("Published."), messages.SUCCESS)
