"""What follows from the words of an announcement and is stored beside them.

Made when a text is saved, never while a page is read; `manage.py rebuild` makes it again.
"""

from collections.abc import Callable, Iterator

from faq.announcements.models import AnnouncementText
from faq.base import content_links, languages, markdown
from faq.glossary.models import Term
from faq.pictures.media import find_media_in
from faq.search import index

Progress = Callable[[int, int], None]


def render(source: str, language: str) -> markdown.Rendered:
    """Markdown as readers will see it."""
    media = find_media_in(source)
    return markdown.render(
        source,
        language=language,
        resolve_link=lambda target: resolve_link(target, language),
        resolve_media=media.get,
    )


def derive(text: AnnouncementText) -> None:
    """Fill the derived columns of an unsaved or changed text."""
    text.apply(render(text.body, text.language))


def resolve_link(target: str, language: str) -> str | None:
    """Where `announcement:key` and `term:key` lead, as it is stored; None where nothing is."""
    kind, _colon, key = target.partition(":")
    if kind == "announcement":
        texts = AnnouncementText.objects.filter(announcement__key=key)
        text = languages.best(texts, language)
        return content_links.address(text.path) if text else None
    if kind == "term":
        term = Term.objects.filter(key=key).first()
        return content_links.address(term.path) if term else None
    return None


def rebuild(progress: Progress | None = None) -> int:
    """Render every text anew and store what differs. Returns how many were stored."""
    stored = 0
    for text in _differing(progress):
        text.save()
        index.refresh("announcement", [text.pk])
        stored += 1
    return stored


def differences() -> list[str]:
    """A line for each text whose stored HTML is not what it would be if it were made now."""
    return [f"announcement text {text.pk}: stored HTML differs" for text in _differing(None)]


def _differing(progress: Progress | None) -> Iterator[AnnouncementText]:
    texts = AnnouncementText.objects.order_by("pk")
    total = texts.count()
    for number, text in enumerate(texts.iterator(), start=1):
        before = (text.slug, text.html, text.plain, text.converted)
        derive(text)
        text.derive()
        if before != (text.slug, text.html, text.plain, text.converted):
            yield text
        if progress:
            progress(number, total)
