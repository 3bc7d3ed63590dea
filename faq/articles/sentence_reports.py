"""Readers' reports of single sentences: taken, shown to editors, answered on the page.

Whether a reported sentence still stands is decided at reading, from the words that are live then:
scheduled words take effect without anything running, so nothing could note it at the moment.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from faq.accounts import audit
from faq.accounts.models import User
from faq.articles import sentences
from faq.articles.models import Revision, SentenceReport, Text
from faq.articles.sentences import Sentence
from faq.base import characters, languages
from faq.search.masking import masked

READERS = 3
"""After so many different readers the page says that a sentence is under review."""
ON_DESK = timedelta(days=365)
"""For so long an unanswered report waits."""
ANSWERED_FOR = timedelta(days=90)
"""For so long readers are told on the page what became of their reports."""
OWN_SHOWN = 5
_MOST_READ = 2000


# --- From readers --------------------------------------------------------------------------------


@transaction.atomic
def report(
    text: Text, sentence: Sentence, *, reader: str, reason: str, comment: str, at: datetime
) -> SentenceReport:
    """Take a reader's word on a sentence, instead of an earlier one by the same reader.

    The comment is kept without what looks personal or secret.
    """
    given, _is_new = SentenceReport.objects.update_or_create(
        text=text,
        anchor=sentence.anchor,
        reader=reader,
        defaults={
            "sentence": sentence.text[:500],
            "heading": sentence.heading[:200],
            "reason": reason,
            "comment": masked(characters.clean(comment)),
            "at": at,
            "closed_at": None,
            "closed_by": None,
            "answer": "",
        },
    )
    return given


@dataclass(frozen=True)
class Own:
    """What became of a reader's report: `outcome` is open, changed or answered.

    Sentence and answer are in the text's own language, which `lang` names.
    """

    sentence: str
    lang: str
    at: datetime
    outcome: str
    answer: str


@dataclass(frozen=True)
class OnPage:
    """What a page says of reports: the anchors of sentences under review, and the reader's own."""

    under_review: frozenset[str]
    own: Sequence[Own]


def on_page(revision: Revision, *, reader: str | None, at: datetime) -> OnPage:
    """For a live revision fetched with `for_page`. One query, none where nothing was reported."""
    if not getattr(revision, "has_reports", False):
        return OnPage(frozenset(), [])
    rows = SentenceReport.objects.filter(text=revision.text_id, at__gt=at - ON_DESK)
    reports = list(rows.for_reader(reader)[:_MOST_READ])
    readers = Counter(one.anchor for one in reports if one.closed_at is None)
    standing = sentences.anchors_of(revision)
    recent = [
        one
        for one in reports
        if one.reader == reader and (one.closed_at or one.at) > at - ANSWERED_FOR
    ]
    return OnPage(
        frozenset(anchor for anchor in standing if readers[anchor] >= READERS),
        [_own(one, revision.language, standing) for one in reversed(recent[-OWN_SHOWN:])],
    )


def _own(given: SentenceReport, language: str, standing: Collection[str]) -> Own:
    outcome = "open" if given.anchor in standing else "changed"
    if given.closed_at:
        outcome = "answered"
    lang = languages.html_lang(language)
    return Own(given.sentence, lang, given.at, outcome, given.answer)


# --- At the desk ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reported:
    """A sentence that readers see now, and the open reports of it, oldest first."""

    revision: Revision
    reports: Sequence[SentenceReport]

    @property
    def text(self) -> Text:
        """The text in which it stands."""
        return self.revision.text

    @property
    def first(self) -> SentenceReport:
        """The report that waits longest."""
        return self.reports[0]

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """The reasons, the most given first, and how many readers gave each."""
        counted = Counter(str(one.get_reason_display()) for one in self.reports)
        return counted.most_common()

    @property
    def comments(self) -> list[str]:
        """What readers added."""
        return [one.comment for one in self.reports if one.comment]


def waiting(at: datetime) -> list[Reported]:
    """Sentences that nobody answered for and that stand in live words, the most reported first.

    Two queries, and none for words that were read before.
    """
    found: dict[tuple[int, str], list[SentenceReport]] = defaultdict(list)
    given = SentenceReport.objects.open().filter(at__gt=at - ON_DESK)
    for one in given.order_by("at")[:_MOST_READ]:
        found[one.text_id, one.anchor].append(one)
    live = _live({text for text, _anchor in found}, at)
    standing = {pk: sentences.anchors_of(revision) for pk, revision in live.items()}
    return sorted(
        (
            Reported(live[text], reports)
            for (text, anchor), reports in found.items()
            if anchor in standing.get(text, ())
        ),
        key=lambda one: (-len(one.reports), one.first.at),
    )


def _live(texts: Iterable[int], at: datetime) -> dict[int, Revision]:
    live = Revision.objects.live(at).filter(text__in=texts)
    revisions = live.select_related("text__article__owner").defer("body", "plain", "asked")
    return {revision.text_id: revision for revision in revisions}


@transaction.atomic
def answer(text: Text, anchor: str, *, words: str, by: User, at: datetime) -> int:
    """Close the open reports of a sentence with a word to those who reported it; how many."""
    closed: int = (
        SentenceReport.objects.open()
        .filter(text=text, anchor=anchor)
        .update(closed_at=at, closed_by=by, answer=characters.one_line(words)[:300])
    )
    if closed:
        audit.record("reports_answered", text, by=by, at=at, sentence=anchor, readers=closed)
    return closed
