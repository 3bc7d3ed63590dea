"""The steps of a tutorial, told apart by what they say, so that a reader's ticks outlive edits."""

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from faq.articles.models import Revision
from faq.base import html_tree

_PREFIX = "step-"
_SHOWN = ("img", "source")


@dataclass(frozen=True)
class Steps:
    """What a browser needs to keep which steps of a text a reader has done.

    `key` is the text's; `fingerprints` has for each id a number that changes with what the step
    says and shows. It is made of the words as they were written: marks of terms, addresses of
    links and the other Chinese script change nothing.
    """

    key: str
    fingerprints: dict[str, str]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.fingerprints)

    def as_json(self) -> str:
        """The fingerprints by id, in the order of the steps."""
        return json.dumps(self.fingerprints, ensure_ascii=False)


def steps_of(revision: Revision) -> Steps:
    """The steps of a revision."""
    html = revision.html
    root = html_tree.parse(html) if f'<li id="{_PREFIX}' in html else Element("div")
    return Steps(
        key=f"{revision.text.article_id}:{revision.language}",
        fingerprints={step.attrib["id"]: _fingerprint(step) for step in _steps(root)},
    )


def _steps(root: Element) -> Iterator[Element]:
    return (item for item in root.iter("li") if item.get("id", "").startswith(_PREFIX))


def _fingerprint(step: Element) -> str:
    shown = [part.get("src", "") for part in step.iter() if part.tag in _SHOWN]
    said = "\n".join([html_tree.words_in(step), *shown])
    return f"{zlib.crc32(said.encode()):08x}"
