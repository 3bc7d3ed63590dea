"""Who may write, and who may let readers see what was written: two rights.

Roles give them; the areas of a person (`Area`) narrow them to categories and languages. Somebody
without an area is not limited, and superusers never are.
"""

from collections.abc import Collection, Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Q, QuerySet, prefetch_related_objects

from faq.accounts.models import User
from faq.articles.models import Area, Article, Review
from faq.categories.tree import tree


def can_write(user: User, article: Article | None, language: str) -> bool:
    """Whether somebody may change the words of an article (None: of a new one) in a language."""
    if not user.has_perm("articles.change_text"):
        return False
    return _is_within(user, _areas(user), article, language)


def can_publish(user: User, article: Article | None, language: str) -> bool:
    """Whether somebody may publish, schedule and hide an article's text in a language."""
    if not user.has_perm("articles.publish_text"):
        return False
    areas = [area for area in _areas(user) if area.may_publish]
    return _is_within(user, areas, article, language)


def can_arrange(user: User, article: Article) -> bool:
    """Whether somebody may change what is the same in every language, such as the category.

    It concerns all texts at once, so an area in one language only is not enough.
    """
    return user.has_perm("articles.change_article") and _is_within(user, _areas(user), article, "")


def can_rearrange(user: User, article: Article, changed: Mapping[str, Any]) -> bool:
    """Whether somebody may give an article these values, by the names of its fields.

    They must be at home in the category that it leaves and in the one where it goes; who may
    read it is for those who may publish all its texts.
    """
    if "audience" in changed and not can_publish_all(user, article):
        return False
    there = Article(category=changed.get("category", article.category))
    return can_arrange(user, article) and can_arrange(user, there)


def can_publish_all(user: User, article: Article) -> bool:
    """Whether somebody may publish every text that an article has, and so take it from readers."""
    return all(can_publish(user, article, text.language) for text in article.texts.all())


def can_decide(user: User, review: Review) -> bool:
    """Whether somebody may approve or return: who may publish, but not one's own request.

    A superuser may, so that a desk of one person is not stuck.
    """
    text = review.text
    is_own = review.requested_by_id == user.pk
    return can_publish(user, text.article, text.language) and (user.is_superuser or not is_own)


def to_decide(user: User) -> QuerySet[Review]:
    """The open reviews that wait for somebody: theirs by name, or anybody's who may publish."""
    waiting = Review.objects.open().filter(Q(reviewer=None) | Q(reviewer=user.pk))
    if not user.has_perm("articles.publish_text"):
        return waiting.none()
    if not user.is_superuser:
        waiting = waiting.exclude(requested_by=user.pk)
    if not _areas(user):
        return waiting
    return waiting.filter(reduce(or_, map(_texts_within, _areas(user)), Q(pk__in=[])))


def _texts_within(area: Area) -> Q:
    if not area.may_publish:
        return Q(pk__in=[])
    where = Q(text__language=area.language) if area.language else Q()
    if area.category_id is None:
        return where or Q(pk__isnull=False)
    node = tree().by_pk[area.category_id]
    return where & Q(text__article__category__in=[inner.pk for inner in node.with_descendants()])


def publishers() -> QuerySet[User]:
    """People at the desk with the right to publish, wherever their areas lie."""
    right = Permission.objects.filter(
        Q(user=OuterRef("pk")) | Q(group__user=OuterRef("pk")),
        content_type__app_label="articles",
        codename="publish_text",
    )
    people = User.objects.filter(is_active=True, is_staff=True)
    return people.filter(Q(is_superuser=True) | Exists(right)).order_by("email")


def _areas(user: User) -> Collection[Area]:
    """What limits a person, asked for once and kept with the person, so once in a request."""
    if user.is_superuser:
        return ()
    prefetch_related_objects([user], "areas")
    return user.areas.all()


def _is_within(user: User, areas: Collection[Area], article: Article | None, language: str) -> bool:
    """Whether one of the areas holds the text; with an article of None any category will do."""
    if not _areas(user):
        return True
    if article is None:
        return any(area.language in ("", language) for area in areas)
    node = tree().by_pk.get(article.category_id)
    above = [inner.pk for inner in node.trail()] if node else []
    return any(area.covers(above, language) for area in areas)
