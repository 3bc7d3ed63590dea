"""Times of search over the content of a data folder, in one process.

    HELPCENTER_DATA=folder python manage.py collectstatic
    HELPCENTER_DATA=folder python -m tests.bench.search [--requests N] [--rebuild]

Asks the search page and the suggestions as an anonymous browser would, through every middleware,
for queries of each kind that are made from the titles at hand, always the same. Then it takes in
single texts anew, which is undone, and with `--rebuild` the whole index. Every page is asked for three
times and counts as it was quickest. Milliseconds are CPU time, which other work on the machine
disturbs least; those of the clock are beside it.
"""

import argparse
import gc
import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from random import Random

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpcenter.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from faq.base import languages  # noqa: E402
from faq.base.text import dictionary_words, load_dictionary  # noqa: E402
from faq.search import index  # noqa: E402
from faq.search.models import Document  # noqa: E402

SEED = 7
WARM_UP = 20
SAVED = 120
ROUNDS = 3
ROW = "| {:<32} | {:>7.1f} | {:>7.1f} | {:>9.1f} | {:>9.1f} | {:>7} |"


@dataclass(frozen=True)
class Title:
    """A title of the content, in the language of its readers."""

    text: str
    language: str

    def words(self) -> list[str]:
        """Its words of two characters or more."""
        found = dictionary_words(self.text) if languages.is_chinese(self.language) else []
        return [word for word in [*found, *self.text.split()] if len(word) > 1] or [self.text]


Query = Callable[[Title, Random], str]


def _one_word(title: Title, random: Random) -> str:
    return random.choice(title.words())


def _two_words(title: Title, random: Random) -> str:
    return " ".join(random.choice(title.words()) for _word in range(2))


def _title(title: Title, random: Random) -> str:
    return title.text


def _many_words(title: Title, random: Random) -> str:
    return " ".join(random.choice(title.words()) for _word in range(12)) + " please"


def _misspelt(title: Title, random: Random) -> str:
    word = max(title.words(), key=len)
    place = random.randrange(len(word) - 1)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _pinyin(title: Title, random: Random) -> str:
    return random.choice(["chongzhi", "tixian", "yanzhengma", "shouxufei", "dizhi"])


def _mixed(title: Title, random: Random) -> str:
    return f"{random.choice(title.words())}API {random.randrange(1000)}"


def _nothing(title: Title, random: Random) -> str:
    return f"qzxv{random.randrange(1000)} wkjq"


def _begun(title: Title, random: Random) -> str:
    return title.text[: random.randint(2, 8)]


KINDS: dict[str, Query] = {
    "one word": _one_word,
    "two words": _two_words,
    "a whole title": _title,
    "thirteen words": _many_words,
    "misspelt": _misspelt,
    "pinyin": _pinyin,
    "mixed": _mixed,
    "nothing to be found": _nothing,
    "being typed": _begun,
}


@dataclass
class Times:
    """Milliseconds that the same thing took each time, of the CPU and of the clock."""

    cpu: list[float]
    clock: list[float]
    most_queries: int = 0

    def show(self, name: str) -> None:
        """Print a row of the table."""
        shares = [(self.cpu, 0.5), (self.cpu, 0.99), (self.clock, 0.5), (self.clock, 0.99)]
        values = [_percentile(values, share) for values, share in shares]
        print(ROW.format(name, *values, self.most_queries or ""), flush=True)


def _percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _timed(calls: Iterable[Callable[[], object]], *, rounds: int = 1) -> Times:
    """The quickest of so many rounds for each: what is slower then was in somebody's way."""
    times = Times([], [])
    for call in calls:
        cpu, clock = zip(*(_taken(call) for _round in range(rounds)), strict=True)
        times.cpu.append(min(cpu))
        times.clock.append(min(clock))
    return times


def _taken(call: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of the CPU and of the clock."""
    cpu, clock = time.process_time(), time.perf_counter()
    call()
    return 1000 * (time.process_time() - cpu), 1000 * (time.perf_counter() - clock)


def _titles(random: Random) -> list[Title]:
    rows = Document.objects.values_list("titles", "language").order_by("pk")
    numbers = random.sample(range(rows.count()), min(rows.count(), 500))
    return [Title(titles[code], code) for titles, code in (rows[number] for number in numbers)]


class _Reader:
    """An anonymous browser whose every request comes from another address, past the limit."""

    def __init__(self) -> None:
        self._client = Client(SERVER_NAME="127.0.0.1", headers={"Accept-Encoding": "gzip"})
        self._addresses = count()

    def get(self, path: str, query: str) -> None:
        number = next(self._addresses)
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        answer = self._client.get(path, {"q": query}, REMOTE_ADDR=address)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status_code} for {query!r}")


def _time_pages(name: str, path: str, titles: Sequence[Title], requests: int) -> None:
    """A row for each kind of query, and one for all of them."""
    reader, every = _Reader(), Times([], [])
    for kind, query in KINDS.items():
        random = Random(f"{SEED} {kind}")
        asked = [
            (f"/{title.language}/{path}", query(title, random))
            for title in random.choices(titles, k=requests)
        ]
        for address, words in asked[:WARM_UP]:
            reader.get(address, words)
            with CaptureQueriesContext(connection) as captured:
                reader.get(address, words)
            every.most_queries = max(every.most_queries, len(captured))
        times = _timed(
            (partial(reader.get, address, words) for address, words in asked), rounds=ROUNDS
        )
        every.cpu += times.cpu
        every.clock += times.clock
        times.show(f"{name}: {kind}")
    every.show(f"{name}: all")


def _time_saving(random: Random) -> None:
    """The index alone takes in one text at a time; it is undone."""
    pairs = list(Document.objects.values_list("source", "object_id").order_by("pk"))
    saving = [partial(index.refresh, source, [pk]) for source, pk in random.choices(pairs, k=SAVED)]
    with transaction.atomic():
        _timed(saving[:WARM_UP])
        _timed(saving[WARM_UP:]).show("saving one text")
        transaction.set_rollback(True)


def _time_rebuild() -> None:
    cpu, clock = time.process_time(), time.perf_counter()
    number = index.rebuild()
    cpu, clock = time.process_time() - cpu, time.perf_counter() - clock
    print(
        f"\nrebuild of the index: {number} documents, {number / clock:.0f} a second by the clock, "
        f"{number / cpu:.0f} a second of CPU time"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--requests", type=int, default=200, help="of each kind")
    parser.add_argument("--rebuild", action="store_true", help="rebuild the whole index, too")
    options = parser.parse_args()
    random = Random(SEED)
    titles = _titles(random)
    load_dictionary()
    Client(SERVER_NAME="127.0.0.1").get("/")
    # As the server does once the site is loaded.
    gc.freeze()
    print(f"{Document.objects.count()} documents\n")
    print("| what | CPU p50 | CPU p99 | clock p50 | clock p99 | queries |")
    print("| --- | --- | --- | --- | --- | --- |")
    _time_pages("page", "search/", titles, options.requests)
    _time_pages("suggestions", "search/suggest/", titles, options.requests)
    _time_saving(random)
    if options.rebuild:
        _time_rebuild()


if __name__ == "__main__":
    main()
