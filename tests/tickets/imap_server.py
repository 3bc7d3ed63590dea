"""A small IMAP server over TLS on this machine (the part of RFC 3501 that fetching mail needs)."""

import asyncio
import re
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

CERTIFICATE = Path(__file__).parent / "data" / "localhost.pem"
NAME, PASSWORD = "support@help.example", 'se"cret/'
Reader = asyncio.StreamReader
Writer = asyncio.StreamWriter


@dataclass
class ImapServer:
    """One folder: mails by their number, which of them were seen, and what was asked."""

    mails: dict[int, bytes] = field(default_factory=dict)
    uid_validity: int = 7
    seen: set[int] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    broken: set[int] = field(default_factory=set)
    before_flag: Callable[[int], None] = lambda _uid: None
    port: int = 0

    async def serve(self, reader: Reader, writer: Writer) -> None:
        """Talk to one client until it leaves."""
        writer.write(b"* OK ready\r\n")
        while line := await reader.readline():
            tag, _space, command = line.decode().strip().partition(" ")
            self.asked.append(command)
            writer.write(self.answer(tag, command))
            await writer.drain()
            if command.upper() == "LOGOUT":
                break
        writer.close()

    def answer(self, tag: str, command: str) -> bytes:
        """What is said to one command."""
        name = command.split(" ")[0].upper()
        said, verdict = b"", b"OK done"
        if name == "CAPABILITY":
            said = b"* CAPABILITY IMAP4rev1\r\n"
        elif name == "LOGIN":
            _name, given, password = command.split(" ", 2)
            quoted = password.strip('"').replace('\\"', '"')
            verdict = b"OK in" if (given, quoted) == (NAME, PASSWORD) else b"NO go away"
        elif name == "SELECT":
            said = (
                f"* {len(self.mails)} EXISTS\r\n* OK [UIDVALIDITY {self.uid_validity}] it is\r\n"
            ).encode()
        elif name == "UID":
            said = self._by_uid(command.split(" ", 2)[1].upper(), command.split(" ", 2)[2])
        elif name == "LOGOUT":
            said = b"* BYE\r\n"
        return said + tag.encode() + b" " + verdict + b"\r\n"

    def _by_uid(self, name: str, rest: str) -> bytes:
        if name == "SEARCH":
            first = int(re.search(r"(\d+):\*", rest)[1])
            last = max(self.mails, default=0)
            found = [uid for uid in self.mails if uid >= first or uid == last]
            return f"* SEARCH {' '.join(map(str, sorted(found)))}\r\n".encode()
        uid, what = int(rest.split(" ")[0]), rest.split(" ", 1)[1]
        if name == "STORE":
            self.before_flag(uid)
            self.seen.add(uid)
            return f"* 1 FETCH (UID {uid} FLAGS (\\Seen))\r\n".encode()
        raw = self.mails.get(uid, b"")
        if not raw or uid in self.broken:
            return b""
        if "RFC822.SIZE" in what:
            return f"* 1 FETCH (UID {uid} RFC822.SIZE {len(raw)})\r\n".encode()
        part = re.search(r"<0\.(\d+)>", what)
        raw = raw[: int(part[1])] if part else raw
        return f"* 1 FETCH (UID {uid} BODY[] {{{len(raw)}}}\r\n".encode() + raw + b")\r\n"


@contextmanager
def listening(server: ImapServer) -> Iterator[ImapServer]:
    """Let it listen until the block ends."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    start = asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=context)
    listener = asyncio.run_coroutine_threadsafe(start, loop).result(10)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(listener.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
