"""What leads to an article by its key: links in texts and on the frame of every page."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet

from faq.accounts.models import Visitor
from faq.articles.models import Article, Revision, Text
from faq.base import languages
from faq.brand.frame import frame


def texts_for(key: str) -> QuerySet[Text]:
    """The texts to which `article:key` leads: those of the article that a merged one went into."""
    own = Q(article__key=key, article__merged_into=None)
    return Text.objects.filter(own | Q(article__merged_from__key=key))


def targets(
    keys: Collection[str], *, user: Visitor, at: datetime
) -> Iterator[tuple[str, Revision]]:
    """For each of the keys what a visitor may read behind it, in every language. One query."""
    readable = Revision.objects.visible_to(user, at).annotate(
        merged_key=F("text__article__merged_from__key")
    )
    behind = readable.filter(Q(text__article__key__in=keys) | Q(merged_key__in=keys))
    for revision in behind.for_cards():
        for key in {revision.text.article.key, revision.merged_key} & set(keys):
            yield key, revision


def keys_of(articles: Collection[Article]) -> list[str]:
    """The keys that lead to these articles: their own and those of what was merged into them."""
    merged = Article.objects.filter(merged_into__in=articles).values_list("key", flat=True)
    return [*(article.key for article in articles), *merged]


@dataclass(frozen=True)
class Linking:
    """What links to an article: a text with the title of its words, or (None) the frame."""

    text: Text | None
    title: str


def linking(articles: Collection[Article], *, at: datetime) -> list[Linking]:
    """What links to any of these articles from outside of them. Two queries.

    Asked are the words that readers see or will see, and the newest of each text.
    """
    keys = keys_of(articles)
    others = Revision.objects.in_use(at).linking_to(keys).exclude(text__article__in=articles)
    shown = others.select_related("text").only("title", "text")
    found = {revision.text_id: Linking(revision.text, revision.title) for revision in shown}
    return [*found.values(), *_in_the_frame(keys)]


def _in_the_frame(keys: Collection[str]) -> list[Linking]:
    wanted = {f"article:{key}" for key in keys}
    shown = {
        link.url: link.label or link.url
        for code in languages.codes()
        for link in frame(code).links()
        if link.url in wanted
    }
    return [Linking(None, label) for label in shown.values()]
