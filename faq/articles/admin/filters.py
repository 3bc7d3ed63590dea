"""By what editors narrow the list of articles."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faq.articles.models import Article, Review, Revision
from faq.base import languages
from faq.categories.tree import tree


def category_choices() -> list[tuple[int, str]]:
    """Every category in the order of the tree, indented, without a query for each."""
    language = languages.codes()[0]
    return [
        (node.pk, "– " * (len(node.trail()) - 1) + node.name(language))
        for node in tree().in_order()
    ]


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
        scheduled = Exists(revisions.filter(is_published=True, visible_from__gt=timezone.now()))
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
