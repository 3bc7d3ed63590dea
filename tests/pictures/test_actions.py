"""Keeping and deleting files: all or nothing, once, and under names of ours."""

import shutil
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import TestCase

from faq.accounts.models import AuditEntry, User
from faq.base import stored_files
from faq.base.images import ImageRefused
from faq.pictures import actions, files, videos
from faq.pictures.files import FileRefused
from faq.pictures.models import Picture, Subtitle, Video
from tests.pictures.factories import (
    NOW,
    VTT,
    a_picture,
    a_video,
    a_webm,
    an_mp4,
    drawn,
)

pytestmark = pytest.mark.django_db

FIXTURES = Path(site.BASE_DIR) / "fixtures" / "pictures"


def files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def audited() -> list[tuple[str, str]]:
    return list(AuditEntry.objects.order_by("pk").values_list("kind", "action"))


# --- Pictures


def test_picture_is_kept_with_its_measures(media_root: Path, editor: User) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        picture = actions.add_picture(
            drawn(size=(2000, 1000)), name="Step 1.PNG", alt="资产页", by=editor, at=NOW
        )
    assert (picture.name, picture.width, picture.height) == ("step-1.png", 1600, 800)
    assert (picture.added_by, picture.added_at) == (editor, NOW)
    assert files_in(media_root) == ["pictures/step-1.png"]
    assert (media_root / picture.path).stat().st_size == picture.size
    assert (media_root / picture.path).stat().st_mode & 0o777 == 0o640
    assert audited() == [("picture", "created")]


def test_same_bytes_again_change_nothing() -> None:
    content = drawn()
    first = a_picture(content=content)
    again = a_picture(content=content, alt="")
    assert (again.pk, again.alt) == (first.pk, "资产页")
    assert audited() == [("picture", "created")]


def test_other_bytes_under_a_name_take_its_place(media_root: Path) -> None:
    a_picture(content=drawn(size=(60, 40)))
    picture = a_picture(content=drawn(size=(80, 50)), alt="")
    assert (picture.width, picture.alt, Picture.objects.count()) == (80, "资产页", 1)
    assert files_in(media_root) == ["pictures/step-1.zh.png"]
    assert audited() == [("picture", "created"), ("picture", "changed")]


def test_lost_file_comes_back_with_the_next_import(media_root: Path) -> None:
    content = drawn()
    picture = a_picture(content=content)
    (media_root / picture.path).unlink()
    a_picture(content=content)
    assert files.size_of(picture.path) == picture.size


def test_what_is_undone_leaves_no_file(media_root: Path) -> None:
    old = a_picture("old.png", drawn(size=(60, 40)))
    before = (media_root / old.path).read_bytes()
    with transaction.atomic(), TestCase.captureOnCommitCallbacks(execute=False):
        actions.add_picture(drawn(), name="new.png", alt="", by=None, at=NOW)
        actions.add_picture(drawn(size=(9, 9)), name="old.png", alt="", by=None, at=NOW)
        actions.delete_pictures([old], by=None, at=NOW)
        transaction.set_rollback(True)
    assert (media_root / old.path).read_bytes() == before
    assert [name for name in files_in(media_root) if name.startswith("pictures/")] == [
        "pictures/old.png"
    ]


