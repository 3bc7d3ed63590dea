"""What each process remembers of small, much-read content: brand, categories, banner, glossary."""

from collections.abc import Callable
from typing import Generic, TypeVar

from faq.base.models import versions

T = TypeVar("T")


class Memo(Generic[T]):
    """A value that follows from the content versions called `names`, remembered until they change.

    `load` makes it. One small query per request tells the versions, whatever is remembered.
    """

    def __init__(self, *names: str, load: Callable[[], T]) -> None:
        self._names = names
        self._load = load
        self._remembered: tuple[tuple[int, ...], T] | None = None

    def get(self) -> T:
        """The value that belongs to the present versions."""
        numbers = versions()
        present = tuple(numbers.get(name, 0) for name in self._names)
        remembered = self._remembered
        if remembered and remembered[0] == present:
            return remembered[1]
        value = self._load()
        self._remembered = (present, value)
        return value
