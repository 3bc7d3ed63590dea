"""What waits for an editor: the queues on the first page of the admin.

An app offers a queue through a function in its `queues.py`; `settings.EDITOR_QUEUES` lists the
dotted paths in the order in which the page shows them. A queue empties by doing the work.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.conf import settings
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


@dataclass(frozen=True, kw_only=True)
class Queue:
    """Things to do of one kind: how many in all, and the `ROWS` that wait longest or weigh most.

    `url` leads to the list of all of them, "" where there is none.
    """

    name: str
    title: str
    count: int
    rows: Sequence[Row]
    url: str = ""


Load = Callable[[User, datetime], Queue | None]
"""Gives a queue as one person sees it at an instant; None for who has no part in it."""


@cache
def _loads() -> list[Load]:
    return [import_string(path) for path in settings.EDITOR_QUEUES]


def queues_for(user: User, at: datetime) -> list[Queue]:
    """The queues of a person, also the empty ones; one or two queries for each."""
    return [queue for load in _loads() if (queue := load(user, at)) is not None]
