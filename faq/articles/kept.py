"""What each process keeps of what everybody may read, until content changes or its time comes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from faq.articles.models import Revision
from faq.base.models import versions
from faq.facts import figures
from faq.facts.models import VERSION as FACTS

T = TypeVar("T")


@dataclass(frozen=True)
class _Kept(Generic[T]):
    versions: list[int]
    start: datetime
    end: datetime | None
    value: T

    def holds(self, present: list[int], at: datetime) -> bool:
        return self.versions == present and self.start <= at and (self.end is None or at < self.end)


class UntilChanged(Generic[T]):
    """A value that follows from contents called `names`, from facts and from which articles are
    visible.

    `load` makes it for an instant; it holds until one of the contents changes, the next article
    appears or goes, or the next value of a fact begins.
    """

    def __init__(self, *names: str, load: Callable[[datetime], T]) -> None:
        self._names = (*names, FACTS)
        self._load = load
        self._kept: _Kept[T] | None = None

    def get(self, at: datetime) -> T:
        """The value at that instant."""
        numbers, kept = versions(), self._kept
        present = [numbers.get(name, 0) for name in self._names]
        if kept is None or not kept.holds(present, at):
            moments = (Revision.objects.next_moment(at), figures.next_moment(at))
            end = min((moment for moment in moments if moment), default=None)
            kept = _Kept(present, at, end, self._load(at))
            self._kept = kept
        return kept.value
