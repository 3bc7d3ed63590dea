"""Searched in vain: what readers look for and don't find becomes a draft, once.

Read from the log of searches, never while a reader waits. Wordings are folded there; here those
that mean the same are put together: equal or mostly equal words, with other names of a thing as
one, or a single slip of typing. Readers are counted by address, as `faq.search.popular` does.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from faq.accounts import audit
from faq.accounts.models import User
from faq.articles import actions
from faq.articles.models import Article, Revision, Text, Wanted, WantedWording, Words
from faq.articles.rights import can_publish
from faq.articles.searchable import ArticleSource
from faq.base import chinese, languages
from faq.base.models import one_request
from faq.categories.models import Category
from faq.search import synonyms
from faq.search.matching import Matches, match
from faq.search.models import Query, Search

DAYS = 7
MOST_QUERIES, MOST_REPLAYED, MOST_KEPT = 300, 10, 500
ALIKE = 0.65
"""So much of the words of two wordings must be the same."""
UNOPENED_BY = 3
"""Readers who opened nothing of what was found."""
UNSURE = 0.5
SHORTEST = 4
KEYWORDS = 500
READER = AnonymousUser()
Outcome = Wanted.Outcome


@dataclass
class Cluster:
    """Wordings of one wish, the most asked first, and from which addresses, by their first day."""

    wordings: list[str]
    language: str
    words: frozenset[str]
    asked_at: datetime
    wanted: Wanted | None = None
    readers: dict[int, date] = field(default_factory=dict)
    has_failed: bool = False

    @property
    def title(self) -> str:
        """The most asked wording."""
        return self.wordings[0]

    @property
    def is_open(self) -> bool:
        """Whether nobody did anything about it, or enough new readers came since it was refused."""
        if self.wanted is None:
            return True
        if self.wanted.outcome == Outcome.DISMISSED:
            day = timezone.localdate(self.wanted.at)
            return sum(first > day for first in self.readers.values()) >= settings.WANTED_READERS
        return self.wanted.article_id is None


# --- Reading the log -----------------------------------------------------------------------------


@one_request()
def clusters(*, at: datetime, days: int = DAYS) -> list[Cluster]:
    """What was searched for in vain in the last days, the most asked first. Four queries.

    In vain: nothing was found, or only a guess that nobody opened; the robot had no answer; or
    several readers opened nothing (`has_failed` is false for these: the answer may stand in the
    list of results).
    """
    since = timezone.localdate(at) - timedelta(days=days - 1)
    asked = Query.objects.asked_since(since).in_vain(unopened_by=UNOPENED_BY)
    queries = list(asked[:MOST_QUERIES])
    readers = _readers([query.pk for query in queries], since)
    found = list(_known(at))
    for query in queries:
        cluster = _joined(found, query, at)
        cluster.asked_at = max(cluster.asked_at, query.asked_at)
        cluster.has_failed |= _has_failed(query)
        for address, day in readers[query.pk]:
            cluster.readers[address] = min(day, cluster.readers.get(address, day))
    found = [cluster for cluster in found if cluster.readers]
    return sorted(found, key=lambda cluster: -len(cluster.readers))


def _has_failed(query: Query) -> bool:
    return not query.hits or query.is_guess or query.place == Query.Place.ROBOT


def _readers(queries: Collection[int], since: date) -> dict[int, list[tuple[int, date]]]:
    rows = Search.objects.filter(query__in=queries, day__gte=since)
    rows = rows.annotate(address=F("reader").bitrightshift(32))
    found: dict[int, list[tuple[int, date]]] = defaultdict(list)
    for query, address, day in rows.values_list("query", "address", "day").distinct():
        found[query].append((address, day))
    return found


def _known(at: datetime) -> Iterator[Cluster]:
    """What something was done about already."""
    for row in Wanted.objects.prefetch_related("wordings")[:MOST_KEPT]:
        wordings = [wording.text for wording in row.wordings.all()]
        words = _words(row.title, row.language, at)
        yield Cluster(wordings or [row.title], row.language, words, row.at, row)


def _joined(found: list[Cluster], query: Query, at: datetime) -> Cluster:
    """The cluster to which a query belongs, a new one where there is none."""
    words = _words(query.text, query.language, at)
    cluster = next((one for one in found if query.text in one.wordings), None) or next(
        (one for one in found if _are_alike(one, query.text, words)), None
    )
    if cluster is None:
        cluster = Cluster([], query.language, words, query.asked_at)
        found.append(cluster)
    if query.text not in cluster.wordings:
        cluster.wordings.append(query.text)
    return cluster


def _words(text: str, language: str, at: datetime) -> frozenset[str]:
    """The telling words, each by the first of the names that mean the same."""
    asked = synonyms.asked(text, language=language, at=at).words
    return frozenset(min([word.text, *(one.text for one in word.others)]) for word in asked)


def _are_alike(cluster: Cluster, text: str, words: frozenset[str]) -> bool:
    common, every = len(cluster.words & words), len(cluster.words | words)
    return (every > 0 and common / every >= ALIKE) or is_one_slip(cluster.title, text)


def is_one_slip(one: str, other: str) -> bool:
    """Whether one character more, less or another, or two in turn, make one of the other.

    Of less than four characters every other is a word of its own, and digits are no slip.
    """
    if min(len(one), len(other)) < SHORTEST or _digits(one) != _digits(other):
        return False
    start = _common(one, other)
    one, other = one[start:], other[start:]
    end = _common(one[::-1], other[::-1])
    one, other = one[: len(one) - end], other[: len(other) - end]
    return max(len(one), len(other)) <= 1 or (len(one) == 2 and one == other[::-1])


def _common(one: str, other: str) -> int:
    """How many characters both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


