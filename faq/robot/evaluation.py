"""Measuring the robot on a judged set (see faq.search.evaluation): what it quotes, and when not."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from faq.accounts.models import Visitor
from faq.robot.answer import answer
from faq.robot.intent import intent_of
from faq.robot.passages import Page, Passage
from faq.search.evaluation import NOW, Answer, JudgedSet, JudgedSource


def asked(judged: JudgedSet, query: str, text: str) -> Answer:
    """The texts that are quoted for a query, best first: none where the robot is silent."""

    def reading(
        found: Iterable[tuple[str, int]], *, language: str, user: Visitor, at: datetime
    ) -> list[Page]:
        return [_page(number, judged) for _source, number in found]

    given = answer(
        text,
        intent=intent_of(text),
        language=judged.language,
        user=AnonymousUser(),
        at=NOW,
        reading=reading,
    )
    ids = [judged.documents[quote.page.object_id]["id"] for quote in given.quotes]
    return Answer(query, ids, given.sureness)


def _page(number: int, judged: JudgedSet) -> Page:
    row = judged.documents[number]
    passages = [Passage(row["body"], "")]
    return Page(
        source=JudgedSource.name,
        object_id=number,
        title=row["title"],
        url="",
        lang=row["lang"],
        kind="",
        checked_on=None,
        keywords="",
        passages=passages,
    )


def metrics(judged: JudgedSet, answers: Sequence[Answer]) -> dict[str, float]:
    """Shares of the queries that have an answer, and of those that have none, from 0 to 1.

    `right`, `wrong`, `silent`: what was quoted first answers, does not, or nothing was quoted.
    `silent_rightly`: nothing was quoted and there is no answer.
    """
    able = [answer for answer in answers if answer.query in judged.gains]
    others = [answer for answer in answers if answer.query not in judged.gains]
    right = sum(a.documents[0] in judged.gains[a.query] for a in able if a.documents)
    silent = sum(not answer.documents for answer in able)
    shares = {
        "right": right / len(able),
        "wrong": (len(able) - right - silent) / len(able),
        "silent": silent / len(able),
    }
    if others:
        shares["silent_rightly"] = sum(not answer.documents for answer in others) / len(others)
    return {"queries": len(answers), **{name: round(share, 4) for name, share in shares.items()}}
