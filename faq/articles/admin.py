"""Articles as an editor works with them: a list with the state of every language, a page for what
is the same in all of them, and a page for each text."""

from collections import Counter
from typing import Any

import taggit.admin
import taggit.models
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet, Subquery
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from faq.accounts.signed_in import person
from faq.articles import actions, derived, golden
from faq.articles.forms import NewArticleForm, TextForm
from faq.articles.models import Article, GoldenQuery, Revision, Tag, Text, Vote
from faq.articles.tags import string_from_tags, tags_from_string
from faq.base import content_links, languages
from faq.categories.tree import tree

admin.site.unregister(taggit.models.Tag)


def category_choices() -> list[tuple[int, str]]:
    """Every category in the order of the tree, indented, without a query for each."""
    language = languages.codes()[0]
    return [
        (node.pk, "– " * (len(node.trail()) - 1) + node.name(language))
        for node in tree().in_order()
    ]


def _texts_with_state() -> QuerySet[Text]:
    """Texts with what lists say of them, in one query and without the bodies."""
    newest = Revision.objects.filter(text=OuterRef("pk"))
    live = Revision.objects.live(timezone.now()).filter(text=OuterRef("pk"))
    return Text.objects.annotate(
        newest_title=Subquery(newest.values("title")[:1]),
        newest_pk=Subquery(newest.values("pk")[:1]),
        live_pk=Subquery(live.values("pk")[:1]),
        is_scheduled=Exists(newest.filter(is_published=True, visible_from__gt=timezone.now())),
    ).order_by("language")


def _state(text: Text) -> str:
    """live; draft, scheduled; live with a newer draft …, in words."""
    live, newest = getattr(text, "live_pk", None), getattr(text, "newest_pk", None)
    states = []
    if live:
        states.append(_("live"))
    if getattr(text, "is_scheduled", False):
        states.append(_("scheduled"))
    if newest and newest != live and not getattr(text, "is_scheduled", False):
        states.append(_("draft"))
    return ", ".join(str(state) for state in states) or str(_("hidden"))


