"""Asking other sites never reaches into a private network, whatever a name claims to mean."""

import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.base import outside
from faq.base.outside import Answer, NoSuchHost, NotPublic, Outside

PRIVATE = [
    "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "192.0.2.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0",
    "fc00::1", "fd12::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "64:ff9b::a00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::", "2002:0a00:0001::1", "2001:0:5ef5:79fd::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_private_address_is_not_public_in_any_of_its_forms(address: str) -> None:
    assert not outside.is_public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1"]
)
def test_address_of_the_internet_is_public(address: str) -> None:
    assert outside.is_public(address)


@given(st.ip_addresses(v=4))
def test_an_address_is_as_public_as_the_one_it_is_mapped_from(address: object) -> None:
    assert outside.is_public(f"::ffff:{address}") == outside.is_public(str(address))


# --- A server of this machine stands for another site --------------------------------------------


class _Handler(BaseHTTPRequestHandler):
    seen: list[tuple[str, str, str]]

    def do_HEAD(self) -> None:
        self.seen.append((self.command, self.path, self.headers["Host"]))
        status = int(self.path.strip("/").partition("?")[0] or 200)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/200?next")
        self.end_headers()

    do_GET = do_HEAD  # noqa: N815

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    _Handler.seen = []
    server = HTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


def here(**given: object) -> Outside:
    return Outside(
        **{"resolve": lambda _host, _port: ["127.0.0.1"], "is_public": lambda _ip: True, **given}
    )


def test_connection_goes_to_the_address_that_was_looked_at_and_asks_for_the_host(port: int) -> None:
    answer = here().ask("HEAD", f"http://site.example:{port}/200?a=1#part")
    assert answer == Answer(200)
    assert _Handler.seen == [("HEAD", "/200?a=1", f"site.example:{port}")]


def test_redirect_is_told_and_not_followed(port: int) -> None:
    answer = here().ask("GET", f"http://site.example:{port}/302")
    assert answer == Answer(302, f"http://site.example:{port}/200?next")
    assert len(_Handler.seen) == 1


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["1.1.1.1", "10.0.0.1"], ["10.0.0.1", "1.1.1.1"]]
)
def test_name_that_means_a_private_address_among_others_is_not_asked(
    port: int, addresses: list[str]
) -> None:
    guarded = Outside(resolve=lambda _host, _port: addresses)
    with pytest.raises(NotPublic):
        guarded.ask("GET", f"http://site.example:{port}/200")
    assert _Handler.seen == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0x7f.1", "2130706433"])
def test_this_machine_is_never_asked_however_it_is_written(port: int, host: str) -> None:
    with pytest.raises((NotPublic, NoSuchHost)):
        Outside().ask("GET", f"http://{host}:{port}/200")
    assert _Handler.seen == []


def test_name_is_resolved_once_so_that_it_cannot_change_in_between(port: int) -> None:
    asked: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    assert here(resolve=resolve).ask("GET", f"http://site.example:{port}/200").status == 200
    assert asked == ["site.example"]


def test_https_without_a_valid_certificate_is_no_answer(port: int) -> None:
    with pytest.raises(ssl.SSLError):
        here().ask("GET", f"https://site.example:{port}/200")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example/",
        "file:///etc/passwd",
        "//a.example",
        "https://",
        "x",
        "gopher://a.example/",
    ],
)
def test_only_addresses_of_sites_are_asked(url: str) -> None:
    with pytest.raises(ValueError):
        here().ask("GET", url)
