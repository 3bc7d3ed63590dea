"""Content for tests of search: two sources that keep their rows in memory."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from typing import Any, ClassVar

from django.db.models import QuerySet

from faq.accounts.models import Visitor
from faq.base import chinese, languages
from faq.search import index
from faq.search.models import Document
from faq.search.sources import DocumentData, ShownText

NOW = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
_numbers = count(1)


class Articles:
    """A source of two kinds; `hidden` rows are in the index though nobody may see them."""

    name = "article"
    kinds: Mapping[str, Any] = {"faq": "FAQ", "tutorial": "Tutorial"}
    rows: ClassVar[dict[int, DocumentData]] = {}
    hidden: ClassVar[set[int]] = set()

    def documents(self, pks: Collection[int]) -> Iterator[DocumentData]:
        return (self.rows[pk] for pk in pks if pk in self.rows)

    def pks(self) -> Iterable[int]:
        return list(self.rows)

    def visible_pks(
        self, pks: Collection[int], *, user: Visitor, at: datetime
    ) -> QuerySet[Any, int]:
        seen = set(pks) & self.rows.keys() - self.hidden
        return Document.objects.of(self.name, seen).values_list("object_id", flat=True)


class Terms(Articles):
    """A second source."""

    name = "term"
    kinds: Mapping[str, Any] = {"term": "Term"}
    rows: ClassVar[dict[int, DocumentData]] = {}
    hidden: ClassVar[set[int]] = set()


def put(title: str, *, source: type[Articles] = Articles, **changed: Any) -> DocumentData:
    """Add a text to a source and to the index; `body`, `language`, `group` and so on as given.

    `trail` is a list of [number, name], `summary` what rows quote first.
    """
    number = next(_numbers)
    language = changed.pop("language", "zh-hans")
    summary, trail = changed.pop("summary", ""), changed.pop("trail", [])
    body = changed.pop("body", "")
    data = DocumentData(
        object_id=number,
        group=number,
        language=language,
        kind=next(iter(source.kinds)),
        path=f"{source.name}s/{number}-text/",
        title=title,
        keywords="",
        headings="",
        body=f"{summary}\n{body}",
        shown={
            code: _shown(code, language, title, summary, body, trail)
            for code in languages.codes()
            if code == language or (languages.is_chinese(code) and languages.is_chinese(language))
        },
        tags=(),
        visible_from=LONG_AGO,
        visible_until=None,
        checked_on=date(2026, 11, 1),
    )
    data = replace(data, **changed)
    source.rows[data.object_id] = data
    index.refresh(source.name, [data.object_id])
    return data


def _shown(
    code: str, language: str, title: str, summary: str, body: str, trail: list[list[int | str]]
) -> ShownText:
    if code != language:
        title, summary, body = (chinese.convert(text, code) for text in (title, summary, body))
    return ShownText(title=title, summary=summary, body=body, trail=trail)


def take_away(data: DocumentData, *, source: type[Articles] = Articles) -> None:
    """Remove a text from its source and tell the index."""
    del source.rows[data.object_id]
    index.refresh(source.name, [data.object_id])
