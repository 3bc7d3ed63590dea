"""Files over the wire: whole, in pieces, or not at all."""

import os
import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils.http import http_date
from pytest_django import DjangoAssertNumQueries

from faq.accounts.models import User
from tests.pictures.factories import a_picture, a_video, an_mp4

pytestmark = pytest.mark.django_db

VIDEO = an_mp4()
SIZE = len(VIDEO)


@pytest.fixture(params=["editor", "reader", "stranger"])
def person(request: pytest.FixtureRequest, client: Client, editor: User, reader: User) -> Client:
    """Somebody who may edit, somebody who signed in, somebody who did not."""
    if request.param != "stranger":
        client.force_login({"editor": editor, "reader": reader}[request.param])
    return client


def body(response: object) -> bytes:
    content: bytes = response.getvalue()
    response.close()
    return content


# --- The whole file


def test_everybody_gets_the_same_file(person: Client, media_root: Path) -> None:
    picture = a_picture()
    response = person.get(picture.url)
    assert picture.url == "/media/pictures/step-1.zh.png"
    assert body(response) == (media_root / "pictures" / picture.name).read_bytes()
    assert response.headers.items() >= {
        ("Content-Type", "image/png"),
        ("Content-Length", str(picture.size)),
        ("Cache-Control", "public, max-age=3600"),
        ("Content-Security-Policy", "default-src 'none'; sandbox"),
        ("X-Content-Type-Options", "nosniff"),
        ("Accept-Ranges", "bytes"),
    }
    assert not response.cookies


def test_no_file_asks_the_database(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    picture = a_picture()
    with django_assert_num_queries(0):
        body(client.get(picture.url))


def test_head_tells_size_and_sends_nothing(client: Client) -> None:
    response = client.head(a_video(content=VIDEO).url, headers={"Range": "bytes=0-9"})
    assert (response.status_code, response["Content-Length"]) == (200, str(SIZE))
    assert response["Content-Type"] == "video/mp4"
    assert response.content == b""


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_files_are_only_read(client: Client, method: str) -> None:
    assert getattr(client, method)(a_picture().url).status_code == 405


def test_nobody_compresses_on_the_way(client: Client) -> None:
    video = a_video(content=VIDEO)
    for headers in (
        {"Accept-Encoding": "gzip, br"},
        {"Accept-Encoding": "gzip", "Range": "bytes=0-"},
    ):
        response = client.get(video.url, headers=headers)
        assert "Content-Encoding" not in response
        assert body(response) == VIDEO


# --- Kept by browsers


def test_kept_file_is_asked_for_again_by_tag_or_by_time(client: Client) -> None:
    picture = a_picture()
    first = client.get(picture.url)
    first.close()
    for headers in (
        {"If-None-Match": first["ETag"]},
        {"If-None-Match": f'W/"x", W/{first["ETag"]}'},
        {"If-Modified-Since": first["Last-Modified"]},
    ):
        response = client.get(picture.url, headers=headers)
        assert response.status_code == 304
        assert response["ETag"] == first["ETag"]
        assert response["Cache-Control"] == "public, max-age=3600"
    response = client.get(picture.url, headers={"If-None-Match": '"other"'})
    assert response.status_code == 200
    response.close()


def test_changed_file_has_another_tag(client: Client, media_root: Path) -> None:
    picture = a_picture()
    before = client.get(picture.url)
    before.close()
    os.utime(media_root / picture.path, ns=(1, 1))
    after = client.get(picture.url, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after["ETag"] != before["ETag"]
    after.close()


# --- Pieces


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        ("bytes=0-9", 0, 9),
        ("bytes=10-", 10, SIZE - 1),
        ("bytes=-10", SIZE - 10, SIZE - 1),
        ("bytes=0-0", 0, 0),
        ("bytes=5-999999999", 5, SIZE - 1),
        ("bytes=-999999999", 0, SIZE - 1),
        (f"bytes={SIZE - 1}-", SIZE - 1, SIZE - 1),
    ],
)
def test_piece_is_exactly_what_was_asked_for(
    client: Client, wanted: str, first: int, last: int
) -> None:
    response = client.get(a_video(content=VIDEO).url, headers={"Range": wanted})
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert response["Content-Length"] == str(last - first + 1)
    assert body(response) == VIDEO[first : last + 1]


