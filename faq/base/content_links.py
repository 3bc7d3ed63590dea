"""Stored HTML on its way to a page: links between the site's texts are completed for the reader.

They are stored without a language, as `/_/articles/12-slug/`.
"""

import re

from django.utils.safestring import SafeString, mark_safe

_PLACEHOLDER = 'href="/_/'
_PAGES = ("/contact/", "/glossary/", "/announcements/", "/articles/", "/search/")
"""Pages that every language has: writers link them without a language."""


def address(path: str) -> str:
    """The stored form of a link to `path`, an address below the language prefix."""
    return f"/_/{path}"


def of_page(target: str) -> str:
    """The stored form of a link to a page like `/contact/`; other targets stay as written."""
    return address(target[1:]) if target.startswith(_PAGES) else target


def in_language(target: str, language: str) -> str:
    """A link in its stored form as readers of `language` follow it; others as they are."""
    return target.replace("/_/", f"/{language}/", 1) if target.startswith("/_/") else target


_ANNOUNCEMENT = re.compile(r"\(announcement:([\w-]+)")


def announcements_in(body: str) -> list[str]:
    """The keys of the announcements that Markdown links to."""
    return _ANNOUNCEMENT.findall(body)


_PICTURE = re.compile(r'<img src="(/media/[^"]+)"')


def first_picture(html: str) -> str:
    """The path of the first picture of the site that stored HTML shows; "" where there is none."""
    found = _PICTURE.search(html)
    return found[1] if found else ""


def localise(html: str, language: str) -> SafeString:
    """HTML made by `faq.base.markdown` with its links to the site's texts in `language`.

    The one place where stored HTML is declared safe: the renderer has sanitised it.
    """
    return mark_safe(html.replace(_PLACEHOLDER, f'href="/{language}/'))
