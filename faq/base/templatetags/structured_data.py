"""What a page says about itself to search engines, as JSON-LD in the words of schema.org."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Protocol

from django import template
from django.template.context import RequestContext
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# Inside <script> no text may end the element or open a comment.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
_CONTEXT = "https://schema.org"


class AnswerPage(Protocol):
    """What is asked of a page to describe it."""

    title: str
    lang: str
    summary: str
    picture: str
    kind: str
    published_at: datetime
    updated_at: datetime | None
    checked_on: date | None


@register.simple_tag(takes_context=True)
def website_data(context: RequestContext) -> SafeString:
    """The site and who runs it, with the address that searches it."""
    site_url = context["site_url"]
    return _script(
        {
            "@context": _CONTEXT,
            "@type": "WebSite",
            "name": context["brand"].site_name,
            "url": context["canonical_url"],
            "inLanguage": context["html_lang"],
            "publisher": _publisher(context),
            "potentialAction": {
                "@type": "SearchAction",
                "target": {
                    "@type": "EntryPoint",
                    "urlTemplate": f"{site_url}{context['search_url']}?q={{search_term_string}}",
                },
                "query-input": "required name=search_term_string",
            },
        }
    )


@register.simple_tag(takes_context=True)
def article_data(context: RequestContext, page: AnswerPage) -> SafeString:
    """An article: a FAQ as its question with the answer that stands first, others as an article."""
    if page.kind != "faq" or not page.summary:
        return _article(
            context,
            title=page.title,
            summary=page.summary,
            lang=page.lang,
            picture=page.picture,
            published_at=page.published_at,
            updated_at=page.updated_at,
        )
    about = _page(context, page.lang, page.published_at, page.updated_at)
    if page.checked_on:
        about["lastReviewed"] = page.checked_on.isoformat()
    answer = {"@type": "Answer", "text": page.summary}
    question = {"@type": "Question", "name": page.title, "acceptedAnswer": answer}
    return _script(about | {"@type": "FAQPage", "mainEntity": [question]})


@register.simple_tag(takes_context=True)
def announcement_data(context: RequestContext, announcement: Mapping[str, Any]) -> SafeString:
    """An announcement, as an article."""
    words = ("title", "summary", "lang", "picture", "published_at", "updated_at")
    return _article(context, **{name: announcement[name] for name in words})


@register.simple_tag(takes_context=True)
def term_data(context: RequestContext, term: Mapping[str, Any], set_url: str) -> SafeString:
    """A term with its definition, one of the set at `set_url`."""
    names = [*(other["label"] for other in term["others"]), *term["aliases"]]
    return _script(
        {
            "@context": _CONTEXT,
            "@type": "DefinedTerm",
            "name": term["label"],
            **({"alternateName": names} if names else {}),
            "description": term["definition"],
            "inLanguage": term["lang"],
            "url": context["canonical_url"],
            "inDefinedTermSet": context["site_url"] + set_url,
        }
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
    return _script({"@context": _CONTEXT, "@type": "BreadcrumbList", "itemListElement": items})


@register.simple_tag(takes_context=True)
def organization_data(
    context: RequestContext, contact_points: Iterable[Mapping[str, Any]]
) -> SafeString:
    """Who runs the site, and how they are reached."""
    return _script(
        {"@context": _CONTEXT, **_publisher(context), "contactPoint": list(contact_points)}
    )


def _article(
    context: RequestContext,
    *,
    title: str,
    summary: str,
    lang: str,
    picture: str,
    published_at: datetime,
    updated_at: datetime | None,
) -> SafeString:
    publisher = _publisher(context)
    return _script(
        _page(context, lang, published_at, updated_at)
        | {
            "@type": "Article",
            "headline": title,
            "description": summary or title,
            "image": context["site_url"] + (picture or static("img/card.png")),
            "author": publisher,
            "mainEntityOfPage": context["canonical_url"],
        }
    )


def _page(
    context: RequestContext, lang: str, published_at: datetime, updated_at: datetime | None
) -> dict[str, Any]:
    return {
        "@context": _CONTEXT,
        "url": context["canonical_url"],
        "inLanguage": lang,
        "datePublished": published_at.isoformat(timespec="seconds"),
        "dateModified": (updated_at or published_at).isoformat(timespec="seconds"),
        "publisher": _publisher(context),
    }


def _publisher(context: RequestContext) -> dict[str, Any]:
    brand, site_url = context["brand"], context["site_url"]
    return {
        "@type": "Organization",
        "name": brand.name,
        "url": site_url + "/",
        "logo": site_url + (brand.logo_url or static("img/apple-touch-icon.png")),
    }


def _script(data: Mapping[str, Any]) -> SafeString:
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')
