"""Every change of articles that means something. Views, admin, import and commands call these."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from faq.accounts import audit
from faq.accounts.models import User
from faq.articles import derived, links, preflight
from faq.articles.models import (
    Article,
    DailyViews,
    Review,
    Revision,
    Tag,
    TaggedText,
    Text,
    Vote,
    Words,
)
from faq.articles.tags import fold_name
from faq.base import characters
from faq.base.models import bump
from faq.categories.models import Category
from faq.pictures.models import Picture
from faq.search import index

VERSION = "articles"


@transaction.atomic
def create_article(
    *,
    key: str,
    category: Category,
    by: User | None,
    at: datetime,
    kind: str = Article.Kind.FAQ,
    position: int = 100,
    path_position: int | None = None,
    audience: str = Article.Audience.EVERYONE,
) -> Article:
    """A new article without texts.

    Raises ValidationError when the key is taken or a value is not allowed.
    """
    article = Article(
        key=key,
        category=category,
        kind=kind,
        position=position,
        path_position=path_position,
        audience=audience,
        owner=by,
        created_at=at,
    )
    article.full_clean()
    article.save()
    audit.record("created", article, by=by, at=at, category=category.key)
    return article


@transaction.atomic
def record_article_change(article: Article, *, by: User | None, at: datetime) -> None:
    """After what is the same in every language was saved: trail, search and counts follow."""
    audit.record("changed", article, by=by, at=at, category=article.category.key)
    derived.relate([article.pk])
    _refresh(Revision.objects.filter(text__article=article))


@transaction.atomic
def delete_articles(articles: Collection[Article], *, by: User | None, at: datetime) -> None:
    """Delete articles with all their texts, revisions, votes and golden queries.

    What was merged into them stays in the archive; links to it lead nowhere then.
    """
    keys = links.keys_of(articles)
    for article in articles:
        revisions = list(
            Revision.objects.filter(text__article=article).values_list("pk", flat=True)
        )
        audit.record("deleted", article, by=by, at=at)
        article.delete()
        index.refresh("article", revisions)
    derived.render_again(Revision.objects.linking_to(keys))
    bump(VERSION)


@transaction.atomic
def save_text(
    article: Article,
    language: str,
    *,
    by: User | None,
    at: datetime,
    slug: str = "",
    tags: Iterable[str] | None = None,
    checked_on: date | None = None,
) -> Text:
    """Create or change what takes effect at once in one language: address, tags, check date.

    An empty slug is made from the key for a new text and left alone for an old one; `tags` None
    leaves the tags alone.
    """
    text = Text.objects.filter(article=article, language=language).first()
    text = text or Text(article=article, language=language, slug=article.key)
    before = (text.slug, text.checked_on)
    text.slug = characters.slug(slug) or text.slug
    text.checked_on = checked_on or text.checked_on
    is_new = text.pk is None
    text.full_clean()
    text.save()
    retagged = tags is not None and _set_tags(text, tags)
    if is_new or retagged or before != (text.slug, text.checked_on):
        audit.record("created" if is_new else "changed", text, by=by, at=at, slug=text.slug)
        _refresh(Revision.objects.filter(text=text))
    if is_new or before[0] != text.slug:
        derived.render_again(Revision.objects.linking_to(links.keys_of([article])))
    return text


def _set_tags(text: Text, names: Iterable[str]) -> bool:
    """Give the text exactly these tags; returns whether that changed anything."""
    wanted = {name.lower(): name for name in map(fold_name, names) if name}
    present = {tag.name.lower(): tag for tag in text.tags.all()}
    if wanted.keys() == present.keys():
        return False
    TaggedText.objects.filter(
        content_object=text, tag__in=[present[name] for name in present.keys() - wanted.keys()]
    ).delete()
    for name in wanted.keys() - present.keys():
        tag = Tag.objects.filter(name__iexact=name).first() or Tag(name=wanted[name])
        if tag.pk is None:
            tag.save()
        TaggedText.objects.create(content_object=text, tag=tag)
    return True


@transaction.atomic
def save_draft(
    text: Text,
    words: Words,
    *,
    by: User | None,
    at: datetime,
    note: str = "",
    significance: str = Revision.Significance.MINOR,
    parity_reason: str = "",
) -> Revision:
    """Keep words as the newest revision of a text, unseen by readers.

    An open review is of these words from now on: nobody approves what is out of date.
    Returns the present newest revision when it has these words already. `parity_reason` says why
    other languages state other figures. Raises ValidationError when a word is too long or missing.
    """
    newest = text.revisions.first()
    tags = [tag.name for tag in text.tags.all()]
    revision = revision_of(text, words, tags, by=by, at=at, note=note)
    if newest and _words_of(newest) == _words_of(revision):
        return _with_reason(newest, parity_reason)
    revision.significance, revision.parity_reason = significance, parity_reason
    media = derived.derive(revision)
    revision.save()
    if media:
        names = [src.rpartition("/")[2] for src in media]
        revision.pictures.set(Picture.objects.filter(name__in=names))
    derived.note_facts([revision])
    Review.objects.open().filter(text=text).update(revision=revision)
    audit.record("drafted", revision, by=by, at=at, text=text.pk)
    return revision


def _with_reason(revision: Revision, parity_reason: str) -> Revision:
    """A stored revision whose words stay, with another reason."""
    if revision.parity_reason != parity_reason:
        revision.parity_reason = parity_reason
        revision.save(update_fields=["parity_reason"])
    return revision


def revision_of(
    text: Text, words: Words, tags: Iterable[str], *, by: User | None, at: datetime, note: str
) -> Revision:
    """An unsaved revision with these words, cleaned and checked. Raises ValidationError."""
    revision = Revision(
        text=text,
        language=text.language,
        title=characters.one_line(words.title),
        summary=characters.one_line(words.summary),
        body=characters.clean(words.body),
        keywords=characters.clean(words.keywords),
        author=by,
        note=note,
        created_at=at,
        snapshot={"slug": text.slug, "tags": sorted(map(fold_name, tags))},
    )
    revision.clean_fields(exclude=["text", "author"])
    revision.clean()
    return revision


def _words_of(revision: Revision) -> tuple[str, str, str, str]:
    return revision.title, revision.summary, revision.body, revision.keywords


@transaction.atomic
def publish(
    revision: Revision,
    *,
    by: User | None,
    at: datetime,
    visible_from: datetime | None = None,
    visible_until: datetime | None = None,
) -> Revision:
    """Let readers see a revision from `visible_from` (default: `at`) until `visible_until`.

    The words that are live until then stay. A live revision keeps its start unless a new one is
    given; with one ahead the text is gone until then. Words that are over are published as a new
    revision, so that the history stays true. A review that waits for these words or older ones
    is over. Returns the revision that carries the words.
    Raises ValidationError by field for what `preflight` finds, unless the words are live already,
    and when the window ends before it starts.
    """
    text, window = revision.text, (revision.visible_from, revision.visible_until)
    waiting = Review.objects.open().filter(text=text, revision__lte=revision)
    waiting.update(decision=Review.Decision.OVERTAKEN, decided_by=by, decided_at=at)
    if revision.is_live(at):
        start = visible_from or revision.visible_from or at
        if start > at:
            _end_earlier(revision, at)
    else:
        require_publishable(revision, preflight.counterparts(text.article_id, text.language, at))
        if revision.has_started(at):
            revision = _copy(revision, by=by, at=at)
        start = visible_from or at
    revision.is_published = True
    revision.visible_from = _free_moment(revision, start)
    revision.visible_until = visible_until
    if (revision.visible_from, visible_until) == window:
        return revision
    require_window(revision)
    others = text.revisions.filter(is_published=True).exclude(pk=revision.pk)
    others.filter(replaced_at=None).update(replaced_at=revision.visible_from)
    later: Any = others.filter(visible_from__gt=revision.visible_from)
    revision.replaced_at = later.earliest_start()
    revision.save()
    derived.note_facts([revision])
    _recompute_replacements(text)
    audit.record(
        "published",
        revision,
        by=by,
        at=at,
        text=text.pk,
        visible_from=revision.visible_from.isoformat(),
        visible_until=visible_until.isoformat() if visible_until else None,
    )
    derived.relate([text.article_id])
    _refresh(Revision.objects.filter(text=text))
    return revision


def _end_earlier(revision: Revision, at: datetime) -> None:
    """Keep the words before a live revision from coming back when its start moves ahead."""
    earlier = revision.text.revisions.filter(is_published=True, visible_from__lt=at)
    earlier = earlier.exclude(pk=revision.pk)
    earlier.exclude(visible_until__lte=at).update(visible_until=at)


def _copy(revision: Revision, *, by: User | None, at: datetime) -> Revision:
    pictures = list(revision.pictures.all())
    copy = Revision.objects.get(pk=revision.pk)
    copy.pk = None
    copy._state.adding = True
    copy.author, copy.created_at, copy.note = by, at, ""
    copy.is_published, copy.visible_from, copy.visible_until, copy.replaced_at = (
        False,
        None,
        None,
        None,
    )
    copy.save()
    copy.pictures.set(pictures)
    derived.note_facts([copy])
    return copy


def _free_moment(revision: Revision, wanted: datetime) -> datetime:
    """`wanted`, or just after it where another revision of the text starts at that very moment."""
    taken = revision.text.revisions.filter(is_published=True).exclude(pk=revision.pk)
    while taken.filter(visible_from=wanted).exists():
        wanted += timedelta(microseconds=1)
    return wanted


def require_publishable(revision: Revision, others: Iterable[Revision]) -> None:
    """Raise ValidationError, by field, when readers must not be shown a rendered revision.

    `others` are the live texts of its article in other languages.
    """
    if revision.text.article.archived_at:
        raise ValidationError(_("The article is in the archive. Bring it back first."))
    preflight.require(revision, others)


def require_window(revision: Revision) -> None:
    """Raise ValidationError when the window of a revision ends before it starts."""
    start, end = revision.visible_from, revision.visible_until
    if start and end and end <= start:
        raise ValidationError({"visible_until": _("The end must come after the start.")})


def _recompute_replacements(text: Text) -> None:
    """Set `replaced_at` of every published revision to the start of the one after it."""
    published = list(text.revisions.filter(is_published=True).order_by("visible_from"))
    for revision, successor in zip(published, [*published[1:], None], strict=True):
        replaced_at = successor.visible_from if successor else None
        if revision.replaced_at != replaced_at:
            Revision.objects.filter(pk=revision.pk).update(replaced_at=replaced_at)


@transaction.atomic
def hide(text: Text, *, by: User | None, at: datetime) -> None:
    """Take a text from readers: end what is live now and cancel what is scheduled.

    The words stay; the cancelled revisions are drafts again.
    """
    published = text.revisions.filter(is_published=True)
    affected = list(published.values_list("pk", flat=True))
    published.filter(visible_from__gt=at).update(
        is_published=False, visible_from=None, visible_until=None, replaced_at=None
    )
    last = published.order_by("visible_from").last()
    if last:
        if last.visible_until is None or last.visible_until > at:
            published.filter(pk=last.pk).update(visible_until=at)
        _recompute_replacements(text)
    audit.record("hidden", text, by=by, at=at)
    _refresh(Revision.objects.filter(pk__in=affected))


@transaction.atomic
def merge_tags(tag: Tag, *, into: Tag, by: User | None, at: datetime) -> None:
    """Give every text with `tag` the tag `into` instead, and delete `tag`."""
    texts = list(Text.objects.filter(tags=tag))
    for text in texts:
        TaggedText.objects.get_or_create(content_object=text, tag=into)
    audit.record("merged", into, by=by, at=at, merged=tag.name)
    tag.delete()
    _refresh(Revision.objects.filter(text__in=texts))


@transaction.atomic
def record_tag_change(tag: Tag, *, by: User | None, at: datetime) -> None:
    """After a tag was renamed: the trail and the search documents of its texts follow."""
    audit.record("changed", tag, by=by, at=at)
    _refresh(Revision.objects.filter(text__tags=tag))


@transaction.atomic
def vote(
    text: Text,
    *,
    reader: str,
    is_helpful: bool,
    at: datetime,
    reason: str = "",
    comment: str = "",
) -> Vote:
    """Count a reader's word on a text, instead of an earlier one by the same reader."""
    earlier = Vote.objects.filter(text=text, reader=reader).first()
    given, _is_new = Vote.objects.update_or_create(
        text=text,
        reader=reader,
        defaults={
            "is_helpful": is_helpful,
            "reason": "" if is_helpful else reason,
            "comment": characters.clean(comment),
            "at": at,
        },
    )
    if earlier is None or earlier.is_helpful != is_helpful:
        change = {"helpful" if is_helpful else "unhelpful": 1}
        if earlier:
            change["unhelpful" if is_helpful else "helpful"] = -1
        Text.objects.filter(pk=text.pk).update(
            **{counter: F(counter) + step for counter, step in change.items()}
        )
        text.refresh_from_db(fields=["helpful", "unhelpful"])
        index.rate("article", text.revisions.values_list("pk", flat=True), text.merit)
    return given


@transaction.atomic
def count_view(text: Text, *, at: datetime) -> None:
    """Count that somebody read a text."""
    Text.objects.filter(pk=text.pk).update(views=F("views") + 1)
    DailyViews.objects.bulk_create(
        [DailyViews(text=text, day=at.date(), count=0)], ignore_conflicts=True
    )
    DailyViews.objects.filter(text=text, day=at.date()).update(count=F("count") + 1)


def _refresh(revisions: QuerySet[Revision]) -> None:
    index.refresh("article", list(revisions.values_list("pk", flat=True)))
    bump(VERSION)
