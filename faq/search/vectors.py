"""The vectors of documents: kept beside them, and in memory to find the nearest.

Nothing is read or written while the extra is off (`faq.search.meaning`). Vectors are made after
the transaction that changed a text, so that nobody waits for it; until then the text is found by
its words.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING

from django.db import transaction

from faq.base import fact_codes
from faq.base.memo import Memo
from faq.base.models import bump
from faq.search import meaning
from faq.search.meaning import Embedder
from faq.search.models import Document, DocumentVector

if TYPE_CHECKING:
    import numpy as np

    from faq.search.meaning import Vectors

VERSION = "vectors"
TEXT = 900
"""So many bytes of title, summary and text make the vector, about 300 Chinese characters: what a
text is about stands at its beginning, and each character costs a millisecond."""
TITLE_SHARE = 0.5
"""What the title counts in a vector, beside the whole."""
TOGETHER = 10
"""So many are made before they are written."""

Progress = Callable[[int, int], None]


# --- Making --------------------------------------------------------------------------------------


def carry_over(old: Collection[int], new: Sequence[Document]) -> None:
    """Give documents the vectors of those whose place they take, where they say the same.

    The others get theirs after the transaction.
    """
    if not (model := meaning.embedder()):
        return
    taken = DocumentVector.objects.filter(document__in=old)
    made = dict(taken.filter(model=model.name).values_list("digest", "vector"))
    taken.delete()
    digests = {pk: _digest(text) for pk, text in _texts(document.pk for document in new)}
    DocumentVector.objects.bulk_create(
        [
            DocumentVector(document_id=pk, model=model.name, digest=digest, vector=made[digest])
            for pk, digest in digests.items()
            if digest in made
        ]
    )
    bump(VERSION)
    if missing := [pk for pk, digest in digests.items() if digest not in made]:
        transaction.on_commit(partial(_make, missing, model), robust=True)


def fill(progress: Progress | None = None) -> int:
    """Make all vectors that are missing, or of another model or text. Returns how many."""
    if not (model := meaning.embedder()):
        return 0
    DocumentVector.objects.exclude(document__in=Document.objects.values("pk")).delete()
    wrong = _wrong(model)
    for start in range(0, len(wrong), TOGETHER):
        _make(wrong[start : start + TOGETHER], model)
        if progress:
            progress(min(start + TOGETHER, len(wrong)), len(wrong))
    return len(wrong)


def differences() -> list[str]:
    """A line for each document whose vector is missing, or of another model or text."""
    model = meaning.embedder()
    wrong = _wrong(model) if model else []
    return [f"search: the vector of document {pk} is missing or differs" for pk in wrong]


def _wrong(model: Embedder) -> list[int]:
    rows = DocumentVector.objects.filter(model=model.name)
    made = dict(rows.values_list("document_id", "digest"))
    pks = Document.objects.order_by("pk").values_list("pk", flat=True)
    return [pk for pk, text in _texts(list(pks)) if made.get(pk) != _digest(text)]


def _make(pks: Sequence[int], model: Embedder) -> None:
    for start in range(0, len(pks), TOGETHER):
        texts = dict(_texts(pks[start : start + TOGETHER]))
        vectors = _vectors(list(texts.values()), model)
        with transaction.atomic():
            DocumentVector.objects.bulk_create(
                [
                    DocumentVector(
                        document_id=pk, model=model.name, digest=_digest(text), vector=vector
                    )
                    for (pk, text), vector in zip(texts.items(), vectors, strict=True)
                ],
                update_conflicts=True,
                unique_fields=["document"],
                update_fields=["model", "digest", "vector"],
            )
            bump(VERSION)


def _vectors(texts: Sequence[str], model: Embedder) -> list[bytes]:
    """Each with its title (the first line) once more, in half precision."""
    if not texts:
        return []
    whole = model.embed(texts)
    titles = model.embed([text.partition("\n")[0] for text in texts])
    summed = whole + TITLE_SHARE * titles
    lengths = (summed * summed).sum(axis=1, keepdims=True) ** 0.5
    return [row.astype("<f2").tobytes() for row in summed / lengths]


def _texts(pks: Iterable[int]) -> Iterator[tuple[int, str]]:
    """What makes the vector of each document: its title, then how its text begins.

    Without the facts in it: they change, and say nothing of what it is about.
    """
    numbers = list(pks)
    for start in range(0, len(numbers), 500):
        documents = Document.objects.filter(pk__in=numbers[start : start + 500])
        for document in documents.prefetch_related("texts"):
            for text in document.texts.all():
                if text.language == document.language:
                    title = document.titles[text.language]
                    parts = filter(None, [title, text.summary, text.body])
                    words = fact_codes.fill_text("\n".join(parts), lambda key: "")
                    start_of_text = words.encode()[:TEXT]
                    yield document.pk, start_of_text.decode(errors="ignore")


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


# --- Finding -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Nearness:
    """How near documents are to a query in meaning, from unrelated (0) to alike (1) and above."""

    rows: Mapping[int, int]
    numbers: "np.ndarray[tuple[int], np.dtype[np.int64]]"
    values: "Vectors"

    def of(self, documents: Iterable[int]) -> float:
        """That of the nearest of some documents; 0 where none has a vector."""
        rows = [self.rows[number] for number in documents if number in self.rows]
        return float(self.values[rows].max()) if rows else 0.0

    def nearest(self, limit: int) -> list[int]:
        """The numbers of the nearest that are not unrelated, the nearest first."""
        related = (self.values > 0).nonzero()[0]
        first = related[(-self.values[related]).argsort(kind="stable")][:limit]
        return [int(number) for number in self.numbers[first]]


def _load() -> "tuple[np.ndarray[tuple[int], np.dtype[np.int64]], dict[int, int], Vectors]":
    """The numbers of documents, the row of each, and a matrix of their vectors in these rows."""
    import numpy as np

    model = meaning.embedder()
    kept = DocumentVector.objects.filter(model=model.name if model else "").order_by("pk")
    numbers = list(kept.values_list("pk", flat=True))
    rows = {number: row for row, number in enumerate(numbers)}
    width = len(kept[0].vector) // 2 if numbers else 0
    matrix = np.zeros((len(numbers), width), dtype=np.float32)
    for number, vector in kept.values_list("pk", "vector").iterator():
        if number in rows:
            matrix[rows[number]] = np.frombuffer(vector, dtype="<f2")
    return np.array(numbers, dtype=np.int64), rows, matrix


_MATRIX = Memo(VERSION, load=_load)
_reading = Lock()


def near(query: str) -> Nearness | None:
    """How near all documents are to a query; none while there are no vectors."""
    if not (model := meaning.embedder()):
        return None
    # Threads that read the same at once would each hold all of it.
    with _reading:
        numbers, rows, vectors = _MATRIX.get()
    if not rows:
        return None
    cosines = vectors @ meaning.vector(query)
    return Nearness(rows, numbers, meaning.nearness(cosines, model))
