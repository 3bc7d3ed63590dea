"""By what editors narrow the list of articles."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faq.accounts.signed_in import person
from faq.articles import upkeep
from faq.articles.models import Article, Review, Revision, Text
from faq.base import languages
from faq.categories.tree import choices, tree


def category_choices() -> list[tuple[int, str]]:
    """Every category in the order of the tree, named in the site's first language."""
    return choices(languages.codes()[0])


class MissingLanguageFilter(admin.SimpleListFilter):
    """Articles that lack a text in a language."""

    title = _("not written in")
    parameter_name = "missing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The site's languages."""
        return [(code, languages.name(code)) for code in languages.codes()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """Those without it."""
        return queryset.exclude(texts__language=self.value()) if self.value() else queryset


class StateFilter(admin.SimpleListFilter):
    """Articles by whether readers can see them, or words wait for a review."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """live, scheduled, in review, or not visible."""
        return [
            ("live", _("live")),
            ("scheduled", _("scheduled")),
            ("review", _("in review")),
            ("hidden", _("not visible")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """By any of their texts."""
        revisions = Revision.objects.filter(text__article=OuterRef("pk"))
        live = Exists(revisions.live(timezone.now()))
        scheduled = Exists(revisions.scheduled(timezone.now()))
        review = Exists(Review.objects.open().filter(text__article=OuterRef("pk")))
        wanted = {
            "live": live,
            "scheduled": scheduled,
            "review": review,
            "hidden": ~live & ~scheduled,
        }
        chosen = wanted.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(chosen)


class CategoryFilter(admin.SimpleListFilter):
    """Articles in a category or below it."""

    title = _("category")
    parameter_name = "in"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The tree."""
        return [(str(pk), name) for pk, name in category_choices()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """Those inside."""
        node = (
            tree().by_pk.get(int(self.value() or 0)) if (self.value() or "0").isdecimal() else None
        )
        if node is None:
            return queryset
        return queryset.filter(category__in=[inner.pk for inner in node.with_descendants()])


class WaitsFilter(admin.SimpleListFilter):
    """Texts that need somebody, as the queues of the first page say."""

    title = _("what waits")
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The queues of texts."""
        return [
            ("stale", _("to be checked")),
            ("behind", _("behind its source")),
            ("unhelpful", _("did not help")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Text]) -> QuerySet[Text]:
        """Those of the chosen queue."""
        chosen = {
            "stale": upkeep.stale,
            "behind": upkeep.behind,
            "unhelpful": upkeep.unhelpful,
        }.get(self.value() or "")
        if chosen is None:
            return queryset
        return queryset.filter(pk__in=chosen(timezone.now()).order_by().values("pk"))


class UntranslatedFilter(admin.SimpleListFilter):
    """Articles that some readers lack in their language."""

    title = _("what waits")
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The queue of articles."""
        return [("untranslated", _("not translated yet"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """Those of the queue."""
        if self.value() != "untranslated":
            return queryset
        return queryset.filter(pk__in=upkeep.untranslated(timezone.now()).order_by().values("pk"))


class OwnerFilter(admin.SimpleListFilter):
    """What the signed-in person owns: articles, and what belongs to one."""

    title = _("owner")
    parameter_name = "owner"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Mine, or those nobody looks after."""
        return [("mine", _("mine")), ("none", _("nobody"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """By the owner of the article."""
        path = "owner" if queryset.model is Article else "article__owner"
        if self.value() == "mine":
            return queryset.filter(**{path: person(request)})
        return queryset.filter(**{path: None}) if self.value() == "none" else queryset
