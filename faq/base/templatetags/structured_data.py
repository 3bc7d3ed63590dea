"""What a page says about itself to search engines, as JSON-LD in the words of schema.org."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Protocol

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# Inside <script> no text may end the element or open a comment.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


class AnswerPage(Protocol):
    """What is asked of a page to describe it."""

    title: str
    lang: str
    summary: str
    kind: str
    published_at: datetime
    updated_at: datetime | None
    checked_on: date | None


@register.simple_tag
def article_data(page: AnswerPage, url: str, publisher: str) -> SafeString:
    """An article: a FAQ as its question with the answer that stands first, others as an article."""
    about: dict[str, Any] = {
        "@context": "https://schema.org",
        "url": url,
        "inLanguage": page.lang,
        "datePublished": page.published_at.isoformat(timespec="seconds"),
        "dateModified": (page.updated_at or page.published_at).isoformat(timespec="seconds"),
        "publisher": {"@type": "Organization", "name": publisher},
    }
    if page.checked_on:
        about["lastReviewed"] = page.checked_on.isoformat()
    if page.kind == "faq" and page.summary:
        answer = {"@type": "Answer", "text": page.summary}
        question = {"@type": "Question", "name": page.title, "acceptedAnswer": answer}
        return _script(about | {"@type": "FAQPage", "mainEntity": [question]})
    about.pop("lastReviewed", None)
    return _script(
        about | {"@type": "Article", "headline": page.title, "description": page.summary}
    )


@register.simple_tag
def breadcrumb_data(breadcrumb: Iterable[Mapping[str, str]], site_url: str) -> SafeString:
    """The way from the home page to this one."""
    items = [
        {
            "@type": "ListItem",
            "position": position,
            "name": crumb["label"],
            "item": site_url + crumb["url"],
        }
        for position, crumb in enumerate(breadcrumb, start=1)
    ]
    return _script(
        {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items}
    )


@register.simple_tag
def json_ld(data: Mapping[str, Any]) -> SafeString:
    """What a view prepared."""
    return _script(data)


def _script(data: Mapping[str, Any]) -> SafeString:
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')
