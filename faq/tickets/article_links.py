"""Articles in answers: found by their words, and `article:key` made the address readers follow."""

import re
from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from faq.articles import links
from faq.articles.models import Text
from faq.articles.searchable import ArticleSource
from faq.base import languages
from faq.search import engine

SHOWN = 8
READER = AnonymousUser()
_LINK = re.compile(r"(?<![\w:/])article:([A-Za-z0-9][A-Za-z0-9_-]*)")


def find(words: str, *, language: str, at: datetime) -> list[engine.Row]:
    """Articles that everybody may read, those that fit best first."""
    rows = engine.search(words, language=language, user=READER, at=at).rows
    return [row for row in rows if row.source == ArticleSource.name][:SHOWN]


def absolute(path: str) -> str:
    """The whole address of a page of this site."""
    return f"{settings.HELPCENTER_URL.rstrip('/')}{path}"


def keys_in(text: str) -> list[str]:
    """The keys of articles that a text names as `article:key`."""
    return list(dict.fromkeys(_LINK.findall(text)))


def with_addresses(text: str, *, language: str, at: datetime) -> str:
    """The text with addresses in place of keys; those that not everybody may read stay."""
    known = _addresses(keys_in(text), language, at)
    return _LINK.sub(lambda found: known.get(found[1], found[0]), text)


def _addresses(keys: Collection[str], language: str, at: datetime) -> dict[str, str]:
    if not keys:
        return {}
    texts: dict[str, list[Text]] = {}
    for key, revision in links.targets(keys, user=READER, at=at):
        texts.setdefault(key, []).append(revision.text)
    return {
        key: absolute(best.url(language))
        for key, written in texts.items()
        if (best := languages.best(written, language))
    }
