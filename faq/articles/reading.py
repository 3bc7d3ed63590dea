"""An article as one page: stored HTML completed with terms and links, and what stands around."""

import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from faq.accounts.models import Visitor
from faq.articles import sentences
from faq.articles.cards import Card, cards
from faq.articles.kept import UntilChanged
from faq.articles.media import with_descriptions, with_subtitles_on
from faq.articles.models import Article, Revision
from faq.articles.steps import Steps, steps_of
from faq.base import canonical, content_links, languages
from faq.facts import figures
from faq.facts.figures import Unchecked
from faq.glossary import marking

CHARACTERS_A_MINUTE = 400
WORDS_A_MINUTE = 220


@dataclass(frozen=True)
class Page:
    """The words of an article as readers of one language see them."""

    title: str
    lang: str
    summary: str
    is_summary_under_review: bool
    html: str
    picture: str
    headings: list[dict[str, Any]]
    terms: list[dict[str, str]]
    published_at: datetime
    updated_at: datetime | None
    checked_on: Any
    minutes: int
    kind: str
    kind_label: str
    views: int
    number: str
    is_staff_only: bool
    steps: Steps
    revision_number: int | None
    unchecked: list[Unchecked]


def page(revision: Revision, language: str, *, under_review: Collection[str] = frozenset()) -> Page:
    """The page of a revision fetched with its text and article. One query at most: the terms'
    when the glossary changed. Sentences `under_review`, by their anchors, are marked."""
    html, term_ids, steps = _completed(revision, language, under_review)
    text, article = revision.text, revision.text.article
    return Page(
        title=revision.shown("title", language),
        lang=revision.shown_lang(language),
        summary=revision.shown("summary", language),
        is_summary_under_review=any(
            sentence.anchor in under_review
            for sentence in sentences.of_summary(revision.shown("summary", revision.language))
        ),
        html=html,
        picture=content_links.first_picture(html),
        headings=revision.shown("headings", language),
        terms=marking.terms_for(term_ids, language),
        published_at=getattr(revision, "first_visible_from", None) or revision.created_at,
        updated_at=revision.visible_from,
        checked_on=text.checked_on,
        minutes=minutes_to_read(revision),
        kind=article.kind,
        kind_label=article.get_kind_display(),
        views=text.views,
        number=f"HC-{article.pk}",
        is_staff_only=article.audience == Article.Audience.STAFF,
        steps=steps,
        revision_number=getattr(revision, "number", None),
        unchecked=figures.overdue(revision.fact_keys, language, on=timezone.localdate()),
    )


def _completed(
    revision: Revision, language: str, under_review: Collection[str]
) -> tuple[str, list[int], Steps]:
    """Stored HTML with glossary terms and sentences under review marked, and links and videos in
    the reader's language.

    With the numbers of the terms, and the steps. Kept by each process for what is stored of
    this revision, language and state of the glossary.
    """
    stored, edition = revision.shown("html", language), marking.edition(language)
    key = f"body:{revision.pk}:{zlib.crc32(stored.encode())}:{language}:{edition}"
    if under_review:
        key += f":{zlib.crc32(' '.join(sorted(under_review)).encode())}"
    kept: tuple[str, list[int], Steps] | None = cache.get(key) if revision.pk else None
    if kept is None:
        html, term_ids = marking.mark(stored, language=language)
        if under_review:
            own = revision.shown("html", revision.language)
            html = sentences.with_notes(html, under_review, _review_note(), own)
        html = with_descriptions(with_subtitles_on(html, language))
        kept = content_links.localise(html, language), term_ids, steps_of(revision)
        if revision.pk:
            cache.set(key, kept, timeout=24 * 60 * 60)
    return kept


def _review_note() -> Element:
    """What stands behind a sentence that several readers reported."""
    note = Element("span", {"class": "under-review"})
    note.set("lang", languages.html_lang(get_language() or languages.codes()[0]))
    note.text = _("reported, under review")
    return note


def minutes_to_read(revision: Revision) -> int:
    """How long its text takes at an ordinary pace, in minutes."""
    if languages.is_chinese(revision.language):
        return max(1, round(len(revision.plain) / CHARACTERS_A_MINUTE))
    return max(1, round(len(revision.plain.split()) / WORDS_A_MINUTE))


def translation_notice(revision: Revision, language: str) -> dict[str, str] | None:
    """What to say when the reader's language has no text of its own; None when it has."""
    if revision.language == language:
        return None
    kind = "converted" if revision.is_converted_for(language) else "other"
    return {"shown_name": languages.name(revision.language), "kind": kind}


def alternates(revisions: Sequence[Revision]) -> list[dict[str, str]]:
    """The hand-written languages of an article with their full addresses."""
    return canonical.alternates(
        {revision.language: revision.text.get_absolute_url() for revision in revisions}
    )


@dataclass(frozen=True)
class Around:
    """Where a reader may go from an article."""

    previous: Card | None
    next: Card | None
    related: list[Card]


_KEPT_AROUND = 2000

_around: UntilChanged[dict[tuple[int, str], Around]] = UntilChanged(
    "articles", "categories", load=lambda at: {}
)


def around(revision: Revision, *, language: str, user: Visitor, at: datetime) -> Around:
    """Neighbours in the category's order and related articles, in two queries at most.

    What everybody may read is kept by each process until an article or category changes.
    """
    if user.is_staff:
        return _find_around(revision, language=language, user=user, at=at)
    kept, key = _around.get(at), (revision.text.article_id, language)
    if key not in kept:
        if len(kept) >= _KEPT_AROUND:
            kept.clear()
        kept[key] = _find_around(revision, language=language, user=user, at=at)
    return kept[key]


def _find_around(revision: Revision, *, language: str, user: Visitor, at: datetime) -> Around:
    article = revision.text.article
    readable = Revision.objects.visible_to(user, at).in_language(language)
    before, after = readable.neighbours_of(article)
    wanted = [pk for pk in (before, after, *article.related) if pk]
    found = {
        card.article_id: card
        for card in cards(readable.filter(text__article__in=wanted).for_cards(), language)
    }
    related = [found[pk] for pk in article.related if pk in found]
    return Around(
        previous=found.get(before or 0),
        next=found.get(after or 0),
        related=related[:4],
    )
