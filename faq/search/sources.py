"""The seam between search and content: search knows no content, content offers itself.

Each app with something to find lists one `SearchSource` in settings.SEARCH_SOURCES.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol, TypedDict

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    # The system check imports this module before any model may be.
    from django.db.models import QuerySet

    from faq.accounts.models import Visitor


class ShownText(TypedDict):
    """What results show of a document to the readers of one language."""

    title: str
    summary: str
    body: str
    trail: list[list[int | str]]  # [number, name] of each category, outermost first


@dataclass(frozen=True, kw_only=True)
class DocumentData:
    """One text in one language, as the index takes it in."""

    object_id: int  # its primary key in the source
    group: int  # the number of the thing in all its languages
    language: str
    kind: str
    path: str  # below the language prefix
    title: str
    keywords: str
    headings: str
    body: str
    shown: dict[str, ShownText]  # by the reader's language: its own, and the other Chinese script
    tags: tuple[str, ...]
    names: tuple[str, ...] = ()  # whoever asks for one of them means this thing
    visible_from: datetime
    visible_until: datetime | None
    staff_only: bool = False
    checked_on: date | None = None
    merit: float = 0.5  # how well it serves those who read it, from 0 to 1; 0.5 is not known


class SearchSource(Protocol):
    """What a content app offers to search."""

    name: str
    kinds: Mapping[str, str | Promise]
    """The kinds of its documents with their labels, in the order of the filter."""

    def documents(self, pks: Collection[int]) -> Iterator[DocumentData]:
        """Those of the given objects that are or will be visible; others are not given."""
        ...

    def pks(self) -> Iterable[int]:
        """All objects that belong in the index."""
        ...

    def visible_pks(
        self, pks: Collection[int], *, user: "Visitor", at: datetime
    ) -> "QuerySet[Any, int]":
        """Those of the given objects that the visitor may read: a query of one column."""
        ...

    def filled(self, text: str, language: str) -> str:
        """Of `shown` a summary or body in a language, as it is quoted now."""
        ...


def sources() -> dict[str, SearchSource]:
    """The sources of settings.SEARCH_SOURCES by name, in their order."""
    return _load(tuple(settings.SEARCH_SOURCES))


@cache
def _load(paths: tuple[str, ...]) -> dict[str, SearchSource]:
    loaded = [import_string(path)() for path in paths]
    return {source.name: source for source in loaded}


def kinds() -> dict[str, str]:
    """All kinds with their labels in the language of the moment, in the order of the filter."""
    return {
        kind: str(label) for source in sources().values() for kind, label in source.kinds.items()
    }
