"""The process that serves: waitress inside gunicorn's worker, so that slow clients hold no thread.

A request reaches a thread only when it has come in whole, and a thread hands its answer over and
is free, however slowly it is read (docs/decisions/0001-slow-clients.md).
"""

import os
import resource
import time
from typing import Any

from django.conf import settings
from gunicorn.workers.base import Worker
from waitress import create_server, wasyncore

from faq.pictures.videos import MAX_VIDEO_BYTES

CONNECTIONS = 4000
FILES_FOR_THE_SITE = 200


class BufferingWorker(Worker):  # type: ignore[misc]
    """A gunicorn worker whose main thread keeps the connections and whose others run Django."""

    def run(self) -> None:
        """Serve until told to stop, then finish what was begun."""
        channels: dict[int, Any] = {}
        server = create_server(
            self.wsgi,
            map=channels,
            sockets=[listener.sock for listener in self.sockets],
            threads=self.cfg.threads,
            **_options(),
        )
        while self.alive and os.getppid() == self.ppid:
            self.notify()
            wasyncore.loop(timeout=1, use_poll=True, map=channels, count=1)
        server.accepting = False
        stop_at = time.monotonic() + self.cfg.graceful_timeout
        while _is_busy(server) and time.monotonic() < stop_at:
            self.notify()
            wasyncore.loop(timeout=0.1, use_poll=True, map=channels, count=1)
        server.task_dispatcher.shutdown()


def _is_busy(server: Any) -> bool:
    channels = list(server.active_channels.values())
    return any(channel.requests or channel.total_outbufs_len for channel in channels)


def _options() -> dict[str, Any]:
    files, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return {
        "asyncore_use_poll": True,
        "backlog": 1024,
        "channel_timeout": 60,
        "connection_limit": min(CONNECTIONS, max(files - FILES_FOR_THE_SITE, 100)),
        "clear_untrusted_proxy_headers": not settings.HELPCENTER_PROXIES,
        "ident": None,
        "inbuf_overflow": 64 * 1024,
        "max_request_body_size": MAX_VIDEO_BYTES + 1024 * 1024,
        "max_request_header_size": 64 * 1024,
        # An answer leaves in one piece, from the main thread, without threads waiting in turns.
        "send_bytes": 64 * 1024,
    }
