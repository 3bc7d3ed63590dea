"""What things look like in JSON. Addresses are whole, moments are in UTC."""

import html
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.paginator import Page
from django.utils.encoding import iri_to_uri
from django.utils.html import strip_tags

from faq.articles.models import Revision
from faq.base import content_links, languages
from faq.categories.tree import Node, tree
from faq.glossary import reading
from faq.glossary.models import Term, TermText
from faq.search.engine import Row


def address(path: str) -> str:
    """A path of the site as a whole address."""
    return str(iri_to_uri(settings.HELPCENTER_URL + path))


def listed(rows: Iterable[dict[str, Any]], page: Page, following: str) -> dict[str, Any]:
    """A page of a list: how many in all, the rows, and where the next page is."""
    return {
        "count": page.paginator.count,
        "next": address(following) if page.has_next() else None,
        "results": list(rows),
    }


def article(revision: Revision, language: str) -> dict[str, Any]:
    """An article as a row, in the words that readers of `language` see."""
    text = revision.text
    return {
        "key": text.article.key,
        "kind": text.article.kind,
        "category": tree().by_pk[text.article.category_id].key,
        "audience": text.article.audience,
        "language": revision.language_for(language),
        "written_in": revision.language,
        "title": revision.shown("title", language),
        "summary": revision.shown("summary", language),
        "tags": sorted(tag.name for tag in text.tags.all()),
        "url": address(text.url(language)),
        "markdown_url": address(text.markdown_url(language)),
        "updated_at": moment(revision.visible_from),
        "checked_on": text.checked_on and text.checked_on.isoformat(),
        "revision": revision.pk,
    }


def whole_article(
    revision: Revision, language: str, revisions: Iterable[Revision]
) -> dict[str, Any]:
    """The same with its words as HTML; `revisions` are those of it that this caller may read."""
    return article(revision, language) | {
        "html": content_links.localise(revision.shown("html", language), language),
        "headings": revision.shown("headings", language),
        "languages": [
            code for code in languages.codes() if any(code == other.language for other in revisions)
        ],
    }


def category(node: Node, language: str, count: int) -> dict[str, Any]:
    """A category; `count` is how many articles this caller may read in and below it."""
    words = node.words[language]
    return {
        "key": node.key,
        "parent": node.parent.key if node.parent else None,
        "name": words.name,
        "description": words.description,
        "url": address(node.url(language)),
        "articles": count,
    }


def term(found: Term, text: TermText, language: str) -> dict[str, Any]:
    """A term of the glossary."""
    page = reading.page(found, text, language)
    names = ("label", "definition", "example", "aliases", "pinyin")
    return {
        "key": found.key,
        "language": text.language,
        **{name: page[name] for name in names},
        "url": address(found.url(language)),
    }


def result(row: Row) -> dict[str, Any]:
    """A thing that was found."""
    return {
        "title": html.unescape(strip_tags(row.title_html)),
        "summary": row.summary,
        "snippet": html.unescape(strip_tags(row.snippet_html)),
        "kind": row.kind,
        "language": row.lang.lower(),
        "url": address(row.url),
        "checked_on": row.checked_on and row.checked_on.isoformat(),
    }


def moment(at: Any) -> str | None:
    """A moment as ISO 8601."""
    return at.isoformat() if at else None
