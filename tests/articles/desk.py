"""The pages of the desk as a browser fills them in, for people in different roles."""

from typing import Any

from django.contrib.auth.models import Group
from django.test import Client

from faq.accounts import roles
from faq.accounts.models import User
from faq.articles.models import Area, Text
from faq.categories.models import Category


def at_work(
    name: str, role: str = "", areas: list[tuple[Category | None, str, bool]] | None = None
) -> tuple[User, Client]:
    """A member of staff in a role, limited to areas, and their browser."""
    roles.sync()
    person = User.objects.create_user(f"{name}@boan.example", name=name, is_staff=True)
    if role:
        person.groups.add(Group.objects.get(name=role))
    for category, language, may_publish in areas or []:
        Area.objects.create(
            user=person, category=category, language=language, may_publish=may_publish
        )
    client = Client()
    client.force_login(person)
    return person, client


def fields(text: Text | None = None, **changes: Any) -> dict[str, Any]:
    """What the browser sends for a text: the fields as they stand, changed as said."""
    newest = text.revisions.first() if text else None
    return {
        "title": newest.title if newest else "新的",
        "summary": newest.summary if newest else "答案。",
        "body": newest.body if newest else "正文",
        "keywords": "",
        "tag_names": "",
        "slug": text.slug if text else "",
        "checked_on": "",
        "note": "",
        "significance": "minor",
        "reviewer": "",
        "visible_from_0": "",
        "visible_from_1": "",
        "visible_until_0": "",
        "visible_until_1": "",
        "based_on": newest.pk if newest else "",
        **changes,
    }


def press(client: Client, button: str, text: Text, **changes: Any) -> Any:
    """Save the page of a text with a button."""
    address = f"/admin/articles/text/{text.pk}/change/"
    return client.post(address, fields(text, **changes) | {button: "1"})
