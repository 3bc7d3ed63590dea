"""Rate limits, counted per key over all processes, and the address they go by."""

import hashlib
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@dataclass(frozen=True)
class Limit:
    """At most `times` in `seconds`, counted in fixed windows under `name`.

    `cache` names the store: "limits" holds over all processes and writes to the database;
    "default" counts in each process and is for reading, which writes nothing.
    """

    name: str
    times: int
    seconds: int
    cache: str = "limits"

    def is_exceeded(self, who: str, *, now: float | None = None) -> bool:
        """Count one more by `who`; True once there are more than allowed in this window."""
        window = int((now or time.time()) // self.seconds)
        digest = hashlib.blake2b(f"{self.name}:{who}".encode(), digest_size=16).hexdigest()
        key = f"limit:{digest}:{window}"
        store = caches[self.cache]
        if store.add(key, 1, timeout=self.seconds):
            return self.times < 1
        try:
            return store.incr(key) > self.times
        except ValueError:
            return False


def too_many_requests(request: HttpRequest, limit: Limit) -> HttpResponse:
    """The answer to somebody over a limit: 429, and when to come back."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = str(limit.seconds)
    return response


def client_address(request: HttpRequest) -> str:
    """The address of the other end, past as many proxies as HELPCENTER_PROXIES says we run.

    Entries that a client adds to X-Forwarded-For stand left of those by our own proxies and
    are never looked at.
    """
    direct: str = request.META.get("REMOTE_ADDR", "")
    if not settings.HELPCENTER_PROXIES:
        return direct
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    return (
        hops[-settings.HELPCENTER_PROXIES] if len(hops) >= settings.HELPCENTER_PROXIES else direct
    )
