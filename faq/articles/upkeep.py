"""What of the texts needs somebody: stale, behind their source, not translated, of no help.

Each kind is a queryset of what readers can see now; it empties by doing the work. Then the two
words by which an editor says that nothing had to be done.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    FloatField,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Greatest, TruncDate
from django.utils import timezone

from faq.accounts import audit
from faq.accounts.models import User
from faq.articles import actions
from faq.articles.models import Article, DailyViews, Revision, Text, Vote
from faq.base import languages
from faq.categories.tree import tree

VOTE_DAYS = 30
FEWEST_NO = 3
"""So many readers must say no before a text is asked after."""
PRIOR_VIEWS = 20
"""Readers who are taken to have said nothing, so that three of three don't come before all."""


def live_texts(at: datetime) -> QuerySet[Text]:
    """Texts that somebody can read at that instant."""
    return Text.objects.filter(Exists(Revision.objects.live(at).filter(text=OuterRef("pk"))))


# --- Stale ---------------------------------------------------------------------------------------


def with_due_day(texts: QuerySet[Text]) -> QuerySet[Any]:
    """With `due_on`, the day of the next check.

    It is counted from the last check, else from the first publication. The days are those of the
    category or the nearest above it that says some, else those of the kind.
    """
    published = Revision.objects.filter(text=OuterRef("pk"), is_published=True)
    first = published.order_by("visible_from").values("visible_from")[:1]
    checked = Coalesce("checked_on", Cast(Subquery(first), DateField()))
    # SQLite adds what "+180 days" says.
    return texts.annotate(
        due_on=Func(checked, _interval(), function="date", output_field=DateField())
    )


def _interval() -> Case:
    by_days: dict[int, list[int]] = {}
    for node in tree().in_order():
        if node.check_after_days:
            by_days.setdefault(node.check_after_days, []).append(node.pk)
    said = [When(article__category__in=pks, then=_days(days)) for days, pks in by_days.items()]
    usual = [
        When(article__kind=kind, then=_days(days))
        for kind, days in settings.CHECK_AFTER_DAYS.items()
    ]
    longest = max(settings.CHECK_AFTER_DAYS.values())
    return Case(*said, *usual, default=_days(longest), output_field=CharField())


def _days(number: int) -> Value:
    return Value(f"+{number} days")


def stale(at: datetime) -> QuerySet[Text]:
    """Live texts whose day for the next check has come."""
    return with_due_day(live_texts(at)).filter(due_on__lte=timezone.localdate(at))


# --- Translations --------------------------------------------------------------------------------


def source_language() -> str:
    """The language in which texts are written first; the others follow it."""
    return languages.codes()[0]


def with_followed(texts: QuerySet[Text]) -> QuerySet[Any]:
    """With `followed`, the moment until which the text can have taken in what its source says.

    That is when its own last words were written which are more than a typo, or the revision of
    the source which an editor noted, whichever came later.
    """
    own = Revision.objects.filter(text=OuterRef("pk"))
    changed = own.exclude(significance=Revision.Significance.TYPO).order_by("-created_at")
    written = Coalesce(
        Subquery(changed.values("created_at")[:1]),
        Subquery(own.order_by("created_at").values("created_at")[:1]),
    )
    return texts.annotate(written=written).annotate(
        followed=Greatest("written", Coalesce("follows__created_at", "written"))
    )


def changes_of_source(at: datetime) -> QuerySet[Revision]:
    """Of a text with `followed`, as a subquery: what its source has said anew since, by readers."""
    started = Revision.objects.started(at).filter(
        text__article=OuterRef("article"),
        text__language=source_language(),
        created_at__gt=OuterRef("followed"),
    )
    return started.exclude(significance=Revision.Significance.TYPO)


def behind(at: datetime) -> QuerySet[Text]:
    """Live translations whose source has changed since by more than a typo.

    `changed_at` tells since when, `is_major` whether what they say is wrong now.
    """
    changes = changes_of_source(at)
    texts = with_followed(live_texts(at).exclude(language=source_language()))
    return texts.filter(Exists(changes)).annotate(
        changed_at=Subquery(changes.order_by("visible_from").values("visible_from")[:1]),
        is_major=Exists(changes.filter(significance=Revision.Significance.MAJOR)),
    )


