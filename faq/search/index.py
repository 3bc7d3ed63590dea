"""The index: documents and their words, in the same database and transaction as the content.

Content's actions call `refresh`; `faq.search.matching` asks. A damaged full-text table stops
nobody: searches fall back on titles, writes go on, the log says so, `rebuild` makes it anew.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

from faq.base.models import bump, one_request
from faq.search import documents, fulltext, vectors
from faq.search.models import Document
from faq.search.sources import sources

BATCH = 200

Progress = Callable[[int, int], None]


# --- Keeping in step with the content ----------------------------------------------------------

_waiting: ContextVar[dict[str, set[int]] | None] = ContextVar("waiting_for_index", default=None)


def refresh(source: str, pks: Collection[int]) -> None:
    """Take in the present state of some objects, in the caller's transaction.

    What the source no longer gives is gone. The cost depends on these objects alone.
    """
    if (waiting := _waiting.get()) is not None:
        waiting[source].update(pks)
        return
    with transaction.atomic():
        for batch in _batches(sorted(set(pks))):
            _replace(source, batch)


def rate(source: str, pks: Collection[int], merit: float) -> None:
    """Say how well some objects serve their readers, from 0 to 1: it decides between equals."""
    Document.objects.of(source, pks).update(merit=merit)


def refresh_category(category: int) -> None:
    """Take in anew what lies in a category or below it, when its name or place changed."""
    by_source: dict[str, list[int]] = defaultdict(list)
    inside = Document.objects.in_category(category).values_list("source", "object_id")
    for source, object_id in inside:
        by_source[source].append(object_id)
    for source, object_ids in by_source.items():
        refresh(source, object_ids)


@contextmanager
def deferred() -> Iterator[None]:
    """Put off what `refresh` is asked until the block ends, and do each object once.

    For imports. When the block fails nothing is done.
    """
    if _waiting.get() is not None:
        yield
        return
    waiting: dict[str, set[int]] = defaultdict(set)
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    for source, pks in waiting.items():
        refresh(source, pks)


def _replace(source: str, pks: Sequence[int], *, table: str = fulltext.TABLE) -> None:
    old = list(Document.objects.of(source, pks).values_list("pk", flat=True))
    with one_request():
        data = list(sources()[source].documents(pks))
    documents.remove(old)
    new = documents.store(source, data)
    vectors.carry_over(old, new)
    with fulltext.damage_forgiven():
        fulltext.delete(old, table=table)
        fulltext.write(
            ((document.pk, fulltext.row(item)) for document, item in zip(new, data, strict=True)),
            table=table,
        )
    bump(fulltext.VERSION)


def _batches(pks: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(pks), BATCH):
        yield pks[start : start + BATCH]


# --- Making it anew, and comparing -------------------------------------------------------------


def rebuild(progress: Progress | None = None) -> int:
    """Take in anew all that every source has, in small transactions. Returns how many objects.

    The site goes on meanwhile, on the old rows until each is replaced; with a damaged table, on
    titles until the new one is full. `progress` is told how many objects are done, of how many.
    """
    is_sound = fulltext.is_sound()
    if not is_sound:
        fulltext.start_fresh()
    table = fulltext.TABLE if is_sound else fulltext.FRESH
    belonging = {name: set(source.pks()) for name, source in sources().items()}
    total, done = sum(map(len, belonging.values())), 0
    for name, pks in belonging.items():
        for batch in _batches(sorted(pks | _stored(name))):
            with transaction.atomic():
                _replace(name, batch, table=table)
            done += len(batch)
            if progress:
                progress(min(done, total), total)
    with transaction.atomic():
        _remove_strays(table)
        if not is_sound:
            _add_missing(table)
            fulltext.put_fresh_in_place()
        bump(fulltext.VERSION)
    with fulltext.damage_forgiven():
        fulltext.optimize()
    vectors.fill(progress)
    return total


def _stored(source: str) -> set[int]:
    """The objects of a source that have a document, whether they should or not."""
    return set(Document.objects.filter(source=source).values_list("object_id", flat=True))


def _remove_strays(table: str) -> None:
    """Take out documents of sources that are no longer there, and rows without a document."""
    strangers = Document.objects.exclude(source__in=sources()).values_list("pk", flat=True)
    for batch in _batches(list(strangers)):
        documents.remove(batch)
    fulltext.delete(fulltext.numbers(table) - _numbers(), table=table)


def _numbers() -> set[int]:
    return set(Document.objects.values_list("pk", flat=True))


def _add_missing(table: str) -> None:
    """Add rows for what was written while a fresh table was filled."""
    missing = list(_numbers() - fulltext.numbers(table))
    for batch in _batches(missing):
        by_source: dict[str, list[int]] = defaultdict(list)
        objects = Document.objects.filter(pk__in=batch).values_list("source", "object_id")
        for source, object_id in objects:
            by_source[source].append(object_id)
        for source, object_ids in by_source.items():
            _replace(source, object_ids, table=table)


def differences() -> list[str]:
    """A line for each document that is not what it would be if it were made now."""
    is_sound = fulltext.is_sound()
    lines = [] if is_sound else ["search: the full-text table is damaged"]
    for name, source in sources().items():
        for batch in _batches(sorted({*source.pks(), *_stored(name)})):
            lines += _compared(name, batch, with_words=is_sound)
    strangers = Document.objects.exclude(source__in=sources())
    lines += [f"search: {document} comes from no source" for document in strangers]
    if is_sound:
        strays = sorted(fulltext.numbers() - _numbers())
        lines += [f"search: row {number} belongs to no document" for number in strays]
    return lines + vectors.differences()


def _compared(name: str, pks: Sequence[int], *, with_words: bool) -> Iterator[str]:
    stored = {d.object_id: d for d in Document.objects.of(name, pks).prefetch_related("texts")}
    fresh = {data.object_id: data for data in sources()[name].documents(pks)}
    words = fulltext.read([d.pk for d in stored.values()]) if with_words else {}
    for pk in sorted(stored.keys() | fresh.keys()):
        if pk not in stored:
            yield f"search: {name} {pk} is missing"
        elif pk not in fresh:
            yield f"search: {name} {pk} should not be there"
        elif not documents.is_made_from(stored[pk], fresh[pk]):
            yield f"search: {name} {pk} differs"
        elif with_words and words.get(stored[pk].pk) != fulltext.row(fresh[pk]):
            yield f"search: the words of {name} {pk} differ"