@pytest.mark.parametrize("wanted", [f"bytes={SIZE}-", "bytes=999999999-", "bytes=-0"])
def test_piece_that_is_not_there_is_refused(client: Client, wanted: str) -> None:
    response = client.get(a_video(content=VIDEO).url, headers={"Range": wanted})
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{SIZE}"


@pytest.mark.parametrize(
    "wanted",
    ["", "bytes=", "bytes=-", "bytes=9-5", "bytes=x-y", "bytes=0-1,4-5", "lines=0-9", "0-9",
     "bytes=--5", "bytes=1-2-3", "bytes=" + "9" * 5000 + "-", "bytes=０-９"],
)  # fmt: skip
def test_whatever_else_is_asked_gives_the_whole_file(client: Client, wanted: str) -> None:
    response = client.get(a_video(content=VIDEO).url, headers={"Range": wanted})
    assert response.status_code == 200
    assert body(response) == VIDEO


def test_piece_is_given_only_of_the_same_file(client: Client) -> None:
    video = a_video(content=VIDEO)
    known = client.head(video.url)
    for condition, status in (
        (known["ETag"], 206),
        (known["Last-Modified"], 206),
        ('"other"', 200),
        (f"W/{known['ETag']}", 200),
        (http_date(0), 200),
        ("nonsense", 200),
    ):
        headers = {"Range": "bytes=0-9", "If-Range": condition}
        response = client.get(video.url, headers=headers)
        assert response.status_code == status, condition
        response.close()


# --- Nothing outside the folders: T19, T7


@pytest.fixture
def outside(media_root: Path) -> Path:
    """A file that nobody may read, and ways that could lead to it."""
    a_picture("seen.png")
    secret = media_root.parent / "secret.png"
    secret.write_bytes(b"SECRET")
    (media_root / "private").mkdir()
    (media_root / "private" / "secret.png").write_bytes(b"SECRET")
    (media_root / "pictures" / "link.png").symlink_to(secret)
    (media_root / "pictures" / ".hidden.png").write_bytes(b"SECRET")
    (media_root / "pictures" / "page.html").write_bytes(b"SECRET")
    (media_root / "pictures" / "drawing.svg").write_bytes(b"SECRET")
    (media_root / "pictures" / "noending").write_bytes(b"SECRET")
    (media_root / "pictures" / "folder.png").mkdir()
    os.mkfifo(media_root / "pictures" / "pipe.png")
    return secret


@pytest.mark.parametrize(
    "path",
    [
        "pictures/../../secret.png", "pictures/..%2f..%2fsecret.png", "pictures/%2e%2e/secret.png",
        "..%2fsecret.png", "pictures/..\\..\\secret.png", "pictures/..%5c..%5csecret.png",
        "pictures//etc/passwd", "pictures/%2fetc%2fpasswd", "//etc/passwd", "pictures/link.png",
        "pictures/.hidden.png", "pictures/folder.png", "pictures/pipe.png", "pictures/",
        "pictures/page.html", "pictures/drawing.svg", "pictures/noending", "private/secret.png",
        "staged/secret.png", "pictures/seen.png%00", "pictures/seen.png%00.png",
        "pictures/%00", "pictures/seen.png/", "pictures/SEEN.PNG", "pictures/missing.png",
        "pictures/" + "a" * 5000 + ".png", "pictures/seen.png%20", "pictures/seen.png::$DATA",
        "Pictures/seen.png", "pictures/提现.png", "pictures/%ff.png", "", "pictures",
    ],
)  # fmt: skip
def test_no_way_leads_out_of_the_folders(client: Client, outside: Path, path: str) -> None:
    response = client.get(f"/media/{path}")
    assert response.status_code in {400, 404}
    assert b"SECRET" not in response.content
    assert not re.search(r"/tmp|\.py", response.content.decode())


def test_logo_is_served_like_pictures(client: Client, media_root: Path) -> None:
    (media_root / "brand").mkdir(parents=True)
    (media_root / "brand" / "logo_X1y.png").write_bytes(b"logo")
    response = client.get("/media/brand/logo_X1y.png")
    assert response["Content-Type"] == "image/png"
    assert body(response) == b"logo"


def test_picture_whose_file_is_gone_is_absent(client: Client, media_root: Path) -> None:
    picture = a_picture()
    (media_root / picture.path).unlink()
    assert client.get(picture.url).status_code == 404
