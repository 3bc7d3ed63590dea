"""Changes of the tree of topics."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from faq.accounts import audit
from faq.accounts.models import User
from faq.base.models import bump
from faq.categories.models import Category, CategoryText
from faq.search import index


@transaction.atomic
def record_change(category: Category, *, by: User | None, at: datetime) -> None:
    """After a category or its names were saved: a line in the trail, and search knows the names."""
    audit.record("changed", category, by=by, at=at, parent=category.parent_id)
    index.refresh_category(category.pk)


@transaction.atomic
def delete_categories(
    categories: Collection[Category], *, contents_to: Category | None, by: User | None, at: datetime
) -> None:
    """Delete categories; what is inside them goes to `contents_to`.

    Raises ValidationError when something is inside and no place is given, when the place is
    itself deleted, or when the tree would get too deep.
    """
    going = {category.pk for category in categories}
    if contents_to and going & {place.pk for place in [contents_to, *_above(contents_to)]}:
        raise ValidationError(_("Choose a place outside of what is deleted."))
    for category in sorted(categories, key=lambda category: -category.depth):
        _move_contents(category, contents_to, by=by, at=at)
        audit.record("deleted", category, by=by, at=at)
        category.delete()


def _above(category: Category) -> list[Category]:
    return [category.parent, *_above(category.parent)] if category.parent else []


def _move_contents(
    category: Category, to: Category | None, *, by: User | None, at: datetime
) -> None:
    # Articles are a higher floor: they are reached through the reverse relation only.
    inside = [*category.children.all(), *category.articles.all()]
    if not inside:
        return
    if to is None:
        raise ValidationError(_("Something is still inside. Say where it goes."))
    for child in category.children.all():
        child.parent = to
        child.full_clean()
        child.save()
        audit.record("moved", child, by=by, at=at, to=to.key)
    for article in category.articles.all():
        article.category = to
        article.save(update_fields=["category"])
        audit.record("moved", article, by=by, at=at, to=to.key)
    bump("articles")
    index.refresh_category(category.pk)


@transaction.atomic
def import_categories(
    rows: Sequence[Mapping[str, Any]], *, by: User | None, at: datetime
) -> dict[str, Category]:
    """Create or update categories by `key`; parents stand before their children in `rows`.

    A row has `key`, and optionally `slug`, `parent` (a key), `icon`, `position`, `texts`
    ({language: {name, description}}). Returns all categories by key.
    """
    by_key = {category.key: category for category in Category.objects.all()}
    for number, row in enumerate(rows, start=1):
        category = by_key.get(row["key"]) or Category(key=row["key"])
        category.slug = row.get("slug", row["key"])
        category.parent = by_key[row["parent"]] if row.get("parent") else None
        category.icon = row.get("icon", "")
        category.position = row.get("position", number)
        category.full_clean()
        category.save()
        for language, words in row.get("texts", {}).items():
            text = CategoryText.objects.filter(category=category, language=language).first()
            text = text or CategoryText(category=category, language=language)
            text.name, text.description = words["name"], words.get("description", "")
            text.clean_fields(exclude=["category"])
            text.save()
        by_key[category.key] = category
        record_change(category, by=by, at=at)
    return by_key
