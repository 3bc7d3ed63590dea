"""Content for tests: valid by default, override what matters. Everything goes through actions."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from faq.articles import actions
from faq.articles.models import Article, Revision, Words
from faq.categories.actions import import_categories
from faq.categories.models import Category

NOW = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
_numbers = count(1)


def a_category(
    key: str = "account", *, parent: str = "", at: datetime = NOW, **names: str
) -> Category:
    """A category; names by language code with underscores, such as zh_hans="账户"."""
    texts = {
        language.replace("_", "-"): {"name": name}
        for language, name in (names or {"zh_hans": "账户", "en": "Account"}).items()
    }
    row = {"key": key, "texts": texts, **({"parent": parent} if parent else {})}
    return import_categories([row], by=None, at=at)[key]


def an_article(
    *,
    category: Category | None = None,
    key: str = "",
    language: str = "zh-hans",
    title: str = "如何充值？",
    summary: str = "打开资产页，选择币种与网络，复制地址。",
    body: str = "",
    keywords: str = "",
    slug: str = "",
    tags: list[str] | None = None,
    kind: str = "faq",
    audience: str = "everyone",
    position: int = 100,
    is_draft: bool = False,
    parity_reason: str = "",
    at: datetime = NOW,
    **window: Any,
) -> Revision:
    """A revision of an article's text, live since `at` unless it is a draft or has a window."""
    key = key or f"article-{next(_numbers)}"
    article = Article.objects.filter(key=key).first() or actions.create_article(
        key=key,
        category=category or Category.objects.first() or a_category(),
        kind=kind,
        audience=audience,
        position=position,
        by=None,
        at=at,
    )
    text = actions.save_text(article, language, slug=slug, tags=tags or [], by=None, at=at)
    words = Words(title=title, summary=summary, body=body, keywords=keywords)
    revision = actions.save_draft(text, words, by=None, at=at, parity_reason=parity_reason)
    if not is_draft:
        revision = actions.publish(revision, by=None, at=at, **window)
    return revision
