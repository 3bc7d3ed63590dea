"""What follows from the words of a revision and is stored beside them: HTML, contents, plain text.

Made when a revision is saved, never while a page is read; `manage.py rebuild` makes it again.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from heapq import nsmallest
from itertools import islice
from typing import Any

from django.db.models import Count, Q

from faq.announcements.derived import resolve_link
from faq.articles import contacts_said, links
from faq.articles.models import Article, ChannelUse, FactUse, Revision, TaggedText, Text
from faq.base import content_links, fact_codes, markdown
from faq.facts.models import Fact
from faq.pictures.media import find_media_in
from faq.search import index

RELATED = 12
WRITTEN = 200
BATCH = 200

Progress = Callable[[int, int], None]


def render(source: str, language: str) -> markdown.Rendered:
    """Markdown as readers will see it, for a revision and for the preview of unsaved words."""
    media = find_media_in(source)
    return markdown.render(
        source,
        language=language,
        resolve_link=lambda target: _resolve_link(target, language),
        resolve_media=media.get,
        is_fact=_is_fact,
    )


def derive(revision: Revision) -> Collection[str]:
    """Fill the derived columns of an unsaved or changed revision; returns the media it shows."""
    rendered = render(revision.body, revision.language)
    revision.apply(rendered)
    for key in fact_codes.keys_in_text(revision.summary):
        if f"fact:{key}" not in revision.problems and not _is_fact(key):
            revision.problems.append(f"fact:{key}")
    return rendered.media


def note_facts(revisions: Collection[Revision]) -> None:
    """Record which facts and contacts stored revisions name.

    Words never change, so none is taken back; which channel a contact is may change.
    """
    FactUse.objects.bulk_create(
        (
            FactUse(revision=revision, fact_id=key)
            for revision in revisions
            for key in revision.fact_keys
        ),
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    _note_channels(revisions)


def _note_channels(revisions: Collection[Revision]) -> None:
    ChannelUse.objects.bulk_create(
        (
            ChannelUse(
                revision=revision,
                channel_id=answer.channel,
                kind=contact.mention.kind,
                written=contact.mention.written[:WRITTEN],
            )
            for revision in revisions
            for contact, answer in contacts_said.judged(contacts_said.contacts_of(revision))
            if contact.mention.is_sure and not (answer.is_known_fake and contact.is_warned_of)
        ),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["revision", "written"],
        update_fields=["channel"],
    )


def _is_fact(key: str) -> bool:
    return Fact.objects.filter(key=key).exists()


def _resolve_link(target: str, language: str) -> str | None:
    kind, _colon, key = target.partition(":")
    if kind == "article":
        texts = links.texts_for(key)
        text = texts.filter(language=language).first() or texts.first()
        return content_links.address(text.path) if text else None
    return resolve_link(target, language)


def render_again(revisions: Iterable[Revision]) -> None:
    """Store anew what follows from words that did not change, after something they name did."""
    for revision in revisions:
        derive(revision)
        revision.save()
        index.refresh("article", [revision.pk])


_waiting: ContextVar[set[int] | None] = ContextVar("waiting", default=None)


@contextmanager
def related_once() -> Iterator[None]:
    """Put off what `relate` is asked until the block ends, for imports: each article once."""
    waiting: set[int] = set()
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    relate(waiting)


def relate(pks: Collection[int]) -> None:
    """Store for each of these articles which others to offer beside it.

    Most shared tags first, then the same category, then the order by hand. Three queries,
    however many articles.
    """
    if (waiting := _waiting.get()) is not None:
        waiting.update(pks)
        return
    tags: dict[int, set[int]] = defaultdict(set)
    tagged: dict[int, set[int]] = defaultdict(set)
    own = TaggedText.objects.filter(content_object__article__in=pks).values("tag")
    pairs = TaggedText.objects.filter(tag__in=own) if len(pks) < BATCH else TaggedText.objects
    for tag, article in pairs.values_list("tag", "content_object__article"):
        tags[article].add(tag)
        tagged[tag].add(article)
    in_use = Article.objects.filter(Q(archived_at=None) | Q(pk__in=pks))
    places = {
        pk: (category, position)
        for pk, category, position in in_use.values_list("pk", "category", "position")
    }
    by_category: dict[int, list[int]] = defaultdict(list)
    for pk, (category, _position) in sorted(places.items(), key=lambda item: (item[1][1], item[0])):
        by_category[category].append(pk)
    articles = [
        Article(pk=pk, related=_related(pk, tags, tagged, places, by_category)) for pk in pks
    ]
    Article.objects.bulk_update(articles, ["related"], batch_size=BATCH)


def _related(
    pk: int,
    tags: dict[int, set[int]],
    tagged: dict[int, set[int]],
    places: dict[int, tuple[int, int]],
    by_category: dict[int, list[int]],
) -> list[int]:
    category = places[pk][0]
    shared = Counter(rival for tag in tags.get(pk, ()) for rival in tagged[tag] if rival in places)
    del shared[pk]
    best = nsmallest(
        RELATED,
        shared,
        key=lambda rival: (-shared[rival], places[rival][0] != category, places[rival][1], rival),
    )
    neighbours = (rival for rival in by_category[category] if rival != pk and rival not in shared)
    return best + list(islice(neighbours, RELATED - len(best)))


def rebuild(progress: Progress | None = None) -> int:
    """Render every revision anew and store what differs. Returns how many were stored."""
    stored = 0
    for revision, fresh in _compared(progress):
        note_facts([revision])
        if fresh:
            revision.save()
            index.refresh("article", [revision.pk])
            stored += 1
    relate(list(Article.objects.values_list("pk", flat=True)))
    return stored


def differences() -> list[str]:
    """A line for each stored thing that is not what it would be if it were made now."""
    lines = [
        f"article revision {r.pk}: stored HTML differs" for r, fresh in _compared(None) if fresh
    ]
    counted = Text.objects.annotate(
        yes=Count("votes", filter=Q(votes__is_helpful=True)),
        no=Count("votes", filter=Q(votes__is_helpful=False)),
    )
    return lines + [
        f"text {text.pk}: vote counts differ"
        for text in counted.iterator(chunk_size=BATCH)
        if (text.helpful, text.unhelpful) != (text.yes, text.no)
    ]


def _compared(progress: Progress | None) -> Iterator[tuple[Revision, bool]]:
    revisions = Revision.objects.order_by("pk")
    total = revisions.count()
    for number, revision in enumerate(revisions.iterator(chunk_size=BATCH), start=1):
        before = _stored(revision)
        derive(revision)
        revision.derive()
        yield revision, before != _stored(revision)
        if progress:
            progress(number, total)


def _stored(revision: Revision) -> tuple[Any, ...]:
    return revision.html, revision.headings, revision.plain, revision.asked, revision.converted
