"""Page times of a running site as ratios to another server on the same machine.

    python tests/bench/pages.py --site http://127.0.0.1:8000 --site-pid N \
        --baseline http://127.0.0.1:9000 --baseline-pid M \
        article=/zh-hans/articles/1-a/,/a/1/ home=/zh-hans/,/

Each pair names a page of the site and what it is compared with. Requests go one after the other
over one kept connection, site and baseline in turns, so that both meet the same neighbours. CPU is
the time that the process and its children used, which noise of a shared machine disturbs least.
"""

import argparse
import http.client
import os
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Server:
    """One side of the comparison."""

    base: str
    pid: int

    def connect(self) -> http.client.HTTPConnection:
        """A connection that is kept."""
        address = urlsplit(self.base)
        return http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)

    def cpu_seconds(self) -> float:
        """CPU time used by the process and those it started."""
        return sum(_cpu(pid) for pid in _family(self.pid))


@dataclass
class Times:
    """What one side took for a page."""

    seconds: list[float]
    cpu: float
    size: int

    def percentile(self, share: float) -> float:
        """Milliseconds below which `share` of the requests stayed."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICK


def _family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        children = []
    return [pid, *(one for child in children for one in _family(int(child)))]


def measure(server: Server, path: str, number: int) -> Times:
    """Ask for a page `number` times; every answer must be 200."""
    connection, seconds, size = server.connect(), [], 0
    before = server.cpu_seconds()
    for _request in range(number):
        start = time.perf_counter()
        connection.request("GET", quote(path, safe="/?=&%"), headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        size = len(answer.read())
        seconds.append(time.perf_counter() - start)
        if answer.status != 200:
            raise SystemExit(f"{server.base}{path} answered {answer.status}")
    return Times(seconds, (server.cpu_seconds() - before) / number, size)


def main() -> None:
    """Print one line for each pair of pages: times of both sides and the ratio of CPU."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", required=True)
    parser.add_argument("--site-pid", type=int, required=True)
    parser.add_argument("--baseline", required=True)
    parser.add_argument("--baseline-pid", type=int, required=True)
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("pages", nargs="+", metavar="name=path,path")
    options = parser.parse_args()
    site = Server(options.site, options.site_pid)
    baseline = Server(options.baseline, options.baseline_pid)
    print("| page | p50 ms | p99 ms | CPU ms | gzip bytes | least Django: CPU ms | ratio |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for page in options.pages:
        name, _equals, paths = page.partition("=")
        ours, _comma, theirs = paths.partition(",")
        rounds = []
        for path, server in ((ours, site), (theirs, baseline)):
            measure(server, path, 20)
        for _round in range(options.rounds):
            rounds.append(
                (
                    measure(site, ours, options.requests),
                    measure(baseline, theirs, options.requests),
                )
            )
        own = sorted((one for one, _other in rounds), key=lambda times: times.cpu)[len(rounds) // 2]
        least = statistics.median(other.cpu for _one, other in rounds)
        ratio = own.cpu / least if least else float("nan")
        print(
            f"| {name} | {own.percentile(0.5):.1f} | {own.percentile(0.99):.1f} "
            f"| {1000 * own.cpu:.2f} | {own.size} | {1000 * least:.2f} | {ratio:.1f} |"
        )


if __name__ == "__main__":
    main()
