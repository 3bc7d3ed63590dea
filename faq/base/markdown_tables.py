"""Tables that can be scrolled and named, and whose cells say what they are."""

from collections import Counter
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from faq.base import html_tree
from faq.base.markdown_footnotes import words_without_marks
from faq.base.markdown_page import HEADINGS, Page
from faq.base.markdown_words import Words

_ALIGNMENTS: Final = {"right": "r", "center": "c"}


def frame_tables(page: Page) -> None:
    """A box in which a wide table can be scrolled, with a name of its own."""
    parents = html_tree.parents_in(page.root)
    names: Counter[str] = Counter()
    for table, heading in list(_tables(page)):
        name = _table_name(table, heading, page.words)
        names[name] += 1
        if names[name] > 1:
            name = f"{name} {names[name]}"
        frame = {"class": "tbl", "tabindex": "0", "role": "region", "aria-label": name}
        html_tree.wrap(parents[table], table, Element("div", frame))
        _describe_cells(table)


def _tables(page: Page) -> Iterator[tuple[Element, str]]:
    """Each table with the words of the heading above it, steps left out."""
    heading = ""
    for element in page.root.iter():
        if element.tag in HEADINGS and element not in page.steps:
            heading = words_without_marks(element)
        elif element.tag == "table":
            yield element, heading


def _table_name(table: Element, heading: str, words: Words) -> str:
    caption = table.find("caption")
    title = html_tree.words_in(caption) if caption is not None else ""
    return title or (f"{heading}{words.colon}{words.table}" if heading else words.table)


def _describe_cells(table: Element) -> None:
    for row in table.iter("tr"):
        for cell in row:
            look = _ALIGNMENTS.get(cell.get("align", ""))
            if look:
                cell.set("class", look)
            for code in cell.iter("code"):
                code.text = (code.text or "").replace("\\|", "|")
            if cell.tag == "th":
                _describe_head(cell, row)


def _describe_head(cell: Element, row: Element) -> None:
    """What a head cell is the head of; an empty one is none."""
    if not len(cell) and not (cell.text or "").strip():
        cell.tag = "td"
    elif not cell.get("scope"):
        is_head_of_row = cell is row[0] and any(other.tag == "td" for other in row)
        cell.set("scope", "row" if is_head_of_row else "col")
