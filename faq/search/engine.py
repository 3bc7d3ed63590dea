"""Search as pages and the robot use it: what was found, filtered, counted, a page of rows.

The index proposes, the sources decide: the rows to be shown are asked again before they are.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.core.paginator import Page, Paginator
from django.db import connection
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from faq.accounts.models import Visitor
from faq.base import languages
from faq.base.text import Word, fold
from faq.search import highlight
from faq.search.matching import Found, Hit, Matches, match
from faq.search.models import DocumentText
from faq.search.sources import kinds, sources

PAGE_SIZE = 10
QUOTED_HAN, QUOTED_LATIN = 120, 200
"""How many characters a row quotes."""
CLEAR = 0.72
"""So sure search must be of the first thing found to give its summary as the answer.

On judged sets 9 of 10 that were so sure were right; it takes all words and a lead.
"""
TAGS = 8
"""So many tags are offered to narrow down by."""
NEWEST = "new"
"""The order by when a thing appeared, in place of how well it fits."""


@dataclass(frozen=True)
class Row:
    """A thing that was found, as a reader of one language sees it.

    `language_name` is of a language that the reader did not choose; else it is empty.
    """

    title_html: SafeString
    summary: str
    snippet_html: SafeString
    url: str
    kind: str
    kind_label: str
    trail: str
    checked_on: date | None
    lang: str
    language_name: str
    is_staff_only: bool
    source: str
    object_id: int


@dataclass(frozen=True)
class Facet:
    """A kind, a category or a tag, with the number of things found in it."""

    value: str | int
    label: str
    count: int


@dataclass(frozen=True)
class Results:
    """A page of what was found, and how it could be narrowed down.

    `answer` is the first thing, where it clearly is what was asked for.
    `meant` is for what was looked, in other words than were typed.
    """

    total: int
    is_capped: bool
    answer: Row | None
    rows: list[Row]
    pages: "Page[Hit]"
    kinds: list[Facet]
    categories: list[Facet]
    tags: list[Facet]
    folded_note: str
    meant: str


def search(
    query: str,
    *,
    language: str,
    user: Visitor,
    at: datetime,
    kind: str = "",
    category: int | None = None,
    tag: str = "",
    sort: str = "",
    page: int | str = 1,
) -> Results:
    """What a visitor finds for `query` at that instant. A page beyond the last is the last.

    Sorted by how well it fits, or with NEWEST by when it appeared.
    """
    by: dict[str, Any] = {"language": language, "user": user, "at": at, "tag": tag}
    found = unfiltered = match(query, **by)
    if kind or category is not None:
        found = match(query, kind=kind, category=category, like=unfiltered, **by)
    hits = _newest_first(found.hits, language) if sort == NEWEST else found.hits
    pages = Paginator(hits, PAGE_SIZE).get_page(page)
    shown = visible(pages, language, user, at)
    rows = _rows(shown, found.asked.words, language)
    is_plain = found is unfiltered and not tag and not sort and pages.number == 1
    answer = _answer(found, rows) if is_plain else None
    return Results(
        total=len(found.hits) - (len(pages) - len(shown)),
        is_capped=found.is_capped,
        answer=answer,
        rows=rows,
        pages=pages,
        kinds=_kinds(unfiltered.hits, category),
        categories=_categories(unfiltered.hits, language, kind, category),
        tags=_tags(found.hits, language, tag),
        folded_note=_folded_note(query, found.asked.noted),
        meant=found.meant,
    )


def _newest_first(hits: Iterable[Hit], language: str) -> list[Hit]:
    return sorted(hits, key=lambda hit: hit.document_for(language).visible_from, reverse=True)


def _answer(found: Matches, rows: Sequence[Row]) -> Row | None:
    """The first row, where search is sure of it; what a term is has a card of its own."""
    if not rows or found.confidence < CLEAR or rows[0].source == "term":
        return None
    is_first = rows[0].object_id in {document.object_id for document in found.hits[0].documents}
    return rows[0] if is_first and rows[0].summary else None


def first_rows(
    found: Matches, *, language: str, user: Visitor, at: datetime, number: int
) -> list[Row]:
    """The first rows of what has a word of the query, for pages that show no more of it."""
    holding = [hit for hit in found.hits if hit.weight.coverage]
    shown = visible(holding[:number], language, user, at)
    return _rows(shown, found.asked.words, language)


def visible(
    hits: Iterable[Hit], language: str, user: Visitor, at: datetime
) -> list[tuple[str, Found]]:
    """For each hit the document that the reader gets, as far as its source lets them see one."""
    hits = list(hits)
    asked: dict[str, list[int]] = defaultdict(list)
    for hit in hits:
        asked[hit.source] += [document.object_id for document in hit.documents]
    allowed = _allowed(asked, user, at)
    shown = []
    for hit in hits:
        readable = (d for d in hit.documents if (hit.source, d.object_id) in allowed)
        if document := languages.best(readable, language):
            shown.append((hit.source, document))
    return shown


def _allowed(
    asked: Mapping[str, Collection[int]], user: Visitor, at: datetime
) -> set[tuple[str, int]]:
    """Those of the objects, by source, that the visitor may read; one query for all sources."""
    statements, params = [], list[Any]()
    for name, source in sources().items():
        if name in asked:
            visible_pks = source.visible_pks(asked[name], user=user, at=at)
            with suppress(EmptyResultSet):
                sql, own = visible_pks.query.sql_with_params()
                statements.append(f"SELECT %s, visible.* FROM ({sql}) AS visible")
                params += [name, *own]
    if not statements:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements), params)
        return set(cursor.fetchall())


def _rows(shown: Sequence[tuple[str, Found]], wanted: Sequence[Word], language: str) -> list[Row]:
    texts = DocumentText.objects.filter(document__in=[document.pk for _source, document in shown])
    by_key = {(text.document_id, text.language): text for text in texts}
    labels = kinds()
    rows = []
    for source, document in shown:
        lang = document.lang_for(language)
        # A text that is gone was replaced while this was being read.
        if text := by_key.get((document.pk, lang)):
            rows.append(_row(source, document, text, wanted, language, labels))
    return rows


def _row(
    source: str,
    document: Found,
    text: DocumentText,
    wanted: Sequence[Word],
    language: str,
    labels: Mapping[str, str],
) -> Row:
    length = QUOTED_HAN if languages.is_chinese(text.language) else QUOTED_LATIN
    filled = sources()[source].filled
    summary, body = (filled(words, text.language) for words in (text.summary, text.body))
    return Row(
        title_html=highlight.marked(document.title(language), wanted),
        summary=summary,
        snippet_html=highlight.snippet(summary, body, wanted, length=length),
        url=f"/{language}/{document.path}",
        kind=document.kind,
        kind_label=labels.get(document.kind, document.kind),
        trail=" / ".join(name for _number, name in document.trail(language)),
        checked_on=document.checked_on,
        lang=languages.html_lang(text.language),
        language_name=""
        if languages.can_read(language, text.language)
        else languages.name(text.language),
        is_staff_only=bool(document.staff_only),
        source=source,
        object_id=document.object_id,
    )


def _kinds(hits: Iterable[Hit], category: int | None) -> list[Facet]:
    """Kinds in the order of the sources, with the things found in the chosen category."""
    inside = "" if category is None else f",{category},"
    numbers = Counter(
        hit.documents[0].kind for hit in hits if inside in hit.documents[0].categories
    )
    return [Facet(kind, label, numbers[kind]) for kind, label in kinds().items() if numbers[kind]]


def _categories(hits: Iterable[Hit], language: str, kind: str, category: int | None) -> list[Facet]:
    """Top categories, or the chosen one and those right inside it; the fullest first."""
    numbers: Counter[int] = Counter()
    names: dict[int, str] = {}
    for hit in hits:
        document = hit.document_for(language)
        if kind and document.kind != kind:
            continue
        trail = document.trail(language)
        above = [None, *(number for number, _name in trail)]
        for outer, (number, name) in zip(above, trail, strict=False):
            if outer == category or number == category:
                numbers[number] += 1
                if document.lang_for(language) == language:
                    names[number] = name
                names.setdefault(number, name)
    return [Facet(number, names[number], count) for number, count in numbers.most_common()]


def _tags(hits: Sequence[Hit], language: str, chosen: str) -> list[Facet]:
    """The tags that most of the things found have; not those that all or a single one has."""
    names: dict[str, str] = {}
    numbers: Counter[str] = Counter()
    for hit in hits:
        for line in filter(None, hit.document_for(language).tags.split("\n")):
            folded, name = line.split("\t", 1)
            names.setdefault(folded, name)
            numbers[folded] += 1
    narrowing = [
        Facet(names[tag], names[tag], number)
        for tag, number in numbers.most_common()
        if 1 < number < len(hits) or tag == fold(chosen)
    ]
    return narrowing[:TAGS]


def _folded_note(query: str, others: Iterable[str]) -> str:
    """Says which other words were looked for than those that were typed: simplified, or names."""
    simplified = fold(query)
    if simplified != unicodedata.normalize("NFKC", query).lower():
        others = [simplified, *others]
    listed = pgettext("between items of a list", ", ").join(others)
    return _("Also searched for “%(words)s”.") % {"words": listed} if listed else ""
