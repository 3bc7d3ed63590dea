"""Articles: a list with the state of every language, a page for what is the same in all."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from faq.accounts.signed_in import person
from faq.articles import actions, golden_guard
from faq.articles.admin import reports, retiring
from faq.articles.admin.bulk import BulkActions
from faq.articles.admin.filters import (
    CategoryFilter,
    MissingLanguageFilter,
    OwnerFilter,
    StateFilter,
    UntranslatedFilter,
    category_choices,
)
from faq.articles.admin.states import add_text_address, state_in_words, texts_with_state
from faq.articles.forms import ArticleForm
from faq.articles.models import Article
from faq.articles.rights import can_arrange
from faq.base import languages


@admin.register(Article)
class ArticleAdmin(BulkActions):
    """What is the same in every language, and the way to the texts."""

    list_display = (
        "title",
        "states",
        "category",
        "kind",
        "position",
        "path_position",
        "views",
        "votes",
    )
    list_editable = ("category", "position", "path_position")
    list_filter = (
        StateFilter,
        UntranslatedFilter,
        OwnerFilter,
        MissingLanguageFilter,
        "kind",
        "audience",
        ("path_position", admin.EmptyFieldListFilter),
        CategoryFilter,
        retiring.ArchiveFilter,
    )
    search_fields = ("key", "texts__revisions__title", "texts__tags__name")
    autocomplete_fields = ("owner",)
    form = ArticleForm
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
    change_form_template = "admin/articles/article_form.html"
    list_per_page = 50
    show_full_result_count = False

    class Media:
        css = {"all": ["css/admin.css"]}  # noqa: RUF012

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """With the texts and their states."""
        return (
            super()
            .get_queryset(request)
            .select_related("category", "owner", "merged_into")
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
        return retiring.title_of(article)

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

    def get_urls(self) -> list[URLPattern]:
        """More addresses: what will change, what readers did, merging, the archive."""
        extra = [*reports.urls(self.admin_site), *retiring.urls(self)]
        return [*extra, *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A new article is its first text: the words come first."""
        return HttpResponseRedirect(reverse("admin:articles_text_add"))

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool
    ) -> None:
        """Also for each changed row of the list: trail, search and counts follow."""
        by, at = person(request), timezone.now()
        actions.record_article_change(form.instance, by=by, at=at)
        golden_guard.record(getattr(form, "losses", []), by=by, at=at)

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Deleting takes every text from readers."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or retiring.may_take_from_readers(person(request), obj))

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """What is the same in every language; a save that is refused is answered by the form."""
        allowed = super().has_change_permission(request, obj)
        if obj is None or request.method == "POST":
            return allowed
        return allowed and can_arrange(person(request), obj)

    def get_form(
        self, request: HttpRequest, obj: Article | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """It asks for the rights of who is signed in."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.by = person(request)
        return form

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        """The same for each row of the list."""
        form: Any = super().get_changelist_form(request, form=ArticleForm, **kwargs)
        form.by = person(request)
        return form

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """With the ways in which an article goes, for those who may take it from readers."""
        article = self.get_object(request, unquote(object_id))
        may_go = article is not None and retiring.may_take_from_readers(person(request), article)
        context = {"may_go": may_go, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Say what goes with it and ask where the links lead."""
        article = self.get_object(request, unquote(object_id))
        if article is None:
            raise Http404
        if not self.has_delete_permission(request, article):
            raise PermissionDenied
        to_list = reverse("admin:articles_article_changelist")
        return retiring.delete_page(self, request, [article]) or HttpResponseRedirect(to_list)
