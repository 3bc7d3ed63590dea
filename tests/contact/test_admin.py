"""Editors keep the directory: checked values, a trail of every change, effect at once."""

from datetime import date, time
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from faq.accounts.models import AuditEntry, User
from faq.contact.actions import import_directory, snapshot
from faq.contact.models import Channel, Holiday, KnownFake, Opening, Region, SpokenLanguage
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channels")]


def form_of(client: Client, path: str) -> dict[str, Any]:
    """What a browser would send back unchanged."""
    context = client.get(path).context
    forms = [context["adminform"].form]
    values: dict[str, Any] = {}
    for formset in context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is not None and value is not False:
                is_moment = isinstance(value, (date, time))
                values[bound.html_name] = value.isoformat() if is_moment else value
                if bound.field.show_hidden_initial:
                    values[bound.html_initial_name] = values[bound.html_name]
    return values


def change(client: Client, path: str, **values: Any) -> Any:
    return client.post(path, form_of(client, path) | values)


def test_changed_number_shows_at_once_and_leaves_old_and_new_in_the_trail(
    client: Client, editor: User
) -> None:
    client.force_login(editor)
    channel = Channel.objects.get(key="hotline-gb")
    path = f"/admin/contact/channel/{channel.pk}/change/"

    assert change(client, path, value="+44 20 7946 0199").status_code == 302
    assert "+44 20 7946 0199" in Client().get("/en/contact/").content.decode()
    entry = AuditEntry.objects.filter(action="changed", kind="channel").latest("pk")
    assert entry.by == editor
    assert entry.details["value"] == ["+44 20 7946 0105", "+44 20 7946 0199"]
    assert "texts" not in entry.details


def test_saving_without_a_change_leaves_no_line(editor_client: Client) -> None:
    channel = Channel.objects.get(key="hotline-jp")
    before = AuditEntry.objects.count()

    change(editor_client, f"/admin/contact/channel/{channel.pk}/change/")

    assert AuditEntry.objects.count() == before


def test_changed_hours_are_in_the_trail_and_on_the_page(editor_client: Client) -> None:
    channel = Channel.objects.get(key="hotline-sg")
    path = f"/admin/contact/channel/{channel.pk}/change/"

    response = change(editor_client, path, **{"openings-0-opens": "07:30"})

    assert response.status_code == 302
    assert "07:30" in Client().get("/en/contact/").content.decode()
    entry = AuditEntry.objects.latest("pk")
    assert entry.details["hours"] == [["1234567 08:00–22:00"], ["1234567 07:30–22:00"]]


@pytest.mark.parametrize(
    ("kind", "value"), [("phone", "call us"), ("email", "support"), ("web", "boan example")]
)
def test_value_that_is_nothing_of_its_kind_is_refused_at_the_field(
    editor_client: Client, kind: str, value: str
) -> None:
    channel = Channel.objects.get(key="hotline-gb")
    path = f"/admin/contact/channel/{channel.pk}/change/"

    response = change(editor_client, path, kind=kind, value=value)

    assert response.status_code == 200
    assert "value" in response.context["adminform"].form.errors
    assert value in response.content.decode()
    assert Channel.objects.get(pk=channel.pk).value == "+44 20 7946 0105"


def test_wrong_zone_and_missing_days_are_refused_at_the_field(editor_client: Client) -> None:
    channel = Channel.objects.get(key="hotline-sg")
    path = f"/admin/contact/channel/{channel.pk}/change/"

    assert (
        "time_zone"
        in change(editor_client, path, time_zone="Mars/Base").context["adminform"].form.errors
    )
    values = form_of(editor_client, path)
    values["openings-0-days"] = []
    assert editor_client.post(path, values).status_code == 200
    assert Opening.objects.get(channel=channel).days == "1234567"


def test_checked_today_notes_day_and_person(editor_client: Client, editor: User) -> None:
    Channel.objects.update(checked_on="2026-01-01")
    chosen = Channel.objects.filter(kind="phone")

    editor_client.post(
        "/admin/contact/channel/",
        {"action": "confirm_selected", "_selected_action": [row.pk for row in chosen]},
    )

    assert {row.checked_by for row in Channel.objects.filter(kind="phone")} == {editor}
    assert not Channel.objects.filter(kind="phone", checked_on="2026-01-01").exists()
    assert Channel.objects.filter(kind="email", checked_on="2026-01-01").exists()


def test_who_sets_the_day_of_the_check_has_checked(editor_client: Client, editor: User) -> None:
    channel = Channel.objects.get(key="hotline-gb")
    path = f"/admin/contact/channel/{channel.pk}/change/"

    change(editor_client, path, value="+44 20 7946 0111")
    assert Channel.objects.get(pk=channel.pk).checked_by is None
    change(editor_client, path, checked_on="2026-11-27")
    assert Channel.objects.get(pk=channel.pk).checked_by == editor