# --- Doing something about it --------------------------------------------------------------------


def draft(
    cluster: Cluster, *, category: Category | None, by: User | None, at: datetime
) -> Wanted | None:
    """Make a draft titled by the most asked wording, once; `by` owns it.

    Without a category it lies where the nearest match does. Returns None, and makes nothing,
    where there is none.
    """
    with transaction.atomic():
        row = _row(cluster, Outcome.DRAFTED, at)
        if row.article_id:
            return row
        category = category or _nearest_category(cluster, at)
        if category is None:
            transaction.set_rollback(True)
            return None
        row.article = actions.create_article(
            key=f"wanted-{row.pk}", category=category, by=by, at=at
        )
        row.outcome, row.at = Outcome.DRAFTED, at
        row.save()
        title = _written(cluster.title, cluster.language)[:120]
        text = actions.save_text(row.article, cluster.language, slug=title, by=by, at=at)
        words = Words(title=title, keywords=_joined_keywords("", cluster))
        actions.save_draft(text, words, by=by, at=at)
        audit.record("wanted_drafted", row, by=by, at=at, readers=len(cluster.readers))
    return row


@transaction.atomic
def answer(cluster: Cluster, article: Article, *, by: User, at: datetime) -> Wanted:
    """Say that an article answers it: the wordings join the keywords of its text.

    Readers find it by them at once where the newest words are live and `by` may publish; else
    they wait in a draft. Raises ValidationError as publishing does.
    """
    row = _row(cluster, Outcome.ANSWERED, at)
    row.outcome, row.article, row.at = Outcome.ANSWERED, article, at
    row.save()
    text = languages.best(article.texts.all(), cluster.language)
    if text and (newest := text.revisions.first()):
        _add_keywords(text, newest, cluster, by=by, at=at)
    audit.record("wanted_answered", row, by=by, at=at, article=article.key)
    replay([row], at=at)
    return row


