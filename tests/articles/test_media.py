"""Pictures and videos of an article as its page shows them."""

import re
from pathlib import Path

import pytest
import time_machine
from django.conf import LazySettings
from django.test import Client, TestCase

from faq.pictures import actions
from tests.factories import NOW, an_article
from tests.markup import Markup
from tests.pictures.factories import VTT, a_picture, a_video

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "_media_root")]


@pytest.fixture
def at_now() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def _media_root(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def shown(client: Client, body: str, language: str = "zh-hans") -> str:
    """The page of a text with this body."""
    page: str = client.get(an_article(body=body).text.url(language)).content.decode()
    assert not Markup(page).faults
    return page


@pytest.mark.parametrize(
    ("written", "language", "on"),
    [
        (["zh-hans", "en"], "zh-hans", "zh-Hans"),
        (["zh-hans", "en"], "zh-hant", "zh-Hans"),
        (["zh-hans", "zh-hant", "en"], "zh-hant", "zh-Hant"),
        (["zh-hans", "en"], "en", "en"),
        (["zh-hans"], "en", "zh-Hans"),
        ([], "en", ""),
    ],
)
def test_video_begins_with_the_subtitles_of_the_reader(
    client: Client, written: list[str], language: str, on: str
) -> None:
    video = a_video()
    with TestCase.captureOnCommitCallbacks(execute=True):
        for code in written:
            actions.add_subtitle(video, VTT, language=code, by=None, at=NOW)
    page = shown(client, "![提现](videos/guide.mp4)", language)
    tracks = re.findall(r"<track [^>]*>", page)
    shown_at_once = [track for track in tracks if " default" in track]
    assert len(tracks) == len(written)
    assert len(shown_at_once) == bool(on)
    assert all(f'srclang="{on}"' in track for track in shown_at_once)


def test_picture_without_caption_is_described_on_paper_only(client: Client) -> None:
    a_picture()
    page = shown(client, '![先点 "<b>资产</b>" & 充值](pictures/step-1.zh.png)')
    words = "先点 &quot;&lt;b&gt;资产&lt;/b&gt;&quot; &amp; 充值"
    assert f'<figcaption class="printed" aria-hidden="true">{words}</figcaption>' in page


def test_picture_with_caption_has_no_second_one(client: Client) -> None:
    a_picture()
    page = shown(client, '![资产页](pictures/step-1.zh.png "点这里")')
    assert page.count("<figcaption") == page.count("<figcaption>点这里</figcaption>") == 1


def test_video_without_caption_is_named_on_paper_only(client: Client) -> None:
    a_video()
    page = shown(client, "![怎样提现](videos/guide.mp4)")
    assert '<figcaption class="printed" aria-hidden="true">怎样提现</figcaption>' in page