def test_changed_languages_show_at_once(editor_client: Client) -> None:
    channel = Channel.objects.get(key="hotline-gb")
    before = Client().get("/en/contact/?language=fr").content.decode().split('id="hotlines"')[1]
    assert "+44 20 7946 0105" not in before
    french = SpokenLanguage.objects.get(code="fr")
    path = f"/admin/contact/channel/{channel.pk}/change/"

    change(editor_client, path, languages=[french.pk])

    listed = Client().get("/en/contact/?language=fr").content.decode().split('id="hotlines"')[1]
    assert "+44 20 7946 0105" in listed


def test_deleted_channel_is_no_longer_called_official(editor_client: Client) -> None:
    ours = "/en/contact/verify/?q=boan.example"
    assert "boan.example is one of our official" in Client().get(ours).content.decode()
    channel = Channel.objects.get(key="site")

    editor_client.post(f"/admin/contact/channel/{channel.pk}/delete/", {"post": "yes"})

    assert "boan.example is one of our official" not in Client().get(ours).content.decode()
    assert AuditEntry.objects.filter(action="deleted", kind="channel").exists()


def test_fakes_and_holidays_leave_a_line_too(editor_client: Client) -> None:
    editor_client.post(
        "/admin/contact/knownfake/add/",
        {"kind": "web", "value": "boan-gift.example", "reported_on": "2026-11-25"},
    )
    editor_client.post("/admin/contact/holiday/add/", {"on": "2026-12-31", "name": "Closed"})

    assert KnownFake.objects.filter(value="boan-gift.example").exists()
    assert Holiday.objects.filter(region=None, on="2026-12-31").exists()
    assert set(AuditEntry.objects.order_by("-pk")[:2].values_list("kind", flat=True)) == {
        "holiday",
        "knownfake",
    }


def test_region_in_use_cannot_be_deleted(editor_client: Client) -> None:
    region = Region.objects.get(code="gb")

    editor_client.post(f"/admin/contact/region/{region.pk}/delete/", {"post": "yes"})

    assert Region.objects.filter(pk=region.pk).exists()


@pytest.mark.parametrize("path", ["channel", "knownfake", "holiday", "region", "spokenlanguage"])
def test_readers_do_not_reach_the_desk(reader_client: Client, path: str) -> None:
    assert reader_client.get(f"/admin/contact/{path}/").status_code == 302
    assert reader_client.get(f"/admin/contact/{path}/add/").status_code == 302


# --- Import ---------------------------------------------------------------------------------------


def test_importing_the_same_file_again_changes_nothing(directory_data: dict[str, Any]) -> None:
    before = AuditEntry.objects.count()

    import_directory(directory_data, by=None, at=NOW)

    assert AuditEntry.objects.count() == before
    assert Channel.objects.count() == len(directory_data["channels"])


def test_what_a_file_does_not_name_stays() -> None:
    before = snapshot(Channel.objects.get(key="hotline-gb"))

    import_directory(
        {"channels": [{"key": "hotline-gb", "value": "+44 20 7946 0123"}]}, by=None, at=NOW
    )

    after = snapshot(Channel.objects.get(key="hotline-gb"))
    assert after == before | {"value": "+44 20 7946 0123"}
    assert after["languages"] == ["en"]
    assert len(after["hours"]) == 2


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"region": "xx"}, "xx"),
        ({"checked_on": "yesterday"}, "yesterday"),
        ({"openings": [{"days": "12345", "opens": "9 am", "closes": "18:00"}]}, "9 am"),
        ({"openings": [{"days": "", "opens": "09:00", "closes": "18:00"}]}, "hotline-jp"),
        ({"time_zone": "Mars/Base"}, "hotline-jp"),
    ],
)
def test_import_says_what_is_wrong_and_leaves_all_as_it_was(
    changed: dict[str, Any], said: str
) -> None:
    before = snapshot(Channel.objects.get(key="hotline-jp"))

    with pytest.raises(ValidationError, match=said):
        import_directory({"channels": [{"key": "hotline-jp", **changed}]}, by=None, at=NOW)

    assert snapshot(Channel.objects.get(key="hotline-jp")) == before


def test_import_names_the_channel_that_is_wrong(directory_data: dict[str, Any]) -> None:
    directory_data["channels"][3]["value"] = "no number"
    with pytest.raises(ValidationError, match="hotline-jp"):
        import_directory(directory_data, by=None, at=NOW)
