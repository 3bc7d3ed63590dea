"""Pictures and videos in the admin, as an editor works: upload, describe, copy, delete."""

import html
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, TestCase
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from faq.accounts.models import AuditEntry, User
from faq.pictures.models import Picture, Subtitle, Video
from tests.factories import an_article
from tests.pictures.factories import VTT, a_picture, a_video, a_webm, an_mp4, drawn

pytestmark = pytest.mark.django_db

PICTURES = "/admin/pictures/picture/"
VIDEOS = "/admin/pictures/video/"


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def upload(desk: Client, content: bytes, name: str = "step.png", **fields: Any) -> Any:
    """Send the form of a new picture."""
    file = SimpleUploadedFile(name, content, "application/octet-stream")
    with TestCase.captureOnCommitCallbacks(execute=True):
        return desk.post(
            PICTURES + "add/", {"file": file, "alt": "资产页", "own_name": ""} | fields
        )


def upload_video(desk: Client, content: bytes, name: str = "guide.mp4", **fields: Any) -> Any:
    """Send the form of a new video."""
    file = SimpleUploadedFile(name, content, "application/octet-stream")
    form = {"file": file, "title": "提现", "poster": "", **no_subtitles(), **fields}
    with TestCase.captureOnCommitCallbacks(execute=True):
        return desk.post(VIDEOS + "add/", form)


def no_subtitles(initial: int = 0) -> dict[str, Any]:
    return {"subtitles-TOTAL_FORMS": initial, "subtitles-INITIAL_FORMS": initial}


def errors(response: Any) -> dict[str, Any]:
    assert response.status_code == 200
    found: dict[str, Any] = response.context["adminform"].form.errors
    return found


# --- Pictures


def test_uploaded_picture_is_served_and_can_be_copied_into_a_text(
    desk: Client, editor: User, media_root: Path
) -> None:
    response = upload(desk, drawn(size=(2000, 500)), "Step 1.PNG", alt="资产页 [提现]")
    assert response.status_code == 302
    picture = Picture.objects.get()
    assert (picture.name, picture.width, picture.added_by) == ("step-1.png", 1600, editor)
    served = Client().get(picture.url)
    assert served.getvalue() == (media_root / picture.path).read_bytes()
    page = html.unescape(desk.get(PICTURES).content.decode())
    assert r"![资产页 \[提现\]](/media/pictures/step-1.png)" in page
    assert '<img src="/media/pictures/step-1.png" width="80" height="20"' in page
    assert [entry.action for entry in AuditEntry.objects.all()] == ["created"]


def test_description_is_demanded(desk: Client) -> None:
    assert "alt" in errors(upload(desk, drawn(), alt=" "))
    assert not Picture.objects.exists()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<svg onload=alert(1)>", "SVG"),
        (b"<script>alert(1)</script>", "PNG"),
        (b"", "empty"),
        (drawn()[:-30], "damaged"),
    ],
)
def test_refusal_stands_at_the_field(
    desk: Client, media_root: Path, content: bytes, reason: str
) -> None:
    desk.cookies["language"] = "en"
    refused = errors(upload(desk, content))
    assert list(refused) == ["file"]
    assert reason in str(refused["file"])
    assert not Picture.objects.exists()
    assert not media_root.exists()


def test_two_pictures_of_one_name_have_two_addresses(desk: Client) -> None:
    for size in ((10, 10), (20, 20), (30, 30)):
        upload(desk, drawn(size=size))
    assert set(Picture.objects.values_list("name", "width")) == {
        ("step.png", 10), ("step-2.png", 20), ("step-3.png", 30),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "name"),
    [("Withdraw detail", "withdraw-detail.png"), ("../../x", "x.png"), ("a.svg", "a.png")],
)
def test_typed_name_is_made_plain(desk: Client, typed: str, name: str) -> None:
    upload(desk, drawn(), own_name=typed)
    assert Picture.objects.get().name == name


def test_picture_called_otherwise_than_it_is_gets_its_own_ending(desk: Client) -> None:
    upload(desk, drawn("JPEG"), "evil.html")
    assert Picture.objects.get().name == "evil.jpg"


def test_only_the_description_of_a_picture_changes(desk: Client) -> None:
    picture = a_picture()
    page = desk.get(reverse("admin:pictures_picture_change", args=[picture.pk]))
    assert list(page.context["adminform"].form.fields) == ["alt"]
    changed = {"alt": "提现页", "name": "other.png", "width": "1"}
    response = desk.post(reverse("admin:pictures_picture_change", args=[picture.pk]), changed)
    assert response.status_code == 302
    picture.refresh_from_db()
    assert (picture.alt, picture.name, picture.width) == ("提现页", "step-1.zh.png", 60)
    assert AuditEntry.objects.order_by("pk").last().action == "changed"


def test_deleting_names_the_texts_that_show_a_picture(desk: Client, media_root: Path) -> None:
    picture = a_picture()
    an_article(body="![资产](pictures/step-1.zh.png)")
    a_picture("other.png", drawn(size=(9, 9)))
    page = desk.get(PICTURES)
    assert [one.use_count for one in page.context["cl"].result_list] == [0, 1]
    selected = {"action": "delete_selected", "_selected_action": [picture.pk]}
    assert desk.post(PICTURES, selected).status_code == 200
    with TestCase.captureOnCommitCallbacks(execute=True):
        desk.post(PICTURES, selected | {"post": "yes"})
    assert not (media_root / picture.path).exists()
    assert Picture.objects.get().name == "other.png"
    assert AuditEntry.objects.filter(kind="picture", action="deleted").exists()


