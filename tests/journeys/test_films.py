"""The films of the demo content, as readers meet them: poster, subtitles, pieces on demand."""

import re
import shutil
import struct
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.conf import settings as site
from django.core.management import call_command
from django.test import Client, TestCase

from faq.articles.models import Article
from tests.base.markup import Node, parse

FIXTURES = Path(site.BASE_DIR) / "fixtures"
FILMS = sorted((FIXTURES / "videos").glob("*.mp4"))
SUBTITLES = ("zh-hans", "en")
_TIMES = re.compile(r"(\d\d):(\d\d):(\d\d\.\d{3}) --> (\d\d):(\d\d):(\d\d\.\d{3})")


@pytest.fixture
def tutorial(db: None, settings: LazySettings, tmp_path: Path) -> Article:
    """The demo's tutorial with a film, taken in from a folder."""
    settings.MEDIA_ROOT = tmp_path / "media"
    folder = tmp_path / "content"
    shutil.copytree(FIXTURES / "videos", folder / "videos")
    for path in FIXTURES.glob("articles/*/tutorial-enable-2fa.md"):
        place = folder / "articles" / path.parent.name
        place.mkdir(parents=True)
        shutil.copy(path, place)
    with TestCase.captureOnCommitCallbacks(execute=True):
        call_command("import_content", str(folder), verbosity=0)
    return Article.objects.get(key="tutorial-enable-2fa")


def film_in(client: Client, article: Article, language: str) -> Node:
    """The film on the article's page."""
    page = client.get(article.texts.get(language="zh-hans").url(language))
    assert page.status_code == 200
    figure = re.search(r"<figure><video.*?</figure>", page.content.decode(), re.DOTALL)
    assert figure
    return parse(figure[0]).one("video")


def length_of(film: Path) -> float:
    """Seconds, as the header of an MP4 says them."""
    content = film.read_bytes()
    place = content.index(b"mvhd") + 4
    scale, length = struct.unpack(">2I", content[place + 12 : place + 20])
    return float(length / scale)


def cues_of(film: Path, language: str) -> list[tuple[float, float, list[str]]]:
    """When each subtitle comes and goes, in seconds, and its lines."""
    head, *blocks = film.with_suffix(f".{language}.vtt").read_text("utf-8").strip().split("\n\n")
    assert head == "WEBVTT"
    cues = []
    for block in blocks:
        times, *lines = block.split("\n")
        match = _TIMES.fullmatch(times)
        assert match, times
        hours, minutes, seconds, *till = map(float, match.groups())
        start = hours * 3600 + minutes * 60 + seconds
        cues.append((start, till[0] * 3600 + till[1] * 60 + till[2], lines))
    return cues


# --- On the page


@pytest.mark.parametrize(
    ("language", "name", "on"),
    [("zh-hans", "enable-2fa.zh", "zh-Hans"), ("en", "enable-2fa.en", "en")],
)
def test_film_waits_with_a_poster_and_speaks_the_readers_language(
    client: Client, tutorial: Article, language: str, name: str, on: str
) -> None:
    film = film_in(client, tutorial, language)
    assert film.one("source")["src"] == f"/media/videos/{name}.mp4"
    assert film["poster"] == f"/media/pictures/{name}.png"
    assert (film["width"], film["height"], film["preload"]) == ("720", "720", "none")
    assert "controls" in film
    tracks = film.all("track")
    assert sorted(track["srclang"] for track in tracks) == ["en", "zh-Hans"]
    assert [track["srclang"] for track in tracks if "default" in track] == [on]
    for src in (film["poster"], *(track["src"] for track in tracks)):
        response = client.get(src)
        assert response.status_code == 200, src
        response.close()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_player_gets_any_piece_of_the_film(
    client: Client, tutorial: Article, language: str
) -> None:
    src = film_in(client, tutorial, language).one("source")["src"]
    content = (FIXTURES / src.removeprefix("/media/")).read_bytes()
    for first, last in ((0, 1), (100_000, 165_535), (len(content) - 10, len(content) - 1)):
        response = client.get(src, headers={"Range": f"bytes={first}-{last}"})
        assert response.status_code == 206
        assert response["Content-Range"] == f"bytes {first}-{last}/{len(content)}"
        assert response.getvalue() == content[first : last + 1]
        response.close()


# --- The files


@pytest.mark.parametrize("film", FILMS, ids=lambda film: film.name)
def test_film_is_short_small_and_starts_before_it_is_loaded(film: Path) -> None:
    content = film.read_bytes()
    assert 40 <= length_of(film) <= 70
    assert len(content) <= 600_000
    assert content.index(b"moov") < content.index(b"mdat")
    assert film.with_suffix(".png").exists()


@pytest.mark.parametrize("language", SUBTITLES)
@pytest.mark.parametrize("film", FILMS, ids=lambda film: film.name)
def test_subtitles_follow_each_other_within_the_film(film: Path, language: str) -> None:
    now = 0.0
    for start, end, _lines in cues_of(film, language):
        assert now <= start < end
        now = end
    assert 0 < now <= length_of(film)


@pytest.mark.parametrize(("language", "longest"), [("zh-hans", 18), ("en", 40)])
@pytest.mark.parametrize("film", FILMS, ids=lambda film: film.name)
def test_subtitles_can_be_read_on_a_phone(film: Path, language: str, longest: int) -> None:
    """Two lines at most, and time enough for them."""
    for start, end, lines in cues_of(film, language):
        assert 1 <= len(lines) <= 2
        assert all(0 < len(line) <= longest for line in lines), lines
        assert len("".join(lines)) / (end - start) <= longest / 2, lines


@pytest.mark.parametrize("film", FILMS, ids=lambda film: film.name)
def test_subtitles_of_all_languages_keep_the_same_time(film: Path) -> None:
    times = [[cue[:2] for cue in cues_of(film, language)] for language in SUBTITLES]
    assert times[0] == times[1]
