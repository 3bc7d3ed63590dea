"""Reading articles, by category, kind and tag; voting and counting."""

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from faq.accounts.models import Visitor
from faq.articles import actions, counts, readers, reading, sentence_reports, sentences, stages
from faq.articles.cards import Card, cards
from faq.articles.counts import Readable
from faq.articles.forms import SentenceReportForm, VoteForm
from faq.articles.markdown_copy import markdown_copy
from faq.articles.models import Article, Revision, SentenceReport, Tag, Text, Vote
from faq.articles.querysets import RevisionQuerySet
from faq.articles.sentences import Shown
from faq.base import canonical, languages
from faq.base.caching import public
from faq.base.crawlers import is_crawler
from faq.base.origin import own_pages_only, posted_by_own_pages
from faq.base.throttle import Limit, client_address, too_many_requests
from faq.categories.tree import Node, tree

PAGE_SIZE = 20
SECTION_SIZE = 6
VOTES = Limit("vote", times=30, seconds=60 * 60)
REPORTS = Limit("report", times=20, seconds=60 * 60)
VIEWS = Limit("view", times=1, seconds=30 * 60, cache="default")


@public
@require_safe
def category_detail(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """A category: its own articles, and each sub-category with its first ones."""
    language, at = request.LANGUAGE_CODE, timezone.now()
    node = tree().by_pk.get(pk)
    if node is None:
        raise Http404
    if slug != node.slug:
        return _moved(request, node.url(language))
    readable = Revision.objects.visible_to(request.user, at).in_language(language)
    own = readable.in_categories([pk]).in_reading_order().for_cards()
    page = Paginator(own, PAGE_SIZE).get_page(request.GET.get("page"))
    numbers = counts.readable(request.user, at)
    return render(
        request,
        "categories/category_detail.html",
        {
            "category": {
                "name": node.name(language),
                "description": node.words[language].description,
                "lang": node.words[language].lang,
                "url": node.url(language),
                "icon": node.icon,
            },
            "breadcrumb": _trail(node.trail()[:-1], language),
            "sections": _sections(node, readable, language, numbers),
            "cards": cards(page, language),
            "page_obj": page,
            "count": numbers.within(node),
            "is_start_of_path": stages.is_start(pk, language, at),
            **canonical.of_list(request, page),
        },
    )


def _sections(
    node: Node, readable: RevisionQuerySet, language: str, numbers: Readable
) -> list[dict[str, Any]]:
    """The sub-categories that hold something, each with the first articles in it."""
    by_category: dict[int, list[Card]] = {}
    inner = [below.pk for child in node.children for below in child.with_descendants()]
    if inner:
        for revision in readable.in_categories(inner).first_of_each_category(SECTION_SIZE):
            by_category.setdefault(revision.text.article.category_id, []).extend(
                cards([revision], language)
            )
    return [
        {
            "category": {
                "name": child.name(language),
                "description": child.words[language].description,
                "url": child.url(language),
            },
            "cards": [
                card for below in child.with_descendants() for card in by_category.get(below.pk, [])
            ][:SECTION_SIZE],
            "count": count,
        }
        for child in node.children
        if (count := numbers.within(child))
    ]


@public
@require_safe
def article_list(request: HttpRequest) -> HttpResponse:
    """Articles of one kind, or all, newest first."""
    language = request.LANGUAGE_CODE
    kind = request.GET.get("kind", "")
    if kind and kind not in Article.Kind.values:
        raise Http404
    readable = Revision.objects.visible_to(request.user).in_language(language)
    found = readable.of_kind(kind) if kind else readable
    page = Paginator(found.newest_first().for_cards(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "articles/article_list.html",
        {
            "kind": kind,
            "kind_label": Article.Kind(kind).label if kind else _("All articles"),
            "kinds": _kinds(
                reverse("article_list") + (f"?kind={kind}" if kind else ""),
                has_path=bool(stages.path(language, timezone.now())),
            ),
            "cards": cards(page, language),
            "page_obj": page,
            "breadcrumb": _trail([], language),
            **canonical.of_list(request, page, kind=kind),
        },
    )


def _kinds(current: str, *, has_path: bool) -> list[dict[str, object]]:
    """The lists that lead to one another; `current` is the address of the one on the page."""
    address = reverse("article_list")
    kinds = [(f"{address}?kind={value}", label) for value, label in Article.Kind.choices]
    path = [(reverse("beginner_path"), _("The beginner's path"))] if has_path else []
    lists = [(address, _("All articles")), *path, *kinds]
    return [{"url": url, "label": label, "is_current": url == current} for url, label in lists]


@public
@require_safe
def beginner_path(request: HttpRequest) -> HttpResponse:
    """The beginner's path: its articles in order, what each answers and how long it takes."""
    language = request.LANGUAGE_CODE
    path = stages.path(language, timezone.now())
    if not path:
        raise Http404
    return render(
        request,
        "articles/beginner_path.html",
        {
            "stages": path,
            "kinds": _kinds(request.path, has_path=True),
            "minutes": sum(stage.minutes for stage in path),
            "breadcrumb": _trail([], language),
        },
    )


@public
@require_safe
def tag_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The articles with a tag in any language, in the page's where there is a text in it."""
    language = request.LANGUAGE_CODE
    tag = get_object_or_404(Tag, slug=slug)
    tagged = Revision.objects.visible_to(request.user).tagged(tag.pk)
    found = tagged.in_language(language).newest_first().for_cards()
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    if not page.object_list:
        raise Http404
    return render(
        request,
        "articles/tag_detail.html",
        {
            "tag": {"name": tag.name, "url": reverse("tag_detail", args=[tag.slug])},
            "cards": cards(page, language),
            "page_obj": page,
            "breadcrumb": _trail([], language),
            **canonical.of_list(request, page),
            # Texts in one language may have the tag, their sisters not.
            "alternates": [],
        },
    )


@public
@require_safe
def article_detail(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """An article, in the reader's language or in what stands in for it."""
    language, at = request.LANGUAGE_CODE, timezone.now()
    revisions = list(Revision.objects.visible_to(request.user, at).for_page(pk))
    revision = languages.best(revisions, language)
    if revision is None:
        return _moved(request, _merged(request, pk, at).url(language))
    if slug != revision.text.slug:
        return _moved(request, revision.text.url(language))
    reader = readers.reader_of(request)
    reports = sentence_reports.on_page(revision, reader=reader, at=at)
    context = page_context(
        revision,
        revisions,
        language=language,
        user=request.user,
        at=at,
        under_review=reports.under_review,
    )
    extra = {
        "vote": _vote(reader, revision.text),
        "reports": reports.own,
        "report_url": reverse("article_report", args=[pk]),
    }
    return render(request, "articles/article_detail.html", context | extra)


@public
@require_safe
def article_markdown(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """The words of an article as Markdown, where its page is."""
    language, at = request.LANGUAGE_CODE, timezone.now()
    found = Revision.objects.visible_to(request.user, at).for_page(pk).with_bodies()
    revision = languages.best(found, language)
    if revision is None:
        return _moved(request, _merged(request, pk, at).markdown_url(language))
    text = revision.text
    if slug != text.slug:
        return _moved(request, text.markdown_url(language))
    response = HttpResponse(
        markdown_copy(revision, language=language, user=request.user, at=at),
        content_type="text/markdown; charset=utf-8",
    )
    page = iri_to_uri(settings.HELPCENTER_URL + text.get_absolute_url())
    response["Link"] = f'<{page}>; rel="canonical"'
    response["X-Robots-Tag"] = "noindex"
    return response


def _merged(request: HttpRequest, pk: int, at: datetime) -> Text:
    """The text to which the addresses of a merged article lead; absent when there is none."""
    kept = Revision.objects.visible_to(request.user, at).for_page_it_was_merged_into(pk)
    revision = languages.best(kept, request.LANGUAGE_CODE)
    if revision is None:
        raise Http404
    return revision.text


def page_context(
    revision: Revision,
    revisions: Sequence[Revision],
    *,
    language: str,
    user: Visitor,
    at: datetime,
    under_review: Collection[str] = frozenset(),
) -> dict[str, Any]:
    """What the template of an article needs, for the page and for the preview of a draft."""
    text = revision.text
    around = reading.around(revision, language=language, user=user, at=at)
    node = tree().by_pk[text.article.category_id]
    return {
        "page": reading.page(revision, language, under_review=under_review),
        "translation_notice": reading.translation_notice(revision, language),
        "is_noindex": revision.language != language,
        "breadcrumb": _trail(node.trail(), language),
        "previous": around.previous,
        "next": around.next,
        "related": around.related,
        "path_place": stages.place_of(text.article_id, language, at),
        "tags": [
            {"name": tag.name, "url": reverse("tag_detail", args=[tag.slug])}
            for tag in text.tags.all()
        ],
        "view_url": reverse("article_view", args=[text.article_id]),
        "canonical_url": settings.HELPCENTER_URL + text.get_absolute_url(),
        "alternates": reading.alternates(revisions),
        "markdown_url": text.markdown_url(language),
    }


@require_safe
def article_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Any revision as its page would look, for those who may edit it; absent for everyone else."""
    if not request.user.has_perm("articles.change_text"):
        raise Http404
    revision: Revision = get_object_or_404(Revision.objects.select_related("text__article"), pk=pk)
    context = page_context(
        revision,
        [revision],
        language=request.LANGUAGE_CODE,
        user=request.user,
        at=timezone.now(),
    )
    return render(
        request,
        "articles/article_detail.html",
        context
        | {
            "is_preview": True,
            "is_noindex": True,
            "vote": None,
            "view_url": "",
            "canonical_url": "",
            "markdown_url": "",
        },
    )


def _refused(request: HttpRequest, text: Text, form: VoteForm) -> HttpResponse:
    """The article again with the comment as it may be shown, and what is wrong with it."""
    if form.errors.keys() != {"comment"}:
        return render(request, "400.html", status=400)
    at = timezone.now()
    revisions = list(Revision.objects.visible_to(request.user, at).for_page(text.article_id))
    revision = languages.best(revisions, request.LANGUAGE_CODE)
    if revision is None:
        raise Http404
    context = page_context(
        revision, revisions, language=request.LANGUAGE_CODE, user=request.user, at=at
    )
    vote = _vote(readers.reader_of(request), text) | {
        "choice": "no",
        "reason": "",
        "chosen": form["reason"].value(),
        "comment": form["comment"].value(),
        "errors": form.errors["comment"],
        "is_thanked": False,
    }
    return render(request, "articles/article_detail.html", context | {"vote": vote}, status=400)


def _vote(reader: str | None, text: Text) -> dict[str, Any]:
    """The vote form in the state that this reader left it in."""
    given = Vote.objects.filter(text=text, reader=reader).first() if reader else None
    return {
        "url": reverse("article_vote", args=[text.article_id]),
        "choice": "" if given is None else "yes" if given.is_helpful else "no",
        "reasons": [{"value": value, "label": label} for value, label in Vote.Reason.choices],
        "reason": given.reason if given else "",
        "is_thanked": given is not None,
    }


@own_pages_only
def article_vote(request: HttpRequest, pk: int) -> HttpResponse:
    """Count whether the text a reader saw helped, and lead back to it."""
    text = _text_read(request, pk)
    form = VoteForm(request.POST)
    if not form.is_valid():
        return _refused(request, text, form)
    if is_crawler(request):
        return redirect(text.url(request.LANGUAGE_CODE))
    if VOTES.is_exceeded(client_address(request)):
        return too_many_requests(request, VOTES)
    response = redirect(text.url(request.LANGUAGE_CODE) + "#vote")
    reader = readers.reader_of(request) or readers.remember(response, readers.new_cookie())
    actions.vote(
        text,
        reader=reader,
        is_helpful=form.cleaned_data["helpful"],
        reason=form.cleaned_data["reason"],
        comment=form.cleaned_data["comment"],
        at=timezone.now(),
    )
    return response


@posted_by_own_pages
@require_http_methods(["GET", "HEAD", "POST"])
def article_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The sentences of an article, to report one of them; `?selected=` finds it among them."""
    revision = _revision_read(request, pk)
    among = sentences.shown_in(revision, request.LANGUAGE_CODE)
    if request.method == "POST":
        response = _reporting(request, revision, among)
    else:
        response = _choosing(request, revision, among)
    response["X-Robots-Tag"] = "noindex"
    return response


@public
def _choosing(request: HttpRequest, revision: Revision, among: Sequence[Shown]) -> HttpResponse:
    given, section = request.GET.get("selected", ""), request.GET.get("section", "")
    found = sentences.find(given, among, section)
    return _report_page(request, revision, among, found=found, section=section)


def _reporting(request: HttpRequest, revision: Revision, among: Sequence[Shown]) -> HttpResponse:
    form = SentenceReportForm(request.POST, among=among)
    if not form.is_valid():
        found = next((one for one in among if one.own.anchor == form.data.get("sentence")), None)
        return _report_page(request, revision, among, found=found, form=form, status=400)
    text = revision.text
    address = text.url(request.LANGUAGE_CODE)
    if is_crawler(request):
        return redirect(address)
    if REPORTS.is_exceeded(client_address(request)):
        return too_many_requests(request, REPORTS)
    response = redirect(f"{address}#reports")
    reader = readers.reader_of(request) or readers.remember(response, readers.new_cookie())
    sentence_reports.report(
        text,
        form.chosen,
        reader=reader,
        reason=form.cleaned_data["reason"],
        comment=form.cleaned_data["comment"],
        at=timezone.now(),
    )
    return response


def _report_page(
    request: HttpRequest,
    revision: Revision,
    among: Sequence[Shown],
    *,
    found: Shown | None,
    section: str = "",
    form: SentenceReportForm | None = None,
    status: int = 200,
) -> HttpResponse:
    language = request.LANGUAGE_CODE
    return render(
        request,
        "articles/article_report.html",
        {
            "title": revision.shown("title", language),
            "lang": revision.shown_lang(language),
            "url": revision.text.url(language),
            "action": reverse("article_report", args=[revision.text.article_id]),
            "found": found,
            "sections": _sections_of(revision, among, language, section),
            "reasons": SentenceReport.Reason.choices,
            "longest": SentenceReport.COMMENT_LENGTH,
            "form": form,
            "breadcrumb": _trail(tree().by_pk[revision.text.article.category_id].trail(), language),
        },
        status=status,
    )


def _sections_of(
    revision: Revision, among: Sequence[Shown], language: str, section: str
) -> list[dict[str, Any]]:
    """The sentences by the heading or step above them; the asked section is open, or the first."""
    headings = {one["id"]: one["text"] for one in revision.shown("headings", language)}
    sections = [
        {
            "id": heading,
            "heading": headings.get(heading, ""),
            "is_answer": heading == sentences.ANSWER,
            "sentences": list(inside),
        }
        for heading, inside in groupby(among, key=lambda one: one.own.heading)
    ]
    asked = next((one for one in sections if section and one["id"] == section), None)
    for one in [asked] if asked else sections[:1]:
        one["is_open"] = True
    return sections


@own_pages_only
def article_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Count one reading, at most once in half an hour from one address."""
    text = _text_read(request, pk)
    if not is_crawler(request) and not VIEWS.is_exceeded(f"{client_address(request)} {text.pk}"):
        actions.count_view(text, at=timezone.now())
    return HttpResponse(status=204)


def _text_read(request: HttpRequest, article_pk: int) -> Text:
    """The text that the page of this article shows to this reader."""
    return _revision_read(request, article_pk).text


def _revision_read(request: HttpRequest, article_pk: int) -> Revision:
    revisions = Revision.objects.visible_to(request.user).for_page(article_pk)
    revision = languages.best(revisions, request.LANGUAGE_CODE)
    if revision is None:
        raise Http404
    return revision


def _moved(request: HttpRequest, address: str) -> HttpResponsePermanentRedirect:
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(iri_to_uri(f"{address}?{query}" if query else address))


def _trail(nodes: Sequence[Node], language: str) -> list[dict[str, str]]:
    return [
        {"label": _("Home"), "url": reverse("home")},
        *({"label": node.name(language), "url": node.url(language)} for node in nodes),
    ]
