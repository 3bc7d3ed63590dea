"""Whether two languages of an article say the same in figures, days, links, steps and warnings.

Sets are compared, not how often something is said. What one text says in words answers a figure
of the other, but demands none: two-step verification is no amount.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

from faq.articles.figures_said import Day, Figure, read
from faq.base import fact_codes, html_tree

_STEP: Final = "step-"
_WARNINGS: Final = ("notice--danger", "notice--warn")
_LINK: Final = re.compile(r"/_/(articles/\d+|announcements/\d+|contact/)")
_OTHER_SITE: Final = re.compile(r"https?://(?:www\.)?([^/?#]+)", re.I)


@dataclass(frozen=True)
class Statement:
    """What one text states, as far as languages can be held against each other."""

    figures: list[Figure] = field(default_factory=list)
    days: list[Day] = field(default_factory=list)
    facts: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    steps: int = 0
    warnings: int = 0


@dataclass(frozen=True)
class Mismatch:
    """Something that one text says and the other does not; each with its place, "" for nowhere."""

    kind: str
    here: str
    there: str


def statement(*, title: str, summary: str, html: str) -> Statement:
    """What the words of a text state; `html` is the stored HTML of the body."""
    root = html_tree.parse(html)
    lines = [title, summary, *blocks(root)]
    figures: list[Figure] = []
    days: list[Day] = []
    for line in lines:
        if any(map(_may_be_figure, line)) or line.isascii():
            in_line, days_in_line = read(fact_codes.CODE.sub(" ", line))
            figures += in_line
            days += days_in_line
    return Statement(
        figures=figures,
        days=days,
        facts=frozenset([*fact_codes.keys_in_text(summary), *fact_codes.keys_in_html(html)]),
        links=frozenset(_links(root)),
        steps=sum(item.get("id", "").startswith(_STEP) for item in root.iter("li")),
        warnings=sum(
            any(kind in box.get("class", "").split() for kind in _WARNINGS)
            for box in root.iter("div")
        ),
    )


def _may_be_figure(sign: str) -> bool:
    return sign.isnumeric() or sign in "两兩俩倆双雙"


def blocks(root: Element) -> Iterator[str]:
    """The text of each block and cell of a tree, marks of footnotes left out."""
    line = ""
    for kind, words in _pieces(root):
        if kind == "break":
            if line.strip():
                yield line
            line = ""
        else:
            line += words
    if line.strip():
        yield line


def _pieces(element: Element) -> Iterator[tuple[str, str]]:
    if element.tag == "a" and "footnote-" in element.get("class", ""):
        yield "text", " "
        return
    is_apart = element.tag in html_tree.BLOCKS or element.tag in {"td", "th", "br"}
    if is_apart:
        yield "break", ""
    if not (element.tag == "data" and element.get("class") == "fact"):
        yield "text", element.text or ""
        for child in element:
            yield from _pieces(child)
            yield "text", child.tail or ""
    if is_apart:
        yield "break", ""


def _links(root: Element) -> Iterator[str]:
    for link in root.iter("a"):
        target = link.get("href", "")
        if found := _LINK.match(target) or _OTHER_SITE.match(target):
            yield found[1].lower()


def mismatches(here: Statement, there: Statement) -> list[Mismatch]:
    """All in which two texts differ; empty when they agree."""
    found = [
        *(Mismatch("figure", f.place, "") for f in _unanswered(here.figures, there.figures)),
        *(Mismatch("figure", "", f.place) for f in _unanswered(there.figures, here.figures)),
        *(Mismatch("day", d.place, "") for d in _other_days(here.days, there.days)),
        *(Mismatch("day", "", d.place) for d in _other_days(there.days, here.days)),
        *(Mismatch("fact", key, "") for key in sorted(here.facts - there.facts)),
        *(Mismatch("fact", "", key) for key in sorted(there.facts - here.facts)),
        *(Mismatch("link", link, "") for link in sorted(here.links - there.links)),
        *(Mismatch("link", "", link) for link in sorted(there.links - here.links)),
    ]
    if here.steps != there.steps:
        found.append(Mismatch("steps", str(here.steps), str(there.steps)))
    if here.warnings != there.warnings:
        found.append(Mismatch("warnings", str(here.warnings), str(there.warnings)))
    return list(_paired(found))


def _unanswered(these: Iterable[Figure], those: Iterable[Figure]) -> list[Figure]:
    """The figures, each sense once, that the other text says in no form."""
    answers = {figure.sense for figure in those}
    without_unit = {figure.value for figure in those if not figure.unit}
    values = {figure.value for figure in those}
    missing = {
        figure.sense: figure
        for figure in these
        if not figure.is_word
        and figure.sense not in answers
        and figure.value not in (without_unit if figure.unit else values)
    }
    return list(missing.values())


def _other_days(these: Iterable[Day], those: Iterable[Day]) -> list[Day]:
    missing = {
        (day.year, day.month, day.day): day
        for day in these
        if not any(day.agrees(other) for other in those)
    }
    return list(missing.values())


def _paired(found: Iterable[Mismatch]) -> Iterator[Mismatch]:
    """What is missing on either side, shown side by side where there is one of a kind on both."""
    waiting = list(found)
    for kind in ("figure", "day", "fact", "link"):
        here = [one.here for one in waiting if one.kind == kind and one.here]
        there = [one.there for one in waiting if one.kind == kind and one.there]
        for number in range(max(len(here), len(there))):
            yield Mismatch(
                kind,
                here[number] if number < len(here) else "",
                there[number] if number < len(there) else "",
            )
    yield from (one for one in waiting if one.kind in ("steps", "warnings"))
