"""Letters: mail from templates, in one language, in the frame of the site.

A letter links to this site only. Whatever else in it looks like an address, of the web or of mail,
came from somebody's words: it is written so that no mail program makes a link of it.
"""

import re
from collections.abc import Mapping
from email.utils import parseaddr
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils.translation import override

from faq.base import characters, languages, outbox

_USUAL_HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
# What ends an address wherever it stands, and what does only before one of the former.
_ENDS = r"""\s<>\[\]"'，。、；：！？（）「」《》“”‘’"""
_MARKS = r".,;:!?)"
# They turn text round or hide in it, and keep an address from being recognised.
_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
_SCHEME = re.compile(r"(?<=\w):(?=//)")
_DOT = re.compile(r"(?<=[^\W\d_])[.．｡](?=[^\W\d_]{2})|(?<=[\w-])[.．｡](?=[A-Za-z]{2})")


def send(
    *,
    to: str,
    template: str,
    context: Mapping[str, object],
    language: str,
    code: str = "",
    key: str = "",
    headers: Mapping[str, str] | None = None,
) -> None:
    """Write a letter to the outbox, in the present transaction.

    `template` is a name such as "emails/tickets/answer"; its subject stands in "…_subject.txt", its
    text in "….txt", and `site_url` is there for their links. `code` is the recipient's
    anti-phishing code. To an address that has not proved itself, `context` must hold nothing that
    somebody wrote. Raises what `outbox.put` raises.
    """
    with override(language):
        values = {"site_url": settings.HELPCENTER_URL, **context}
        subject = harmless(characters.one_line(_words(f"{template}_subject.txt", values)), to)
        text = harmless(_tidy(_words(f"{template}.txt", values)), to)
        frame = {
            "site_url": settings.HELPCENTER_URL,
            "html_lang": languages.html_lang(language),
            "code": harmless(_UNSEEN.sub("", characters.one_line(code)), to),
            "subject": subject,
        }
        outbox.put(
            to=to,
            subject=subject,
            text=_tidy(_words("emails/frame.txt", {**frame, "text": text})),
            html=get_template("emails/frame.html").render(
                {**frame, "paragraphs": _paragraphs(text)}
            ),
            headers={**_USUAL_HEADERS, "Content-Language": frame["html_lang"], **(headers or {})},
            key=key,
        )


def _words(template: str, values: Mapping[str, object]) -> str:
    """A template of plain text, in which nothing is escaped."""
    loaded: Any = get_template(template)
    return _UNSEEN.sub("", loaded.template.render(Context(dict(values), autoescape=False)))


def _tidy(text: str) -> str:
    """Paragraphs with one empty line between them, whatever tags of the template left."""
    return _BLANK_LINES.sub("\n\n", characters.clean(text)).strip()


# --- Links ---------------------------------------------------------------------------------------


def harmless(text: str, to: str = "") -> str:
    """`text` with every address broken up that is not on this site, of its mail, or the reader's.

    evil.example becomes evil[.]example, which people can read and no program follows.
    """
    parts = _parts(text, _known(to))
    return "".join(part.words if part.is_known else _broken_up(part.words) for part in parts)


def _broken_up(text: str) -> str:
    return _DOT.sub("[.]", _SCHEME.sub("[:]", text))


class _Part(NamedTuple):
    """Words of a letter, and whether they are what a pattern looks for."""

    words: str
    is_known: bool


def _parts(text: str, pattern: str) -> list[_Part]:
    words = re.split(f"({pattern})", text)
    return [_Part(part, bool(place % 2)) for place, part in enumerate(words)]


def _paragraphs(text: str) -> list[list[_Part]]:
    """The paragraphs of a text, each in parts; known are links to this site."""
    return [_parts(paragraph, _our_address()) for paragraph in text.split("\n\n")]


def _our_address() -> str:
    """An address of this site, up to where it ends; none of a host that only begins like ours."""
    site = re.escape(settings.HELPCENTER_URL)
    end = rf"(?=[{_MARKS}]*(?:[{_ENDS}]|$))"
    path = rf"[/?#](?:[^{_ENDS}{_MARKS}]|[{_MARKS}]+(?=[^{_ENDS}{_MARKS}]))*"
    return rf"(?<![\w/@.]){site}(?:{path}|{end})"


def _known(to: str) -> str:
    """What may stand in a letter as it is: our addresses, and the reader's own."""
    domains = {_domain(settings.DEFAULT_FROM_EMAIL), urlsplit(settings.HELPCENTER_URL).hostname}
    ours = "|".join(re.escape(domain) for domain in sorted(filter(None, domains)))
    mail = rf"[\w.+-]+@(?:{ours})"
    theirs = re.escape(to) if to else "(?!)"
    return rf"{_our_address()}|(?<![\w.+@-])(?:{theirs}|{mail})(?![\w@-]|\.\w)"


def _domain(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2]
