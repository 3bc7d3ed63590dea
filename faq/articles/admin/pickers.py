"""What an editor may put into a text, found by its words: links, terms and figures, as JSON."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from faq.accounts.signed_in import person
from faq.announcements.models import Announcement
from faq.articles.models import Revision
from faq.articles.rights import can_write
from faq.base import chinese, languages
from faq.facts.models import Fact
from faq.glossary.models import Term

SHOWN = 20
_MARKDOWN_SIGNS = str.maketrans({sign: f"\\{sign}" for sign in "\\[]*_`<>"})

Choice = dict[str, Any]
"""title, note (what kind or state), insert (Markdown), places (headings with their Markdown)."""


def pick(request: HttpRequest) -> JsonResponse:
    """Answer `?kind=article|announcement|term|fact&q=&language=` with at most 20 choices.

    Raises PermissionDenied for staff who may not write in that language.
    """
    language = request.GET.get("language", "")
    if language not in languages.codes():
        language = languages.codes()[0]
    if not can_write(person(request), None, language):
        raise PermissionDenied
    find = _KINDS.get(request.GET.get("kind", ""), _articles)
    words = " ".join(request.GET.get("q", "")[:100].split())
    return JsonResponse({"results": list(find(words, language))})


def _spellings(words: str) -> set[str]:
    """The words in both Chinese scripts."""
    return {words, chinese.convert(words, "zh-hans"), chinese.convert(words, "zh-hant")}


def _holds(words: str, *fields: str) -> Q:
    """Whether any of the fields holds the words, in either Chinese script."""
    found = Q()
    for spelling in _spellings(words):
        for field in fields:
            found |= Q(**{f"{field}__icontains": spelling})
    return found


def _link(title: str, target: str) -> str:
    return f"[{title.translate(_MARKDOWN_SIGNS)}]({target})"


def _articles(words: str, language: str) -> Iterable[Choice]:
    """By title, key and keywords; each article once, in the text's own language if it has one."""
    found: dict[int, Revision] = {}
    for revision in _newest_revisions(words, language)[: SHOWN * len(languages.codes())]:
        found.setdefault(revision.text.article_id, revision)
    for revision in list(found.values())[:SHOWN]:
        target = f"article:{revision.text.article.key}"
        yield {
            "title": revision.title,
            "note": _article_note(revision),
            "insert": _link(revision.title, target),
            "places": [
                {
                    "title": heading["text"],
                    "insert": _link(heading["text"], f"{target}#{heading['id']}"),
                }
                for heading in revision.headings
            ],
        }


def _newest_revisions(words: str, language: str) -> QuerySet[Revision]:
    of_text = Revision.objects.filter(text=OuterRef("text"))
    newest = Revision.objects.exclude(Exists(of_text.filter(pk__gt=OuterRef("pk"))))
    order = Case(
        *(
            When(text__language=code, then=Value(place))
            for place, code in enumerate(languages.fallbacks(language))
        ),
        output_field=IntegerField(),
    )
    return (
        newest.filter(_holds(words, "title", "keywords", "text__article__key"))
        .annotate(
            place=order,
            in_title=Case(When(_holds(words, "title"), then=Value(0)), default=Value(1)),
            is_live_now=Exists(of_text.live(timezone.now())),
        )
        .select_related("text__article")
        .only("title", "headings", "text__language", "text__article__key")
        .order_by("place", "in_title", "-pk")
    )


def _article_note(revision: Any) -> str:
    notes = [languages.name(revision.text.language), revision.text.article.key]
    return " · ".join(notes if revision.is_live_now else [*notes, _("draft")])


def _announcements(words: str, language: str) -> Iterable[Choice]:
    rows = Announcement.objects.filter(_holds(words, "texts__title", "key"))
    for row in rows.distinct().prefetch_related("texts").order_by("-visible_from")[:SHOWN]:
        text = languages.best(row.texts.all(), language)
        title = text.title if text else row.key
        note = "" if row.is_published else _("draft")
        yield _choice(title, note, _link(title, f"announcement:{row.key}"))


def _terms(words: str, language: str) -> Iterable[Choice]:
    rows = Term.objects.filter(_holds(words, "texts__label", "aliases__text", "key"))
    for term in rows.distinct().with_texts().order_by("key")[:SHOWN]:
        text = languages.best(term.texts.all(), language)
        label = text.shown("label", language) if text else term.key
        note = text.shown("definition", language) if text else ""
        yield _choice(label, note, _link(label, f"term:{term.key}"))


def _facts(words: str, language: str) -> Iterable[Choice]:
    now = timezone.now()
    rows = Fact.objects.filter(_holds(words, "texts__label", "key")).distinct()
    for fact in rows.with_texts().with_values().order_by("key")[:SHOWN]:
        value = fact.value_at(now)
        note = fact.said(value, language) if value is not None else _("no value yet")
        yield _choice(fact.label(language), f"{note} · {fact.key}", fact.code)


def _choice(title: str, note: str, insert: str) -> Choice:
    return {"title": title, "note": note, "insert": insert, "places": []}


_KINDS: dict[str, Callable[[str, str], Iterable[Choice]]] = {
    "article": _articles,
    "announcement": _announcements,
    "term": _terms,
    "fact": _facts,
}
