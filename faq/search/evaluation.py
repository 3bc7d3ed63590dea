"""Measuring search on a judged set: texts, queries, and which text answers which query.

A set is a folder with `docs.jsonl` (id, title, body, lang), `queries.jsonl` (id, text) and
`qrels.tsv` (query, document, gain). A query without a line there has no answer.
"""

import copy
import json
import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import connections
from django.db.models import QuerySet
from django.test.utils import override_settings

from faq.accounts.models import Visitor
from faq.search import index
from faq.search.actions import import_groups
from faq.search.matching import match
from faq.search.models import Document
from faq.search.sources import DocumentData, ShownText

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SYNONYMS = settings.BASE_DIR / "fixtures" / "synonyms.json"
LISTED = 10
"""So many results of a query are compared."""
_LANGUAGES = {"zh": "zh-hans", "zh-TW": "zh-hant"}


@dataclass(frozen=True)
class JudgedSet:
    """Texts and queries by their ids, and for each query with an answer the gains of texts."""

    documents: Sequence[Mapping[str, str]]
    queries: Mapping[str, str]
    gains: Mapping[str, Mapping[str, float]]

    @property
    def language(self) -> str:
        """The language of its readers: that of its first text."""
        lang = self.documents[0]["lang"]
        return _LANGUAGES.get(lang, lang)


@dataclass(frozen=True)
class Answer:
    """What was found for a query: ids, best first, and how sure search is of the first."""

    query: str
    documents: Sequence[str]
    confidence: float


class JudgedSource:
    """The texts of a set as a source of search; anyone may see them."""

    name = "judged"
    kinds: Mapping[str, str] = {"judged": "Judged"}
    rows: ClassVar[list[Mapping[str, str]]] = []

    def documents(self, pks: Collection[int]) -> Iterator[DocumentData]:
        """Those with these places in the set."""
        return (_document(pk, self.rows[pk]) for pk in pks)

    def pks(self) -> Iterable[int]:
        """All places in the set."""
        return range(len(self.rows))

    def visible_pks(
        self, pks: Collection[int], *, user: Visitor, at: datetime
    ) -> QuerySet[Any, int]:
        """All of them."""
        return Document.objects.of(self.name, pks).values_list("object_id", flat=True)


def _document(pk: int, row: Mapping[str, str]) -> DocumentData:
    language = _LANGUAGES.get(row["lang"], row["lang"])
    shown = ShownText(title=row["title"], summary="", body=row["body"], trail=[])
    return DocumentData(
        object_id=pk,
        group=pk,
        language=language,
        kind=JudgedSource.name,
        path=f"{JudgedSource.name}/{pk}/",
        title=row["title"],
        keywords="",
        headings="",
        body=row["body"],
        shown={language: shown},
        tags=(),
        visible_from=NOW,
        visible_until=None,
    )


def read(folder: Path) -> JudgedSet:
    """The set in a folder. Raises OSError and ValueError when a file is missing or broken."""
    queries = {row["id"]: row["text"] for row in _rows(folder / "queries.jsonl")}
    gains: dict[str, dict[str, float]] = defaultdict(dict)
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        query, document, gain = line.split("\t")
        gains[query][document] = float(gain)
    if not (documents := _rows(folder / "docs.jsonl")):
        raise ValueError("docs.jsonl is empty")
    return JudgedSet(documents, queries, gains)


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]


# --- Asking ------------------------------------------------------------------------------------


@contextmanager
def empty_database() -> Iterator[None]:
    """A database in memory in place of the site's, with all tables and nothing in them."""
    site = connections["default"]
    connections["default"] = connections.create_connection("default")
    connections["default"].settings_dict = copy.deepcopy(site.settings_dict) | {"NAME": ":memory:"}
    try:
        call_command("migrate", verbosity=0, interactive=False)
        yield
    finally:
        connections["default"].close()
        connections["default"] = site


Asking = Callable[[JudgedSet, str, str], Answer]
"""Answers a query of a set, given its id and its text."""


def ask(judged: JudgedSet, asking: Asking) -> list[Answer]:
    """The answers to all queries of a set, in a database that has only that.

    The words that mean the same are those that the site is shipped with.
    """
    with override_settings(SEARCH_SOURCES=[f"{__name__}.{JudgedSource.__name__}"]):
        import_groups(json.loads(SYNONYMS.read_text(encoding="utf-8")), by=None, at=NOW)
        JudgedSource.rows = list(judged.documents)
        index.rebuild()
        return [asking(judged, query, text) for query, text in judged.queries.items()]


def searched(judged: JudgedSet, query: str, text: str) -> Answer:
    """What search finds for a query, as its readers would see it."""
    found = match(text, language=judged.language, user=AnonymousUser(), at=NOW)
    numbers = [hit.documents[0].object_id for hit in found.hits[:LISTED]]
    ids = [judged.documents[number]["id"] for number in numbers]
    return Answer(query, ids, found.confidence)


# --- Comparing ---------------------------------------------------------------------------------


def metrics(judged: JudgedSet, answers: Iterable[Answer]) -> dict[str, float]:
    """How good the answers are, from 0 to 1.

    R@k: queries with a right text among the first k. MRR@10: one over the place of the first
    right one. nDCG@10: gains, less the further down. AUROC, where some queries have no answer:
    how often a query that has one was answered with more confidence than one that has none.
    """
    answers = list(answers)
    judged_answers = [answer for answer in answers if answer.query in judged.gains]
    sums: dict[str, float] = defaultdict(float)
    for answer in judged_answers:
        gains = judged.gains[answer.query]
        places = [place for place, found in enumerate(answer.documents) if found in gains]
        for depth in (1, 5, 10):
            sums[f"R@{depth}"] += any(place < depth for place in places)
        sums["MRR@10"] += 1 / (places[0] + 1) if places else 0
        best = sorted(gains.values(), reverse=True)[:LISTED]
        sums["nDCG@10"] += _discounted(
            (place, gains[answer.documents[place]]) for place in places
        ) / _discounted(enumerate(best))
    found = {name: round(total / len(judged_answers), 4) for name, total in sums.items()}
    others = [answer.confidence for answer in answers if answer.query not in judged.gains]
    if others:
        found["AUROC"] = round(_auroc([a.confidence for a in judged_answers], others), 4)
    return {"queries": len(judged_answers), **found}


def _discounted(gains: Iterable[tuple[int, float]]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in gains)


def _auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    above = sum((yes > no) + (yes == no) / 2 for yes in positive for no in negative)
    return above / (len(positive) * len(negative))
