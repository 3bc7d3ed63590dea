"""Marking terms in HTML, given their names: which names a text has is told by faq.base.names."""

import re
from collections.abc import Iterable, Iterator
from html import escape

from faq.base.names import Name, NameFinder

# Nothing is marked in headings, in what is clicked or copied, and in what only names something.
_UNMARKED = {
    "h1", "h2", "h3", "h4", "h5", "h6", "th", "dt", "figcaption", "summary",
    "a", "button", "code", "pre", "kbd", "samp",
}  # fmt: skip
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)(?:[^>\"']|\"[^\"]*\"|'[^']*')*+>")


class Matcher(NameFinder):
    """The names of terms, each with its number, as they are written in HTML."""

    def __init__(self, names: Iterable[Name]) -> None:
        super().__init__(Name(name.number, escape(name.text, quote=False)) for name in names)

    def mark(self, html: str) -> tuple[str, list[int]]:
        """Sanitised HTML with the first use of each term led to `#t-<term>`, and these terms."""
        marked: list[str] = []
        terms: list[int] = []
        depth = 0
        for text, tag, name, step in _pieces(html):
            marked += [text if depth else self._mark_text(text, terms), tag]
            if name in _UNMARKED:
                depth = max(0, depth + step)
        return "".join(marked), terms

    def _mark_text(self, text: str, terms: list[int]) -> str:
        marked, after = [], 0
        for found in self.find(text):
            if found.number in terms:
                continue
            terms.append(found.number)
            words = text[found.start : found.end]
            link = f'<a class="term" href="#t-{found.number}">{words}</a>'
            marked += [text[after : found.start], link]
            after = found.end
        return "".join([*marked, text[after:]])


def _pieces(html: str) -> Iterator[tuple[str, str, str, int]]:
    """Text, the tag after it, the tag's name, and +1 where it opens or -1 where it closes.

    From a tag without an end on, which no sanitised HTML has, all is taken for a tag.
    """
    after = 0
    while (start := html.find("<", after)) >= 0:
        tag = _TAG.match(html, start)
        if tag is None:
            yield html[after:start], html[start:], "", 0
            return
        yield html[after:start], tag[0], tag[2].lower(), -1 if tag[1] else 1
        after = tag.end()
    yield html[after:], "", "", 0
