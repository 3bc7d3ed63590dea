"""The site as it is shipped: `manage.py demo` in a folder of its own, and what it printed."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START = 60


@dataclass
class RunningSite:
    """A site that serves its demo content."""

    url: str
    data: Path
    process: subprocess.Popen[str]
    set_up_output: str
    again_seconds: float
    again_output: str

    @property
    def port(self) -> int:
        """Where it listens on this machine."""
        return int(self.url.rpartition(":")[2])

    @property
    def editor(self) -> tuple[str, str]:
        """The address and the password that the first run printed."""
        found = re.search(r"^ +(\S+@\S+)\n +(\S+)$", self.set_up_output, flags=re.M)
        assert found, self.set_up_output
        return found[1], found[2]

    def workers(self) -> list[int]:
        """The processes that serve."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]


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


@contextlib.contextmanager
def running_site(data: Path, *extra_content: Path) -> Iterator[RunningSite]:
    """Set the demo up, take in more content, and serve until the block ends."""
    first = manage("demo", "--no-serve", data=data)
    assert first.returncode == 0, first.stdout + first.stderr
    for folder in extra_content:
        added = manage("import_content", str(folder), data=data)
        assert added.returncode == 0, added.stdout + added.stderr
    port, start = free_port(), time.monotonic()
    output = data / "output.txt"
    with output.open("w") as lines:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), "demo", "--port", str(port)],
            env=environment(data),
            stdout=lines,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(f"{url}/healthz", process, output)
        yield RunningSite(
            url=url,
            data=data,
            process=process,
            set_up_output=first.stdout,
            again_seconds=time.monotonic() - start,
            again_output=output.read_text(),
        )
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def _wait_for(url: str, process: subprocess.Popen[str], output: Path) -> None:
    stop_at = time.monotonic() + START
    while time.monotonic() < stop_at and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"The site did not start: {output.read_text()}")
