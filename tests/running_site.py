"""The site as it is shipped: `manage.py demo` in a folder of its own, and what it printed."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START = 60


@dataclass
class RunningSite:
    """A site that serves the content of a data folder."""

    url: str
    data: Path
    process: subprocess.Popen[str]

    @property
    def port(self) -> int:
        """Where it listens on this machine."""
        return int(self.url.rpartition(":")[2])

    def workers(self) -> list[int]:
        """The processes that serve."""
        return [pid for pid in self._children() if not _is_work(pid)]

    def regular_work(self, *, other_than: int = 0) -> int:
        """The process that does regular work, once there is one."""
        stop_at = time.monotonic() + START
        while time.monotonic() < stop_at:
            if found := [pid for pid in self._children() if _is_work(pid) and pid != other_than]:
                return found[0]
            time.sleep(0.1)
        raise AssertionError(f"No regular work: {self.printed()}")

    def _children(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def printed(self) -> str:
        """All that it said since it was started."""
        return _output(self.data, self.port).read_text()


@dataclass
class Demo(RunningSite):
    """The demo, set up once and then started again."""

    set_up_output: str
    again_seconds: float

    @property
    def editor(self) -> tuple[str, str]:
        """The address and the password that the first run printed."""
        found = re.search(r"^ +(\S+@\S+)\n +(\S+)$", self.set_up_output, flags=re.M)
        assert found, self.set_up_output
        return found[1], found[2]


def environment(data: Path, **more: str) -> dict[str, str]:
    """The environment of a command that works in `data`, without what this shell says."""
    kept = {name: value for name, value in os.environ.items() if "HELPCENTER" not in name}
    kept |= {"HELPCENTER_DATA": str(data), "DJANGO_SETTINGS_MODULE": "helpcenter.settings"}
    return kept | more


def manage(*arguments: str, data: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command of manage.py to its end."""
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env=environment(data, **more),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Fetched:
    """An answer of a running site."""

    status: int
    headers: Message
    text: str


def fetch(site: RunningSite, path: str) -> Fetched:
    """Ask for a page as a browser would, in its own words."""
    request = urllib.request.Request(site.url + path, headers={"Accept-Encoding": "br"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return Fetched(answer.status, answer.headers, answer.read().decode(errors="replace"))


@contextlib.contextmanager
def serving(data: Path, *, port: int = 0, command: str = "serve") -> Iterator[RunningSite]:
    """Serve a data folder until the block ends; on a free port unless one is given."""
    port = port or free_port()
    with _output(data, port).open("w") as lines:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), command, "--port", str(port)],
            env=environment(data),
            stdout=lines,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
        )
    site = RunningSite(f"http://127.0.0.1:{port}", data, process)
    try:
        _wait_for(site)
        yield site
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextlib.contextmanager
def running_demo(data: Path, *extra_content: Path) -> Iterator[Demo]:
    """Set the demo up, take in more content, and serve until the block ends."""
    first = manage("demo", "--no-serve", data=data)
    assert first.returncode == 0, first.stdout + first.stderr
    for folder in extra_content:
        added = manage("import_content", str(folder), data=data)
        assert added.returncode == 0, added.stdout + added.stderr
    start = time.monotonic()
    with serving(data, command="demo") as site:
        yield Demo(site.url, data, site.process, first.stdout, time.monotonic() - start)


def _is_work(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return b"\0work\0" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


def _output(data: Path, port: int) -> Path:
    return data / f"output-{port}.txt"


def _wait_for(site: RunningSite) -> None:
    stop_at = time.monotonic() + START
    while time.monotonic() < stop_at and site.process.poll() is None:
        with contextlib.suppress(OSError):
            fetch(site, "/healthz")
            return
        time.sleep(0.1)
    raise AssertionError(f"The site did not start: {site.printed()}")
