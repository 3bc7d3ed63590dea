"""Markdown to HTML: the one place where the site's texts are rendered.

A text goes through these steps, each in a module of its own:

1. `markdown_limits` refuses what would take too long; it is then shown as it was written.
2. `markdown_blocks` and `markdown_inline` read it, with python-markdown, into HTML.
3. `sanitizer.clean_source` leaves what a writer may use.
4. `markdown_targets`, `markdown_structure` and `markdown_facts` make steps, tables, figures,
   footnotes, ids, links and markers of facts of it, whether they came from Markdown or from HTML.
5. `sanitizer.clean_page` has the last word.

The same source always gives the same bytes, and any number of threads may render at once.
"""

import html
import re
from typing import Final

from faq.base import characters, html_tree
from faq.base.markdown_asked import take_asked
from faq.base.markdown_facts import mark_facts
from faq.base.markdown_inline import to_html
from faq.base.markdown_limits import TooComplexError, check_source, check_tags
from faq.base.markdown_page import Page
from faq.base.markdown_structure import arrange, lead_links, set_ids_apart
from faq.base.markdown_targets import place_media, resolve_links
from faq.base.markdown_typography import join_wide_lines
from faq.base.markdown_words import Words, words_for
from faq.base.rendered import (
    FactResolver,
    Heading,
    LinkResolver,
    Media,
    MediaResolver,
    Rendered,
    Track,
)
from faq.base.sanitizer import clean_page, clean_source

__all__ = ["RENDERER_VERSION", "Heading", "Media", "Rendered", "Track", "render"]

# To be raised whenever the same source gives other output; it is stored beside rendered texts.
RENDERER_VERSION: Final = 4

TOO_COMPLEX: Final = "too_complex"

# HTML forbids more than XML: the other half of the controls, and what is no character at all.
_NO_CHARACTERS = re.compile(
    "[\x80-\x9f\ufdd0-\ufdef"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
    )
    + "]"
)
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def render(
    source: str,
    *,
    language: str,
    resolve_link: LinkResolver,
    resolve_media: MediaResolver,
    is_fact: FactResolver = lambda key: False,
) -> Rendered:
    """The text as a page shows it.

    `resolve_link` gives the address for `article:KEY`, `term:KEY` or `announcement:KEY`, and
    `resolve_media` the picture or video for a source as written; None where there is none.
    `is_fact` knows the keys of `{{fact:KEY}}`.
    `problems` are for the editor, a code and what it is about: `link:` leads nowhere, `anchor:`
    neither, `media:` is not known, `hotlink:` lies on another site, `alt:` has no description,
    `fact:` is not known, `steps` without headings, `too_complex` shown as it was written.
    """
    source = _clean(source)
    try:
        check_source(source)
        page = _read(source, words_for(language))
        return _finish(page, language, resolve_link, resolve_media, is_fact)
    except (TooComplexError, RecursionError):
        return _as_written(source)


def _read(source: str, words: Words) -> Page:
    """The sanitised tree of a text. Entities may have made new control characters."""
    unsafe = to_html(source, words)
    check_tags(unsafe)
    safe = join_wide_lines(_clean(clean_source(unsafe)))
    return Page(html_tree.parse(safe), words)


def _clean(text: str) -> str:
    return _NO_CHARACTERS.sub("", characters.clean(text))


def _finish(
    page: Page,
    language: str,
    resolve_link: LinkResolver,
    resolve_media: MediaResolver,
    is_fact: FactResolver,
) -> Rendered:
    set_ids_apart(page)
    media = place_media(page, resolve_media, language=language)
    links = resolve_links(page, resolve_link)
    arrange(page)
    asked = take_asked(page)
    lead_links(page)
    mark_facts(page, is_fact)
    return Rendered(
        html=clean_page(html_tree.serialize(page.root)),
        headings=tuple(page.headings),
        plain=_plain_text(page),
        problems=tuple(page.problems),
        links=links,
        media=media,
        asked=asked,
    )


def _plain_text(page: Page) -> str:
    """The words of a page without the marks of footnotes."""
    marks = [link for link in page.root.iter("a") if link.get("class", "").startswith("footnote-")]
    return html_tree.plain_text(page.root, skip=marks)


def _as_written(source: str) -> Rendered:
    """The source itself, readable and safe, where it is too much to render."""
    paragraphs = [part for part in _BLANK_LINES.split(source) if part.strip()]
    lines = ("<br>\n".join(html.escape(part).split("\n")) for part in paragraphs)
    return Rendered(
        html=clean_page("\n".join(f"<p>{text}</p>" for text in lines)),
        headings=(),
        plain="\n".join(line for line in source.split("\n") if line.strip()),
        problems=(TOO_COMPLEX,),
        links=(),
        media=(),
    )
