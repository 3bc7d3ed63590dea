"""Addresses of the articles that the frame of every page leads to, without a query a page."""

from collections import defaultdict
from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from faq.articles import links
from faq.articles.kept import UntilChanged
from faq.articles.models import Text
from faq.base import languages
from faq.brand.frame import frame

_PREFIX = "article:"


def resolve(url: str, *, language: str, at: datetime) -> str:
    """A link of the brand as readers of `language` follow it.

    `article:key` becomes the article's address, or "" while not everybody may read it.
    """
    if not url.startswith(_PREFIX):
        return url
    return _kept.get(at).get(url.removeprefix(_PREFIX), {}).get(language, "")


def _load(at: datetime) -> dict[str, dict[str, str]]:
    keys = {
        link.url.removeprefix(_PREFIX) for code in languages.codes() for link in frame(code).links()
    }
    texts: dict[str, list[Text]] = defaultdict(list)
    for key, revision in links.targets(keys, user=AnonymousUser(), at=at):
        texts[key].append(revision.text)
    return {
        key: {
            code: text.url(code)
            for code in languages.codes()
            if (text := languages.best(written, code))
        }
        for key, written in texts.items()
    }


_kept = UntilChanged("articles", "brand", load=_load)
