"""Many new texts at once, for imports: the same as the single actions, in a few queries.

`tests/articles/test_bulk.py` holds both ways to the same outcome.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from faq.accounts import audit
from faq.accounts.models import User
from faq.articles import actions, derived
from faq.articles.models import Article, Revision, Tag, TaggedText, Text, Words
from faq.articles.tags import fold_name
from faq.base import characters
from faq.base.models import bump
from faq.categories.models import Category
from faq.pictures.models import Picture
from faq.search import index

BATCH = 200


@dataclass(frozen=True, kw_only=True)
class NewText:
    """A text and, where it is not there yet, its article."""

    key: str
    language: str
    category: Category
    words: Words
    kind: str = Article.Kind.FAQ
    position: int = 100
    path_position: int | None = None
    audience: str = Article.Audience.EVERYONE
    slug: str = ""
    tags: Sequence[str] = ()
    checked_on: date | None = None
    visible_from: datetime | None = None
    visible_until: datetime | None = None
    is_draft: bool = False
    note: str = ""
    parity_reason: str = ""

    def article(self, *, by: User | None, at: datetime) -> Article:
        """The article as it would be made for this text. Raises ValidationError."""
        article = Article(
            key=self.key,
            category=self.category,
            kind=self.kind,
            position=self.position,
            path_position=self.path_position,
            audience=self.audience,
            owner=by,
            created_at=at,
        )
        article.clean_fields(exclude=["category", "owner"])
        return article


@dataclass(frozen=True)
class HeldBack:
    """A revision that was to be published and is a draft, and why."""

    revision: Revision
    error: ValidationError


@transaction.atomic
def place(new: Sequence[NewText], *, by: User | None, at: datetime) -> list[Text | ValidationError]:
    """Create texts without words, and the articles they need.

    Returns for each its text, or why it cannot be. Texts that are there already are returned
    as they are.
    """
    refused: dict[int, ValidationError] = {}
    articles = {a.key: a for a in Article.objects.filter(key__in={one.key for one in new})}
    made: dict[str, Article] = {}
    for number, one in enumerate(new):
        if one.key not in articles and one.key not in made:
            try:
                made[one.key] = one.article(by=by, at=at)
            except ValidationError as error:
                refused[number] = error
    Article.objects.bulk_create(made.values(), batch_size=BATCH)
    audit.record_many("created", made.values(), by=by, at=at)
    articles |= made
    texts = _texts(
        [one for number, one in enumerate(new) if number not in refused], articles, by=by, at=at
    )
    return [
        refused[number] if number in refused else texts[one.key, one.language]
        for number, one in enumerate(new)
    ]


def _texts(
    new: Sequence[NewText], articles: dict[str, Article], *, by: User | None, at: datetime
) -> dict[tuple[str, str], Text]:
    found = {
        (text.article.key, text.language): text
        for text in Text.objects.filter(article__key__in=articles).select_related("article")
    }
    made: dict[tuple[str, str], Text] = {}
    for one in new:
        place = (one.key, one.language)
        if place not in found and place not in made:
            made[place] = Text(
                article=articles[one.key],
                language=one.language,
                slug=characters.slug(one.slug) or one.key,
                checked_on=one.checked_on,
            )
    Text.objects.bulk_create(made.values(), batch_size=BATCH)
    audit.record_many("created", made.values(), by=by, at=at)
    unresolved = Revision.objects.exclude(problems=[])
    derived.render_again(unresolved.linking_to({key for key, _language in made}))
    _tag(
        [(made[one.key, one.language], one.tags) for one in new if (one.key, one.language) in made]
    )
    return found | made


def _tag(tagged: Sequence[tuple[Text, Sequence[str]]]) -> None:
    names = {fold_name(name): None for _text, given in tagged for name in given}
    tags = {tag.name.lower(): tag for tag in Tag.objects.all()} if names else {}
    for name in names:
        if name and name.lower() not in tags:
            tags[name.lower()] = Tag.objects.create(name=name)
    TaggedText.objects.bulk_create(
        (
            TaggedText(content_object=text, tag=tags[name])
            for text, given in tagged
            for name in {fold_name(one).lower() for one in given}
            if name
        ),
        batch_size=BATCH,
        ignore_conflicts=True,
    )


@transaction.atomic
def write(
    texts: Sequence[tuple[Text, NewText]], *, by: User | None, at: datetime
) -> list[Revision | HeldBack | ValidationError]:
    """Give texts that have no revision yet their first one, published unless it is a draft.

    What may not be published is kept as a draft. Returns for each its revision, with the reason
    where it was held back, or why it cannot be at all.
    """
    outcome: list[Revision | HeldBack | ValidationError] = []
    pictures: list[tuple[Revision, list[str]]] = []
    live = _live_texts([text for text, _new in texts], at)
    for text, new in texts:
        try:
            revision = actions.revision_of(text, new.words, new.tags, by=by, at=at, note=new.note)
        except ValidationError as error:
            outcome.append(error)
            continue
        revision.parity_reason = new.parity_reason
        media = derived.derive(revision)
        revision.derive()
        if media:
            pictures.append((revision, [src.rpartition("/")[2] for src in media]))
        why = None if new.is_draft else _publish(revision, new, live[text.article_id], at=at)
        outcome.append(HeldBack(revision, why) if why else revision)
    written = [_revision(one) for one in outcome if not isinstance(one, ValidationError)]
    Revision.objects.bulk_create(written, batch_size=BATCH)
    for revision, names in pictures:
        revision.pictures.set(Picture.objects.filter(name__in=names))
    derived.note_facts(written)
    audit.record_many("drafted", written, by=by, at=at)
    published = [revision for revision in written if revision.is_published]
    audit.record_many("published", published, by=by, at=at)
    index.refresh("article", [revision.pk for revision in published])
    bump(actions.VERSION)
    return outcome


def _revision(one: Revision | HeldBack) -> Revision:
    return one.revision if isinstance(one, HeldBack) else one


def _live_texts(texts: Sequence[Text], at: datetime) -> dict[int, list[Revision]]:
    """What readers see at that instant of the articles of texts."""
    live: dict[int, list[Revision]] = defaultdict(list)
    articles = {text.article_id for text in texts}
    found = Revision.objects.live(at).filter(text__article__in=articles)
    for revision in found.select_related("text"):
        live[revision.text.article_id].append(revision)
    return live


def _publish(
    revision: Revision, new: NewText, live: list[Revision], *, at: datetime
) -> ValidationError | None:
    """Set the window of an unsaved revision; returns why it must stay a draft instead."""
    revision.is_published = True
    revision.visible_from = new.visible_from or at
    revision.visible_until = new.visible_until
    try:
        actions.require_window(revision)
        actions.require_publishable(revision, live)
    except ValidationError as error:
        revision.is_published = False
        revision.visible_from = revision.visible_until = None
        return error
    if revision.is_live(at):
        live.append(revision)
    return None