def families() -> list[tuple[str, ...]]:
    """The site's languages, those together whose readers can read each other's texts."""
    found: list[tuple[str, ...]] = []
    for code in languages.codes():
        if not any(code in family for family in found):
            found.append(
                tuple(other for other in languages.codes() if languages.can_read(code, other))
            )
    return found


def untranslated(at: datetime) -> QuerySet[Article]:
    """Articles that somebody can read and others cannot, for want of a text; `total_views` too.

    A text in the sister script is enough: it is converted.
    """
    texts = Text.objects.filter(article=OuterRef("pk"))
    lacks = (~Exists(texts.filter(language__in=family)) for family in families())
    is_live = Exists(Revision.objects.live(at).filter(text__article=OuterRef("pk")))
    views = texts.order_by().values("article").annotate(total=Sum("views")).values("total")
    found = Article.objects.filter(is_live)
    return found.filter(_any(lacks)).annotate(total_views=Coalesce(Subquery(views), 0))


def _any(conditions: Iterable[Any]) -> Q:
    return reduce(or_, map(Q, conditions))


# --- Of no help ----------------------------------------------------------------------------------


def fresh_votes(at: datetime) -> QuerySet[Vote]:
    """Votes of the last days on the words that readers see now, since somebody checked them.

    What an editor has answered by new words or by a check counts no longer.
    """
    live = Revision.objects.live(at).filter(text=OuterRef("text"))
    votes = Vote.objects.filter(at__gt=at - timedelta(days=VOTE_DAYS), at__lte=at)
    return votes.annotate(words_from=Subquery(live.values("visible_from")[:1])).filter(
        Q(text__checked_on=None) | Q(text__checked_on__lt=TruncDate("at")),
        at__gte=F("words_from"),
    )


def unhelpful(at: datetime) -> QuerySet[Text]:
    """Live texts to which some readers said no lately; `weight` is their share of those who read.

    `no` and `yes` are the votes, `recent_views` the readings of the same days.
    """
    votes = fresh_votes(at).filter(text=OuterRef("pk")).order_by().values("text")
    no = votes.annotate(n=Count("pk", filter=Q(is_helpful=False))).values("n")
    yes = votes.annotate(n=Count("pk", filter=Q(is_helpful=True))).values("n")
    since = timezone.localdate(at) - timedelta(days=VOTE_DAYS)
    read = DailyViews.objects.filter(text=OuterRef("pk"), day__gt=since).order_by().values("text")
    views = read.annotate(n=Sum("count")).values("n")
    enough = (
        Vote.objects.filter(at__gt=at - timedelta(days=VOTE_DAYS), is_helpful=False)
        .order_by()
        .values("text")
        .annotate(n=Count("pk"))
        .filter(n__gte=FEWEST_NO)
        .values("text")
    )
    texts = live_texts(at).filter(pk__in=enough)
    counted = texts.annotate(
        no=Coalesce(Subquery(no), 0),
        yes=Coalesce(Subquery(yes), 0),
        recent_views=Coalesce(Subquery(views), 0),
    ).filter(no__gte=FEWEST_NO)
    readers = Greatest(F("recent_views"), F("no") + F("yes")) + PRIOR_VIEWS
    return counted.annotate(weight=Cast(F("no"), FloatField()) / readers)


# --- Nothing had to be done ----------------------------------------------------------------------


@transaction.atomic
def mark_checked(texts: Iterable[Text], *, by: User | None, at: datetime) -> None:
    """Somebody read these texts and they are right: readers and the queue learn the day."""
    for text in texts:
        actions.save_text(
            text.article, text.language, checked_on=timezone.localdate(at), by=by, at=at
        )


@transaction.atomic
def mark_up_to_date(text: Text, source: Revision, *, by: User | None, at: datetime) -> None:
    """A translation says what this revision of its source says. Search and readers see no change.

    Raises ValueError for a revision of another article or of the text itself.
    """
    if source.text.article_id != text.article_id or source.text_id == text.pk:
        raise ValueError("A translation follows another language of its article.")
    text.follows = source
    text.save(update_fields=["follows"])
    audit.record("follows", text, by=by, at=at, revision=source.pk, language=source.language)
