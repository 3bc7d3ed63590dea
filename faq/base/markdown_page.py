"""What is known of a text while its tree is made into a page."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

from faq.base.markdown_words import Words
from faq.base.rendered import Heading

HEADINGS: Final = frozenset({"h2", "h3", "h4", "h5", "h6"})

ID_LENGTH: Final = 100
# Ids that the pages around a text use themselves.
_PAGE_IDS: Final = frozenset(
    {
        *("answer", "appearance", "definition", "header-q", "main", "q", "related", "terms"),
        *("toc", "urgent", "vote"),
    }
)
_PAGE_ID_PREFIXES: Final = ("t-", "step-", "vote-", "fn-", "fnref-")


def is_kept(id_: str) -> bool:
    """Whether an id is for the page's own use."""
    return id_ in _PAGE_IDS or id_.startswith(_PAGE_ID_PREFIXES)


class Ids:
    """The ids of a page: each one once, none that the page uses itself."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._counts: Counter[str] = Counter()
        self._renamed: dict[str, str] = {}

    def claim(self, wanted: str, *, is_ours: bool = False) -> str:
        """The wanted id, or the first of `wanted_1`, `wanted_2` … that is free. Ours may begin
        with what is kept from writers."""
        base = given = wanted[:ID_LENGTH]
        while given in self._taken or (given == base and is_kept(base) and not is_ours):
            self._counts[base] += 1
            given = f"{base}_{self._counts[base]}"
        self._taken.add(given)
        self.note(wanted, given)
        return given

    def note(self, written: str, given: str) -> None:
        """Remember what became of an id, for links to it."""
        self._renamed.setdefault(written, given)

    def find(self, written: str) -> str | None:
        """The id to link to for an id that a writer may have used."""
        given = self._renamed.get(written, written)
        return given if given in self._taken else None


@dataclass
class Page:
    """What is known of a text while its tree is arranged."""

    root: Element
    words: Words
    ids: Ids = field(default_factory=Ids)
    steps: dict[Element, Element] = field(default_factory=dict)
    headings: list[Heading] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def report(self, code: str, value: str = "") -> None:
        """Add a problem for the editor, each once."""
        problem = f"{code}:{value}" if value else code
        if problem not in self.problems:
            self.problems.append(problem)

    def all(self, *tags: str) -> list[Element]:
        """The elements of these tags in the order of the text; the tree may change meanwhile."""
        return [element for element in self.root.iter() if element.tag in tags]

    def all_of_class(self, name: str) -> list[Element]:
        """The `<div>`s that have this class."""
        return [place for place in self.root.iter("div") if has_class(place, name)]


def has_class(element: Element, name: str) -> bool:
    """Whether one of the element's classes is this."""
    return name in element.get("class", "").split()
