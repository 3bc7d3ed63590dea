"""The log of searches: what readers look for, kept without who they are.

A search only puts a note into this process's memory; a thread writes the notes a few seconds
later, so no answer waits for the database. Queries lose what is personal (`masking`). Readers are
told apart by a hash under a random key that lives for a week: with it goes all that could link
one week's searches to the next, or to an address. After 90 days nothing is left.
"""

import atexit
import hashlib
import logging
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from ipaddress import IPv6Address, IPv6Network
from threading import Lock, Timer

from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest
from django.utils import timezone

from faq.base.crawlers import is_crawler
from faq.base.throttle import Limit, client_address
from faq.search import popular
from faq.search.masking import masked
from faq.search.models import Query, ReaderKey, Search

logger = logging.getLogger(__name__)

DAYS_KEPT = 90
SECONDS = 5
"""How long notes wait to be written together."""
MOST_WAITING = 1000
REPEATS = Limit("logged-searches", times=200, seconds=24 * 60 * 60, cache="default")
"""Nobody asks more in a day by hand."""

# --- Taking notes --------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A search, as it waits to be written."""

    text: str
    language: str
    place: str
    reader: str
    at: datetime
    hits: int
    is_guess: bool


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A result of a search that a reader opened."""

    text: str
    language: str
    place: str
    reader: str
    at: datetime
    source: str
    object_id: int


Note = Asked | Opened


def reader_of(request: HttpRequest) -> str:
    """Whom the log takes a request to come from: a browser at an address.

    Empty for staff and machines, who don't count. All addresses of one IPv6 network are one.
    """
    if request.user.is_staff or is_crawler(request):
        return ""
    agent = request.headers.get("User-Agent", "")[:200]
    return f"{_network(client_address(request))} {agent}"


def _network(address: str) -> str:
    try:
        known = IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    return str(known.ipv4_mapped or IPv6Network((known, 64), strict=False))


def record(
    query: str,
    *,
    language: str,
    hits: int,
    reader: str,
    at: datetime,
    place: str = Query.Place.SEARCH,
    is_guess: bool = False,
) -> None:
    """Note that `reader` (`reader_of`) asked for something, and how many things were found.

    A reader counts once a day for a query. With an empty reader nothing is noted.
    """
    text = masked(query)
    if text and reader and not REPEATS.is_exceeded(reader, now=at.timestamp()):
        _note(
            Asked(
                text=text,
                language=language,
                place=place,
                reader=reader,
                at=at,
                hits=hits,
                is_guess=is_guess,
            )
        )


def record_opened(
    query: str, *, language: str, source: str, object_id: int, reader: str, at: datetime
) -> None:
    """Note which result `reader` opened; only of a query that is in the log."""
    if (text := masked(query)) and reader:
        _note(
            Opened(
                text=text,
                language=language,
                place=Query.Place.SEARCH,
                reader=reader,
                at=at,
                source=source,
                object_id=object_id,
            )
        )


_waiting: list[Note] = []
_taking, _writing = Lock(), Lock()


def _note(note: Note) -> None:
    with _taking:
        if len(_waiting) == MOST_WAITING:
            return
        _waiting.append(note)
        number = len(_waiting)
    if number == 1:
        _write_soon()
    elif number == MOST_WAITING:
        logger.warning("Too many searches wait to be logged; more are not until these are.")


def _write_soon() -> None:
    timer = Timer(SECONDS, _write_in_background)
    timer.daemon = True
    try:
        timer.start()
    except RuntimeError as error:  # the system has no thread left
        logger.warning("%d searches could not be logged: %s", len(_taken()), error)


def _write_in_background() -> None:
    try:
        flush()
    finally:
        connection.close()


def _taken() -> list[Note]:
    """What waits, which then waits no more."""
    with _taking:
        notes = _waiting.copy()
        _waiting.clear()
    return notes


def flush() -> None:
    """Write what waits. Where the database does not take it, it is lost, and the log says so."""
    with _writing:
        notes = _taken()
        if not notes:
            return
        try:
            write(notes, at=timezone.now())
        except DatabaseError as error:
            logger.warning("%d searches could not be logged: %s", len(notes), error)


atexit.register(flush)


# --- Writing -------------------------------------------------------------------------------------


def write(notes: Sequence[Note], *, at: datetime) -> None:
    """Keep notes, let go what is too old, and tell which queries became popular."""
    with transaction.atomic():
        queries = _kept_queries(notes)
        _keep_searches(notes, queries, _key_of_the_week(at))
        _let_go(at)
    popular.promote([query.pk for query in queries.values()], monday=_monday(at), at=at)


Key = tuple[str, str, str]


def _key(row: Note | Query) -> Key:
    return (row.text, row.language, row.place)


def _kept_queries(notes: Iterable[Note]) -> dict[Key, Query]:
    """The rows of what was asked; and those of what was opened, where there are any."""
    rows = {
        _key(note): Query(
            text=note.text,
            language=note.language,
            place=note.place,
            asked_at=note.at.replace(second=0, microsecond=0),
            hits=note.hits,
            is_guess=note.is_guess,
        )
        for note in notes
        if isinstance(note, Asked)
    }
    kept = Query.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["text", "language", "place"],
        update_fields=["asked_at", "hits", "is_guess"],
    )
    texts = {note.text for note in notes if _key(note) not in rows}
    earlier = Query.objects.filter(text__in=texts) if texts else []
    return {_key(query): query for query in (*earlier, *kept)}


def _keep_searches(notes: Iterable[Note], queries: dict[Key, Query], key: bytes) -> None:
    asked: list[Search] = []
    opened: dict[tuple[int, date, int], Search] = {}
    for note in notes:
        if (query := queries.get(_key(note))) is None:
            continue
        row = Search(query=query, day=timezone.localdate(note.at), reader=_hash(note.reader, key))
        if isinstance(note, Opened):
            row.opened_source, row.opened_id = note.source, note.object_id
            opened[query.pk, row.day, row.reader] = row
        else:
            asked.append(row)
    Search.objects.bulk_create(asked, ignore_conflicts=True)
    Search.objects.bulk_create(
        opened.values(),
        update_conflicts=True,
        unique_fields=["query", "day", "reader"],
        update_fields=["opened_source", "opened_id"],
    )


def _let_go(at: datetime) -> None:
    first = timezone.localdate(at) - timedelta(days=DAYS_KEPT)
    Search.objects.filter(day__lt=first).delete()
    Query.objects.filter(asked_at__lt=timezone.make_aware(datetime.combine(first, time()))).delete()


# --- Telling readers apart -----------------------------------------------------------------------


def _monday(at: datetime) -> date:
    day = timezone.localdate(at)
    return day - timedelta(days=day.weekday())


def _key_of_the_week(at: datetime) -> bytes:
    """The key that all processes share; a new week's takes the place of the one before."""
    monday = _monday(at)
    if found := ReaderKey.objects.filter(monday=monday).first():
        return bytes(found.key)
    key = secrets.token_bytes(32)
    ReaderKey.objects.update_or_create(pk=1, defaults={"monday": monday, "key": key})
    return key


def _hash(reader: str, key: bytes) -> int:
    """31 bits that tell addresses apart, then 32 that tell browsers apart."""
    address, _space, _agent = reader.partition(" ")
    return _bits(address, key) >> 1 << 32 | _bits(reader, key)


def _bits(text: str, key: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), key=key, digest_size=4).digest())
