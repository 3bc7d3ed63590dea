"""Facts as readers see them, remembered by each process until an editor changes one.

Pages, lists, search, the robot and the copies for machines all fill in facts here, so that a
change shows everywhere at once, and a prepared value everywhere from its moment on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import pgettext

from faq.base import fact_codes, languages
from faq.base.fact_codes import Wording
from faq.base.memo import Memo
from faq.facts.models import VERSION, Fact, FactValue


@dataclass(frozen=True)
class Figure:
    """A fact that has a value, with its words by the reader's language."""

    wordings: dict[str, str]
    labels: dict[str, str]
    checked_on: date
    due_on: date


@dataclass(frozen=True)
class Unchecked:
    """Facts whose next check is overdue, with the day of the last one."""

    checked_on: date
    labels: str


def in_text(text: str, language: str) -> str:
    """A text in `language` with its short codes filled in; without short codes, no query."""
    if not fact_codes.are_in_text(text):
        return text
    return fact_codes.fill_text(text, _wording(language))


def in_html(html: str, language: str) -> str:
    """Stored HTML in `language` with its facts filled in; without facts, no query."""
    if not fact_codes.are_in_html(html):
        return html
    return fact_codes.fill_html(html, _wording(language))


def overdue(keys: Iterable[str], language: str, *, on: date) -> list[Unchecked]:
    """Of these facts those to be checked again before that day, longest ago first.

    In the language that is active.
    """
    present = _present() if (wanted := list(keys)) else {}
    late = [present[key] for key in wanted if key in present and present[key].due_on < on]
    by_day = groupby(
        sorted(late, key=lambda figure: figure.checked_on), lambda figure: figure.checked_on
    )
    between = pgettext("between items of a list", ", ")
    return [
        Unchecked(day, between.join(figure.labels[language] for figure in figures))
        for day, figures in by_day
    ]


def next_moment(at: datetime) -> datetime | None:
    """When the next prepared value begins to hold."""
    return _memo.get().at(at).holds_until


def _wording(language: str) -> Wording:
    present = _present()
    return lambda key: present[key].wordings[language] if key in present else None


def _present() -> dict[str, Figure]:
    return _memo.get().at(timezone.now()).figures


@dataclass(frozen=True)
class _Period:
    """What holds from the moment it was asked for until the next value begins."""

    figures: dict[str, Figure]
    since: datetime
    holds_until: datetime | None

    def covers(self, at: datetime) -> bool:
        return self.since <= at and (self.holds_until is None or at < self.holds_until)


class _Facts:
    """What is visible of one version of the facts, read again when another value begins."""

    def __init__(self) -> None:
        self._period: _Period | None = None

    def at(self, moment: datetime) -> _Period:
        if self._period is None or not self._period.covers(moment):
            self._period = _Period(_read(moment), moment, FactValue.objects.next_moment(moment))
        return self._period


_memo: Memo[_Facts] = Memo(VERSION, load=_Facts)


def _read(at: datetime) -> dict[str, Figure]:
    visible = FactValue.objects.visible_to(AnonymousUser(), at).order_by("valid_from")
    values = dict(visible.values_list("fact", "value"))
    facts = Fact.objects.filter(pk__in=values).with_texts()
    return {fact.key: _figure(fact, values[fact.pk]) for fact in facts}


def _figure(fact: Fact, value: str) -> Figure:
    return Figure(
        wordings={code: fact.said(value, code) for code in languages.codes()},
        labels={code: fact.label(code) for code in languages.codes()},
        checked_on=fact.checked_on,
        due_on=fact.due_on,
    )
