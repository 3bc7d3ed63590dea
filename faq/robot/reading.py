"""What is quoted as a page shows it: links in the reader's language, terms marked and explained."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from faq.base import content_links
from faq.glossary import marking
from faq.robot.answer import Quote


@dataclass(frozen=True)
class ShownQuote:
    """A passage with where it stands: `url` leads to its heading. A step brings its own along."""

    html: SafeString
    heading: str
    is_step: bool
    title: str
    url: str
    lang: str
    kind: str
    checked_on: date | None


@dataclass(frozen=True)
class ShownAnswer:
    """Quotes, and what explains the terms in them."""

    quotes: list[ShownQuote]
    terms: list[dict[str, str]]


def shown(quotes: Sequence[Quote], language: str) -> ShownAnswer:
    """The quotes for readers of `language`; without a query."""
    found, term_ids = [], list[int]()
    for quote in quotes:
        page, passage = quote.page, quote.passage
        html, marked = passage.html, list[int]()
        if page.source != "term":
            html, marked = marking.mark(html, language=language)
        term_ids += [pk for pk in marked if pk not in term_ids]
        found.append(
            ShownQuote(
                html=content_links.localise(html, language),
                heading=passage.title or passage.heading,
                is_step=passage.is_step,
                title=page.title,
                url=f"{page.url}#{passage.anchor}" if passage.anchor else page.url,
                lang=page.lang,
                kind=page.kind,
                checked_on=page.checked_on,
            )
        )
    return ShownAnswer(found, marking.terms_for(term_ids, language))
