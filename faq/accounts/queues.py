"""What waits for an editor: the queues on the first page of the admin.

An app offers a queue through a function in its `queues.py`; `settings.EDITOR_QUEUES` lists the
dotted paths in the order in which the page shows them. A queue empties by doing the work.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Case, Count, Q, QuerySet, When, Window
from django.utils.module_loading import import_string

from faq.accounts.models import User

ROWS = 8


@dataclass(frozen=True, kw_only=True)
class Row:
    """One thing to do: where it is done, who is asked to, and since when it waits."""

    title: str
    url: str
    note: str = ""
    owner: str = ""
    since: datetime | None = None
    is_mine: bool = False


@dataclass(frozen=True, kw_only=True)
class Queue:
    """Things to do of one kind: how many in all, and the `ROWS` that wait longest or weigh most.

    `url` leads to the list of all of them, "" where there is none. `mine` counts those that the
    person owns, whose rows come first; None where things of this kind have no owner.
    """

    name: str
    title: str
    count: int
    rows: Sequence[Row]
    url: str = ""
    mine: int | None = None


Load = Callable[[User, datetime], Queue | None]
"""Gives a queue as one person sees it at an instant; None for who has no part in it."""


@cache
def _loads() -> list[Load]:
    return [import_string(path) for path in settings.EDITOR_QUEUES]


def queues_for(user: User, at: datetime) -> list[Queue]:
    """The queues of a person, also the empty ones; one or two queries for each."""
    return [queue for load in _loads() if (queue := load(user, at)) is not None]


@dataclass(frozen=True)
class First:
    """The keys of the first rows of what waits, and how many there are in all and of one owner."""

    pks: list[int]
    count: int
    mine: int


def first_of(waiting: QuerySet[Any], *, mine: Q, order: Sequence[str]) -> First:
    """The `ROWS` of what waits that come first, those that are `mine` before all others. One query.

    Only keys are read, so that what rows show is worked out for these alone.
    """
    rows = list(
        waiting.annotate(
            in_all=Window(Count("pk")),
            of_mine=Window(Count("pk", filter=mine)),
            of_others=Case(When(mine, then=0), default=1),
        )
        .order_by("of_others", *order, "pk")
        .values_list("pk", "in_all", "of_mine")[:ROWS]
    )
    return First([pk for pk, *_ in rows], *(rows[0][1:] if rows else (0, 0)))
