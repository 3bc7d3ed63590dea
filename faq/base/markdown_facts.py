"""Short codes of facts in a text that is being made into a page."""

from typing import Final
from xml.etree.ElementTree import Element

from faq.base.fact_codes import CODE, written
from faq.base.markdown_page import Page
from faq.base.rendered import FactResolver

_VERBATIM: Final = frozenset({"code", "kbd", "pre", "samp"})


def mark_facts(page: Page, is_known: FactResolver) -> None:
    """Put a marker in the place of each `{{fact:key}}`, except in code.

    A key that nobody knows is marked too: its fact may come later.
    """
    _mark_in(page.root, page, is_known)


def _mark_in(element: Element, page: Page, is_known: FactResolver) -> None:
    if element.tag in _VERBATIM:
        return
    children = list(element)
    element.text, markers = _marked(element.text, page, is_known)
    for at, marker in enumerate(markers):
        element.insert(at, marker)
    for child in children:
        _mark_in(child, page, is_known)
        child.tail, markers = _marked(child.tail, page, is_known)
        after = list(element).index(child) + 1
        for at, marker in enumerate(markers, start=after):
            element.insert(at, marker)


def _marked(
    text: str | None, page: Page, is_known: FactResolver
) -> tuple[str | None, list[Element]]:
    """The text before the first short code, and a marker for each with the text behind it."""
    first, *parts = CODE.split(text or "")
    markers = []
    for key, behind in zip(parts[::2], parts[1::2], strict=True):
        marker = Element("data", {"class": "fact", "value": key})
        marker.text, marker.tail = written(key), behind
        markers.append(marker)
        if not is_known(key):
            page.report("fact", key)
    return (first if markers else text), markers