def _add_keywords(
    text: Text, newest: Revision, cluster: Cluster, *, by: User, at: datetime
) -> None:
    words = Words(
        title=newest.title,
        summary=newest.summary,
        body=newest.body,
        keywords=_joined_keywords(newest.keywords, cluster),
    )
    revision = actions.save_draft(
        text, words, by=by, at=at, significance=Revision.Significance.TYPO
    )
    if newest.is_live(at) and can_publish(by, text.article, text.language):
        actions.publish(revision, visible_until=newest.visible_until, by=by, at=at)


@transaction.atomic
def dismiss(cluster: Cluster, *, by: User, at: datetime) -> Wanted:
    """Leave it; it comes back when `WANTED_READERS` new readers asked after this day."""
    row = _row(cluster, Outcome.DISMISSED, at)
    row.outcome, row.article, row.at = Outcome.DISMISSED, None, at
    row.save()
    audit.record("wanted_dismissed", row, by=by, at=at)
    return row


def _row(cluster: Cluster, outcome: str, at: datetime) -> Wanted:
    """The row that the wordings belong to; all of them belong to it afterwards."""
    known = WantedWording.objects.filter(text__in=cluster.wordings).select_related("wanted")
    first = known.first()
    row = first.wanted if first else cluster.wanted
    if row is None:
        row = Wanted.objects.create(
            title=cluster.title, language=cluster.language, outcome=outcome, at=at
        )
    WantedWording.objects.bulk_create(
        [WantedWording(wanted=row, text=text) for text in cluster.wordings], ignore_conflicts=True
    )
    return row


def _nearest_category(cluster: Cluster, at: datetime) -> Category | None:
    for hit in _match(cluster.title, cluster.language, at).hits:
        if trail := hit.document_for(cluster.language).trail(cluster.language):
            return Category.objects.filter(pk=trail[-1][0]).first()
    return None


def _joined_keywords(keywords: str, cluster: Cluster) -> str:
    """With the wordings that they lack, as far as there is room."""
    for wording in cluster.wordings:
        word = _written(wording, cluster.language)
        longer = f"{keywords}, {word}" if keywords else word
        if word not in keywords and len(longer) <= KEYWORDS:
            keywords = longer
    return keywords


def _written(wording: str, language: str) -> str:
    return chinese.convert(wording, language) if languages.is_chinese(language) else wording


# --- By itself -----------------------------------------------------------------------------------


def draft_missing(*, at: datetime) -> list[Wanted]:
    """A draft for each wish of `WANTED_READERS` different readers in a week, once.

    Where nothing comes near it lies in the first category. What somebody refused stays refused.
    """
    made = []
    for cluster in clusters(at=at):
        if len(cluster.readers) < settings.WANTED_READERS or not cluster.is_open:
            continue
        if cluster.wanted is None and _is_missing(cluster, at):
            row = draft(cluster, category=None, by=None, at=at) or draft(
                cluster, category=Category.objects.first(), by=None, at=at
            )
            made += [row] if row else []
    return made


def _is_missing(cluster: Cluster, at: datetime) -> bool:
    return cluster.has_failed or _match(cluster.title, cluster.language, at).confidence < UNSURE


def replay(rows: Iterable[Wanted], *, at: datetime) -> None:
    """Ask again what was asked in vain, up to ten wordings each, and keep the best place."""
    for row in rows:
        revisions = set(
            Revision.objects.filter(text__article=row.article_id)
            .visible_to(READER, at)
            .values_list("pk", flat=True)
        )
        wordings = [wording.text for wording in row.wordings.all()[:MOST_REPLAYED]]
        places = [_place(text, row, revisions, at) for text in wordings] if revisions else []
        row.place = min(filter(None, places), default=None)
        row.replayed_at = at
        row.save(update_fields=["place", "replayed_at"])


def _place(text: str, row: Wanted, revisions: Collection[int], at: datetime) -> int | None:
    for place, hit in enumerate(_match(text, row.language, at).hits, start=1):
        if hit.source == ArticleSource.name and any(
            document.object_id in revisions for document in hit.documents
        ):
            return place
    return None


def _match(text: str, language: str, at: datetime) -> Matches:
    return match(text, language=language, user=READER, at=at)
