"""Measuring search on a judged set."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from faq.search import evaluation
from faq.search.evaluation import Answer, JudgedSet
from faq.search.models import Document
from tests.search.library import put

pytestmark = pytest.mark.django_db

TEXTS = [
    {"id": "d0", "title": "提现没到账", "body": "先查交易哈希。", "lang": "zh"},
    {"id": "d1", "title": "怎样充值", "body": "复制地址，从外面转入。", "lang": "zh"},
]
QUERIES = [
    {"id": "q0", "text": "提现一直没到"},
    {"id": "q1", "text": "充值地址在哪"},
    {"id": "q2", "text": "明天下雨吗"},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, rows in (("docs", TEXTS), ("queries", QUERIES)):
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        (tmp_path / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text("q0\td0\t1\nq1\td1\t1\n", encoding="utf-8")
    return tmp_path


def test_set_is_asked_and_measured(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("evaluate_search", folder)
    printed = json.loads(capsys.readouterr().out)
    assert printed == {
        "queries": 2, "R@1": 1.0, "R@5": 1.0, "R@10": 1.0, "MRR@10": 1.0, "nDCG@10": 1.0,
        "AUROC": 1.0,
    }  # fmt: skip


def test_list_of_what_was_found_is_written(folder: Path) -> None:
    call_command("evaluate_search", folder, run=folder / "run.jsonl")
    lines = (folder / "run.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert [row["query_id"] for row in rows] == ["q0", "q1", "q2"]
    assert [row["doc_ids"][:1] for row in rows] == [["d0"], ["d1"], []]
    assert rows[2]["score"] == 0.0 < min(rows[0]["score"], rows[1]["score"])


def test_site_is_neither_read_nor_changed(
    folder: Path, capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    data = put("提现一直没到")
    sources = settings.SEARCH_SOURCES
    call_command("evaluate_search", folder)
    assert json.loads(capsys.readouterr().out)["R@1"] == 1.0
    assert [document.object_id for document in Document.objects.all()] == [data.object_id]
    assert sources == settings.SEARCH_SOURCES


@pytest.mark.parametrize(
    ("file", "text"), [("docs.jsonl", "{"), ("docs.jsonl", ""), ("qrels.tsv", "q0 d0")]
)
def test_broken_set_is_said(folder: Path, file: str, text: str) -> None:
    (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("evaluate_search", folder)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("evaluate_search", folder / "nowhere")


def test_metrics_are_those_of_the_books() -> None:
    judged = JudgedSet([], {}, {"a": {"x": 1.0}, "b": {"y": 2.0, "z": 1.0}})
    answers = [
        Answer("a", ["u", "x"], confidence=0.2),
        Answer("b", ["z", "y"], confidence=0.8),
        Answer("c", ["u"], confidence=0.2),
        Answer("d", [], confidence=0.0),
    ]
    assert evaluation.metrics(judged, answers) == {
        "queries": 2,
        "R@1": 0.5,
        "R@5": 1.0,
        "R@10": 1.0,
        "MRR@10": 0.75,
        "nDCG@10": round((0.6309 + (1 + 2 * 0.6309) / (2 + 0.6309)) / 2, 4),
        "AUROC": 0.875,
    }
