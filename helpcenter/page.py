"""What stands around every page: the brand, navigation, languages, theme and the banner."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from faq.announcements import banner, dismissal
from faq.articles import addresses, counts
from faq.articles.models import Article
from faq.base import canonical, languages
from faq.brand.frame import Frame, Link
from faq.brand.frame import frame as brand_frame
from faq.contact.directory import directory

THEMES = ("auto", "light", "dark")


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor; everything is looked up only when a template asks for it."""
    if request.path.startswith("/admin/"):
        return {"official": _official()}
    language = language_of(request)
    return {
        "brand": SimpleLazyObject(lambda: _brand(language)),
        "support_email": SimpleLazyObject(lambda: directory().email()),
        "has_hotlines": SimpleLazyObject(lambda: directory().has_hotlines()),
        "html_lang": languages.html_lang(language),
        "nav": SimpleLazyObject(lambda: _nav(request)),
        "languages": _language_links(request, language),
        "theme": theme_of(request),
        "banner": SimpleLazyObject(lambda: _banner(request, language)),
        "search_url": reverse("search_results"),
        "suggest_url": reverse("search_suggest"),
        "site_url": settings.HELPCENTER_URL,
        "official": _official(),
        "og_locale": languages.og_locale(language),
        **canonical.in_every_language(request),
    }


def _official() -> str:
    """The site's address and all its host names, backwards: see static/js/host.js."""
    return " ".join([settings.HELPCENTER_URL, *settings.ALLOWED_HOSTS]).lower()[::-1]


def _brand(language: str) -> Frame:
    """The brand with its links led to where they lead now; those that lead nowhere left out."""
    brand, now = brand_frame(language), timezone.now()

    def resolved(links: list[Link]) -> list[Link]:
        found = (
            replace(link, url=addresses.resolve(link.url, language=language, at=now))
            for link in links
        )
        return [link for link in found if link.url]

    return replace(
        brand,
        emergency_url=addresses.resolve(brand.emergency_url, language=language, at=now),
        footer_links=resolved(brand.footer_links),
        urgent_links=resolved(brand.urgent_links),
    )


def language_of(request: HttpRequest) -> str:
    """The language of the page, also where a request failed before it was known."""
    return getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)


def theme_of(request: HttpRequest) -> str:
    """The appearance that the reader chose."""
    theme = request.COOKIES.get("theme", "auto")
    return theme if theme in THEMES else "auto"


def _nav(request: HttpRequest) -> list[dict[str, Any]]:
    academy = f"{reverse('article_list')}?kind={Article.Kind.ACADEMY}"
    entries = [
        (_("Topics"), reverse("home") + "#topics", ("/categories/", "/articles/", "/tags/")),
        (_("Announcements"), reverse("announcement_list"), ("/announcements/",)),
        (_("Glossary"), reverse("term_list"), ("/glossary/",)),
    ]
    now = timezone.now()
    if counts.readable(request.user, now).by_kind[Article.Kind.ACADEMY]:
        entries.append((_("Academy"), academy, ()))
    entries.append((_("Contact"), reverse("channel_list"), ("/contact/",)))
    in_academy = request.GET.get("kind") == Article.Kind.ACADEMY
    return [
        {
            "label": label,
            "url": url,
            "is_current": url == academy
            if in_academy
            else any(part in request.path for part in parts),
        }
        for label, url, parts in entries
    ]


def _language_links(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    """The same page in every language; an article's address leads on to its own slug there."""
    query = request.META.get("QUERY_STRING", "")
    below = languages.path_below(request.path)
    return [
        {
            "code": code,
            "lang": languages.html_lang(code),
            "name": languages.name(code),
            "url": f"/{code}/{below}" + (f"?{query}" if query and below else ""),
            "is_current": code == current,
        }
        for code in languages.codes()
    ]


def _banner(request: HttpRequest, language: str) -> Any:
    dismissed = dismissal.numbers_in(request.COOKIES.get(dismissal.COOKIE, ""))
    return banner.current(language, timezone.now(), set(dismissed))
