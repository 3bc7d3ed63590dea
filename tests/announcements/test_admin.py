"""The notice board in the admin, as an editor works: write, schedule, pin, take down, delete."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from faq.accounts.models import AuditEntry, User
from faq.announcements.models import Announcement
from faq.search.models import Document
from tests.announcements.factories import NOW, an_announcement, words

pytestmark = pytest.mark.django_db

LIST = "/admin/announcements/announcement/"
BOARD = "/zh-hans/announcements/"
SPLIT = ("starts_at", "ends_at", "visible_from", "visible_until", "pinned_until")


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def form(announcement: Announcement | None = None, **changes: Any) -> dict[str, Any]:
    """What the browser sends: the form as it stands, changed as said. Times as "2026-12-01 09:00"."""
    fields: dict[str, Any] = {
        "kind": "maintenance",
        "severity": "info",
        "time_zone": "Asia/Shanghai",
        "is_published": "on",
        "visible_from": "2026-11-25 13:00",
        "key": "",
    }
    newest = AuditEntry.objects.order_by("pk").last()
    fields["based_on"] = newest.pk if announcement and newest else ""
    texts = list(announcement.texts.all()) if announcement else []
    fields["texts-TOTAL_FORMS"] = len(texts) + 1
    fields["texts-INITIAL_FORMS"] = len(texts)
    for number, text in enumerate(texts):
        fields[f"texts-{number}-id"] = text.pk
        for name in ("language", "title", "summary", "body", "slug"):
            fields[f"texts-{number}-{name}"] = getattr(text, name)
    fields |= changes
    for name in SPLIT:
        day, _space, hour = fields.pop(name, "").partition(" ")
        fields |= {f"{name}_0": day, f"{name}_1": hour}
    return {name: value for name, value in fields.items() if value is not None}


def new_text(title: str = "现货维护", language: str = "zh-hans", number: int = 0) -> dict[str, str]:
    return {
        f"texts-{number}-language": language,
        f"texts-{number}-title": title,
        f"texts-{number}-body": "## 影响",
    }


def address(announcement: Announcement) -> str:
    return reverse("admin:announcements_announcement_change", args=[announcement.pk])


def errors(response: Any) -> dict[str, Any]:
    assert response.status_code == 200
    (inline,) = response.context["inline_admin_formsets"]
    found: dict[str, Any] = dict(response.context["adminform"].form.errors)
    for row in inline.formset.errors:
        found |= row
    return found | (
        {"texts": inline.formset.non_form_errors()} if inline.formset.non_form_errors() else {}
    )


def send(desk: Client, announcement: Announcement | None = None, **changes: Any) -> None:
    """Send the form and demand that it is taken."""
    target = address(announcement) if announcement else LIST + "add/"
    response = desk.post(target, form(announcement, **changes))
    assert response.status_code == 302, errors(response)


def act(desk: Client, action: str, *announcements: Announcement, **more: str) -> None:
    chosen = [announcement.pk for announcement in announcements]
    response = desk.post(LIST, {"action": action, "_selected_action": chosen, **more})
    assert response.status_code == 302


def titles(address: str = BOARD) -> list[str]:
    months = Client().get(address).context["months"]
    return [row.title for month in months for row in month["rows"]]


def audited() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


# --- Writing


def test_new_announcement_is_read_at_once(desk: Client, editor: User) -> None:
    send(
        desk, **new_text(), starts_at="2026-12-01 09:00", ends_at="2026-12-01 10:00", is_pinned="on"
    )
    announcement = Announcement.objects.get()
    assert announcement.key == "maintenance-2026-11-25"
    assert announcement.starts_at == datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
    assert titles() == ["现货维护"]
    assert Client().get("/zh-hans/").context["banner"]["id"] == announcement.pk
    assert Document.objects.filter(source="announcement").exists()
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.by) == ("created", editor)
    assert desk.get(address(announcement).replace("change", "history")).status_code == 200


def test_draft_is_for_editors_only(desk: Client) -> None:
    send(desk, **new_text(), is_published=None)
    assert titles() == []
    assert "现货维护" in desk.get(LIST).content.decode()


def test_change_is_read_at_once_and_key_and_address_stay(desk: Client) -> None:
    announcement = an_announcement(key="spot")
    before = announcement.get_absolute_url()
    send(desk, announcement, key="other", **{"texts-0-title": "新标题", "texts-0-body": "新的正文"})
    announcement = Announcement.objects.get()
    assert announcement.key == "spot"
    page = Client().get(before)
    assert page.status_code == 200
    assert "新的正文" in page.content.decode()
    assert titles() == ["新标题"]
    assert audited() == ["created", "changed"]


def test_saving_without_a_change_is_no_change(desk: Client) -> None:
    announcement = an_announcement(visible_from=NOW - timedelta(hours=1))
    send(desk, announcement)
    assert audited() == ["created"]


def test_languages_are_added_and_taken_away(desk: Client) -> None:
    announcement = an_announcement()
    send(desk, announcement, **new_text("Spot maintenance", "en", 1))
    assert Client().get("/en/announcements/").context["months"][0]["rows"][0].lang == "en"
    announcement.refresh_from_db()
    send(desk, announcement, **{"texts-0-DELETE": "on"})
    assert [text.language for text in announcement.texts.all()] == ["zh-hans"]


def test_announcement_without_words_or_with_two_texts_in_a_language_is_refused(
    desk: Client,
) -> None:
    assert "title" in errors(desk.post(LIST + "add/", form()))
    twice = form(**new_text(), **new_text(number=1)) | {"texts-TOTAL_FORMS": 2}
    assert errors(desk.post(LIST + "add/", twice))
    assert not Announcement.objects.exists()


def test_what_leads_nowhere_is_named(desk: Client) -> None:
    body = {"texts-0-body": "见[这里](announcement:none)。"}
    response = desk.post(LIST + "add/", form(**new_text() | body), follow=True)
    messages = [str(message) for message in response.context["messages"]]
    assert any("announcement:none" in message for message in messages)


@pytest.mark.parametrize("clean", ["充值\x0b指南", "充值\x00指南", "充值\x1b指南"])
def test_control_characters_are_dropped_or_refused(desk: Client, clean: str) -> None:
    response = desk.post(LIST + "add/", form(**new_text(clean)))
    assert response.status_code in {200, 302}
    assert [a for a in Announcement.objects.all() if "\x0b" in str(a) or "\x00" in str(a)] == []


# --- Two editors: X12


def test_second_editor_is_told_and_loses_nothing(desk: Client) -> None:
    announcement = an_announcement()
    mine = form(announcement, **{"texts-0-body": "我的正文"})
    send(desk, announcement, **{"texts-0-body": "别人的正文"})

    told = desk.post(address(announcement), mine)
    assert list(errors(told)) == ["__all__"]
    assert "我的正文" in told.content.decode()
    assert announcement.texts.get().body == "别人的正文"

    fresh = told.context["adminform"].form.data["based_on"]
    assert desk.post(address(announcement), mine | {"based_on": fresh}).status_code == 302
    assert announcement.texts.get().body == "我的正文"


def test_button_of_the_list_counts_as_a_change(desk: Client) -> None:
    announcement = an_announcement()
    stale = form(announcement)
    act(desk, "hide_selected", announcement)
    assert list(errors(desk.post(address(announcement), stale))) == ["__all__"]
    assert not Announcement.objects.get().is_published


# --- Times


def test_start_and_end_are_typed_and_shown_in_the_zone_of_the_announcement(desk: Client) -> None:
    zone = "America/New_York"
    send(
        desk, **new_text(), starts_at="2026-12-01 09:00", ends_at="2026-12-01 10:00", time_zone=zone
    )
    announcement = Announcement.objects.get()
    assert announcement.starts_at == datetime(2026, 12, 1, 14, 0, tzinfo=UTC)
    assert announcement.visible_from == datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
    html = desk.get(address(announcement)).content.decode()
    assert 'value="09:00"' in html
    assert 'value="22:00"' not in html
    send(
        desk, announcement, starts_at="2026-12-01 09:00", ends_at="2026-12-01 10:00", time_zone=zone
    )
    assert audited() == ["created"]


def test_time_that_a_zone_skips_is_refused(desk: Client) -> None:
    skipped = {"starts_at": "2027-03-14 02:30", "time_zone": "America/New_York"}
    assert list(errors(desk.post(LIST + "add/", form(**new_text(), **skipped)))) == ["starts_at"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_at": "2026-12-01 10:00", "ends_at": "2026-12-01 09:00"}, "ends_at"),
        ({"ends_at": "2026-12-01 09:00"}, "starts_at"),
        ({"visible_until": "2026-11-01 09:00"}, "visible_until"),
        ({"time_zone": "Mars"}, "time_zone"),
        ({"time_zone": "../x"}, "time_zone"),
        ({"kind": "other"}, "kind"),
        ({"visible_from": "x y"}, "visible_from"),
    ],
)
def test_what_cannot_be_stands_at_its_field(
    desk: Client, changes: dict[str, str], field: str
) -> None:
    assert list(errors(desk.post(LIST + "add/", form(**new_text(), **changes)))) == [field]
    assert not Announcement.objects.exists()


def test_scheduled_announcement_appears_by_itself(
    desk: Client, clock: time_machine.Traveller
) -> None:
    send(desk, **new_text(), visible_from="2026-11-26 09:00")
    assert titles() == []
    clock.move_to(datetime(2026, 11, 26, 1, 0, tzinfo=UTC), tick=False)
    assert titles() == ["现货维护"]


# --- The list and its actions: F18


def test_bulk_actions_do_all_that_a_save_does(desk: Client, editor: User) -> None:
    chosen = [an_announcement(f"公告 {number}", key=f"a{number}") for number in range(3)]
    kept = an_announcement("留下", at=NOW - timedelta(days=1))

    def found() -> int:
        total: int = Client().get("/zh-hans/search/?q=公告").context["results"].total
        return total

    for action, seen, banner in (
        ("hide_selected", 0, False),
        ("publish_selected", 3, False),
        ("pin_selected", 3, True),
        ("unpin_selected", 3, False),
    ):
        act(desk, action, *chosen)
        assert len(titles()) == seen + 1
        assert found() == seen
        assert Client().get(BOARD + "feed/").content.decode().count("<entry>") == seen + 1
        assert (
            Client().get("/sitemap-announcements.xml").content.decode().count("<loc>") == seen + 1
        )
        assert bool(Client().get("/zh-hans/").context["banner"]) == banner
    act(desk, "delete_selected", *chosen, post="yes")
    assert (titles(), found()) == (["留下"], 0)
    for action in ("hidden", "published", "pinned", "unpinned", "deleted"):
        assert AuditEntry.objects.filter(action=action, by=editor).count() == 3
    assert Announcement.objects.get() == kept


def test_deleting_names_what_else_goes(desk: Client) -> None:
    announcement = an_announcement(texts={"zh-hans": words("维护"), "en": words("Maintenance")})
    page = desk.get(address(announcement).replace("change", "delete")).content.decode()
    assert "Maintenance (en)" in page
    response = desk.post(address(announcement).replace("change", "delete"), {"post": "yes"})
    assert response.status_code == 302
    assert titles() == []
    assert not Document.objects.filter(source="announcement").exists()


STATES: dict[str, dict[str, Any]] = {
    "draft": {"is_published": False},
    "scheduled": {"visible_from": NOW + timedelta(hours=1)},
    "visible": {},
    "pinned": {"is_pinned": True},
    "taken-down": {"visible_from": NOW - timedelta(days=1), "visible_until": NOW},
}


@pytest.mark.parametrize(("state", "fields"), STATES.items())
def test_list_can_be_narrowed_to_a_state(desk: Client, state: str, fields: dict[str, Any]) -> None:
    wanted = an_announcement(**fields)
    an_announcement("另一条", **STATES["visible" if state == "taken-down" else "taken-down"])
    found = desk.get(LIST, {"state": state}).context["cl"].result_list
    assert [one.pk for one in found] == [wanted.pk]
    assert desk.get(LIST, {"state": "nonsense"}).status_code == 200


def test_announcements_are_found_by_title_and_by_missing_language(desk: Client) -> None:
    an_announcement(texts={"zh-hans": words("维护"), "en": words("Maintenance")})
    alone = an_announcement("风险")
    for query in ({"q": "风险"}, {"missing": "en"}):
        assert [one.pk for one in desk.get(LIST, query).context["cl"].result_list] == [alone.pk]


# --- Who may


@pytest.mark.parametrize("where", ["list", "add", "change", "delete"])
def test_readers_and_strangers_stay_outside(client: Client, reader: User, where: str) -> None:
    announcement = an_announcement()
    target = {"list": LIST, "add": LIST + "add/", "change": address(announcement)}.get(
        where, address(announcement).replace("change", "delete")
    )
    for person in (None, reader):
        if person:
            client.force_login(person)
        for answer in (
            client.get(target),
            client.post(target, form(announcement, severity="danger")),
        ):
            assert answer.status_code == 302
            assert "/admin/login/" in answer["Location"]
    assert Announcement.objects.get().severity == "info"


def test_staff_who_may_only_look_change_nothing(client: Client) -> None:
    announcement = an_announcement()
    looker = User.objects.create_user("looker@boan.example", is_staff=True)
    looker.user_permissions.add(Permission.objects.get(codename="view_announcement"))
    client.force_login(looker)
    assert client.get(LIST).status_code == client.get(address(announcement)).status_code == 200
    assert client.post(address(announcement), form(announcement)).status_code == 403
    client.post(LIST, {"action": "hide_selected", "_selected_action": [announcement.pk]})
    assert titles() == ["现货维护"]
    assert audited() == ["created"]


# --- Budgets


@pytest.mark.parametrize("number", [2, 60])
def test_queries_do_not_grow_with_the_rows(
    desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for count in range(number):
        texts = {code: words(f"{count}") for code in ("zh-hans", "zh-hant", "en")}
        announcement = an_announcement(texts=texts, is_pinned=True)
    for target in (
        LIST,
        LIST + "?state=pinned&q=1&missing=en",
        LIST + "add/",
        address(announcement),
    ):
        desk.get(target)
        with django_assert_max_num_queries(12):
            assert desk.get(target).status_code == 200
