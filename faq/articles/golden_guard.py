"""Golden queries guard changes: which that hold now would be lost, told before anything is saved.

The change is made inside a transaction, search is asked, and the change is undone.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from faq.accounts import audit
from faq.accounts.models import User
from faq.articles.golden import Outcome, check
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

    Nothing of the change stays. It costs one query where no golden query names the articles. A
    change that is refused with ValidationError loses nothing.
    """
    queries = GoldenQuery.objects.filter(article__in=articles).select_related("article")
    holding = {r.golden.pk: r for r in check(queries, at=at) if r.outcome == Outcome.HOLDS}
    if not holding:
        return []
    try:
        with transaction.atomic():
            change()
            after = check([result.golden for result in holding.values()], at=at)
            transaction.set_rollback(True)
    except ValidationError:
        return []
    return [
        Loss(result.golden, holding[result.golden.pk].place, result.place)
        for result in after
        if result.outcome != Outcome.HOLDS
    ]


@transaction.atomic
def record(lost: Sequence[Loss], *, by: User | None, at: datetime) -> None:
    """Note that somebody went on although these queries would be lost."""
    for loss in lost:
        audit.record(
            "golden_dropped", loss.golden, by=by, at=at, before=loss.before, after=loss.after
        )
