"""Roles: readable data, written by a command, and what a role may do in the admin."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.translation import override

from faq.accounts import roles
from faq.accounts.models import User

pytestmark = pytest.mark.django_db


def sync_roles() -> str:
    out = StringIO()
    call_command("sync_roles", stdout=out)
    return out.getvalue()


def rights_of(name: str) -> set[str]:
    found = Permission.objects.filter(group__name=name).select_related("content_type")
    return {f"{right.content_type.app_label}.{right.codename}" for right in found}


def test_every_right_that_a_role_names_exists_and_is_given() -> None:
    sync_roles()
    for name, wanted in roles.ROLES.items():
        assert rights_of(name) == set(wanted), name


def test_a_second_time_changes_nothing_and_says_so() -> None:
    assert "Writer: made" in sync_roles()
    assert sync_roles() == "The roles have their rights already.\n"


def test_rights_beyond_the_file_are_taken_away_and_named_and_missing_ones_come_back() -> None:
    sync_roles()
    writer = Group.objects.get(name="Writer")
    writer.permissions.add(Permission.objects.get(codename="publish_text"))
    writer.permissions.remove(Permission.objects.get(codename="change_text"))
    said = sync_roles()
    assert "Writer: may no longer articles.publish_text" in said
    assert "Writer: may now articles.change_text" in said
    assert rights_of("Writer") == set(roles.ROLES["Writer"])


def test_other_groups_and_members_stay_as_they_are(reader: User) -> None:
    sync_roles()
    other = Group.objects.create(name="Auditors")
    other.permissions.add(Permission.objects.get(codename="view_auditentry"))
    reader.groups.add(other, Group.objects.get(name="Writer"))
    sync_roles()
    assert rights_of("Auditors") == {"accounts.view_auditentry"}
    assert reader.groups.count() == 2


def test_a_right_that_does_not_exist_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        roles, "ROLES", {"Writer": ["articles.view_text"], "Editor": ["articles.fly"]}
    )
    with pytest.raises(CommandError, match=r"articles\.fly"):
        sync_roles()
    assert not Group.objects.exists()


def test_only_those_who_should_may_publish_or_name_areas_and_people() -> None:
    may = {
        right: {name for name, rights in roles.ROLES.items() if right in rights}
        for right in (
            "articles.publish_text", "articles.change_text", "articles.add_article",
            "articles.change_area", "accounts.change_user", "contact.change_channel",
        )
    }  # fmt: skip
    assert may == {
        "articles.publish_text": {"Editor", "Administrator"},
        "articles.change_text": {"Writer", "Editor", "Translator", "Administrator"},
        "articles.add_article": {"Writer", "Editor", "Administrator"},
        "articles.change_area": {"Administrator"},
        "accounts.change_user": {"Administrator"},
        "contact.change_channel": {"Administrator"},
    }
    assert not any(
        "delete_auditentry" in right for rights in roles.ROLES.values() for right in rights
    )


@pytest.fixture
def administrator(client: Client) -> Client:
    sync_roles()
    person = User.objects.create_user("admin@boan.example", is_staff=True)
    person.groups.add(Group.objects.get(name="Administrator"))
    client.force_login(person)
    return client


def test_administrator_cannot_make_anybody_a_superuser(administrator: Client, reader: User) -> None:
    address = f"/admin/accounts/user/{reader.pk}/change/"
    assert administrator.get(address).status_code == 200
    data = {
        "email": reader.email, "name": "新名", "is_active": "on", "is_staff": "on",
        "is_superuser": "on",
        "user_permissions": [Permission.objects.get(codename="change_group").pk],
        "groups": [Group.objects.get(name="Writer").pk],
    }  # fmt: skip
    administrator.post(address, data)
    reader.refresh_from_db()
    assert reader.name == "新名"
    assert [group.name for group in reader.groups.all()] == ["Writer"]
    assert not reader.is_superuser
    assert not reader.user_permissions.exists()


def test_administrator_cannot_change_a_superuser(administrator: Client, editor: User) -> None:
    page = administrator.get(f"/admin/accounts/user/{editor.pk}/change/")
    assert 'name="_save"' not in page.content.decode()
    data = {"email": "mine@boan.example", "is_active": "on"}
    answer = administrator.post(f"/admin/accounts/user/{editor.pk}/change/", data)
    assert answer.status_code == 403
    password = administrator.post(
        f"/admin/accounts/user/{editor.pk}/password/",
        {"usable_password": "true", "password1": "a-long-new-password", "password2": "a-long-new-password"},
    )  # fmt: skip
    assert password.status_code == 403
    editor.refresh_from_db()
    assert editor.email == "editor@boan.example"
    assert editor.check_password("a-long-password")


def test_roles_are_shown_by_the_names_that_people_read(
    administrator: Client, reader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(roles._SHOWN, "Writer", "撰稿人")
    with override("en"):
        page = administrator.get(f"/admin/accounts/user/{reader.pk}/change/").content.decode()
        assert "撰稿人</option>" in page
        assert "撰稿人" in administrator.get("/admin/accounts/user/").content.decode()
    assert roles.shown_name("Auditors") == "Auditors"
