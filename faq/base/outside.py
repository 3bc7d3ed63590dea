"""Asking another site whether an address answers, without ever reaching into a private network.

A host is resolved first, and the connection goes to the address that was looked at, so that a name
cannot mean one thing when it is checked and another when it is used. Redirects are not followed
here: whoever does asks again, and everything is checked again.
"""

import http.client
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv6Address, IPv6Network, ip_address
from urllib.parse import urljoin, urlsplit

TIMEOUT = 10.0
USER_AGENT = "helpcenter-link-check/1.0"
_PORTS = {"https": 443, "http": 80}
_TRANSLATED = IPv6Network("64:ff9b::/32")
"""IPv6 addresses that stand for IPv4 ones, private ones among them."""


class NoSuchHost(OSError):
    """The name means nothing."""


class NotPublic(OSError):
    """The name means an address that is not on the public internet."""


@dataclass(frozen=True)
class Answer:
    """The status of an answer, and where it leads if it is a redirect, else ""."""

    status: int
    location: str = ""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, in whatever form it is written."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if ip.sixtofour is not None or ip.teredo is not None or ip in _TRANSLATED:
            return False
    return ip.is_global and not ip.is_multicast


def addresses_of(host: str, port: int) -> list[str]:
    """The IP addresses that a name means. Raises NoSuchHost."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise NoSuchHost(host) from error
    return [str(address[0]) for *_rest, address in found]


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was looked at, whatever the host's name means by now."""

    def __init__(
        self, host: str, port: int, address: str, context: ssl.SSLContext | None, timeout: float
    ) -> None:
        super().__init__(host, port, timeout=timeout)
        self._address, self._context = address, context

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._context:
            self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host)


@dataclass(frozen=True)
class Outside:
    """Asks over https and http; how names are resolved and judged can be given."""

    timeout: float = TIMEOUT
    resolve: Callable[[str, int], Sequence[str]] = addresses_of
    is_public: Callable[[str], bool] = is_public
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def ask(self, method: str, url: str) -> Answer:
        """Send one request and read the head of the answer only.

        Raises NoSuchHost, NotPublic, ssl.SSLError, another OSError or HTTPException when there is
        no answer, ValueError for what is no address of a site.
        """
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError(url)
        port = parts.port or _PORTS[parts.scheme]
        addresses = self.resolve(parts.hostname, port)
        if not all(map(self.is_public, addresses)):
            raise NotPublic(parts.hostname)
        context = self.context if parts.scheme == "https" else None
        connection = _Pinned(parts.hostname, port, addresses[0], context, self.timeout)
        target = parts._replace(scheme="", netloc="", path=parts.path or "/", fragment="").geturl()
        try:
            connection.request(method, target, headers={"User-Agent": USER_AGENT})
            response = connection.getresponse()
            leads = response.getheader("Location", "") if 300 <= response.status < 400 else ""
            return Answer(response.status, urljoin(url, leads) if leads else "")
        finally:
            connection.close()
