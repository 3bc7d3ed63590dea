"""Golden queries guard changes: which that hold now would be lost, told before anything is saved.

The change is made inside a transaction, search is asked, and the change is undone.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from faq.accounts import audit
from faq.accounts.models import User
from faq.articles.golden import Outcome, Result, check
from faq.articles.models import Article, GoldenQuery


@dataclass(frozen=True)
class Loss:
    """A query that holds now, and where its article would stand (None: not found)."""

    golden: GoldenQuery
    before: int | None
    after: int | None


def losses(
    articles: Collection[Article], change: Callable[[], object], *, at: datetime
) -> list[Loss]:
    """The queries of these articles that hold at that instant and would not after `change`.

    Nothing of the change stays in the database, so it must read what it changes itself. It costs
    one query where no golden query names the articles. A change that is refused with
    ValidationError loses nothing.
    """
    holding = _holding(articles, at)
    if not holding:
        return []
    try:
        with transaction.atomic():
            change()
            lost = _lost(holding, at)
            transaction.set_rollback(True)
    except ValidationError:
        return []
    return lost


def guarded(
    articles: Collection[Article],
    change: Callable[[], object],
    *,
    is_accepted: bool,
    by: User | None,
    at: datetime,
) -> list[Loss]:
    """Make a change, unless it would lose queries and that is not accepted.

    Returns these queries where nothing was changed, else nothing. `change` must read what it
    changes itself. Raises what it raises.
    """
    holding = _holding(articles, at)
    with transaction.atomic():
        change()
        lost = _lost(holding, at) if holding else []
        if lost and not is_accepted:
            transaction.set_rollback(True)
            return lost
        record(lost, by=by, at=at)
    return []


def _holding(articles: Collection[Article], at: datetime) -> Mapping[int, Result]:
    queries = GoldenQuery.objects.filter(article__in=articles).select_related("article")
    return {one.golden.pk: one for one in check(queries, at=at) if one.outcome == Outcome.HOLDS}


def _lost(holding: Mapping[int, Result], at: datetime) -> list[Loss]:
    """Those that don't hold any more, or are not there; a query may name another article now."""
    queries = GoldenQuery.objects.filter(pk__in=holding).select_related("article")
    after = {result.golden.pk: result for result in check(queries, at=at)}
    return [
        Loss(before.golden, before.place, now.place if (now := after.get(pk)) else None)
        for pk, before in holding.items()
        if pk not in after or after[pk].outcome != Outcome.HOLDS
    ]


@transaction.atomic
def record(lost: Sequence[Loss], *, by: User | None, at: datetime) -> None:
    """Note that somebody went on although these queries would be lost."""
    for loss in lost:
        audit.record(
            "golden_dropped", loss.golden, by=by, at=at, before=loss.before, after=loss.after
        )
