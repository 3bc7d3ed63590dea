"""Articles: a list with the state of every language, a page for what is the same in all."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Prefetch, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from faq.accounts.signed_in import person
from faq.articles import actions
from faq.articles.admin import reports
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
from faq.articles.models import Article, Text
from faq.articles.rights import can_arrange, can_publish, can_publish_all
from faq.base import languages


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):
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

    def get_urls(self) -> list[URLPattern]:
        """More addresses: what will change, and what readers did."""
        return [*reports.urls(self.admin_site), *super().get_urls()]

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
        """Who may delete an article may delete what belongs to it, but not out of their area."""
        to_delete, counts, _missing, protected = super().get_deleted_objects(objs, request)
        not_theirs = {str(article) for article in objs if not self._may_take_away(request, article)}
        return to_delete, counts, not_theirs, protected

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Deleting takes every text from readers."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or self._may_take_away(request, obj))

    def _may_take_away(self, request: HttpRequest, article: Article) -> bool:
        by = person(request)
        return can_arrange(by, article) and can_publish_all(by, article)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Who publishes anywhere; each text is asked for on its own."""
        return request.user.has_perm("articles.publish_text")

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

    def _publishable(self, request: HttpRequest, queryset: QuerySet[Article]) -> list[Text]:
        """The texts that this person may publish and hide; the others are named."""
        texts = Text.objects.filter(article__in=queryset).select_related("article")
        mine = [t for t in texts if can_publish(person(request), t.article, t.language)]
        if others := [str(text) for text in texts if text not in mine]:
            told = _("Left out, because you may not publish there: %(texts)s")
            self.message_user(request, told % {"texts": ", ".join(others)}, messages.WARNING)
        return mine

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        """One article, after the page that names what goes with it."""
        actions.delete_articles([obj], by=person(request), at=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """The same for a selection."""
        actions.delete_articles(list(queryset), by=person(request), at=timezone.now())

    @admin.action(description=_("Hide from readers, all languages"), permissions=["publish"])
    def hide_all(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Drafts stay as they are."""
        for text in self._publishable(request, queryset):
            actions.hide(text, by=person(request), at=timezone.now())
        self.message_user(request, _("Hidden from readers."), messages.SUCCESS)

    @admin.action(
        description=_("Publish the newest draft of each language"), permissions=["publish"]
    )
    def publish_drafts(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Texts without a summary are left out and named."""
        for text in self._publishable(request, queryset):
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
