"""Pages on which an article goes: merged into another, into the archive and back, deleted.

Each says first what will happen, and asks.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from faq.accounts.models import User
from faq.accounts.signed_in import person
from faq.articles import actions, golden_guard, links, retiring, rights
from faq.articles.admin.states import texts_with_state
from faq.articles.golden_guard import Loss
from faq.articles.links import Linking
from faq.articles.models import Article, GoldenQuery, Revision
from faq.articles.retiring_forms import DeleteForm, MergeForm
from faq.base import (
    converters,  # noqa: F401 (registers "row")
    languages,
)

AT_HAND = 100


class ArchiveFilter(admin.SimpleListFilter):
    """Articles in use, unless the archive is asked for."""

    title = gettext_lazy("archive")
    parameter_name = "archive"
    to_article = ""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """What may be asked for besides those in use."""
        return [("archived", _("archived")), ("merged", _("merged into another"))]

    def choices(self, changelist: Any) -> Any:
        """The first choice is not all, but those in use."""
        first, *others = super().choices(changelist)
        return [{**first, "display": _("in use")}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """By whether and how they went."""
        is_archived, is_merged = {"archived": (True, False), "merged": (True, True)}.get(
            self.value() or "", (False, False)
        )
        return queryset.filter(
            **{
                f"{self.to_article}archived_at__isnull": not is_archived,
                f"{self.to_article}merged_into__isnull": not is_merged,
            }
        )


class TextArchiveFilter(ArchiveFilter):
    """The same for texts, by their article."""

    to_article = "article__"


def urls(desk: admin.ModelAdmin) -> list[URLPattern]:
    """Two more addresses of an article."""

    def merge(request: HttpRequest, pk: int) -> HttpResponse:
        return merge_page(desk, request, pk)

    def archive(request: HttpRequest, pk: int) -> HttpResponse:
        return archive_page(desk, request, pk)

    guarded = desk.admin_site.admin_view
    return [
        path("<row:pk>/merge/", guarded(merge), name="articles_article_merge"),
        path("<row:pk>/archive/", guarded(archive), name="articles_article_archive"),
    ]


def may_take_from_readers(user: User, article: Article) -> bool:
    """Whether somebody may hide every text of an article; asked before it goes as a whole."""
    return rights.can_arrange(user, article) and rights.can_publish_all(user, article)


def _article(desk: admin.ModelAdmin, request: HttpRequest, pk: int) -> Article:
    """The article of a page, with its texts. Raises Http404, PermissionDenied."""
    article: Article | None = desk.get_queryset(request).filter(pk=pk).first()
    if article is None:
        raise Http404
    if not may_take_from_readers(person(request), article):
        raise PermissionDenied
    return article


def guarded(
    request: HttpRequest, articles: Sequence[Article], change: Callable[[], None]
) -> list[Loss]:
    """Make a change unless the golden queries it would lose, which are returned, are not accepted.

    Raises what the change raises.
    """
    return golden_guard.guarded(
        articles,
        change,
        is_accepted="accept_losses" in request.POST,
        by=person(request),
        at=timezone.now(),
    )


def read_again(articles: Collection[Article]) -> list[Article]:
    """The same from the database: for a change that may be undone, what a page shows stays."""
    return list(Article.objects.filter(pk__in=[article.pk for article in articles]))


def title_of(article: Article) -> str:
    """The newest title in the first language that has one."""
    text = languages.best(article.texts.all(), languages.codes()[0])
    return getattr(text, "newest_title", None) or article.key


def _page(
    desk: admin.ModelAdmin,
    request: HttpRequest,
    template: str,
    title: str,
    articles: Sequence[Article],
    *,
    linking: Sequence[Linking],
    **context: Any,
) -> HttpResponse:
    context |= {
        "linking": linking,
        **desk.admin_site.each_context(request),
        "title": title,
        "opts": desk.opts,
        "articles": [(article, title_of(article)) for article in articles],
    }
    return TemplateResponse(request, template, context)


def _at_hand(articles: Collection[Article]) -> list[tuple[str, str]]:
    """Keys and titles of articles in the same categories, to be offered while one types."""
    near = Article.objects.filter(
        archived_at=None, category__in={article.category_id for article in articles}
    ).exclude(pk__in=[article.pk for article in articles])
    texts = texts_with_state().filter(article__in=near[:AT_HAND]).select_related("article")
    return [(text.article.key, getattr(text, "newest_title", None) or "") for text in texts]


# --- Into the archive and back -------------------------------------------------------------------


def archive_page(desk: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Archive an article, or bring an archived one back."""
    article = _article(desk, request, pk)
    by, at, is_sent = person(request), timezone.now(), request.method == "POST"
    losses: list[Loss] = []
    told = _("Archived: readers don't see it any more, and everything is kept.")

    def archive() -> None:
        retiring.archive_articles(read_again([article]), by=by, at=at)

    if article.archived_at is None and is_sent:
        losses = guarded(request, [article], archive)
    elif article.archived_at is None:
        losses = golden_guard.losses([article], archive, at=at)
    elif is_sent:
        retiring.bring_back([article], by=by, at=at)
        told = _("Brought back. Its texts are hidden until they are published.")
    if is_sent and not losses:
        desk.message_user(request, told, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[pk]))
    return _page(
        desk,
        request,
        "admin/articles/archive.html",
        _("Bring back") if article.archived_at else _("Archive"),
        [article],
        linking=links.linking([article], at=at),
        losses=losses,
    )


