"""An article as Markdown: for programs and models that answer people, and for readers who quote."""

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.utils.encoding import iri_to_uri

from faq.accounts.models import Visitor
from faq.announcements.models import Announcement
from faq.articles import links
from faq.articles.models import Revision, Text
from faq.base import content_links, languages, markdown_source
from faq.facts import figures
from faq.glossary.models import Term
from faq.pictures.media import find_media_in

_SITE_TARGET = re.compile(r"\b(article|term|announcement):([\w-]+)")


def markdown_copy(revision: Revision, *, language: str, user: Visitor, at: datetime) -> str:
    """The words that a reader of `language` sees, with what is known of them on top.

    Links lead to full addresses of what this visitor may read at that instant. Six queries at
    most, whatever the text links to.
    """
    html: str = revision.shown("html", language)
    body = markdown_source.without_asked(revision.shown("body", language), html=html)
    addresses = _addresses(body, language=language, user=user, at=at)
    media = {written: found.src for written, found in find_media_in(body).items()}

    def target(written: str) -> str | None:
        key, mark, place = written.partition("#")
        if _SITE_TARGET.fullmatch(key):
            return _full(f"{addresses[key]}{mark}{place}") if key in addresses else None
        address = media.get(written) or content_links.of_page(written)
        return _full(content_links.in_language(address, language))

    written_in = revision.language_for(language)
    lead = markdown_source.lead(
        body,
        target,
        html=html,
        words=lambda text: figures.in_text(text, written_in),
    )
    return f"{_front(revision, language)}\n{lead.strip()}\n"


def _front(revision: Revision, language: str) -> str:
    """The block on top, in YAML: every value is a string of JSON or a date."""
    text = revision.text
    published = getattr(revision, "first_visible_from", None) or revision.created_at
    words = {
        "title": revision.shown("title", language),
        "language": revision.shown_lang(language),
        "summary": revision.shown("summary", language),
        "url": _full(text.get_absolute_url()),
    }
    dates = {
        "published": published,
        "updated": revision.visible_from,
        "checked": text.checked_on,
    }
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in words.items()]
    lines += [f"{name}: {value.isoformat()}" for name, value in dates.items() if value]
    return "\n".join(["---", *lines, "---", ""])


def _full(address: str) -> str:
    """An address with the site's own host where it has none."""
    is_ours = address.startswith("/") and not address.startswith("//")
    return str(iri_to_uri(settings.HELPCENTER_URL + address if is_ours else address))


def _addresses(body: str, *, language: str, user: Visitor, at: datetime) -> Mapping[str, str]:
    """Where `article:key` and the like lead in `language`, for what the visitor may read."""
    keys: dict[str, set[str]] = defaultdict(set)
    for kind, key in _SITE_TARGET.findall(body):
        keys[kind].add(key)
    found: dict[str, str] = {}
    if wanted := keys["article"]:
        texts: dict[str, list[Text]] = defaultdict(list)
        for name, revision in links.targets(wanted, user=user, at=at):
            texts[name].append(revision.text)
        for name, readable in texts.items():
            if best := languages.best(readable, language):
                found[f"article:{name}"] = best.url(language)
    if wanted := keys["term"]:
        for term in Term.objects.visible_to(user, at).filter(key__in=wanted):
            found[f"term:{term.key}"] = term.url(language)
    if wanted := keys["announcement"]:
        visible = Announcement.objects.visible_to(user, at).filter(key__in=wanted)
        for announcement in visible.with_titles():
            if text := languages.best(announcement.texts.all(), language):
                found[f"announcement:{announcement.key}"] = text.url(language)
    return found
