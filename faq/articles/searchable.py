"""Articles offered to search: one document for each revision that is or will be visible."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from faq.accounts.models import Visitor
from faq.articles.models import Article, Revision
from faq.base import languages
from faq.categories.tree import tree
from faq.facts import figures
from faq.search.sources import DocumentData, ShownText

_COMMAS = re.compile(r"[,，、;；\n]")


class ArticleSource:
    """See faq.search.sources.SearchSource."""

    name = "article"
    kinds: Mapping[str, Any] = dict(Article.Kind.choices)

    def documents(self, pks: Collection[int]) -> Iterator[DocumentData]:
        """Documents of the given revisions."""
        revisions = (
            Revision.objects.filter(pk__in=pks)
            .for_index()
            .select_related("text__article")
            .prefetch_related("text__tags")  # type: ignore[misc]  # taggit has no types
        )
        for revision in revisions:
            yield _document(revision)

    def pks(self) -> Iterable[int]:
        """Every revision that belongs in the index."""
        return Revision.objects.all().for_index().values_list("pk", flat=True).iterator()

    def visible_pks(
        self, pks: Collection[int], *, user: Visitor, at: datetime
    ) -> QuerySet[Any, int]:
        """Those of the given that the visitor may read."""
        visible = Revision.objects.filter(pk__in=pks).visible_to(user, at)
        return visible.values_list("pk", flat=True)

    def filled(self, text: str, language: str) -> str:
        """With what its facts amount to now."""
        return figures.in_text(text, language)


def _document(revision: Revision) -> DocumentData:
    text, article = revision.text, revision.text.article
    tags = tuple(tag.name for tag in text.tags.all())
    asked = [words for _place, words in revision.asked]
    ends = [end for end in (revision.visible_until, revision.replaced_at) if end]
    return DocumentData(
        object_id=revision.pk,
        group=article.pk,
        language=revision.language,
        kind=article.kind,
        path=text.path,
        title=revision.title,
        keywords=" ".join([revision.keywords, *tags]),
        headings="\n".join(
            heading["text"] for heading in revision.shown("headings", revision.language)
        ),
        body="\n".join(revision.shown(name, revision.language) for name in ("summary", "plain")),
        shown={
            code: _shown(revision, article, code)
            for code in languages.codes()
            if code == revision.language or revision.is_converted_for(code)
        },
        tags=tags,
        names=(*_COMMAS.split(revision.keywords), *asked),
        visible_from=revision.visible_from or revision.created_at,
        visible_until=min(ends, default=None),
        staff_only=article.audience == Article.Audience.STAFF,
        checked_on=text.checked_on,
        merit=text.merit,
    )


def _shown(revision: Revision, article: Article, language: str) -> ShownText:
    return ShownText(
        title=revision.shown("title", language),
        summary=revision.unfilled("summary", language),
        body=revision.unfilled("plain", language),
        trail=[
            [node.pk, node.name(language)] for node in tree().by_pk[article.category_id].trail()
        ],
    )
