"""Articles that go: into the archive, into another article, or away with a sign where to go on."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from faq.accounts import audit
from faq.accounts.models import User
from faq.articles import actions, derived
from faq.articles.models import Article, GoldenQuery, Revision, Text
from faq.articles.restoring import words_of
from faq.base.models import bump
from faq.search import index


@transaction.atomic
def archive_articles(articles: Collection[Article], *, by: User | None, at: datetime) -> None:
    """Take articles from readers and from the everyday lists; everything of them is kept."""
    for article in articles:
        if article.archived_at is None:
            _hide_texts(article, by=by, at=at)
            article.archived_at = at
            article.save(update_fields=["archived_at"])
            audit.record("archived", article, by=by, at=at)
    bump(actions.VERSION)


@transaction.atomic
def bring_back(articles: Collection[Article], *, by: User | None, at: datetime) -> None:
    """Put archived articles, merged ones too, back on the lists. Their texts stay hidden."""
    for article in articles:
        if article.archived_at is not None:
            article.archived_at = article.merged_into = None
            article.save(update_fields=["archived_at", "merged_into"])
            audit.record("brought back", article, by=by, at=at)
    derived.relate([article.pk for article in articles])
    _links_follow(articles)


@transaction.atomic
def merge_articles(
    article: Article,
    *,
    into: Article,
    by: User | None,
    at: datetime,
    unite_tags: bool = False,
    carry_keywords: bool = False,
) -> None:
    """Lead everything that leads to `article` to another one instead, and archive it.

    Its golden queries, and its place in the path where the other has none, go along. Votes and
    views stay with the words that readers judged. On request its tags are given to the other's
    texts at once, and its titles and keywords to their keywords, as drafts.
    Raises ValidationError when there is nothing sensible to lead to.
    """
    _require_place_to_lead_to([article], into)
    _hide_texts(article, by=by, at=at)
    pairs = _same_language(article, into)
    if unite_tags:
        for old, kept in pairs:
            names = [tag.name for text in (old, kept) for tag in text.tags.all()]
            actions.save_text(into, kept.language, tags=names, by=by, at=at)
    if carry_keywords:
        for old, kept in pairs:
            _carry_keywords(old, kept, by=by, at=at)
    _lead(article, into, at=at)
    audit.record("merged", into, by=by, at=at, merged=article.key)
    audit.record("merged", article, by=by, at=at, into=into.key)
    derived.relate([into.pk])
    _links_follow([article])


@transaction.atomic
def delete_articles_leading(
    articles: Collection[Article], *, to: Article, by: User | None, at: datetime
) -> None:
    """Delete articles with all they hold, and lead their addresses and links to another one.

    Of each only its number and key stay, in the archive, as a sign.
    Raises ValidationError when there is nothing sensible to lead to.
    """
    _require_place_to_lead_to(articles, to)
    for article in articles:
        revisions = Revision.objects.filter(text__article=article)
        gone = list(revisions.values_list("pk", flat=True))
        audit.record("deleted", article, by=by, at=at, leads_to=to.key)
        article.texts.all().delete()
        index.refresh("article", gone)
        _lead(article, to, at=at)
    derived.relate([to.pk])
    _links_follow(articles)


def _require_place_to_lead_to(articles: Collection[Article], to: Article) -> None:
    is_in_use = Article.objects.filter(pk=to.pk, archived_at=None).exists()
    if not is_in_use or to.pk in {article.pk for article in articles}:
        raise ValidationError(_("Choose another article, one that is not in the archive."))


def _lead(article: Article, into: Article, *, at: datetime) -> None:
    """Archive an article as merged; what led to it before leads to the same place."""
    article.merged_from.update(merged_into=into)
    GoldenQuery.objects.filter(article=article).update(
        article=into, outcome=GoldenQuery.Outcome.UNCHECKED, place=None, checked_at=None
    )
    if into.path_position is None and article.path_position is not None:
        into.path_position = article.path_position
        into.save(update_fields=["path_position"])
    article.merged_into, article.path_position = into, None
    article.archived_at = article.archived_at or at
    article.save(update_fields=["merged_into", "archived_at", "path_position"])


def _links_follow(articles: Collection[Article]) -> None:
    """Render anew what links to articles by a key that leads elsewhere now."""
    keys = [article.key for article in articles]
    keys += [key for article in articles if article.merged_into for key in _led(article)]
    derived.render_again(Revision.objects.linking_to(keys))
    bump(actions.VERSION)


def _led(article: Article) -> Iterable[str]:
    siblings = Article.objects.filter(merged_into=article.merged_into)
    return siblings.values_list("key", flat=True)


def _hide_texts(article: Article, *, by: User | None, at: datetime) -> None:
    """Hide those that readers see or would see."""
    seen = Revision.objects.filter(text__article=article).not_over(at)
    for text in article.texts.filter(revisions__in=seen).distinct():
        actions.hide(text, by=by, at=at)


def _same_language(article: Article, into: Article) -> list[tuple[Text, Text]]:
    kept = {text.language: text for text in into.texts.all()}
    return [(text, kept[text.language]) for text in article.texts.all() if text.language in kept]


def _carry_keywords(old: Text, kept: Text, *, by: User | None, at: datetime) -> None:
    source, newest = old.revisions.first(), kept.revisions.first()
    if source is None or newest is None:
        return
    words = words_of(newest)
    keywords = _united(words.keywords, source.title, source.keywords)
    note = _("Words of %(article)s, which was merged") % {"article": old.article.key}
    actions.save_draft(kept, replace(words, keywords=keywords), note=note, by=by, at=at)


def _united(keywords: str, *others: str) -> str:
    """Keywords with others behind them, as many as there is room for."""
    room = Revision._meta.get_field("keywords").max_length or 0
    for other in others:
        longer = f"{keywords}, {other}" if keywords else other
        if other and other not in keywords and len(longer) <= room:
            keywords = longer
    return keywords
