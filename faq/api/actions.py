"""Making and revoking tokens, and what a program writes with one."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from faq.accounts import audit
from faq.accounts.models import User
from faq.api.models import Token
from faq.articles import actions as articles
from faq.articles import rights
from faq.articles.models import Article, Revision, Words

PREFIX = "hc_"


def digest(secret: str) -> str:
    """What is kept of a token. It is random and long, so that a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def issue_token(
    *, name: str, user: User, expires_at: datetime, by: User | None, at: datetime
) -> tuple[Token, str]:
    """A new token, and the secret itself, which nobody can read again."""
    secret = PREFIX + secrets.token_urlsafe(32)
    token = Token(name=name, user=user, expires_at=expires_at, created_at=at, digest=digest(secret))
    token.full_clean()
    token.save()
    audit.record("issued", token, by=by, at=at, acts_for=str(user))
    return token, secret


@transaction.atomic
def revoke_token(token: Token, *, by: User | None, at: datetime) -> None:
    """Let a token open nothing any more."""
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        audit.record("revoked", token, by=by, at=at)


def note_use(token: Token, *, on: date) -> None:
    """Remember the day on which a token was last used; it is written once a day."""
    if token.used_on != on:
        Token.objects.filter(pk=token.pk).update(used_on=on)


class Conflict(Exception):
    """Somebody saved newer words than those that the program saw."""


@dataclass(frozen=True)
class Written:
    """What became of the words: their revision, and why they were not published, if so."""

    revision: Revision
    is_new: bool
    refused: list[str]


SHARED = ("category", "kind", "audience", "position")


@transaction.atomic
def write_text(
    key: str, language: str, given: dict[str, Any], *, by: User, at: datetime
) -> Written:
    """Create or change one language of an article, and publish it where that is asked.

    `given` is what `forms.TextForm` has checked; what is None there stays as it is. What cannot
    be published stays a draft. Raises PermissionDenied, Conflict, and ValidationError for words
    that cannot be kept at all.
    """
    article = Article.objects.filter(key=key).first()
    _require_rights(article, language, given, by=by)
    if article is None:
        article = _new_article(key, given, by=by, at=at)
    else:
        _change_article(article, given, by=by, at=at)
    is_new = not article.texts.filter(language=language).exists()
    text = articles.save_text(
        article,
        language,
        slug=given["slug"] or (given["title"] if is_new else ""),
        tags=given["tags"],
        checked_on=given["checked_on"],
        by=by,
        at=at,
    )
    newest = text.revisions.first()
    if given["based_on"] is not None and newest and newest.pk != given["based_on"]:
        raise Conflict
    revision = articles.save_draft(
        text,
        _words(given, newest),
        note=given["note"],
        significance=given["significance"] or Revision.Significance.MINOR,
        by=by,
        at=at,
    )
    refused = _publish(revision, given, by=by, at=at) if given["publish"] else []
    return Written(text.revisions.get(pk=revision.pk), is_new, refused)


def _require_rights(
    article: Article | None, language: str, given: dict[str, Any], *, by: User
) -> None:
    place = article or (Article(category=given["category"]) if given["category"] else None)
    is_allowed = rights.can_write(by, place, language)
    if article is None:
        is_allowed = is_allowed and by.has_perm("articles.add_article")
    if given["publish"]:
        is_allowed = is_allowed and rights.can_publish(by, place, language)
    if not is_allowed:
        raise PermissionDenied


def _new_article(key: str, given: dict[str, Any], *, by: User, at: datetime) -> Article:
    if given["category"] is None:
        raise ValidationError({"category": "A new article needs a category."})
    shared = {name: given[name] for name in SHARED if given[name] not in (None, "")}
    return articles.create_article(key=key, by=by, at=at, **shared)


def _change_article(article: Article, given: dict[str, Any], *, by: User, at: datetime) -> None:
    changed = {
        name: given[name]
        for name in SHARED
        if given[name] not in (None, "") and given[name] != getattr(article, name)
    }
    if changed:
        if not rights.can_rearrange(by, article, changed):
            raise PermissionDenied
        for name, value in changed.items():
            setattr(article, name, value)
        article.full_clean()
        article.save()
        articles.record_article_change(article, by=by, at=at)


def _words(given: dict[str, Any], newest: Revision | None) -> Words:
    names = ("title", "summary", "body", "keywords")
    kept = {name: getattr(newest, name, "") for name in names}
    return Words(**kept | {name: given[name] for name in names if given[name] is not None})


def _publish(revision: Revision, given: dict[str, Any], *, by: User, at: datetime) -> list[str]:
    try:
        with transaction.atomic():
            articles.publish(
                revision,
                visible_from=given["visible_from"],
                visible_until=given["visible_until"],
                by=by,
                at=at,
            )
    except ValidationError as error:
        return list(error.messages)
    return []
