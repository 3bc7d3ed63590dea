"""The languages of the site and what stands in for a text that one of them lacks."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from django.conf import settings
from django.utils.translation import to_locale

_TERRITORIES = {"zh-hans": "zh_CN", "zh-hant": "zh_TW", "en": "en_US"}


def codes() -> tuple[str, ...]:
    """Language codes in the order of the setting, the default language's first."""
    return tuple(code for code, _name in settings.LANGUAGES)


def name(language: str) -> str:
    """The language's own name for itself, such as 繁體中文."""
    return dict(settings.LANGUAGES)[language]


def html_lang(language: str) -> str:
    """The code as HTML and HTTP spell it (BCP 47): zh-hans becomes zh-Hans."""
    main, _dash, script = language.partition("-")
    return f"{main}-{script.title()}" if script else main


def og_locale(language: str) -> str:
    """The code as Open Graph spells it, with a territory: zh_CN."""
    return _TERRITORIES.get(language, to_locale(language))


def path_below(path: str) -> str:
    """What follows the language in a path of the site: "contact/" of "/en/contact/"."""
    _slash, prefix, *rest = path.split("/", 2)
    return rest[0] if rest and prefix in codes() else ""


def is_chinese(language: str) -> bool:
    """Whether a text in this language can be shown in the other Chinese script by conversion."""
    return language.startswith("zh")


def can_read(reader: str, language: str) -> bool:
    """Whether readers of one language read texts in the other: their own, or its sister script."""
    return language == reader or (is_chinese(language) and is_chinese(reader))


def fallbacks(language: str) -> tuple[str, ...]:
    """Languages to show in turn: the wanted one, its sister script, then the others in order.

    zh-hant: zh-hant, zh-hans, en. en: en, zh-hans, zh-hant.
    """
    others = [code for code in codes() if code != language]
    sisters = [code for code in others if is_chinese(code) and is_chinese(language)]
    if is_chinese(language):
        others = sisters + [code for code in others if code not in sisters]
    return (language, *others)


class HasLanguage(Protocol):
    """Anything that is written in one language."""

    language: str


T = TypeVar("T", bound=HasLanguage)


def best(texts: Iterable[T], language: str) -> T | None:
    """The text that a reader of `language` gets, or None when there is none at all."""
    by_language = {text.language: text for text in texts}
    return next((by_language[code] for code in fallbacks(language) if code in by_language), None)


def from_accept_header(header: str) -> str:
    """The site's language for an Accept-Language header; the default one where nothing fits.

    zh-TW, zh-HK, zh-MO and yue read traditional characters.
    """
    wanted: list[tuple[float, str]] = []
    for position, part in enumerate(header[:500].split(",")[:20]):
        tag, _semicolon, weight = part.strip().partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        wanted.append((-quality + position / 1e6, tag.strip().lower()))
    for _rank, tag in sorted(wanted):
        if language := _closest(tag):
            return language
    return settings.LANGUAGE_CODE


def _closest(tag: str) -> str | None:
    parts = tag.split("-")
    traditional = parts[0] == "yue" or bool({"hant", "tw", "hk", "mo"} & set(parts[1:]))
    if parts[0] in {"zh", "yue"}:
        tag = "zh-hant" if traditional else "zh-hans"
    return next((code for code in codes() if code in (tag, parts[0])), None)
