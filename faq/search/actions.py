"""Changes of the words that editors list as meaning the same."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from faq.accounts import audit
from faq.accounts.models import User
from faq.search import synonyms
from faq.search.models import SynonymGroup
from faq.search.synonyms import LISTED, OneName


@transaction.atomic
def save_group(group: SynonymGroup, *, by: User | None, at: datetime) -> None:
    """Keep a group; from now on each of its words finds the others. Raises ValidationError."""
    group.full_clean()
    action = "changed" if group.pk else "created"
    group.save()
    names = [OneName(text=name) for name in group.listed()]
    synonyms.store(LISTED, group.pk, names, visible_from=at)
    audit.record(action, group, by=by, at=at)


@transaction.atomic
def delete_group(group: SynonymGroup, *, by: User | None, at: datetime) -> None:
    """Take a group away; its words mean what they say again."""
    audit.record("deleted", group, by=by, at=at)
    synonyms.remove(LISTED, group.pk)
    group.delete()


@transaction.atomic
def import_groups(data: Mapping[str, Any], *, by: User | None, at: datetime) -> None:
    """Add the groups of `{"groups": [[word, …], …]}`; one that is there stays.

    A group that begins with the same word as one that is there adds its words to it. Raises
    ValidationError, naming the group.
    """
    known = {group.listed()[0]: group for group in SynonymGroup.objects.all()}
    for words in data["groups"]:
        group = known.get(words[0]) or SynonymGroup()
        missing = [word for word in words if word not in group.listed()]
        if not missing:
            continue
        group.names = "\n".join([*group.listed(), *missing])
        try:
            save_group(group, by=by, at=at)
        except ValidationError as error:
            raise ValidationError(f"{' = '.join(words)}: {'; '.join(error.messages)}") from error
