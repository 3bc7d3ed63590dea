"""The brand as the pages show it, remembered by each process until an editor changes it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from faq.base import languages
from faq.base.memo import Memo
from faq.brand.models import Brand, FooterLink, FrameLink, UrgentLink


@dataclass(frozen=True)
class Link:
    """A link with words; `url` may be article:key, which a higher floor resolves."""

    label: str
    url: str
    hint: str = ""


@dataclass(frozen=True)
class Frame:
    """Everything of the brand that a page in one language shows."""

    name: str
    site_name: str
    never_ask: str
    legal: str
    lang: str
    official_host: str
    emergency_url: str = ""
    logo_url: str = ""
    accent_url: str = ""
    footer_links: list[Link] = field(default_factory=list)
    urgent_links: list[Link] = field(default_factory=list)

    def links(self) -> list[Link]:
        """All of them, the emergency link included."""
        return [Link("", self.emergency_url), *self.footer_links, *self.urgent_links]


def frame(language: str) -> Frame:
    """The brand for readers of `language`; plain words where no brand was entered yet."""
    return _frames.get()[language]


def _load() -> dict[str, Frame]:
    brand = (
        Brand.objects.filter(pk=1).prefetch_related("texts", "footerlinks", "urgentlinks").first()
    )
    return {code: _frame(brand or Brand(pk=1), code) for code in languages.codes()}


_frames: Memo[dict[str, Frame]] = Memo("brand", load=_load)


def _frame(brand: Brand, language: str) -> Frame:
    text = languages.best(brand.texts.all(), language) if not brand._state.adding else None
    words = (
        {name: text.shown(name, language) for name in text.CONVERTED}
        if text
        else {"name": _("Help center"), "site_name": _("Help center"), "never_ask": "", "legal": ""}
    )
    return Frame(
        **words,
        lang=text.shown_lang(language) if text else languages.html_lang(language),
        official_host=urlsplit(settings.HELPCENTER_URL).netloc,
        emergency_url=_localised(brand.emergency_url, language),
        logo_url=brand.logo.url if brand.logo else "",
        accent_url=reverse("accent", args=[brand.accent[1:]]) if brand.accent else "",
        footer_links=[] if not text else _links(brand.footerlinks.all(), language),
        urgent_links=[] if not text else _links(brand.urgentlinks.all(), language),
    )


def _links(rows: "QuerySet[FooterLink] | QuerySet[UrgentLink]", language: str) -> list[Link]:
    """The rows of the first language in the reader's order that has any."""
    written: Iterable[FrameLink] = rows
    by_language: dict[str, list[FrameLink]] = {}
    for row in written:
        by_language.setdefault(row.language, []).append(row)
    chosen = next((by_language[c] for c in languages.fallbacks(language) if c in by_language), [])
    return [_link(row, language) for row in chosen]


def _localised(target: str, language: str) -> str:
    return f"/{language}{target}" if target.startswith("/") else target


def _link(row: FrameLink, language: str) -> Link:
    target = _localised(row.target, language)
    if isinstance(row, UrgentLink):
        return Link(row.shown("title", language), target, row.shown("hint", language))
    return Link(row.shown("label", language), target)