def test_pictures_are_found_by_name_and_description(desk: Client) -> None:
    a_picture("deposit.png", alt="充值页")
    a_picture("withdraw.png", drawn(size=(9, 9)), alt="提现页")
    for words in ("withdraw", "提现"):
        found = desk.get(PICTURES, {"q": words}).context["cl"].result_list
        assert [picture.name for picture in found] == ["withdraw.png"]


# --- Who may


@pytest.mark.parametrize("address", [PICTURES, PICTURES + "add/", VIDEOS, VIDEOS + "add/"])
def test_readers_and_strangers_stay_outside(client: Client, reader: User, address: str) -> None:
    for person in (None, reader):
        if person:
            client.force_login(person)
        assert client.get(address).status_code == 302
        assert client.post(address, {"alt": "x"}).status_code == 302
    assert not Picture.objects.exists()


def test_staff_who_may_only_look_change_nothing(client: Client) -> None:
    picture = a_picture()
    looker = User.objects.create_user("looker@boan.example", is_staff=True)
    looker.user_permissions.add(Permission.objects.get(codename="view_picture"))
    client.force_login(looker)
    address = reverse("admin:pictures_picture_change", args=[picture.pk])
    assert client.get(PICTURES).status_code == client.get(address).status_code == 200
    assert client.post(address, {"alt": "x"}).status_code == 403
    assert client.get(PICTURES + "add/").status_code == 403
    assert client.post(address.replace("change", "delete"), {"post": "yes"}).status_code == 403


# --- Videos


def test_uploaded_video_has_poster_and_subtitles(desk: Client) -> None:
    poster = a_picture("guide.png")
    subtitles = {
        "subtitles-TOTAL_FORMS": 1,
        "subtitles-0-language": "zh-hans",
        "subtitles-0-file": SimpleUploadedFile("s.vtt", VTT),
    }
    response = upload_video(desk, an_mp4(640, 360), poster=poster.pk, **subtitles)
    assert response.status_code == 302, errors(response)
    video = Video.objects.get()
    assert (video.name, video.width, video.height, video.poster) == ("guide.mp4", 640, 360, poster)
    subtitle = Subtitle.objects.get()
    assert Client().get(subtitle.url).getvalue() == VTT
    assert Client().get(video.url, headers={"Range": "bytes=4-7"}).getvalue() == b"ftyp"
    page = html.unescape(desk.get(VIDEOS).content.decode())
    assert "![提现](/media/videos/guide.mp4)" in page


def test_video_is_refused_at_its_field(desk: Client) -> None:
    assert list(errors(upload_video(desk, b"<html>"))) == ["file"]
    assert list(errors(upload_video(desk, a_webm()))) == ["own_width"]
    assert upload_video(desk, a_webm(), own_width=640, own_height=360).status_code == 302
    assert Video.objects.get().name == "guide.webm"


def test_bad_subtitles_are_refused_before_anything_is_kept(desk: Client) -> None:
    subtitles = {
        "subtitles-TOTAL_FORMS": 1,
        "subtitles-0-language": "zh-hans",
        "subtitles-0-file": SimpleUploadedFile("s.vtt", b"no subtitles"),
    }
    response = upload_video(desk, an_mp4(), **subtitles)
    assert response.status_code == 200
    (inline,) = response.context["inline_admin_formsets"]
    assert list(inline.formset.errors[0]) == ["file"]
    assert not Video.objects.exists()


def test_subtitles_are_deleted_on_the_page_of_the_video(desk: Client, media_root: Path) -> None:
    upload_video(
        desk,
        an_mp4(),
        **{
            "subtitles-TOTAL_FORMS": 1,
            "subtitles-0-language": "en",
            "subtitles-0-file": SimpleUploadedFile("s.vtt", VTT),
        },
    )
    video, subtitle = Video.objects.get(), Subtitle.objects.get()
    form = {
        "title": "充值",
        "poster": "",
        **no_subtitles(1),
        "subtitles-0-id": subtitle.pk,
        "subtitles-0-video": video.pk,
        "subtitles-0-DELETE": "on",
    }
    with TestCase.captureOnCommitCallbacks(execute=True):
        response = desk.post(reverse("admin:pictures_video_change", args=[video.pk]), form)
    assert response.status_code == 302, errors(response)
    assert not Subtitle.objects.exists()
    assert not (media_root / subtitle.path).exists()
    video.refresh_from_db()
    assert video.title == "充值"


def test_deleted_videos_take_their_files_along(desk: Client, media_root: Path) -> None:
    video = a_video()
    chosen = {"action": "delete_selected", "_selected_action": [video.pk], "post": "yes"}
    with TestCase.captureOnCommitCallbacks(execute=True):
        desk.post(VIDEOS, chosen)
    assert not (media_root / video.path).exists()


# --- Budgets


@pytest.mark.parametrize("number", [2, 30])
def test_queries_do_not_grow_with_the_rows(
    desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for count in range(number):
        picture = a_picture(f"p-{count}.png", drawn(size=(9, 9)))
        video = a_video(f"v-{count}.mp4", poster=picture)
    addresses = [
        PICTURES,
        PICTURES + "?q=p",
        PICTURES + "add/",
        reverse("admin:pictures_picture_change", args=[picture.pk]),
        VIDEOS,
        VIDEOS + "add/",
        reverse("admin:pictures_video_change", args=[video.pk]),
    ]
    for address in addresses:
        desk.get(address)
        with django_assert_max_num_queries(12):
            assert desk.get(address).status_code == 200
