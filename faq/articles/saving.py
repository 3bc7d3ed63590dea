"""What a save of the page of a text does: address and tags, words, and the pressed button."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction

from faq.accounts.models import User
from faq.articles import actions
from faq.articles.models import Article, Revision, Words
from faq.articles.tags import tags_from_string


class Button(StrEnum):
    """The buttons of the page that save, by their names; any other keeps a draft."""

    PUBLISH = "_publish"
    HIDE = "_hide"


@transaction.atomic
def save(
    article: Article,
    language: str,
    words: Words,
    given: Mapping[str, Any],
    *,
    pressed: Mapping[str, Any],
    by: User,
    at: datetime,
) -> Revision:
    """Save one language of an article as `forms.TextForm` gives it; returns the kept revision.

    `given` is what the form has checked, `pressed` the request's fields, a button among them.
    Raises ValidationError for what cannot be kept or may not be published.
    """
    is_new = not article.texts.filter(language=language).exists()
    text = actions.save_text(
        article,
        language,
        slug=given["slug"] or (words.title if is_new else ""),
        tags=tags_from_string(given["tag_names"]),
        checked_on=given["checked_on"],
        by=by,
        at=at,
    )
    revision = actions.save_draft(
        text,
        words,
        note=given["note"],
        significance=given["significance"] or Revision.Significance.MINOR,
        parity_reason=given["parity_reason"],
        by=by,
        at=at,
    )
    if Button.PUBLISH in pressed:
        actions.publish(
            revision,
            visible_from=given["visible_from"],
            visible_until=given["visible_until"],
            by=by,
            at=at,
        )
    elif Button.HIDE in pressed:
        actions.hide(text, by=by, at=at)
    return revision
