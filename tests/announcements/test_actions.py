"""Changes of the notice board: written once, on the trail, known to search at once."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from faq.accounts.models import AuditEntry, User
from faq.announcements import actions, derived
from faq.announcements.models import Announcement, AnnouncementText, Words
from faq.announcements.searchable import AnnouncementSource
from faq.search import index
from faq.search.models import Document
from tests.announcements.factories import NOW, an_announcement, words

pytestmark = pytest.mark.django_db

FIXTURE = json.loads((Path(site.BASE_DIR) / "fixtures" / "announcements.json").read_text("utf-8"))


def audited() -> list[str]:
    entries = AuditEntry.objects.filter(kind="announcement").order_by("pk")
    return list(entries.values_list("action", flat=True))


def indexed() -> set[str]:
    documents = Document.objects.filter(source="announcement")
    return {title for document in documents for title in document.titles.values()}


# --- Saving


def test_saving_writes_only_what_changed(editor: User) -> None:
    announcement = an_announcement("网络维护")
    texts = {"zh-hans": words("网络维护")}
    actions.save_announcement(announcement, texts=texts, by=editor, at=NOW + timedelta(days=1))
    assert audited() == ["created"]
    announcement.severity = "warning"
    texts["en"] = words("Network maintenance")
    actions.save_announcement(announcement, texts=texts, by=editor, at=NOW + timedelta(days=1))
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.by, entry.details) == (
        "changed", editor, {"changed": ["severity", "en"]},
    )  # fmt: skip
    assert announcement.texts.get(language="zh-hans").changed_at == NOW
    assert announcement.texts.get(language="en").changed_at == NOW + timedelta(days=1)


def test_language_that_is_not_given_is_taken_away() -> None:
    announcement = an_announcement(texts={"zh-hans": words("维护"), "en": words("Maintenance")})
    assert indexed() == {"维护", "維護", "Maintenance"}
    actions.save_announcement(announcement, texts={"en": words("Maintenance")}, by=None, at=NOW)
    assert indexed() == {"Maintenance"}
    with pytest.raises(ValidationError):
        actions.save_announcement(announcement, texts={}, by=None, at=NOW)


def test_text_carries_its_html_its_words_and_its_other_script() -> None:
    body = '## 影响网络\n\n`网络` 见[术语](https://help.boan.example/网络)\n\n!!! danger "注意"\n    先撤单。'
    text = an_announcement(texts={"zh-hans": words("网络维护", body=body)}).texts.get()
    assert '<h2 id="影响网络">' in text.html
    assert "notice--danger" in text.html
    assert text.renderer_version
    assert "影响网络" in text.plain
    assert text.converted["title"] == "網絡維護"
    assert "<code>网络</code>" in text.converted["html"]
    assert "影響網絡</h2>" in text.converted["html"]
    assert "影響網絡" in text.converted["plain"]


def test_control_characters_are_dropped() -> None:
    given = Words(
        title="充值\x0b指南\ufffe", summary="\x00短\x1b", body="体\ud800\x00", slug="a\x0b"
    )
    text = an_announcement(texts={"zh-hans": given}).texts.get()
    assert (text.title, text.summary, text.body, text.slug) == ("充值指南", "短", "体", "a")


@pytest.mark.parametrize("number", [1, 2, 3])
def test_key_is_made_from_kind_and_day(number: int) -> None:
    for _time in range(number):
        announcement = an_announcement(key="", kind="event")
    suffix = f"-{number}" if number > 1 else ""
    assert announcement.key == f"event-2026-11-25{suffix}"


@pytest.mark.parametrize(
    "fields",
    [
        {"starts_at": NOW, "ends_at": NOW},
        {"starts_at": NOW, "ends_at": NOW - timedelta(hours=1)},
        {"ends_at": NOW},
        {"visible_until": NOW},
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "../../etc/passwd"},
        {"time_zone": ""},
        {"time_zone": "\x00"},
        {"kind": "other"},
        {"severity": "other"},
        {"key": "with space"},
    ],
)
def test_what_cannot_be_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        an_announcement(**fields)
    assert not Announcement.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"ends_at": NOW},
        {"starts_at": NOW, "ends_at": NOW},
        {"visible_until": NOW - timedelta(days=1)},
    ],
)
def test_database_refuses_windows_that_end_before_they_start(fields: dict[str, Any]) -> None:
    announcement = an_announcement()
    with pytest.raises(IntegrityError), transaction.atomic():
        Announcement.objects.filter(pk=announcement.pk).update(**fields)


def test_failed_change_leaves_nothing_behind() -> None:
    announcement = an_announcement("维护")
    texts = {"zh-hans": words("新标题"), "en": words("x" * 200)}
    announcement.severity = "danger"
    with pytest.raises(ValidationError):
        actions.save_announcement(announcement, texts=texts, by=None, at=NOW)
    announcement.refresh_from_db()
    assert (announcement.severity, announcement.texts.get().title) == ("info", "维护")
    assert (audited(), "新标题" in indexed()) == (["created"], False)


# --- Publishing, hiding, pinning, deleting


def test_each_act_is_on_the_trail_once(editor: User) -> None:
    announcement = an_announcement()
    for act in (actions.hide, actions.publish, actions.pin, actions.unpin):
        for _time in range(2):
            act(announcement, by=editor, at=NOW)
    actions.delete_announcements([announcement], by=editor, at=NOW)
    assert audited() == ["created", "hidden", "published", "pinned", "unpinned", "deleted"]


def test_publishing_brings_a_later_one_forward_or_sets_its_time() -> None:
    announcement = an_announcement(is_published=False, visible_from=NOW + timedelta(days=3))
    later = NOW + timedelta(days=1)
    actions.publish(announcement, visible_from=later, by=None, at=NOW)
    assert (announcement.is_published, announcement.visible_from) == (True, later)
    actions.publish(announcement, by=None, at=NOW)
    assert announcement.visible_from == NOW


def test_publishing_after_its_end_is_refused() -> None:
    announcement = an_announcement(
        is_published=False, visible_from=NOW, visible_until=NOW + timedelta(days=1)
    )
    with pytest.raises(ValidationError):
        actions.publish(announcement, visible_from=NOW + timedelta(days=2), by=None, at=NOW)


def test_search_knows_every_change() -> None:
    announcement = an_announcement("维护")
    assert indexed() == {"维护", "維護"}
    actions.hide(announcement, by=None, at=NOW)
    assert indexed() == set()
    actions.publish(announcement, by=None, at=NOW)
    assert indexed() == {"维护", "維護"}
    actions.delete_announcements(Announcement.objects.all(), by=None, at=NOW)
    assert indexed() == set()
    assert index.differences() == []


def test_search_gets_windows_and_asks_again() -> None:
    shown = an_announcement("维护", visible_until=NOW + timedelta(hours=1)).texts.get()
    hidden = an_announcement("稿", is_published=False).texts.get()
    later = an_announcement("以后", visible_from=NOW + timedelta(hours=1)).texts.get()
    source = AnnouncementSource()
    assert set(source.pks()) == {shown.pk, later.pk}
    documents = {data.object_id: data for data in source.documents([shown.pk, hidden.pk, later.pk])}
    assert documents.keys() == {shown.pk, later.pk}
    assert documents[shown.pk].visible_until == NOW + timedelta(hours=1)
    assert documents[shown.pk].group == shown.announcement_id
    assert documents[shown.pk].shown.keys() == {"zh-hans", "zh-hant"}
    anybody = User()
    for at, visible in ((NOW, {shown.pk}), (NOW + timedelta(hours=1), {later.pk})):
        pks = [shown.pk, hidden.pk, later.pk]
        assert set(source.visible_pks(pks, user=anybody, at=at)) == visible


# --- Derived again


def test_rebuild_mends_what_differs_and_nothing_else() -> None:
    text = an_announcement().texts.get()
    an_announcement("另一条")
    assert derived.differences() == []
    AnnouncementText.objects.filter(pk=text.pk).update(html="<p>old</p>", converted={})
    assert derived.differences() == [f"announcement text {text.pk}: stored HTML differs"]
    assert derived.rebuild() == 1
    text.refresh_from_db()
    assert "影响" in text.html
    assert "影響" in text.converted["html"]
    assert (derived.differences(), derived.rebuild()) == ([], 0)


# --- Import


def test_demo_announcements_are_taken_in_once(editor: User) -> None:
    found = actions.import_announcements(FIXTURE, by=editor, at=NOW)
    assert len(found) == len(FIXTURE["announcements"]) == 19
    number = AuditEntry.objects.count()
    again = actions.import_announcements(FIXTURE, by=editor, at=NOW + timedelta(days=1))
    assert {key: one.pk for key, one in again.items()} == {
        key: one.pk for key, one in found.items()
    }
    assert AuditEntry.objects.count() == number
    assert index.differences() == derived.differences() == []


def test_what_is_brought_in_counts_as_unchanged_since_its_day() -> None:
    before = NOW - timedelta(days=30)
    given = row(visible_from=before.isoformat())
    actions.import_announcements({"announcements": [given]}, by=None, at=NOW)
    assert AnnouncementText.objects.get().changed_at == before
    given["texts"]["zh-hans"]["body"] = "已恢复。"
    actions.import_announcements({"announcements": [given]}, by=None, at=NOW)
    assert AnnouncementText.objects.get().changed_at == NOW


def test_demo_shows_every_kind_state_and_language() -> None:
    actions.import_announcements(FIXTURE, by=None, at=NOW)
    visible = Announcement.objects.visible_to(User(), NOW)
    assert {one.kind for one in visible} == set(Announcement.Kind)
    assert {one.severity for one in visible} == set(Announcement.Severity)
    assert {one.state(NOW) for one in visible} == {None, *Announcement.State}
    assert visible.count() == 18
    assert Announcement.objects.scheduled(NOW).get().visible_from.year == 2027
    (pinned,) = Announcement.objects.pinned_at(NOW)
    assert pinned.banner_until is None
    for announcement in Announcement.objects.with_texts():
        assert {"zh-hans", "en"} <= {text.language for text in announcement.texts.all()}
        for text in announcement.texts.all():
            assert derived.render(text.body, text.language).problems == ()
    assert AnnouncementText.objects.filter(language="zh-hant").count() == 4


def test_import_leaves_what_it_does_not_name() -> None:
    actions.import_announcements({"announcements": [row()]}, by=None, at=NOW)
    announcement = Announcement.objects.get()
    texts = {"zh-hans": words("维护"), "zh-hant": words("維修")}
    actions.save_announcement(announcement, texts=texts, by=None, at=NOW)
    actions.pin(announcement, by=None, at=NOW)
    actions.hide(announcement, by=None, at=NOW)
    changed = row(texts={"zh-hans": {"title": "新标题"}}, severity="warning")
    actions.import_announcements({"announcements": [changed]}, by=None, at=NOW)
    announcement.refresh_from_db()
    assert (announcement.is_published, announcement.is_pinned) == (False, True)
    assert announcement.severity == "warning"
    assert dict(announcement.texts.values_list("language", "title")) == {
        "zh-hans": "新标题", "zh-hant": "維修",
    }  # fmt: skip


def test_times_without_an_offset_are_meant_in_the_zone_of_the_announcement() -> None:
    given = row(
        starts_at="2026-12-01T09:00:00",
        ends_at="2026-12-01T03:00:00+00:00",
        time_zone="America/New_York",
    )
    with pytest.raises(ValidationError, match="maintenance-1"):
        actions.import_announcements({"announcements": [given]}, by=None, at=NOW)
    given["ends_at"] = "2026-12-01T11:00:00"
    actions.import_announcements({"announcements": [given]}, by=None, at=NOW)
    announcement = Announcement.objects.get()
    assert announcement.starts_at == datetime(2026, 12, 1, 14, 0, tzinfo=UTC)
    assert announcement.visible_from == NOW


@pytest.mark.parametrize(
    "more",
    [{"kind": "other"}, {"starts_at": "tomorrow"}, {"starts_at": "2026-13-40T99:00"}, {"texts": {}},
     {"texts": {"fr": {"title": "x"}}}, {"texts": {"en": {"title": ""}}}, {"time_zone": "Nowhere"}],
)  # fmt: skip
def test_import_names_the_announcement_that_is_wrong_and_takes_none(more: dict[str, Any]) -> None:
    rows = [row(key="good"), row(**more)]
    with pytest.raises(ValidationError, match="maintenance-1"):
        actions.import_announcements({"announcements": rows}, by=None, at=NOW)
    assert not Announcement.objects.exists()


def row(**more: Any) -> dict[str, Any]:
    """An announcement as a file gives it."""
    return {
        "key": "maintenance-1",
        "kind": "maintenance",
        "texts": {"zh-hans": {"title": "维护", "summary": "短", "body": "体"}},
        **more,
    }
