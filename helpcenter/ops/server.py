"""The production server: gunicorn starts and watches the processes of `helpcenter.ops.worker`.

Beside them it keeps one for regular work (`helpcenter.ops.work`).
"""

import gc
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from gunicorn import arbiter
from gunicorn.app.base import BaseApplication

from faq.base.text import load_dictionary

THREADS = 4
SECONDS_TO_END = 10
SECONDS_BETWEEN_STARTS = 5.0


def is_port_taken(host: str, port: int) -> bool:
    """Whether nothing can listen there because something else does."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


class Arbiter(arbiter.Arbiter):  # type: ignore[misc]
    """gunicorn's first process, which looks after the regular work too."""

    _work: subprocess.Popen[bytes] | None = None
    _started_at = 0.0

    def manage_workers(self) -> None:
        """Called every second: what has ended is started again."""
        super().manage_workers()
        has_ended = self._work is None or self._work.poll() is not None
        if has_ended and time.monotonic() > self._started_at + SECONDS_BETWEEN_STARTS:
            self._started_at = time.monotonic()
            # Its own program, because what goes wrong there must not touch the site.
            self._work = subprocess.Popen(
                [sys.executable, sys.argv[0], "work", "--parent", str(os.getpid())]
            )

    def stop(self, graceful: bool = True) -> None:
        """Let the regular work finish what it began, while the others do."""
        if self._work is not None:
            self._work.terminate()
        super().stop(graceful)
        if self._work is not None:
            try:
                self._work.wait(SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                self._work.kill()


class Server(BaseApplication):  # type: ignore[misc]
    """The site on a host and port; `run()` returns only by leaving the program."""

    def __init__(
        self, *, host: str, port: int, workers: int, when_ready: Callable[[], None]
    ) -> None:
        self._settings: dict[str, Any] = {
            "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            "workers": workers,
            "worker_class": "helpcenter.ops.worker.BufferingWorker",
            "threads": THREADS,
            "preload_app": True,
            "graceful_timeout": SECONDS_TO_END,
            "control_socket_disable": True,
            "loglevel": "warning",
            "proc_name": "helpcenter",
            "when_ready": lambda _arbiter: when_ready(),
        }
        super().__init__()

    def load_config(self) -> None:
        """Take the settings above, none from files or the environment."""
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def run(self) -> None:
        """Serve until told to stop."""
        Arbiter(self).run()

    def load(self) -> WSGIHandler:
        """The site, with all that the processes can share loaded before they part."""
        application = get_wsgi_application()
        load_dictionary()
        connections.close_all()
        gc.freeze()
        return application
