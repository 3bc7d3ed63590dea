"""manage.py evaluate_search: how well search and robot find what people judged right."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from faq.robot import evaluation as robot
from faq.search import evaluation


class Command(BaseCommand):
    """Works in a database of its own in memory; the site's is neither read nor changed."""

    help = "Ask the queries of a judged set and print one line of JSON that says how good it was."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which set, and where to keep what was found."""
        parser.add_argument("folder", type=Path, help="with docs.jsonl, queries.jsonl, qrels.tsv")
        parser.add_argument("--ask", action="store_true", help="ask the robot in place of search")
        parser.add_argument("--run", type=Path, help="write what was found here, as JSON Lines")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, ask, compare."""
        try:
            judged = evaluation.read(options["folder"])
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"The set cannot be read: {error}") from error
        with evaluation.empty_database():
            asking = robot.asked if options["ask"] else evaluation.searched
            answers = evaluation.ask(judged, asking)
        if options["run"]:
            options["run"].write_text("".join(map(_line, answers)), encoding="utf-8")
        metrics = robot.metrics if options["ask"] else evaluation.metrics
        self.stdout.write(json.dumps(metrics(judged, answers)))


def _line(answer: evaluation.Answer) -> str:
    row = {
        "query_id": answer.query,
        "doc_ids": list(answer.documents),
        "score": answer.confidence,
    }
    return json.dumps(row) + "\n"
