"""What waits for editors of articles, for the first page of the admin."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, time
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from faq.accounts.models import User
from faq.accounts.queues import Queue, Row, first_of
from faq.articles import upkeep
from faq.articles.models import GoldenQuery, OutsideLink, Revision, Text, Vote
from faq.base import languages

FAILING = (GoldenQuery.Outcome.FAILS, GoldenQuery.Outcome.UNPUBLISHED)


def stale(user: User, at: datetime) -> Queue | None:
    """Texts whose check is due, the longest first."""

    def note(text: Any) -> str:
        return _("never checked") if text.checked_on is None else ""

    return _of_texts(
        user, at, "stale", _("To be checked"), upkeep.stale(at), ["due_on"],
        since=lambda text: _midnight(text.due_on), note=note,
    )  # fmt: skip


def behind(user: User, at: datetime) -> Queue | None:
    """Translations whose source has changed: those that are wrong now first."""

    def note(text: Any) -> str:
        return _("major: it is wrong now") if text.is_major else _("minor")

    return _of_texts(
        user, at, "behind", _("Translations behind"), upkeep.behind(at),
        ["-is_major", "changed_at"], since=lambda text: text.changed_at, note=note,
        page="admin:articles_text_source_changes",
    )  # fmt: skip


def unhelpful(user: User, at: datetime) -> Queue | None:
    """Texts that don't help, by the share of their readers who say so, with the reasons."""
    if not user.has_perm("articles.change_text"):
        return None
    waiting = upkeep.unhelpful(at)
    first = first_of(waiting, mine=Q(article__owner=user), order=["-weight"])
    reasons: dict[int, Counter[str]] = {}
    for text, reason in (
        upkeep.fresh_votes(at)
        .filter(text__in=first.pks, is_helpful=False)
        .exclude(reason="")
        .values_list("text", "reason")
    ):
        reasons.setdefault(text, Counter())[str(Vote.Reason(reason).label)] += 1

    def note(text: Any) -> str:
        said = _("%(no)d of %(votes)d say no, %(views)d readings") % {
            "no": text.no, "votes": text.no + text.yes, "views": text.recent_views,
        }  # fmt: skip
        why = [f"{label} {n}" for label, n in reasons.get(text.pk, Counter()).most_common()]
        return " · ".join([said, *why])

    rows = _rows(waiting, first.pks, user, at, since=lambda _text: None, note=note)
    return Queue(
        name="unhelpful", title=_("Did not help"), count=first.count, mine=first.mine,
        rows=rows, url=_all_texts("unhelpful"),
    )  # fmt: skip


def _of_texts(
    user: User,
    at: datetime,
    name: str,
    title: str,
    waiting: QuerySet[Text],
    order: list[str],
    *,
    since: Callable[[Any], datetime | None],
    note: Callable[[Any], str],
    page: str = "admin:articles_text_change",
) -> Queue | None:
    if not user.has_perm("articles.change_text"):
        return None
    first = first_of(waiting, mine=Q(article__owner=user), order=order)
    rows = _rows(waiting, first.pks, user, at, since=since, note=note, page=page)
    return Queue(
        name=name, title=title, count=first.count, mine=first.mine, rows=rows, url=_all_texts(name)
    )


def _rows(
    waiting: QuerySet[Text],
    pks: list[int],
    user: User,
    at: datetime,
    *,
    since: Callable[[Any], datetime | None],
    note: Callable[[Any], str],
    page: str = "admin:articles_text_change",
) -> list[Row]:
    title = Revision.objects.live(at).filter(text=OuterRef("pk")).values("title")[:1]
    texts = waiting.filter(pk__in=pks).annotate(live_title=Subquery(title))
    by_pk: dict[int, Any] = {text.pk: text for text in texts.select_related("article__owner")}
    return [
        Row(
            title=text.live_title,
            url=reverse(page, args=[text.pk]),
            note=" · ".join(filter(None, [languages.name(text.language), note(text)])),
            owner=str(text.article.owner or ""),
            since=since(text),
            is_mine=text.article.owner_id == user.pk,
        )
        for pk in pks
        if (text := by_pk.get(pk))
    ]