class MissingLanguageFilter(admin.SimpleListFilter):
    """Articles that lack a text in a language."""

    title = _("not written in")
    parameter_name = "missing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The site's languages."""
        return [(code, languages.name(code)) for code in languages.codes()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """Those without it."""
        return queryset.exclude(texts__language=self.value()) if self.value() else queryset


class StateFilter(admin.SimpleListFilter):
    """Articles by whether readers can see them."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """live, scheduled, or neither."""
        return [("live", _("live")), ("scheduled", _("scheduled")), ("hidden", _("not visible"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """By any of their texts."""
        revisions = Revision.objects.filter(text__article=OuterRef("pk"))
        live = Exists(revisions.live(timezone.now()))
        scheduled = Exists(revisions.filter(is_published=True, visible_from__gt=timezone.now()))
        wanted = {"live": live, "scheduled": scheduled, "hidden": ~live & ~scheduled}
        chosen = wanted.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(chosen)


class CategoryFilter(admin.SimpleListFilter):
    """Articles in a category or below it."""

    title = _("category")
    parameter_name = "in"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The tree."""
        return [(str(pk), name) for pk, name in category_choices()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """Those inside."""
        node = (
            tree().by_pk.get(int(self.value() or 0)) if (self.value() or "0").isdecimal() else None
        )
        if node is None:
            return queryset
        return queryset.filter(category__in=[inner.pk for inner in node.with_descendants()])


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
            .prefetch_related(Prefetch("texts", _texts_with_state()))
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
                    _state(written[code]),
                )
                if code in written
                else (_add_text_address(article, code), languages.name(code), _("write"))
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
                title, state = getattr(text, "newest_title", "") or "", _state(text)
                lines.append(
                    (format_html('{}: <a href="{}">{}</a> ({})', name, address, title, state),)
                )
            else:
                address = _add_text_address(article, code)
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
        """Drafts stay as they are."""
        for text in Text.objects.filter(article__in=queryset):
            actions.hide(text, by=person(request), at=timezone.now())
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


def _add_text_address(article: Article, language: str) -> str:
    return reverse("admin:articles_text_add") + f"?article={article.pk}&language={language}"


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
        return _texts_with_state().select_related("article")

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
        elif "_hide" in request.POST:
            actions.hide(text, by=by, at=at)
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
                    "html": content_links.localise(rendered.html, language),
                    "problems": rendered.problems,
                    "title": request.POST.get("title", ""),
                    "summary": request.POST.get("summary", ""),
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
        return _state(text)


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    """Tags are renamed for all languages at once; one in use is merged, not deleted."""

    list_display = ("name", "slug", "texts")
    search_fields = ("name", "slug")
    actions = ("merge",)
    readonly_fields = ("slug",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        """With the number of texts."""
        tags: QuerySet[Tag] = super().get_queryset(request)
        return tags.annotate(text_count=Count("items"))

    @admin.display(description=_("texts"), ordering="text_count")
    def texts(self, tag: Tag) -> int:
        """How many texts have it."""
        count: int = getattr(tag, "text_count", 0)
        return count

    def has_delete_permission(self, request: HttpRequest, obj: Tag | None = None) -> bool:
        """Only one that no text has."""
        return super().has_delete_permission(request, obj) and not (obj and obj.items.exists())

    def save_model(self, request: HttpRequest, obj: Tag, form: Any, change: bool) -> None:
        """Search knows the new name at once."""
        super().save_model(request, obj, form, change)
        actions.record_tag_change(obj, by=person(request), at=timezone.now())

    @admin.action(description=_("Merge into the most used one"), permissions=["change"])
    def merge(self, request: HttpRequest, queryset: QuerySet[Tag]) -> None:
        """All chosen tags become the one that most texts have."""
        into, *others = queryset.order_by("-text_count", "pk")
        for tag in others:
            actions.merge_tags(tag, into=into, by=person(request), at=timezone.now())
        self.message_user(request, _("Merged into %(tag)s.") % {"tag": into}, messages.SUCCESS)


@admin.register(Vote)
class VoteAdmin(admin.ModelAdmin):
    """What readers said: read only."""

    list_display = ("at", "text", "is_helpful", "reason", "comment")
    list_filter = ("is_helpful", "reason", "text__language")
    search_fields = ("comment", "text__article__key")
    list_select_related = ("text__article",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Readers vote."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Vote | None = None) -> bool:
        """Nobody changes a reader's word."""
        return False


@admin.register(GoldenQuery)
class GoldenQueryAdmin(admin.ModelAdmin):
    """Queries with the article they must find. The list shows how the last check went.

    A query is checked when it is saved, by the button of the list, and by the command
    `check_golden_queries`; the list itself asks search nothing.
    """

    list_display = (
        "query",
        "article_title",
        "language",
        "outcome",
        "place_found",
        "worst_place",
        "checked_at",
    )
    list_filter = ("outcome", "language")
    search_fields = ("query", "folded", "article__key")
    autocomplete_fields = ("article",)
    fields = ("query", "language", "article", "worst_place", "outcome", "place_found", "checked_at")
    readonly_fields = ("outcome", "place_found", "checked_at")
    actions = ("check_now",)
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[GoldenQuery]:
        """With the titles of the articles."""
        queries: QuerySet[GoldenQuery] = super().get_queryset(request)
        return queries.select_related("article").prefetch_related(
            Prefetch("article__texts", _texts_with_state())
        )

    @admin.display(description=_("article"))
    def article_title(self, query: GoldenQuery) -> str:
        """As readers of the query's language see it."""
        text = languages.best(query.article.texts.all(), query.language)
        return getattr(text, "newest_title", None) or query.article.key

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """A new article is written elsewhere: its first text needs a page of its own."""
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == "article":
            field.widget.can_add_related = False
        return field

    @admin.display(description=_("place"), ordering="place")
    def place_found(self, query: GoldenQuery) -> SafeString:
        """Where the article stood when it was last looked for; leads to what readers find."""
        place = query.place or (_("not found") if query.outcome == golden.Outcome.FAILS else "-")
        address = f"/{query.language}/search/?{urlencode({'q': query.query})}"
        return format_html('<a href="{}">{}</a>', address, place)

    def save_model(self, request: HttpRequest, obj: GoldenQuery, form: Any, change: bool) -> None:
        """Through the action, and checked at once."""
        golden.save(obj, by=person(request), at=timezone.now())
        golden.check_and_keep([obj], at=timezone.now())

    def delete_model(self, request: HttpRequest, obj: GoldenQuery) -> None:
        """Through the action."""
        golden.delete([obj], by=person(request), at=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[GoldenQuery]) -> None:
        """The same for a selection."""
        golden.delete(queryset, by=person(request), at=timezone.now())

    @admin.action(description=_("Check now"), permissions=["change"])
    def check_now(self, request: HttpRequest, queryset: QuerySet[GoldenQuery]) -> None:
        """Ask search the chosen queries: in a library of 5,000 articles 0.03 s each."""
        results = golden.check_and_keep(queryset, at=timezone.now())
        counts = Counter(result.outcome for result in results)
        fails = counts[golden.Outcome.FAILS]
        self.message_user(
            request,
            _("Holds: %(holds)d. Fails: %(fails)d. Article not published: %(unpublished)d.")
            % {
                "holds": counts[golden.Outcome.HOLDS],
                "fails": fails,
                "unpublished": counts[golden.Outcome.UNPUBLISHED],
            },
            messages.WARNING if fails else messages.SUCCESS,
        )
