"""An earlier version of a text as its newest one, with everything that was its own."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from faq.accounts import audit
from faq.accounts.models import User
from faq.articles import actions
from faq.articles.models import Revision, Words


class NewerWords(ValidationError):
    """Somebody saved a version meanwhile that the person who restores hasn't seen."""


def words_of(revision: Revision) -> Words:
    """The words of a version, to be saved again."""
    return Words(
        title=revision.title,
        summary=revision.summary,
        body=revision.body,
        keywords=revision.keywords,
    )


@transaction.atomic
def restore(
    revision: Revision, *, newest_seen: int | None, by: User | None, at: datetime
) -> Revision:
    """Save the words of an earlier version as a new draft, and give the text its address and tags.

    Readers see the words when they are published, address and tags at once, as whenever they are
    saved. The old address goes on leading to the text. Returns the draft.
    Raises NewerWords when the newest version is not the one with the number `newest_seen`.
    """
    text = revision.text
    newest = text.revisions.first()
    if newest is None or newest.pk != newest_seen:
        raise NewerWords(_("Somebody saved a newer version meanwhile. Look at it first."))
    actions.save_text(
        text.article,
        text.language,
        slug=revision.snapshot.get("slug", ""),
        tags=revision.snapshot.get("tags"),
        by=by,
        at=at,
    )
    note = _("Restored from the version of %(moment)s, number %(number)d") % {
        "moment": timezone.localtime(revision.created_at).strftime("%Y-%m-%d %H:%M"),
        "number": revision.pk,
    }
    text.refresh_from_db()
    restored = actions.save_draft(
        text, words_of(revision), note=note, significance=revision.significance, by=by, at=at
    )
    audit.record("restored", restored, by=by, at=at, text=text.pk, revision=revision.pk)
    return restored