def test_leftovers_of_undone_changes_are_swept_away(
    media_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.add_picture(drawn(), name="a.png", alt="", by=None, at=NOW)
    assert len(files_in(media_root)) == 1
    monkeypatch.setattr(stored_files, "_FORGOTTEN", -1)
    a_picture("b.png")
    assert files_in(media_root) == ["pictures/b.png"]


def test_full_disk_leaves_neither_row_nor_file(
    media_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(stored_files.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        a_picture()
    assert not Picture.objects.exists()
    assert files_in(media_root) == []


@pytest.mark.parametrize("name", ["step.jpg", "step", "step.svg", ".png", "提现.webp"])
def test_name_must_say_what_the_picture_is(name: str) -> None:
    with pytest.raises((ImageRefused, ValidationError)):
        actions.add_picture(drawn("PNG"), name=name, alt="", by=None, at=NOW)
    assert not Picture.objects.exists()


def test_deleted_picture_takes_its_file_along(media_root: Path) -> None:
    picture = a_picture()
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.delete_pictures([picture], by=None, at=NOW)
    assert files_in(media_root) == []
    assert audited()[-1] == ("picture", "deleted")


# --- Videos and subtitles


@pytest.mark.parametrize(
    ("content", "size"),
    [(an_mp4(640, 360), (640, 360)), (an_mp4(640, 360, is_turned=True), (360, 640))],
)
def test_mp4_says_itself_how_large_it_is(content: bytes, size: tuple[int, int]) -> None:
    video = a_video(content=content)
    assert (video.width, video.height) == size


def test_webm_is_taken_with_its_size() -> None:
    with pytest.raises(FileRefused, match="width and height"):
        a_video("guide.webm", a_webm())
    video = actions.add_video(
        BytesIO(a_webm()), name="guide.webm", title="提现", width=640, height=360, by=None, at=NOW
    )
    assert (video.name, video.width, video.height) == ("guide.webm", 640, 360)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.mp4", b"<html>"),
        ("a.mp4", b""),
        ("a.mp4", drawn()),
        ("a.webm", b"\x1a\x45\xdf\xa3matroska"),
        ("a.mp4", a_webm()),
        ("a.webm", an_mp4()),
        ("a.mov", b"\x00\x00\x00\x14ftypqt  " + bytes(60)),
        ("a.mp4", b"#EXTM3U\nhttps://127.0.0.1/x"),
    ],
)
def test_what_is_no_video_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(FileRefused):
        a_video(name, content)
    assert not Video.objects.exists()


def test_large_video_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(videos, "MAX_VIDEO_BYTES", 100)
    with pytest.raises(FileRefused, match="50 MB"):
        a_video()


def test_video_with_boxes_that_lie_has_no_size() -> None:
    for broken in (
        an_mp4()[:-30],
        an_mp4().replace(b"moov", b"mooo"),
        an_mp4().replace(b"tkhd", b"xxxx"),
        an_mp4(0, 0),
        b"\x00\x00\x00\x10ftypisom\x00\x00\x00\x00" + b"\x00\x00\x00\x08free" * 2000,
        b"\x00\x00\x00\x10ftypisom\x00\x00\x00\x00" + b"\x00\x00\x00\x01moov" + b"\xff" * 8,
        b"\x00\x00\x00\x10ftypisom\x00\x00\x00\x00" + b"\x00\x00\x00\x00moov\x00\x00\x00\x00trak",
    ):
        assert videos.measure(BytesIO(broken), len(broken)) is None


def test_subtitles_are_kept_clean_and_once_per_language(media_root: Path) -> None:
    video = a_video("guide.mp4")
    for text in (b"\xef\xbb\xbfWEBVTT\r\n\r\nold", VTT + b"\x0b\x1b", VTT + b"\x0b\x1b"):
        with TestCase.captureOnCommitCallbacks(execute=True):
            subtitle = actions.add_subtitle(video, text, language="en", by=None, at=NOW)
    assert (media_root / "subtitles" / "guide.en.vtt").read_bytes() == VTT
    assert Subtitle.objects.get() == subtitle
    assert audited()[1:] == [("subtitle", "created"), ("subtitle", "changed")]


@pytest.mark.parametrize(
    "content",
    [b"", b"1\n00:00:01,000 --> 00:00:02,000\nSRT", b"WEBVTTX\n", "WEBVTT\n提现".encode("gbk")],
)
def test_other_subtitles_are_refused(content: bytes) -> None:
    with pytest.raises(FileRefused):
        actions.add_subtitle(a_video(), content, language="en", by=None, at=NOW)


def test_deleted_video_takes_subtitles_and_files_along(media_root: Path) -> None:
    video = a_video()
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.add_subtitle(video, VTT, language="en", by=None, at=NOW)
        actions.add_subtitle(video, VTT, language="zh-hans", by=None, at=NOW)
    assert len(files_in(media_root)) == 3
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.delete_videos([video], by=None, at=NOW)
    assert files_in(media_root) == []
    assert [entry for entry in audited() if entry[1] == "deleted"] == [
        ("subtitle", "deleted"), ("subtitle", "deleted"), ("video", "deleted"),
    ]  # fmt: skip


# --- Import


def import_files(folder: Path) -> list[str]:
    with TestCase.captureOnCommitCallbacks(execute=True):
        return actions.import_files(folder, by=None, at=NOW)


def test_pictures_of_the_demo_are_taken_in_once(media_root: Path) -> None:
    assert import_files(FIXTURES) == []
    names = sorted(path.name for path in FIXTURES.iterdir())
    assert sorted(Picture.objects.values_list("name", flat=True)) == names
    assert files_in(media_root) == [f"pictures/{name}" for name in names]
    number = AuditEntry.objects.count()
    assert import_files(FIXTURES) == []
    assert AuditEntry.objects.count() == number


def test_folder_of_a_video_brings_poster_and_subtitles(tmp_path: Path) -> None:
    (tmp_path / "Guide.mp4").write_bytes(an_mp4())
    (tmp_path / "guide.jpg").write_bytes(drawn("JPEG"))
    (tmp_path / "guide.en.vtt").write_bytes(VTT)
    (tmp_path / "guide.zh-hans.vtt").write_bytes(VTT)
    assert import_files(tmp_path) == []
    video = Video.objects.get()
    assert video.poster == Picture.objects.get()
    assert sorted(video.subtitles.values_list("language", flat=True)) == ["en", "zh-hans"]


def test_import_names_what_it_did_not_take(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "good.png").write_bytes(drawn())
    (folder / "wrong.png").write_bytes(drawn("JPEG"))
    (folder / "evil.png").write_bytes(b"<svg onload=alert(1)>")
    (folder / "lost.en.vtt").write_bytes(VTT)
    (folder / "notes.txt").write_text("not for readers")
    problems = import_files(folder)
    assert [problem.partition(":")[0] for problem in problems] == [
        "pictures/evil.png", "pictures/wrong.png", "pictures/lost.en.vtt",
    ]  # fmt: skip
    assert Picture.objects.get().name == "good.png"


def test_import_follows_no_link_out_of_the_folder(tmp_path: Path, media_root: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    secret = tmp_path / "secret.png"
    secret.write_bytes(drawn())
    (folder / "link.png").symlink_to(secret)
    shutil.copytree(folder, folder / "inner.png", symlinks=True)
    assert import_files(folder) == []
    assert not Picture.objects.exists()
    assert not media_root.exists()
