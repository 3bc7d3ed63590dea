"""What follows from the words of a revision and is stored beside them: HTML, contents, plain text.

Made when a revision is saved, never while a page is read; `manage.py rebuild` makes it again.
"""

from collections.abc import Callable, Collection, Iterator

from django.db.models import Count, Q

from faq.articles.models import Article, Revision, Text
from faq.base import content_links, markdown
from faq.glossary.models import Term
from faq.pictures.media import find_media_in
from faq.search import index

RELATED = 12
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
    )


def derive(revision: Revision) -> Collection[str]:
    """Fill the derived columns of an unsaved or changed revision; returns the media it shows."""
    rendered = render(revision.body, revision.language)
    revision.apply(rendered)
    return rendered.media


def _resolve_link(target: str, language: str) -> str | None:
    kind, _colon, key = target.partition(":")
    if kind == "article":
        texts = Text.objects.filter(article__key=key)
        text = texts.filter(language=language).first() or texts.first()
        return content_links.address(text.path) if text else None
    if kind == "term":
        term = Term.objects.filter(key=key).first()
        return content_links.address(term.path) if term else None
    return None


def related_ids(article: Article) -> list[int]:
    """Articles to offer beside this one: most shared tags first, then the same category."""
    tags = article.texts.values("tags")
    rivals = Article.objects.exclude(pk=article.pk)
    by_tags = (
        rivals.filter(texts__tags__in=tags)
        .annotate(
            shared=Count("texts__tags", filter=Q(texts__tags__in=tags), distinct=True),
            here=Count("pk", filter=Q(category=article.category_id)),
        )
        .order_by("-shared", "-here", "position", "pk")
        .values_list("pk", flat=True)[:RELATED]
    )
    found = list(by_tags)
    if len(found) < RELATED:
        neighbours = rivals.filter(category=article.category_id).exclude(pk__in=found)
        found += neighbours.values_list("pk", flat=True)[: RELATED - len(found)]
    return found


def rebuild(progress: Progress | None = None) -> int:
    """Render every revision anew and store what differs. Returns how many were stored."""
    stored = 0
    for revision, fresh in _compared(progress):
        if fresh:
            revision.save()
            index.refresh("article", [revision.pk])
            stored += 1
    for article in Article.objects.iterator(chunk_size=BATCH):
        if (related := related_ids(article)) != article.related:
            Article.objects.filter(pk=article.pk).update(related=related)
    return stored


def differences() -> list[str]:
    """A line for each stored thing that is not what it would be if it were made now."""
    lines = [f"article revision {r.pk}: stored HTML differs" for r, fresh in _compared(None) if fresh]
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
        before = (revision.html, revision.headings, revision.plain, revision.converted)
        derive(revision)
        revision.derive()
        yield (
            revision,
            before != (revision.html, revision.headings, revision.plain, revision.converted),
        )
        if progress:
            progress(number, total)
