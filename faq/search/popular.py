"""Searches that many readers made, offered to those who begin to type the same.

None is offered that fewer than FEWEST_READERS asked for within a week, each at an address of their
own, and none that says what our texts don't: otherwise a few browsers could put a number, a host or
a slogan before readers.
"""

import re
from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.utils import timezone

from faq.base import chinese, languages
from faq.base.text import fold, words
from faq.search.matching import match
from faq.search.models import Query, Search

FEWEST_READERS = 5
DAYS = 30
LONGEST, MOST_WORDS, MOST_DIGITS = 40, 4, 4
MOST_REMEMBERED = 500
SECONDS_REMEMBERED = 5 * 60

# Words and what belongs to them (2FA, C++, USDT-TRC20, 50%); no host, handle or address.
_PLAIN = re.compile(r"[^\W_]+(?:[ +#%'?-]+[^\W_]+)*[+#%?]*")


def promote(queries: Collection[int], *, monday: date, at: datetime) -> None:
    """Mark those of the queries that so many readers asked for since Monday, once a day."""
    numbers = Search.objects.addresses_by_query(queries, since=monday)
    enough = [pk for pk, number in numbers.items() if number >= FEWEST_READERS]
    today = timezone.localdate(at)
    for query in Query.objects.filter(pk__in=enough).that_may_become_popular(today):
        if is_ours(query.text, language=query.language, at=at):
            query.popular_on, query.popularity = today, numbers[query.pk]
            query.save(update_fields=["popular_on", "popularity"])


def is_ours(text: str, *, language: str, at: datetime) -> bool:
    """Whether one text that everybody may read has all words of it, and it is nothing but words."""
    if (
        len(text) > LONGEST
        or sum(map(str.isdigit, text)) > MOST_DIGITS
        or not _PLAIN.fullmatch(text)
        or len(words(text, limit=LONGEST)) > MOST_WORDS
    ):
        return False
    found = match(text, language=language, user=AnonymousUser(), at=at)
    return bool(found.hits) and not found.meant and found.coverage > 0.99


def begun(typed: str, *, language: str, at: datetime, limit: int) -> list[str]:
    """Popular searches that begin with what is typed, then those that hold it."""
    start = fold(typed)
    if not start:
        return []
    known = [pair for pair in _remembered(language, at) if start in pair[0] and start != pair[0]]
    known.sort(key=lambda pair: not pair[0].startswith(start))
    return [shown for _text, shown in known[:limit]]


def _remembered(language: str, at: datetime) -> list[tuple[str, str]]:
    """Popular searches as they are compared and as readers of a language write them."""
    key = f"popular-searches:{language}"
    pairs: list[tuple[str, str]] | None = cache.get(key)
    if pairs is None:
        since = timezone.localdate(at) - timedelta(days=DAYS)
        found = Query.objects.popular(language, since=since)[:MOST_REMEMBERED]
        is_chinese = languages.is_chinese(language)
        pairs = [
            (query.text, chinese.convert(query.text, language) if is_chinese else query.text)
            for query in found
        ]
        cache.set(key, pairs, SECONDS_REMEMBERED)
    return pairs
