"""The same change for many articles, each with all that a single save does."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from faq.accounts.models import User
from faq.articles import actions
from faq.articles.models import Article, Text
from faq.articles.tags import fold_name
from faq.categories.models import Category
from faq.search import index


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What is set; None and nothing leave what is there."""

    category: Category | None = None
    kind: str = ""
    audience: str = ""
    owner: User | None = None
    add_tags: Collection[str] = ()
    remove_tags: Collection[str] = ()


@transaction.atomic
def change_articles(
    articles: Collection[Article], changes: Changes, *, by: User | None, at: datetime
) -> int:
    """Change articles and the tags of their texts. Returns how many articles were changed."""
    with index.deferred():
        return sum(_change(article, changes, by=by, at=at) for article in articles)


def _change(article: Article, changes: Changes, *, by: User | None, at: datetime) -> bool:
    wanted = {
        name: value
        for name in ("category", "kind", "audience", "owner")
        if (value := getattr(changes, name)) and value != getattr(article, name)
    }
    for name, value in wanted.items():
        setattr(article, name, value)
    if wanted:
        article.save(update_fields=list(wanted))
        actions.record_article_change(article, by=by, at=at)
    retagged = [_retag(text, article, changes, by=by, at=at) for text in article.texts.all()]
    return bool(wanted) or any(retagged)


def _retag(
    text: Text, article: Article, changes: Changes, *, by: User | None, at: datetime
) -> bool:
    present = {tag.name.lower(): tag.name for tag in text.tags.all()}
    gone = {fold_name(name).lower() for name in changes.remove_tags}
    added = {fold_name(name).lower(): name for name in changes.add_tags}
    wanted = {**{key: name for key, name in present.items() if key not in gone}, **added}
    if wanted.keys() == present.keys():
        return False
    actions.save_text(article, text.language, tags=wanted.values(), by=by, at=at)
    return True


@transaction.atomic
def mark_checked(texts: Collection[Text], *, by: User | None, at: datetime) -> None:
    """Say of texts that somebody made sure today that they are true."""
    with index.deferred():
        for text in texts:
            actions.save_text(
                text.article, text.language, checked_on=timezone.localdate(at), by=by, at=at
            )
