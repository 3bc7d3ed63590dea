"""Where the site's own records name a person: kinds and numbers, whatever app they belong to."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import ForeignKey, Model

from faq.accounts.models import User
from faq.accounts.personal_data import Holding


def _mentions() -> Iterator[tuple[type[Model], str]]:
    """Every column of our apps that holds a person."""
    for relation in User._meta.get_fields(include_hidden=True):
        model, field = relation.related_model, getattr(relation, "field", None)
        if not relation.auto_created or not isinstance(field, ForeignKey):
            continue
        if isinstance(model, type) and model.__module__.startswith("faq."):
            yield model, field.name


def _collect(user: User) -> dict[str, list[int]]:
    named: dict[str, list[int]] = {}
    for model, field in _mentions():
        rows = model._default_manager.filter(**{field: user}).values_list("pk", flat=True)
        if numbers := sorted(rows):
            named[f"{model._meta.label_lower}.{field}"] = numbers
    return named


def _erase(user: User, at: datetime) -> Any:
    """Nothing: they name the person's row, which has no name any more."""


MENTIONS = Holding(name="named in", collect=_collect, erase=_erase)
