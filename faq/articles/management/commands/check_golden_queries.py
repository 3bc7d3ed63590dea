"""manage.py check_golden_queries: whether readers find what editors say they must find."""

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from faq.articles import golden
from faq.articles.golden import Outcome, Result
from faq.articles.models import GoldenQuery


class Command(BaseCommand):
    """Keeps what it found for the list in the admin, too."""

    help = "Ask search every golden query; exit code 1 when an article stands too low."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """For people, or for other programs."""
        parser.add_argument("--json", action="store_true", help="print every query, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, print what does not hold, count."""
        queries = GoldenQuery.objects.select_related("article")
        results = golden.check_and_keep(queries, at=timezone.now())
        counts = Counter(str(result.outcome) for result in results)
        if options["json"]:
            self.stdout.write(_as_json(results, counts))
        else:
            for result in results:
                if result.outcome != Outcome.HOLDS:
                    self.stdout.write(_line(result))
            self.stdout.write(
                f"{len(results)} golden queries: {counts[Outcome.HOLDS]} hold, "
                f"{counts[Outcome.FAILS]} fail, "
                f"{counts[Outcome.UNPUBLISHED]} ask for an article that is not published."
            )
        if counts[Outcome.FAILS]:
            sys.exit(1)


def _line(result: Result) -> str:
    asked = result.golden
    named = f"[{asked.language}] {asked.query} -> {asked.article.key}"
    if result.outcome == Outcome.UNPUBLISHED:
        return f"not published: {named}"
    place = f"place {result.place}" if result.place else "not found"
    first = f"; first is: {result.first}" if result.first else "; nothing is found"
    return f"fails: {named}: {place}, allowed {asked.worst_place}{first}"


def _as_json(results: list[Result], counts: Counter[str]) -> str:
    rows = [
        {
            "query": result.golden.query,
            "language": result.golden.language,
            "article": result.golden.article.key,
            "outcome": result.outcome,
            "place": result.place,
            "worst_place": result.golden.worst_place,
            "first": result.first,
        }
        for result in results
    ]
    wanted = (Outcome.HOLDS, Outcome.FAILS, Outcome.UNPUBLISHED)
    numbers = {outcome.value: counts[outcome.value] for outcome in wanted}
    return json.dumps({**numbers, "queries": rows}, ensure_ascii=False, indent=1)
