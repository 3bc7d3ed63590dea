"""What a source in Markdown means, and what of it is missing on disk."""

from pathlib import Path

import pytest
from django.test import TestCase
from pytest_django import DjangoAssertNumQueries

from faq.base import markdown
from faq.pictures import actions
from faq.pictures.media import find_media, find_media_in, missing_files
from tests.pictures.factories import NOW, VTT, a_picture, a_video, drawn

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "src", ["/media/pictures/step-1.zh.png", "pictures/step-1.zh.png", "pictures/Step-1.zh.PNG"]
)
def test_picture_is_found_by_address_and_by_its_name_in_a_folder(src: str) -> None:
    a_picture(content=drawn(size=(600, 400)))
    media = find_media(src)
    assert media is not None
    assert (media.kind, media.src, media.width, media.height, media.alt) == (
        "picture", "/media/pictures/step-1.zh.png", 600, 400, "资产页",
    )  # fmt: skip


def test_video_is_found_with_poster_and_subtitles() -> None:
    poster = a_picture("guide.png")
    video = a_video(poster=poster)
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.add_subtitle(video, VTT, language="zh-hans", by=None, at=NOW)
    media = find_media("videos/guide.mp4")
    assert media is not None
    assert (media.kind, media.src, media.poster) == ("video", video.url, poster.url)
    (track,) = media.tracks
    assert (track.src, track.language, track.label) == (
        "/media/subtitles/guide.zh-hans.vtt", "zh-Hans", "简体中文",
    )  # fmt: skip


@pytest.mark.parametrize(
    "src",
    ["", "pictures/", "pictures/none.png", "https://evil.example/media/pictures/step-1.zh.png",
     "//evil.example/pictures/step-1.zh.png", "../pictures/step-1.zh.png",
     "/pictures/step-1.zh.png",
     "/media/videos/step-1.zh.png", "data:image/png;base64,AAAA", "pictures/step-1.zh.png x"],
)  # fmt: skip
def test_other_sources_mean_nothing_of_ours(src: str) -> None:
    a_picture()
    assert find_media(src) is None


def test_all_of_a_text_is_found_by_three_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(6):
        a_picture(f"step-{number}.png")
        a_video(f"guide-{number}.mp4", poster=a_picture(f"poster-{number}.png"))
    text = "".join(
        f"![](pictures/step-{n}.png)\n![](</media/videos/guide-{n}.mp4>)\n" for n in range(6)
    )
    with django_assert_max_num_queries(3):
        assert len(find_media_in(text)) == 12
    with django_assert_max_num_queries(0):
        assert find_media_in("没有图片") == {}


def test_chinese_file_name_in_a_text_finds_its_picture() -> None:
    picture = a_picture("提现 详情.png")
    media = find_media_in("![图](pictures/提现%20详情.png)")
    assert [one.src for one in media.values()] == [picture.url]


def test_page_stays_whole_when_a_file_is_gone(media_root: Path) -> None:
    picture = a_picture(content=drawn(size=(600, 400)))
    (media_root / picture.path).unlink()
    source = "前\n\n![资产](pictures/step-1.zh.png)\n\n后"
    media = find_media_in(source)
    page = markdown.render(
        source, language="zh-hans", resolve_link=lambda _target: None, resolve_media=media.get
    )
    assert 'width="600" height="400"' in page.html
    assert missing_files() == ["pictures/step-1.zh.png"]


def test_missing_and_cut_files_are_all_named(media_root: Path) -> None:
    picture, video = a_picture(), a_video()
    a_picture("whole.png")
    assert missing_files() == []
    (media_root / picture.path).unlink()
    (media_root / video.path).write_bytes(b"cut")
    assert missing_files() == ["pictures/step-1.zh.png", "videos/guide.mp4"]