def _all_texts(name: str) -> str:
    return f"{reverse('admin:articles_text_changelist')}?waits={name}"


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def untranslated(user: User, at: datetime) -> Queue | None:
    """Articles that some readers lack in their language, the most read first."""
    if not user.has_perm("articles.add_text"):
        return None
    waiting = upkeep.untranslated(at)
    first = first_of(waiting, mine=Q(owner=user), order=["-total_views"])
    articles = waiting.filter(pk__in=first.pks).select_related("owner")
    by_pk: dict[int, Any] = {
        article.pk: article
        for article in articles.prefetch_related(Prefetch("texts", _with_titles()))
    }
    rows = [_to_translate(by_pk[pk], user) for pk in first.pks if pk in by_pk]
    return Queue(
        name="untranslated", title=_("Not translated yet"), count=first.count, mine=first.mine,
        rows=rows, url=f"{reverse('admin:articles_article_changelist')}?waits=untranslated",
    )  # fmt: skip


def _with_titles() -> QuerySet[Text]:
    newest = Revision.objects.filter(text=OuterRef("pk")).order_by("-pk").values("title")[:1]
    return Text.objects.annotate(newest_title=Subquery(newest))


def _to_translate(article: Any, user: User) -> Row:
    written = {text.language for text in article.texts.all()}
    missing = [family[0] for family in upkeep.families() if not written.intersection(family)]
    text = languages.best(article.texts.all(), languages.codes()[0])
    query = urlencode({"article": article.pk, "language": missing[0]})
    reads = ngettext("%(n)d reading", "%(n)d readings", article.total_views)
    return Row(
        title=getattr(text, "newest_title", "") or article.key,
        url=f"{reverse('admin:articles_text_add')}?{query}",
        note=" · ".join(
            [_("into %(languages)s") % {"languages": ", ".join(map(languages.name, missing))},
             reads % {"n": article.total_views}]
        ),
        owner=str(article.owner or ""),
        is_mine=article.owner_id == user.pk,
    )  # fmt: skip


def golden(user: User, at: datetime) -> Queue | None:
    """Golden queries whose article readers don't find, as of the last check."""
    if not user.has_perm("articles.change_goldenquery"):
        return None
    waiting = GoldenQuery.objects.filter(outcome__in=FAILING)
    first = first_of(waiting, mine=Q(article__owner=user), order=["-outcome", "checked_at"])
    by_pk = waiting.select_related("article__owner").in_bulk(first.pks)
    rows = [
        Row(
            title=query.query,
            url=reverse("admin:articles_goldenquery_change", args=[pk]),
            note=f"{query.article.key} · {_place(query)}",
            owner=str(query.article.owner or ""),
            since=query.checked_at,
            is_mine=query.article.owner_id == user.pk,
        )
        for pk in first.pks
        if (query := by_pk.get(pk))
    ]
    address = reverse("admin:articles_goldenquery_changelist")
    return Queue(
        name="golden", title=_("Golden queries that fail"), count=first.count, mine=first.mine,
        rows=rows, url=f"{address}?{urlencode({'outcome__in': ','.join(FAILING)})}",
    )  # fmt: skip


def _place(query: GoldenQuery) -> str:
    if query.outcome == GoldenQuery.Outcome.UNPUBLISHED:
        return str(GoldenQuery.Outcome.UNPUBLISHED.label)
    if query.place is None:
        return _("not found")
    return _("place %(place)d, at most %(worst)d") % {
        "place": query.place,
        "worst": query.worst_place,
    }


def dead_links(user: User, at: datetime) -> Queue | None:
    """Links to other sites that failed when they were last checked, the longest dead first."""
    if not user.has_perm("articles.view_outsidelink"):
        return None
    uses = Text.objects.filter(outside_links=OuterRef("pk"))
    waiting = OutsideLink.objects.dead().annotate(
        is_mine=Exists(uses.filter(article__owner=user)),
    )
    first = first_of(waiting, mine=Q(is_mine=True), order=["failing_since"])
    by_pk = waiting.prefetch_related("texts__article__owner").in_bulk(first.pks)
    rows = [_dead(by_pk[pk]) for pk in first.pks if pk in by_pk]
    return Queue(
        name="dead_links", title=_("Dead links"), count=first.count, mine=first.mine, rows=rows,
        url=f"{reverse('admin:articles_outsidelink_changelist')}?answer=dead",
    )  # fmt: skip


def _dead(link: Any) -> Row:
    owners = dict.fromkeys(str(text.article.owner or "") for text in link.texts.all())
    uses = ngettext("in %(n)d text", "in %(n)d texts", len(link.texts.all()))
    return Row(
        title=link.url,
        url=reverse("admin:articles_outsidelink_change", args=[link.pk]),
        note=f"{link.get_problem_display()} · {uses % {'n': len(link.texts.all())}}",
        owner=", ".join(filter(None, owners)),
        since=link.failing_since,
        is_mine=link.is_mine,
    )
