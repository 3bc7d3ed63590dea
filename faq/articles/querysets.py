"""What readers may see of articles, said as words.

A revision is visible when it is published, its time has come and neither its end nor the time of
its successor has, and when its article is meant for everyone or the visitor is staff. Hidden looks
exactly like absent, so every page, list, count, feed, sitemap and search result asks `visible_to`.
"""

import re
from collections.abc import Collection
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, Self

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone

from faq.accounts.models import Visitor
from faq.base import languages


class ReviewQuerySet(QuerySet[Any]):
    """Requests that somebody else look at words before readers do."""

    def open(self) -> Self:
        """Those nobody has decided yet."""
        return self.filter(decision="")

    def returned_to(self, user: Visitor) -> Self:
        """What a person asked for and got back, until they write newer words or ask again."""
        mine = Max("text__revisions", filter=Q(text__revisions__author=user.pk))
        returned = self.filter(
            decision="returned", requested_by=user.pk, revision__is_published=False
        )
        return returned.annotate(latest=Max("text__reviews"), newest_of_mine=mine).filter(
            Q(newest_of_mine=None) | Q(newest_of_mine__lte=F("revision")), latest=F("pk")
        )


def _not_over(at: datetime) -> Q:
    return Q(is_published=True) & ~Q(visible_until__lte=at) & ~Q(replaced_at__lte=at)


