"""Which ways to reach somebody the words of a revision name, and where in them.

Read where readers may meet them: title, summary, body with the targets of its links, the words
for pictures, code and cells; keywords too, for search shows what it found by. Also the Markdown as
it was written, which readers may copy.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Final
from xml.etree.ElementTree import Element

from faq.articles.models import Revision
from faq.articles.parity import blocks
from faq.base import html_tree
from faq.contact.directory import directory
from faq.contact.mentions import Mention, mentions
from faq.contact.strangers import Judged, judge

_WARNINGS: Final = ("notice--danger", "notice--warn")
_SPOKEN: Final = ("alt", "title", "aria-label")
# Links between the site's own pages name nobody.
_OWN_TARGET: Final = re.compile(r"/(?!/)|#|article:|term:|announcement:")


@dataclass(frozen=True)
class Contact:
    """A way to reach somebody, and in which field of a revision it stands.

    `is_warned_of`: only ever inside a warning, and nowhere as a link.
    """

    mention: Mention
    field: str
    is_warned_of: bool = False


def contacts_of(revision: Revision) -> list[Contact]:
    """All that a rendered revision names, each once in a field."""
    words = (revision.title, revision.summary, revision.keywords, revision.body, revision.html)
    return list(_contacts_in(*words))


@lru_cache(maxsize=256)
def _contacts_in(
    title: str, summary: str, keywords: str, body: str, html: str
) -> tuple[Contact, ...]:
    """Asked for when words are checked and again when they are stored, a batch at a time."""
    found: dict[tuple[str, Mention], Contact] = {}
    for field, text, is_warned_of in _shown(title, summary, keywords, html):
        for mention in mentions(text):
            if not is_warned_of or (field, mention) not in found:
                found[field, mention] = Contact(mention, field, is_warned_of)
    for line in body.split("\n"):
        for mention in mentions(unescape(line)):
            found.setdefault(("body", mention), Contact(mention, "body"))
    return tuple(found.values())


def judged(contacts: Iterable[Contact]) -> list[tuple[Contact, Judged]]:
    """Each with what the directory says of it now."""
    present = directory()
    return [(contact, judge(contact.mention, present)) for contact in contacts]


def line_of(contact: Contact, revision: Revision) -> int | None:
    """The line of the body, from 1, in which it stands; None where no line has it whole."""
    if contact.field != "body":
        return None
    lines = enumerate(revision.body.split("\n"), start=1)
    return next((n for n, line in lines if contact.mention in mentions(unescape(line))), None)


def _shown(title: str, summary: str, keywords: str, html: str) -> Iterator[tuple[str, str, bool]]:
    """Field, text, and whether the text stands inside a warning."""
    yield "title", title, False
    yield "summary", summary, False
    yield from (("keywords", keyword, False) for keyword in re.split("[,，、;；]", keywords))
    root = html_tree.parse(html)
    warnings = [box for box in root.iter("div") if _is_warning(box)]
    for box in warnings:
        yield from (("body", text, True) for text in blocks(box))
    yield from (("body", target, False) for target in _targets(root))
    _take_out(root, warnings)
    yield from (("body", text, False) for text in blocks(root))


def _is_warning(box: Element) -> bool:
    return any(kind in box.get("class", "").split() for kind in _WARNINGS)


def _take_out(root: Element, boxes: list[Element]) -> None:
    """Leave of the tree what is no warning."""
    for box in boxes:
        parent = html_tree.parents_in(root).get(box)
        if parent is not None:
            html_tree.remove(parent, box)


def _targets(root: Element) -> Iterator[str]:
    """Where links lead, and the words that only some readers meet."""
    for element in root.iter():
        target = element.get("href", "")
        if target and not _OWN_TARGET.match(target):
            yield target
        yield from (words for name in _SPOKEN if (words := element.get(name, "")))
