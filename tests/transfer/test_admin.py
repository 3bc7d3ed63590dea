"""The page of the admin where content comes in and goes out."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from faq.accounts.models import AuditEntry, User
from faq.articles.models import Article, Revision
from faq.categories.models import Category
from faq.transfer import admin, records
from faq.transfer.models import Transfer, folder
from tests.factories import an_article

pytestmark = pytest.mark.django_db
LIST = "admin:transfer_transfer_changelist"
TERMS = "id,label.en,definition.en\r\ngas,Gas,A fee.\r\nbad key,Bad,A fee.\r\n"
GOOD = "id,label.en,definition.en\r\ngas,Gas,A fee.\r\n"


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, settings: LazySettings) -> None:
    settings.HELPCENTER_DATA = tmp_path


def send(client: Client, name: str, content: bytes | str, **more: str) -> Any:
    raw = content.encode() if isinstance(content, str) else content
    data = {"file": SimpleUploadedFile(name, raw), "language": "en", **more}
    return client.post(reverse(LIST), data)


def review(client: Client, name: str, content: bytes | str) -> tuple[str, str]:
    """The address of the page that shows what would change, and the page."""
    response = send(client, name, content)
    assert response.status_code == 302, response.content.decode()
    address = response["Location"]
    return address, client.get(address).content.decode()


def a_zip(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def staff(*rights: str) -> Client:
    user = User.objects.create_user(f"{'-'.join(rights) or 'none'}@boan.example", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client = Client()
    client.force_login(user)
    return client


# --- Import --------------------------------------------------------------------------------------


def test_trial_shows_rows_and_confirmation_takes_exactly_them(
    editor_client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    head = "---\nkey: k\nlanguage: en\ntitle: {}\nsummary: S.\ncategory: new\n---\n\nBody.\n"
    content = a_zip(**{"out/articles/k.md": head.format("Title")})
    address, page = review(editor_client, "content.zip", content)
    assert "k (English)" in page
    assert not Article.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert editor_client.post(address, {}).status_code == 302
    assert Revision.objects.get().title == "Title"
    transfer = Transfer.objects.get()
    assert (transfer.state, transfer.counts) == ("imported", {"added": 1})
    assert not list(folder().iterdir())
    imported = AuditEntry.objects.get(kind="transfer", action="imported")
    assert imported.by == transfer.by
    assert AuditEntry.objects.filter(kind="article", action="created").get().by == transfer.by
    # A second confirmation of the same file finds nothing to do.
    assert editor_client.post(address, {}).status_code == 404

    address, page = review(editor_client, "content.zip", a_zip(**{"k.md": head.format("Other")}))
    assert "title" in page
    address, page = review(editor_client, "content.zip", a_zip(**{"k.md": head.format("Title")}))
    assert 'name="skip_refused"' not in page


def test_refused_rows_are_shown_and_hold_everything_back(editor_client: Client) -> None:
    address, page = review(editor_client, "terms.csv", TERMS)
    assert "terms.csv:3" in page
    assert 'name="skip_refused"' in page
    editor_client.post(address, {})
    assert Transfer.objects.get().state == "waiting"
    assert not AuditEntry.objects.filter(kind="term").exists()
    editor_client.post(address, {"skip_refused": "on"})
    assert [entry.title for entry in AuditEntry.objects.filter(kind="term")] == ["Gas"]


def test_file_is_kept_for_its_sender_alone(editor_client: Client) -> None:
    address, _page = review(editor_client, "terms.csv", GOOD)
    waiting = Transfer.objects.get()
    assert waiting.path.stat().st_mode & 0o777 == 0o600
    assert staff("import_content").get(address).status_code == 404


def test_other_content_than_was_shown_is_not_taken(editor_client: Client) -> None:
    address, _page = review(editor_client, "terms.csv", GOOD)
    Transfer.objects.get().path.write_text(GOOD.replace("Gas", "Evil"))
    assert editor_client.post(address, {}).status_code == 302
    assert not AuditEntry.objects.filter(kind="term").exists()


def test_file_that_waited_too_long_is_gone(editor_client: Client) -> None:
    address, _page = review(editor_client, "terms.csv", GOOD)
    waiting = Transfer.objects.get()
    Transfer.objects.update(at=waiting.at - timedelta(hours=3))
    assert editor_client.post(address, {}).status_code == 302
    assert not AuditEntry.objects.filter(kind="term").exists()


def test_discarded_file_is_deleted(
    editor_client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    address, _page = review(editor_client, "terms.csv", GOOD)
    with django_capture_on_commit_callbacks(execute=True):
        editor_client.post(address.replace("review", "discard"))
    assert not list(folder().iterdir())
    assert editor_client.get(address).status_code == 404


def test_unsafe_archive_is_refused_and_deleted(
    editor_client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    response = send(editor_client, "content.zip", a_zip(**{"../evil.md": "x"}))
    with django_capture_on_commit_callbacks(execute=True):
        page = editor_client.get(response["Location"], follow=True).content.decode()
    assert "evil.md" in page
    assert not list(folder().iterdir())


def test_drawing_with_scripts_is_refused_by_name(editor_client: Client) -> None:
    content = a_zip(**{"pictures/a.svg": "<svg/>", "pictures/b.png": "<svg/>", "x.md": "# X\n"})
    _address, page = review(editor_client, "content.zip", content)
    assert "pictures/a.svg" in page
    assert "pictures/b.png" in page


@pytest.mark.parametrize("name", ["terms.exe", "terms"])
def test_other_files_are_not_taken(editor_client: Client, name: str) -> None:
    assert send(editor_client, name, GOOD).status_code == 200
    assert not Transfer.objects.exists()


def test_name_of_a_file_leads_nowhere(editor_client: Client) -> None:
    _address, page = review(editor_client, "../../terms.csv", GOOD)
    assert Transfer.objects.get().name == "terms.csv"
    assert "gas" in page


def test_broken_lists_are_named_and_every_kind_has_a_name(editor_client: Client) -> None:
    broken = {f"{kind.file}.json": "{" for kind in records.KINDS}
    _address, page = review(editor_client, "content.zip", a_zip(**broken, **{"media.json": "["}))
    for name in broken:
        assert name in page
    assert {kind.name for kind in records.KINDS} < set(admin._KINDS)


# --- Export --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "name"), [("folder", ".zip"), ("jsonl", ".jsonl"), ("csv-articles", "articles.csv")]
)
def test_content_is_downloaded_and_the_trail_knows(
    editor_client: Client, form: str, name: str
) -> None:
    an_article(key="k", title="题目")
    response = editor_client.post(reverse("admin:transfer_export"), {"form": form})
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert name in response["Content-Disposition"]
    if form == "folder":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = archive.read("articles/zh-hans/k.md")
    assert "题目".encode() in content
    assert AuditEntry.objects.get(action="exported").kind == "transfer"


def test_looking_takes_nothing_out(editor_client: Client) -> None:
    assert editor_client.get(reverse("admin:transfer_export")).status_code == 404
    assert not AuditEntry.objects.exists()


# --- Rights --------------------------------------------------------------------------------------


def test_each_way_has_a_right_of_its_own(reader_client: Client, client: Client) -> None:
    for stranger in (client, reader_client):
        assert stranger.get(reverse(LIST)).status_code == 302
        assert send(stranger, "terms.csv", GOOD)["Location"].startswith("/admin/login/")
    assert staff().get(reverse(LIST)).status_code == 403
    importer, exporter = staff("import_content"), staff("export_content")
    assert importer.post(reverse("admin:transfer_export"), {"form": "jsonl"}).status_code == 403
    assert send(exporter, "terms.csv", GOOD).status_code == 403
    assert not Transfer.objects.exists()
    assert send(importer, "terms.csv", GOOD).status_code == 302
    waiting = Transfer.objects.get()
    address = reverse("admin:transfer_review", args=[waiting.pk])
    assert exporter.get(address).status_code == 403
    page = exporter.get(reverse(LIST)).content.decode()
    assert 'name="file"' not in page
    assert 'name="form"' in page


def test_page_costs_the_same_for_many_rows(
    editor_client: Client, editor: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(60):
        Transfer.objects.create(
            state="exported", name=f"{number}.zip", by=editor, at=editor.date_joined
        )
    with django_assert_max_num_queries(8):
        assert editor_client.get(reverse(LIST)).status_code == 200
    assert not Category.objects.exists()
