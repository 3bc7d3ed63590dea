"""What can be quoted: articles, announcements and terms as passages, word for word.

A passage is a part of a page as readers see it: what stands under a heading, one step, one
question of a list, or the answer that the page begins with. Pictures stay on the page.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from xml.etree.ElementTree import Element

from django.utils.html import format_html

from faq.accounts.models import Visitor
from faq.announcements.models import Announcement, AnnouncementText
from faq.articles.models import Revision
from faq.base import html_tree
from faq.base.markdown_asked import FOLD
from faq.glossary.models import Term, TermText

LONGEST = 700
"""A passage takes in no further paragraph once it has so many characters."""
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_LEFT_ON_THE_PAGE = frozenset({"figure", "img", "video", "audio", "sup"})


@dataclass(frozen=True)
class Passage:
    """A part of a page. `text` has a line for each of its blocks, as the page has it.

    `heading` and `anchor` are empty before the first heading. `title` is what the passage itself
    is called where that is no heading of the contents: the question that unfolds to it. `asked` are
    wordings in which readers ask for it, as editors say.
    """

    text: str
    html: str
    heading: str = ""
    anchor: str = ""
    title: str = ""
    is_step: bool = False
    asked: Sequence[str] = ()


@dataclass(frozen=True)
class Page:
    """Something that may be quoted, as readers of one language see it."""

    source: str
    object_id: int
    title: str
    url: str
    lang: str
    kind: str
    checked_on: date | None
    keywords: str
    passages: Sequence[Passage]
    text_id: int | None = None


def read(
    found: Iterable[tuple[str, int]], *, language: str, user: Visitor, at: datetime
) -> list[Page]:
    """The pages of what was found, by source and number, in that order.

    What the visitor may not read at that instant is missing, even if the index had it. One query
    for each source.
    """
    found = list(found)
    pages: dict[tuple[str, int], Page] = {}
    for source, pages_of in _SOURCES.items():
        if pks := [pk for name, pk in found if name == source]:
            pages |= {(source, page.object_id): page for page in pages_of(pks, language, user, at)}
    return [pages[key] for key in found if key in pages]


def _articles(pks: Sequence[int], language: str, user: Visitor, at: datetime) -> Iterator[Page]:
    visible = Revision.objects.visible_to(user, at).filter(pk__in=pks)
    for revision in visible.select_related("text__article"):
        text = revision.text
        summary = revision.shown("summary", language)
        yield Page(
            source="article",
            object_id=revision.pk,
            title=revision.shown("title", language),
            url=text.url(language),
            lang=revision.shown_lang(language),
            kind=text.article.get_kind_display(),
            checked_on=text.checked_on,
            keywords=revision.keywords,
            passages=_passages(revision, summary, language),
            text_id=text.pk,
        )


def _passages(revision: Revision, summary: str, language: str) -> list[Passage]:
    """All of a text, its short answer first: that is asked for like the lines it begins with."""
    asked: dict[str, list[str]] = defaultdict(list)
    for place, words in revision.asked:
        asked[place].append(words)
    first = [replace(passage, asked=asked.get("", ())) for passage in _summary(summary)]
    return [*first, *cut(revision.shown("html", language), asked)]


def _announcements(
    pks: Sequence[int], language: str, user: Visitor, at: datetime
) -> Iterator[Page]:
    visible = Announcement.objects.visible_to(user, at)
    texts = AnnouncementText.objects.filter(pk__in=pks, announcement__in=visible)
    for text in texts.select_related("announcement"):
        summary = text.shown("summary", language)
        yield Page(
            source="announcement",
            object_id=text.pk,
            title=text.shown("title", language),
            url=text.url(language),
            lang=text.shown_lang(language),
            kind=text.announcement.get_kind_display(),
            checked_on=None,
            keywords="",
            passages=[*_summary(summary), *cut(text.shown("html", language))],
        )


def _terms(pks: Sequence[int], language: str, user: Visitor, at: datetime) -> Iterator[Page]:
    visible = Term.objects.visible_to(user, at)
    texts = TermText.objects.filter(pk__in=pks, term__in=visible)
    for text in texts.select_related("term").prefetch_related("term__aliases"):
        yield Page(
            source="term",
            object_id=text.pk,
            title=text.shown("label", language),
            url=text.term.url(language),
            lang=text.shown_lang(language),
            kind=str(Term._meta.verbose_name),
            checked_on=None,
            keywords=" ".join(alias.text for alias in text.term.aliases.all()),
            passages=_summary(text.shown("definition", language)),
        )


_SOURCES = {"article": _articles, "announcement": _announcements, "term": _terms}


def _summary(text: str) -> list[Passage]:
    return [Passage(text, format_html("<p>{}</p>", text))] if text else []


# --- Cutting -----------------------------------------------------------------------------------


def cut(html: str, asked: Mapping[str, Sequence[str]] | None = None) -> list[Passage]:
    """The passages of stored HTML, in the order of the page; `asked` is by place on it."""
    cutter = _Cutter(asked or {})
    for element in html_tree.parse(html):
        cutter.take(element)
    return cutter.finished()


@dataclass
class _Cutter:
    """Collects what stands under one heading after another."""

    asked: Mapping[str, Sequence[str]]
    heading: str = ""
    anchor: str = ""
    folds: int = 0
    blocks: list[Element] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)

    def take(self, element: Element) -> None:
        """Add the next block of the page."""
        if element.tag in _HEADINGS:
            self._end()
            self.heading, self.anchor = html_tree.words_in(element), element.get("id", "")
        elif element.tag == "ol" and element.get("class") == "steps":
            self._end()
            self._add([element])
            self._take_steps(element)
        elif element.tag == "details":
            self._end()
            self._take_unfolded(element)
        else:
            self.blocks.append(element)
            if sum(len(html_tree.words_in(block)) for block in self.blocks) >= LONGEST:
                self._end()

    def finished(self) -> list[Passage]:
        """All passages."""
        self._end()
        return self.passages

    def _end(self) -> None:
        self._add(self.blocks)
        self.blocks = []

    def _add(self, blocks: Iterable[Element], *, title: str = "", place: str = "") -> None:
        passage = _passage(blocks, heading=self.heading, anchor=self.anchor, title=title)
        if passage.text:
            asked = self.asked.get(place or self.anchor, ())
            self.passages.append(replace(passage, asked=asked))

    def _take_steps(self, steps: Element) -> None:
        for number, step in enumerate(steps, int(steps.get("start", "1"))):
            head = step.find("h3")
            alone = Element("ol", {"start": str(number)})
            alone.append(step)
            passage = _passage(
                [alone],
                heading="" if head is None else html_tree.words_in(head),
                anchor=step.get("id", ""),
            )
            asked = self.asked.get(passage.anchor, ())
            self.passages.append(replace(passage, is_step=True, asked=asked))

    def _take_unfolded(self, element: Element) -> None:
        summary = element.find("summary")
        title = "" if summary is None else html_tree.words_in(summary)
        self.folds += 1
        place = FOLD.format(self.folds)
        self._add([child for child in element if child is not summary], title=title, place=place)


def _passage(blocks: Iterable[Element], *, heading: str, anchor: str, title: str = "") -> Passage:
    root = Element("div")
    root.extend(deepcopy(block) for block in blocks)
    parents = html_tree.parents_in(root)
    for element in list(root.iter()):
        element.attrib.pop("id", None)
        if element.tag in _LEFT_ON_THE_PAGE:
            html_tree.remove(parents[element], element)
    return Passage(
        text=html_tree.plain_text(root, skip=()),
        html=html_tree.serialize(root),
        heading=heading,
        anchor=anchor,
        title=title,
    )
