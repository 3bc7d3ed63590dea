"""What readers wrote, as HTML: escaped, its lines kept, and links to this site alone.

Nothing in it is Markdown, so nothing in it can pretend to be more than words.
"""

import re
from typing import Final

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
_AFTER_ADDRESS: Final = ".,;:!?'()[]"


def as_html(text: str) -> SafeString:
    """Paragraphs of a text, with line breaks and links; an empty text gives nothing."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return format_html_join("", "<p>{}</p>", ((_lines(one),) for one in paragraphs if one))


def _lines(paragraph: str) -> SafeString:
    first, *others = paragraph.split("\n")
    broken = format_html_join("", "<br>{}", ((_line(line),) for line in others))
    return format_html("{}{}", _line(first), broken)


def _line(line: str) -> SafeString:
    pieces: list[str] = []
    place = 0
    for found in _ADDRESS.finditer(line):
        address = found[0].rstrip(_AFTER_ADDRESS)
        if is_ours(address):
            pieces += [line[place : found.start()], _link(address)]
            place = found.start() + len(address)
    # Escaped here; what is a link already is not escaped again.
    return format_html_join("", "{}", ((piece,) for piece in [*pieces, line[place:]]))


def is_ours(address: str) -> bool:
    """Whether an address leads to this site and nowhere else."""
    return address == settings.HELPCENTER_URL or address.startswith(
        (f"{settings.HELPCENTER_URL}/", f"{settings.HELPCENTER_URL}?")
    )


def _link(address: str) -> SafeString:
    return format_html('<a href="{0}">{0}</a>', address)
