"""In which words readers ask for a part of a text: `!!! asked` with a wording on each line.

The wordings are for search and the robot; nobody is shown them.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString

from faq.base import html_tree
from faq.base.markdown_page import HEADINGS, Page, has_class
from faq.base.rendered import Asked

KIND = "asked"
FOLD = "fold:{}"
"""The place of the part that unfolds: which of the text it is, from 1."""


def add_wordings(parent: Element, lines: list[str]) -> None:
    """Put the lines of a block into the tree, as they were written."""
    place = SubElement(parent, "div", {"class": KIND})
    for line in lines:
        if line.strip():
            SubElement(place, "p").text = AtomicString(line.strip())


def take_asked(page: Page) -> tuple[Asked, ...]:
    """Take the wordings out of an arranged page; each belongs to what stands above it."""
    parents = html_tree.parents_in(page.root)
    asked: list[Asked] = []
    for place, block in list(_blocks(page.root)):
        asked += [Asked(place, words) for words in map(html_tree.words_in, block) if words]
        html_tree.remove(parents[block], block)
    return tuple(asked)


def _blocks(root: Element) -> Iterator[tuple[str, Element]]:
    anchor, folds = "", 0
    for child in root:
        if child.tag in HEADINGS:
            anchor = child.get("id", "")
        elif child.tag == "details":
            folds += 1
            yield from _in(child, FOLD.format(folds))
        elif child.tag == "ol" and has_class(child, "steps"):
            for step in child:
                yield from _in(step, step.get("id", ""))
        else:
            yield from _in(child, anchor)


def _in(element: Element, place: str) -> Iterator[tuple[str, Element]]:
    yield from ((place, div) for div in element.iter("div") if has_class(div, KIND))
