"""The shipped server under clients that dawdle, send nonsense, or see a process die."""

import contextlib
import http.client
import os
import signal
import socket
import time
from collections.abc import Iterator

import pytest

from tests.running_site import RunningSite, fetch, serving

DAWDLERS = 200


def _status(site: RunningSite, path: str = "/zh-hans/") -> int:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    with contextlib.closing(connection):
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.status


@contextlib.contextmanager
def _dawdlers(site: RunningSite, beginning: bytes) -> Iterator[list[socket.socket]]:
    """Connections that have begun a request, or asked for a page that they don't read."""
    with contextlib.ExitStack() as stack:
        connections = []
        for _one in range(DAWDLERS):
            connection = stack.enter_context(socket.socket())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            connection.connect(("127.0.0.1", site.port))
            connection.sendall(beginning)
            connections.append(connection)
        yield connections


HOST = b"Host: 127.0.0.1\r\n"


@pytest.mark.parametrize(
    ("beginning", "drop"),
    [
        (b"GET /zh-hans/ HTTP/1.1\r\n" + HOST, b"X-Slow: 1\r\n"),
        (b"POST /theme/ HTTP/1.1\r\n" + HOST + b"Content-Length: 9999\r\n\r\n", b"a"),
        (b"", b""),
    ],
    ids=["slow header", "slow body", "silence"],
)
def test_slow_clients_hold_nobody_up(site: RunningSite, beginning: bytes, drop: bytes) -> None:
    with _dawdlers(site, beginning) as connections:
        seconds = []
        for _round in range(20):
            for connection in connections:
                connection.send(drop)
            start = time.monotonic()
            assert _status(site) == 200
            seconds.append(time.monotonic() - start)
    assert sorted(seconds)[-2] < 1


def _raw_answer(site: RunningSite, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as connection:
        connection.sendall(request)
        received = b""
        # A server that refuses a request in the middle of it resets the connection behind its answer.
        with contextlib.suppress(ConnectionResetError):
            while part := connection.recv(65536):
                received += part
        return received


CLOSE = b"Connection: close\r\n\r\n"


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"TRACE /zh-hans/ HTTP/1.1\r\n" + HOST + CLOSE, b"405"),
        (b"CONNECT 127.0.0.1:22 HTTP/1.1\r\n" + HOST + CLOSE, b"40"),
        (b"GET /zh-hans/ HTTP/1.1\r\nHost: evil.example\r\n" + CLOSE, b"400"),
        (b"GET /zh-hans/%00 HTTP/1.1\r\n" + HOST + CLOSE, b"400"),
        (b"GET /zh-hans/%ff%fe/ HTTP/1.1\r\n" + HOST + CLOSE, b"400"),
        (b"GET /zh-hans/%zz/ HTTP/1.1\r\n" + HOST + CLOSE, b"404"),
        (b"GET /\x00 HTTP/1.1\r\n" + HOST + CLOSE, b"400"),
        (b"nonsense\r\n\r\n", b"400"),
        (b"GET /zh-hans/ HTTP/1.1\r\n" + HOST + b"X-Long: " + b"a" * 70_000 + b"\r\n" + CLOSE, b"431"),
        (b"GET /zh-hans/search/?q=" + b"a" * 10_000 + b" HTTP/1.1\r\n" + HOST + CLOSE, b"200"),
        (
            b"POST /theme/ HTTP/1.1\r\n" + HOST + b"Content-Length: 4\r\n"
            b"Transfer-Encoding: identity\r\n" + CLOSE + b"a=b&",
            b"501",
        ),
        (b"POST /theme/ HTTP/1.1\r\n" + HOST + b"Content-Length: -4\r\n" + CLOSE, b"400"),
        (b"POST /theme/ HTTP/1.1\r\n" + HOST + b"Content-Length: 999999999999\r\n" + CLOSE, b"413"),
    ],
)  # fmt: skip
def test_bytes_that_make_no_sense_are_refused(
    site: RunningSite, request_bytes: bytes, status: bytes
) -> None:
    answer = _raw_answer(site, request_bytes)
    assert answer.startswith((b"HTTP/1.1 " + status, b"HTTP/1.0 " + status)), answer[:200]


def test_client_cannot_say_where_it_comes_from(site: RunningSite) -> None:
    forged = (
        b"X_Forwarded_Proto: https\r\nX-Forwarded-Host: evil.example\r\nX-Original-URL: /admin/\r\n"
    )
    answer = _raw_answer(site, b"GET /zh-hans/ HTTP/1.1\r\n" + HOST + forged + CLOSE)
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"evil.example" not in answer


def test_killed_process_is_replaced_and_readers_notice_nothing(site: RunningSite) -> None:
    killed = site.workers()[0]
    os.kill(killed, signal.SIGKILL)
    for _try in range(10):
        with contextlib.suppress(OSError):
            assert _status(site) == 200
            break
        time.sleep(0.1)
    stop_at = time.monotonic() + 20
    while time.monotonic() < stop_at and len(set(site.workers()) - {killed}) < 2:
        time.sleep(0.1)
    assert len(set(site.workers()) - {killed}) == 2
    assert _status(site, "/readyz") == 200


def test_killed_regular_work_is_started_again(site: RunningSite) -> None:
    killed = site.regular_work()
    os.kill(killed, signal.SIGKILL)
    assert site.regular_work(other_than=killed)
    assert _status(site) == 200


def test_log_is_one_line_for_each_event(site: RunningSite) -> None:
    answer = _raw_answer(
        site, b"GET /zh-hans/%0aERROR%20forged/%1b[31m HTTP/1.1\r\n" + HOST + CLOSE
    )
    assert answer.startswith(b"HTTP/1.1 400")
    _raw_answer(site, b"GET /zh-hans/forged%E2%80%A8ERROR/ HTTP/1.1\r\n" + HOST + CLOSE)
    log = site.printed()
    assert "\x1b" not in log
    assert "\u2028" not in log
    assert not [line for line in log.splitlines() if line.startswith("ERROR")]


def test_killed_master_leaves_nothing_behind_and_a_second_start_works(site: RunningSite) -> None:
    with serving(site.data) as first:
        workers = [*first.workers(), first.regular_work()]
        os.kill(first.process.pid, signal.SIGKILL)
        first.process.wait()
        stop_at = time.monotonic() + 10
        while any(os.path.exists(f"/proc/{pid}") for pid in workers):
            assert time.monotonic() < stop_at
            time.sleep(0.1)
    with serving(site.data, port=first.port) as second:
        assert fetch(second, "/readyz").status == 200


def test_stop_is_clean_and_finishes_what_was_begun(site: RunningSite) -> None:
    with serving(site.data) as server, _dawdlers(server, b""):
        work = server.regular_work()
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(timeout=15) == 0
        assert not os.path.exists(f"/proc/{work}")
