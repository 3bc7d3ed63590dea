"""Rows of lists: what a page shows of an article without its body."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from faq.articles.models import Article, Revision
from faq.categories.tree import tree


@dataclass(frozen=True)
class Card:
    """An article as a row, in the words that readers of one language see."""

    title: str
    url: str
    summary: str
    kind: str
    kind_label: str
    lang: str
    checked_on: date | None
    updated_at: datetime | None
    is_staff_only: bool
    trail: str
    article_id: int


def cards(revisions: Iterable[Revision], language: str) -> list[Card]:
    """Cards of revisions fetched with `for_cards()`; no further query."""
    return [_card(revision, language) for revision in revisions]


def _card(revision: Revision, language: str) -> Card:
    text, article = revision.text, revision.text.article
    node = tree().by_pk[article.category_id]
    return Card(
        title=revision.shown("title", language),
        url=text.url(language),
        summary=revision.shown("summary", language),
        kind=article.kind,
        kind_label=article.get_kind_display(),
        lang=revision.shown_lang(language),
        checked_on=text.checked_on,
        updated_at=revision.visible_from,
        is_staff_only=article.audience == Article.Audience.STAFF,
        trail=" / ".join(above.name(language) for above in node.trail()),
        article_id=article.pk,
    )
