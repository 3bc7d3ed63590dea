"""What readers wrote, as HTML: escaped, its lines kept, and links to this site alone.

Nothing in it is Markdown, so nothing in it can pretend to be more than words.
"""

import re
from typing import Final

from django.conf import settings
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
_AFTER_ADDRESS: Final = ".,;:!?'()[]"


def as_html(text: str) -> SafeString:
    """Paragraphs of a text, with line breaks and links; an empty text gives nothing."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    # Every piece was escaped where it was made.
    return mark_safe("".join(f"<p>{_lines(one)}</p>" for one in paragraphs if one))


def _lines(paragraph: str) -> str:
    return "<br>".join(_line(line) for line in paragraph.split("\n"))


def _line(line: str) -> str:
    pieces, place = [], 0
    for found in _ADDRESS.finditer(line):
        address = found[0].rstrip(_AFTER_ADDRESS)
        if is_ours(address):
            pieces += [escape(line[place : found.start()]), _link(address)]
            place = found.start() + len(address)
    return "".join([*pieces, escape(line[place:])])


def is_ours(address: str) -> bool:
    """Whether an address leads to this site and nowhere else."""
    return address == settings.HELPCENTER_URL or address.startswith(
        (f"{settings.HELPCENTER_URL}/", f"{settings.HELPCENTER_URL}?")
    )


def _link(address: str) -> str:
    return format_html('<a href="{0}">{0}</a>', address)