class RevisionQuerySet(QuerySet[Any]):
    """Revisions, the versions of a text's words."""

    def visible_to(self, user: Visitor, at: datetime | None = None) -> Self:
        """Those a visitor may read at that instant (default: now)."""
        current = self.live(at or timezone.now())
        if user.is_staff:
            return current
        return current.filter(text__article__audience="everyone")

    def live(self, at: datetime) -> Self:
        """Those within their window, whoever may read them: for editors' lists."""
        return self.filter(
            Q(is_published=True, visible_from__lte=at)
            & (Q(visible_until__isnull=True) | Q(visible_until__gt=at))
            & (Q(replaced_at__isnull=True) | Q(replaced_at__gt=at))
        )

    def started(self, at: datetime) -> Self:
        """Those that readers could see at some time until that instant."""
        return self.filter(is_published=True, visible_from__lte=at)

    def scheduled(self, at: datetime) -> Self:
        """Those that will appear after that instant."""
        return self.filter(is_published=True, visible_from__gt=at)

    def earliest_start(self) -> datetime | None:
        """The first moment at which one of them becomes visible."""
        start: datetime | None = self.aggregate(start=Min("visible_from"))["start"]
        return start

    def in_language(self, language: str) -> Self:
        """Of each article the one that a reader of `language` gets; apply it to visible ones."""
        order = languages.fallbacks(language)
        rank = Case(
            *(When(language=code, then=Value(number)) for number, code in enumerate(order)),
            default=Value(len(order)),
            output_field=IntegerField(),
        )
        rivals = self.filter(text__article=OuterRef("text__article")).annotate(rival_rank=rank)
        return self.annotate(rank=rank).filter(
            ~Exists(rivals.filter(rival_rank__lt=OuterRef("rank")))
        )

    def in_categories(self, pks: Collection[int]) -> Self:
        """Those whose article lies in one of these categories."""
        return self.filter(text__article__category__in=pks)

    def of_kind(self, kind: str) -> Self:
        """Those of FAQs, of tutorials, and so on."""
        return self.filter(text__article__kind=kind)

    def tagged(self, tag_pk: int) -> Self:
        """Those whose article has the tag on any text among them, in whatever language.

        Apply it to visible ones, so that no hidden text's tag tells of it.
        """
        tagged = self.filter(text__tagged__tag=tag_pk).values("text__article")
        return self.filter(text__article__in=tagged)

    def for_page(self, article_pk: int) -> Self:
        """The revisions of one article in all languages, with what its page needs.

        `number` counts what was published of the text until this one: what readers call its
        revision. `has_reports` says whether readers reported sentences of it.
        """
        reports = _rows_of(self.model, "sentence_reports").filter(text=OuterRef("text"))
        published = self.model.objects.filter(text=OuterRef("text"), is_published=True)
        first = published.order_by("visible_from").values("visible_from")[:1]
        until = published.filter(visible_from__lte=OuterRef("visible_from")).order_by()
        number = until.values("text").annotate(number=Count("pk")).values("number")
        return (
            self.filter(text__article=article_pk)
            .select_related("text__article")
            .defer("body", "asked", "snapshot", "keywords", "note", "problems")
            .annotate(
                first_visible_from=Subquery(first),
                number=Subquery(number),
                has_reports=Exists(reports),
            )
        )

    def for_page_it_was_merged_into(self, article_pk: int) -> Self:
        """The revisions of the article to which the addresses of a merged one lead."""
        return self.filter(text__article__merged_from=article_pk).for_cards()

    def with_bodies(self) -> Self:
        """After `for_page`: with what the Markdown copy needs, and no more."""
        return self.defer(None).defer("plain", "asked", "headings", "snapshot", "keywords", "note")

    def first_of_each_category(self, number: int) -> Self:
        """The first `number` of each category in reading order, as cards."""
        place = Window(
            RowNumber(),
            partition_by=[F("text__article__category")],
            order_by=[F("text__article__position"), F("text__article_id")],
        )
        return self.annotate(place=place).filter(place__lte=number).in_reading_order().for_cards()

    def on_path(self) -> Self:
        """Those of the beginner's path in its order, with what it says of each."""
        return (
            self.filter(text__article__path_position__isnull=False)
            .select_related("text__article")
            .defer("body", "asked", "snapshot", "keywords", "note", "problems", "headings")
            .order_by("text__article__path_position", "text__article_id")
        )

    def in_reading_order(self) -> Self:
        """As editors ordered them by hand, oldest article first among equals."""
        return self.order_by("text__article__position", "text__article_id")

    def most_read_since(self, today: date, *, days: int) -> Self:
        """By readings in the last days, in whatever language; the rest as ordered."""
        since = today - timedelta(days=days)
        views = (
            _rows_of(self.model, "daily_views")
            .filter(text__article=OuterRef("text__article"), day__gt=since)
            .order_by()
            .values("text__article")
            .annotate(total=Sum("count"))
            .values("total")
        )
        return self.annotate(reads=Coalesce(Subquery(views), 0)).order_by(
            "-reads", "text__article__position", "text__article_id"
        )

    def newest_first(self) -> Self:
        """By the moment they became visible."""
        return self.order_by("-visible_from", "-pk")

    def for_cards(self) -> Self:
        """With what a row of a list shows, and without the bodies."""
        return self.select_related("text__article").defer(
            *("body", "html", "plain", "asked", "headings", "snapshot"),
            *("keywords", "note", "problems"),
        )

    def linking_to(self, keys: Collection[str]) -> Self:
        """Those whose words link to one of these articles."""
        if not keys:
            return self.none()
        # The first is quick and lets longer keys through, too.
        links = reduce(or_, (Q(body__contains=f"article:{key}") for key in keys))
        exactly = rf"article:(?:{'|'.join(map(re.escape, keys))})(?![\w-])"
        return self.filter(links, body__regex=exactly)

    def in_use(self, at: datetime) -> Self:
        """Those that readers see or will see, and of each text the newest."""
        newest = self.model.objects.filter(text=OuterRef("text")).order_by("-pk").values("pk")[:1]
        return self.filter(_not_over(at) | Q(pk=Subquery(newest)))

    def not_over(self, at: datetime) -> Self:
        """Those that readers see or will see."""
        return self.filter(_not_over(at))

    def for_index(self) -> Self:
        """Those that are or will be visible: each is a search document with its window."""
        return self.filter(
            Q(is_published=True)
            & (Q(visible_until__isnull=True) | Q(visible_until__gt=F("visible_from")))
            & (Q(replaced_at__isnull=True) | Q(replaced_at__gt=F("visible_from")))
        )

    def neighbours_of(self, article: Any) -> tuple[int | None, int | None]:
        """Numbers of the articles before and after one in its category, in reading order."""
        siblings = self.in_categories([article.category_id]).values("text__article_id")
        place = {"text__article__position": article.position}
        before = siblings.filter(
            Q(text__article__position__lt=article.position)
            | Q(**place, text__article__lt=article.pk)
        ).order_by("-text__article__position", "-text__article_id")
        after = siblings.filter(
            Q(text__article__position__gt=article.position)
            | Q(**place, text__article__gt=article.pk)
        ).order_by("text__article__position", "text__article_id")
        row = type(article).objects.filter(pk=article.pk)
        found: tuple[int | None, int | None] = row.values_list(
            Subquery(before[:1]), Subquery(after[:1])
        ).get()
        return found

    def next_moment(self, at: datetime) -> datetime | None:
        """When the next of them appears or goes: what was computed holds until then."""
        published = self.filter(is_published=True)
        moments = published.aggregate(
            start=Min("visible_from", filter=Q(visible_from__gt=at)),
            end=Min("visible_until", filter=Q(visible_until__gt=at)),
            replaced=Min("replaced_at", filter=Q(replaced_at__gt=at)),
        )
        return min((moment for moment in moments.values() if moment), default=None)


def _rows_of(revision: Any, relation: str) -> Any:
    """The rows that hang on texts by the name of their relation; no model is imported here."""
    rows = getattr(revision.text.field.related_model, relation).rel.related_model
    return rows.objects.all()


class SentenceReportQuerySet(QuerySet[Any]):
    """Readers' reports of single sentences."""

    def open(self) -> Self:
        """Those that no editor has answered."""
        return self.filter(closed_at__isnull=True)

    def for_reader(self, reader: str | None) -> Self:
        """What a text's page needs: the open ones of everybody, and all of one reader."""
        return self.filter(Q(closed_at__isnull=True) | Q(reader=reader or "")).order_by("at")


class OutsideLinkQuerySet(QuerySet[Any]):
    """Links to other sites."""

    def in_use(self) -> Self:
        """Those that a text has."""
        uses = self.model.texts.through.objects.filter(outsidelink=OuterRef("pk"))
        return self.filter(Exists(uses))

    def dead(self) -> Self:
        """Those of texts that failed when they were last asked."""
        return self.in_use().filter(failing_since__isnull=False)
