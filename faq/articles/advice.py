"""What an editor had better mend before readers see it, though nothing holds it up."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from faq.articles.findings import Finding, Level
from faq.articles.models import Revision, summary_is_too_long
from faq.articles.parity import blocks
from faq.base import html_tree
from faq.glossary.preferred import variants_in

SHOWN_VARIANTS: Final = 8

_ARTICLE: Final = re.compile(r"/_/articles/(\d+)-[^/#]*/?(?:#(.*))?$")
_TOP_HEADING: Final = re.compile(r"^ {0,3}#(?!#)[ \t]+\S.*$|^\S[^\n]*\n=+[ \t]*$", re.M)
_FENCED: Final = re.compile(r"^( {0,3})(```+|~~~+).*?^ {0,3}\2", re.M | re.S)
_VERBATIM: Final = ("code", "pre", "kbd", "samp")
_PROBLEMS = {
    "link": gettext_lazy("The link “%(what)s” leads nowhere."),
    "anchor": gettext_lazy("There is no place “#%(what)s” in this text."),
    "media": gettext_lazy("The picture or video “%(what)s” is not known."),
    "hotlink": gettext_lazy("“%(what)s” lies on another site and is not shown. Upload it."),
    "alt": gettext_lazy("“%(what)s” has no description for those who cannot see it."),
    "fact": gettext_lazy("There is no fact “%(what)s”."),
    "steps": gettext_lazy("“!!! steps” holds no heading of level 3: it shows no steps."),
    "too_complex": gettext_lazy("Too much nesting: readers would see the source as it is."),
}


def advice_on(revision: Revision, at: datetime) -> list[Finding]:
    """All that may be mended in a rendered revision, at most three queries."""
    root = html_tree.parse(revision.html)
    return [
        *_summary(revision),
        *_problems(revision),
        *_headings(revision, root),
        *_links(root, at),
        *_spelling(revision, root),
    ]


def _advice(code: str, message: str, *, field: str = "body", line: int | None = None) -> Finding:
    if line is not None:
        message = _("Line %(line)s: %(message)s") % {"line": line, "message": message}
    return Finding(code=code, level=Level.ADVICE, message=message, field=field, line=line)


def _summary(revision: Revision) -> Iterator[Finding]:
    if summary_is_too_long(revision.summary, revision.language):
        message = _("Too long: at most 90 Chinese characters or 45 English words.")
        yield _advice("summary_long", message, field="summary")


def _problems(revision: Revision) -> Iterator[Finding]:
    """What the renderer met."""
    for problem in revision.problems:
        code, _colon, what = problem.partition(":")
        message = str(_PROBLEMS[code]) % {"what": what}
        yield _advice(code, message, line=_line_of(what, revision.body))


def _line_of(what: str, body: str) -> int | None:
    lines = enumerate(body.split("\n"), start=1)
    return next((number for number, line in lines if what and what in line), None)


def _headings(revision: Revision, root: Element) -> Iterator[Finding]:
    source = _FENCED.sub(lambda code: "\n" * code[0].count("\n"), revision.body)
    for top in _TOP_HEADING.finditer(source):
        line = source.count("\n", 0, top.start()) + 1
        message = _("The title is the heading of level 1; begin with ## in the body.")
        yield _advice("heading_top", message, line=line)
    level = 1
    for heading in _outline(root):
        own = int(heading.tag[1])
        if own > level + 1:
            words = html_tree.words_in(heading)
            said = {"words": words, "own": own, "level": level}
            message = _("“%(words)s” jumps from level %(level)s to level %(own)s.") % said
            yield _advice("heading_jump", message, line=_line_of(words, revision.body))
        level = own


def _outline(root: Element) -> Iterator[Element]:
    """The headings outside steps, whose level is given."""
    for child in root:
        if re.fullmatch("h[2-6]", child.tag):
            yield child
        elif child.get("class") != "steps":
            yield from _outline(child)


def _links(root: Element, at: datetime) -> Iterator[Finding]:
    """Links to what readers cannot see, and to places that are not there."""
    targets = {
        (int(found[1]), unquote(found[2] or "")): html_tree.words_in(link)
        for link in root.iter("a")
        if (found := _ARTICLE.match(link.get("href", "")))
    }
    if not targets:
        return
    wanted = Revision.objects.live(at).filter(text__article__in={pk for pk, _place in targets})
    live: dict[int, list[str]] = {}
    for pk, html in wanted.values_list("text__article", "html"):
        live.setdefault(pk, []).append(html)
    for (pk, place), words in targets.items():
        said = {"words": words, "place": place}
        if pk not in live:
            yield _advice("link_hidden", _("“%(words)s” leads to what readers cannot see.") % said)
        elif place and not any(f'id="{place}"' in html for html in live[pk]):
            message = _("“%(words)s” leads to a place “#%(place)s” that is not there.") % said
            yield _advice("link_place", message)


def _spelling(revision: Revision, root: Element) -> Iterator[Finding]:
    for verbatim in [part for part in root.iter() if part.tag in _VERBATIM]:
        verbatim.text = ""
        del verbatim[:]
    texts = [revision.title, revision.summary, *blocks(root)]
    for variant in variants_in(texts, revision.language)[:SHOWN_VARIANTS]:
        said = {"written": variant.written, "preferred": variant.preferred}
        message = _("“%(written)s”: the glossary writes “%(preferred)s”.") % said
        yield _advice("spelling", message, line=_line_of(variant.written, revision.body))