# --- Merging -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Way:
    """Where readers of one language are led: from which text to which, "" for none."""

    language: str
    title: str
    leads_to: str


def merge_page(desk: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Ask into which article, show what will happen, merge."""
    article = _article(desk, request, pk)
    is_sent = request.method == "POST"
    data = (request.POST if is_sent else request.GET) or None
    form = MergeForm(data, articles=desk.get_queryset(request))
    into: Article | None = form.cleaned_data["into"] if form.is_valid() else None
    if into and not may_take_from_readers(person(request), into):
        raise PermissionDenied
    losses = _merge(form, article, into, request) if into else []
    if is_sent and into and not losses and form.is_valid():
        told = _("Merged. Its addresses and the links to it lead here now.")
        desk.message_user(request, told, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[into.pk]))
    return _page(
        desk,
        request,
        "admin/articles/merge.html",
        _("Merge into another article"),
        [article],
        linking=links.linking([article], at=timezone.now()),
        at_hand=_at_hand([article]) if into is None else [],
        form=form,
        into=into,
        into_title=title_of(into) if into else "",
        ways=_ways(article, into) if into else [],
        losses=losses,
        golden=GoldenQuery.objects.filter(article=article).count(),
        takes_place=(
            into is not None and into.path_position is None and article.path_position is not None
        ),
    )


def _merge(form: MergeForm, article: Article, into: Article, request: HttpRequest) -> list[Loss]:
    """Merge when that is sent; returns the golden queries that keep it from being done.

    Where it is refused the form says why.
    """
    by, at = person(request), timezone.now()
    unite_tags, carry_keywords = (
        form.cleaned_data["unite_tags"],
        form.cleaned_data["carry_keywords"],
    )

    def merge() -> None:
        (one,), (other,) = read_again([article]), read_again([into])
        retiring.merge_articles(
            one,
            into=other,
            unite_tags=unite_tags,
            carry_keywords=carry_keywords,
            by=by,
            at=at,
        )

    if request.method != "POST":
        return golden_guard.losses([article, into], merge, at=at)
    try:
        return guarded(request, [article, into], merge)
    except ValidationError as error:
        form.add_error("into", error)
        return []


def _ways(article: Article, into: Article) -> list[Way]:
    """For each language in which the article is written."""
    kept = [text for text in into.texts.all() if getattr(text, "live_pk", None)]
    ways = []
    for text in article.texts.all():
        leads_to = languages.best(kept, text.language)
        ways.append(
            Way(
                languages.name(text.language),
                getattr(text, "newest_title", None) or text.slug,
                f"{getattr(leads_to, 'newest_title', '')} ({languages.name(leads_to.language)})"
                if leads_to
                else "",
            )
        )
    return ways


# --- Deleting ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Going:
    """How much of each kind goes with deleted articles."""

    texts: int
    versions: int
    votes: int
    golden: int


def delete_page(
    desk: admin.ModelAdmin, request: HttpRequest, articles: Sequence[Article]
) -> HttpResponse | None:
    """Say what else goes and what links here, ask where links lead; None when it is done."""
    for article in articles:
        if not may_take_from_readers(person(request), article):
            raise PermissionDenied
    is_sent = "post" in request.POST
    linking = links.linking(articles, at=timezone.now())
    form = DeleteForm(request.POST if is_sent else None, is_linked=bool(linking))
    losses = _delete(form, articles, request, is_sent=is_sent)
    if is_sent and form.is_valid() and not losses:
        desk.message_user(request, _("Deleted."), messages.SUCCESS)
        return None
    return _page(
        desk,
        request,
        "admin/articles/delete.html",
        _("Delete articles"),
        articles,
        linking=linking,
        at_hand=_at_hand(articles),
        form=form,
        losses=losses,
        going=_going(articles),
        merged=Article.objects.filter(merged_into__in=articles),
        is_bulk="action" in request.POST,
    )


def _delete(
    form: DeleteForm, articles: Sequence[Article], request: HttpRequest, *, is_sent: bool
) -> list[Loss]:
    """Delete when that is sent; returns the golden queries that keep it from being done.

    Where it is refused the form says why.
    """
    by, at = person(request), timezone.now()
    to: Article | None = form.cleaned_data["links_to"] if is_sent and form.is_valid() else None

    def delete() -> None:
        if to:
            retiring.delete_articles_leading(read_again(articles), to=to, by=by, at=at)
        else:
            actions.delete_articles(read_again(articles), by=by, at=at)

    if not is_sent or not form.is_valid():
        return golden_guard.losses(articles, delete, at=at)
    try:
        return guarded(request, articles, delete)
    except ValidationError as error:
        form.add_error("links_to", error)
        return []


def _going(articles: Sequence[Article]) -> Going:
    texts = [text for article in articles for text in article.texts.all()]
    return Going(
        texts=len(texts),
        versions=Revision.objects.filter(text__in=texts).count(),
        votes=sum(text.helpful + text.unhelpful for text in texts),
        golden=GoldenQuery.objects.filter(article__in=articles).count(),
    )
