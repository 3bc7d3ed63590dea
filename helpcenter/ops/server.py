"""The production server: gunicorn starts and watches the processes of `helpcenter.ops.worker`."""

import gc
import socket
from collections.abc import Callable
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from gunicorn.app.base import BaseApplication

from faq.base.text import load_dictionary

THREADS = 4


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
            "graceful_timeout": 10,
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

    def load(self) -> WSGIHandler:
        """The site, with all that the processes can share loaded before they part."""
        application = get_wsgi_application()
        load_dictionary()
        connections.close_all()
        gc.freeze()
        return application
