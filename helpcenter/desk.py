"""The editors' desk: which queues the admin's first page shows to somebody, and in which order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from faq.accounts.queues import Queue


@dataclass(frozen=True)
class Desk:
    """Queues in which something waits, the person's own first, and those in which nothing does."""

    waiting: list[Queue]
    empty: list[Queue]
    only_mine: bool

    @property
    def count(self) -> int:
        """How much waits in all."""
        return sum(queue.count for queue in self.waiting)


def arrange(queues: Sequence[Queue], *, only_mine: bool) -> Desk:
    """Queues as they are offered, but those with something of the person's own first.

    `only_mine` leaves out what others own; queues of things without owners stay.
    """
    if only_mine:
        queues = [_of_mine(queue) for queue in queues]
    return Desk(
        waiting=sorted((q for q in queues if q.count), key=lambda queue: not queue.mine),
        empty=[queue for queue in queues if not queue.count],
        only_mine=only_mine,
    )


def _of_mine(queue: Queue) -> Queue:
    if queue.mine is None:
        return queue
    rows = [row for row in queue.rows if row.is_mine]
    url = f"{queue.url}{'&' if '?' in queue.url else '?'}owner=mine" if queue.url else ""
    return replace(queue, count=queue.mine, rows=rows, url=url)
