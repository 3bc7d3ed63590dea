"""Pieces of a video as the server of the shipped site gives them."""

import http.client
from contextlib import closing
from email.message import Message
from pathlib import Path

import pytest

from tests.running_site import RunningSite

VIDEO = Path(__file__).parent.parent / "browser/content/videos/moving-picture.mp4"
CONTENT = VIDEO.read_bytes()
SIZE = len(CONTENT)


def ask(site: RunningSite, method: str = "GET", **headers: str) -> tuple[int, Message, bytes]:
    """Status, headers and body of the video."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)) as connection:
        connection.request(method, f"/media/videos/{VIDEO.name}", headers=named)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [("bytes=0-", 0, SIZE - 1), ("bytes=100-199", 100, 199), ("bytes=-50", SIZE - 50, SIZE - 1)],
)
def test_server_gives_the_piece_that_a_player_asks_for(
    site: RunningSite, wanted: str, first: int, last: int
) -> None:
    status, headers, body = ask(site, Range=wanted, Accept_Encoding="gzip, br")
    assert status == 206
    assert headers["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert headers["Content-Length"] == str(last - first + 1)
    assert headers["Content-Type"] == "video/mp4"
    assert "Content-Encoding" not in headers
    assert body == CONTENT[first : last + 1]


def test_server_refuses_a_piece_behind_the_end(site: RunningSite) -> None:
    status, headers, _body = ask(site, Range=f"bytes={SIZE}-")
    assert (status, headers["Content-Range"]) == (416, f"bytes */{SIZE}")


def test_server_tells_size_and_tag_and_holds_pieces_to_them(site: RunningSite) -> None:
    status, headers, body = ask(site, "HEAD")
    assert (status, headers["Content-Length"], body) == (200, str(SIZE), b"")
    assert headers["Accept-Ranges"] == "bytes"
    same = ask(site, Range="bytes=0-9", If_Range=headers["ETag"])
    other = ask(site, Range="bytes=0-9", If_Range='"other"')
    assert (same[0], same[2]) == (206, CONTENT[:10])
    assert (other[0], other[2]) == (200, CONTENT)
