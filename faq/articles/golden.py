"""Golden queries: what readers ask, and where the article that answers them must stand.

A check asks search as a reader without an account would. What it found is a measurement: it is
kept beside the query for the editors' list, and is no change in the trail.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from faq.accounts import audit
from faq.accounts.models import User
from faq.articles.models import Article, GoldenQuery, Revision
from faq.articles.searchable import ArticleSource
from faq.search.matching import Hit, match

Outcome = GoldenQuery.Outcome
READER = AnonymousUser()


@dataclass(frozen=True)
class Result:
    """Where the article of a query stands (1 is the top, None: not found) and what stands first."""

    golden: GoldenQuery
    outcome: str
    place: int | None
    first: str


# --- Asking ------------------------------------------------------------------------------------


def check(queries: Iterable[GoldenQuery], *, at: datetime) -> list[Result]:
    """Ask search each of the queries: all of them, or those of some articles.

    Two queries for all of them and up to five more for each. An article that readers without an
    account may not read at that instant is told apart from one that is not found.
    """
    queries = list(queries)
    articles = {golden.article_id for golden in queries}
    readable = Revision.objects.filter(text__article__in=articles).visible_to(READER, at)
    published = dict(readable.values_list("pk", "text__article"))
    return [_checked(golden, published, at) for golden in queries]


def _checked(golden: GoldenQuery, published: Mapping[int, int], at: datetime) -> Result:
    revisions = {pk for pk, article in published.items() if article == golden.article_id}
    if not revisions:
        return Result(golden, Outcome.UNPUBLISHED, None, "")
    hits = match(golden.query, language=golden.language, user=READER, at=at).hits
    place = next((n for n, hit in enumerate(hits, start=1) if _is_of(hit, revisions)), None)
    holds = place is not None and place <= golden.worst_place
    first = hits[0].document_for(golden.language).title(golden.language) if hits else ""
    return Result(golden, Outcome.HOLDS if holds else Outcome.FAILS, place, first)


def _is_of(hit: Hit, revisions: set[int]) -> bool:
    return hit.source == ArticleSource.name and any(
        document.object_id in revisions for document in hit.documents
    )


def check_and_keep(queries: Iterable[GoldenQuery], *, at: datetime) -> list[Result]:
    """The same, and keep beside each query how it went.

    Nobody has to wait with writing while search is asked; a query that was changed meanwhile keeps
    what is known of its new words.
    """
    results = check(queries, at=at)
    with transaction.atomic():
        for result in results:
            _unchanged(result.golden).update(
                outcome=result.outcome, place=result.place, checked_at=at
            )
    return results


def _unchanged(golden: GoldenQuery) -> QuerySet[GoldenQuery]:
    return GoldenQuery.objects.filter(
        pk=golden.pk,
        folded=golden.folded,
        language=golden.language,
        article=golden.article_id,
        worst_place=golden.worst_place,
    )


# --- Keeping the list --------------------------------------------------------------------------


@transaction.atomic
def save(golden: GoldenQuery, *, by: User | None, at: datetime) -> None:
    """Add or change a query; an earlier check no longer counts. Raises ValidationError."""
    golden.outcome, golden.place, golden.checked_at = Outcome.UNCHECKED, None, None
    golden.full_clean()
    action = "changed" if golden.pk else "created"
    golden.save()
    audit.record(action, golden, by=by, at=at, article=golden.article.key)


@transaction.atomic
def delete(queries: Iterable[GoldenQuery], *, by: User | None, at: datetime) -> None:
    """Take queries off the list."""
    for golden in queries:
        audit.record("deleted", golden, by=by, at=at, article=golden.article.key)
        golden.delete()


@transaction.atomic
def import_queries(data: Mapping[str, Any], *, by: User | None, at: datetime) -> list[str]:
    """Add the rows of `{"queries": [{"query", "language", "article", "worst_place"}, …]}`.

    A row is known by its query and language, and changed where it differs; `article` is a key.
    Returns a line for each row that cannot be taken.
    """
    rows: Sequence[Mapping[str, Any]] = data["queries"]
    articles = Article.objects.in_bulk([row.get("article") for row in rows], field_name="key")
    known = {(golden.folded, golden.language): golden for golden in GoldenQuery.objects.all()}
    problems = []
    for row in rows:
        try:
            if (article := articles.get(row.get("article"))) is None:
                raise ValidationError(f"there is no article {row.get('article')!r}")
            _take(row, article, known, by=by, at=at)
        except ValidationError as error:
            problems.append(f"{row.get('query')}: {'; '.join(error.messages)}")
    return problems


def _take(
    row: Mapping[str, Any],
    article: Article,
    known: Mapping[tuple[str, str], GoldenQuery],
    *,
    by: User | None,
    at: datetime,
) -> None:
    given = {name: row[name] for name in ("query", "language", "worst_place") if name in row}
    golden = GoldenQuery(article=article, **given)
    golden.derive()
    if present := known.get((golden.folded, golden.language)):
        if all(getattr(present, name) == getattr(golden, name) for name in _IN_FILES):
            return
        golden.pk, golden._state.adding = present.pk, False
    save(golden, by=by, at=at)


_IN_FILES = ("query", "article_id", "worst_place")
