"""What a file says about one text, whatever the form of the file."""

import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import slugify
from django.utils.translation import gettext as _

from faq.articles.tags import tags_from_string
from faq.base import characters, languages
from faq.transfer import front_matter

_HEADING = re.compile(r"^#\s+(.+?)\s*#*$", re.MULTILINE)
_SETEXT = re.compile(r"^(\S.*)\n=+\s*$", re.MULTILINE)
_MEDIA = re.compile(r"(!\[[^\]]*\]\()(?:\.{0,2}/)*(pictures|videos)/")


class EntryError(ValueError):
    """A file or line that cannot become a text; the message says what is wrong with it."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One text of an article. Texts with the same key are translations of one another."""

    source: str
    key: str
    language: str
    title: str
    category: str
    summary: str = ""
    body: str = ""
    keywords: str = ""
    parity_reason: str = ""
    kind: str = "faq"
    audience: str = "everyone"
    position: int = 100
    path_position: int | None = None
    slug: str = ""
    tags: list[str] = field(default_factory=list)
    checked_on: date | None = None
    visible_from: datetime | None = None
    visible_until: datetime | None = None
    is_draft: bool = False
    version: int = 1
    """1 is what readers see, or would; later words of the same text have higher numbers."""
    named: frozenset[str] = frozenset()
    """What the file says of its own; the rest is left as it is where the text is there already."""


def from_markdown(path: Path, *, root: Path, language: str) -> Entry:
    """The entry in a Markdown file below `root`; `language` is for files that do not say theirs.

    A file without a head, written for another system, gives what can be told from it: the
    title is its first heading, the category its folder, the answer its first paragraph.
    Raises EntryError.
    """
    name = str(path.relative_to(root))
    try:
        head, body = front_matter.split(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, front_matter.FrontMatterError) as error:
        raise EntryError(f"{name}: {error}") from error
    title, body = (str(head["title"]), body) if "title" in head else title_from(body, path)
    return _entry(
        {
            "key": slugify(str(path.relative_to(root).with_suffix("")).replace("/", "-")),
            "language": _language_of(path, root) or language,
            "category": slugify(path.parent.name) if path.parent != root else "",
            "summary": "" if "key" in head else answer_of(head, body, language),
            **head,
            "title": title,
            "body": body,
        },
        name,
        named=frozenset({*head, "title", "body"}),
    )


def from_json_lines(lines: Iterable[bytes], *, source: str) -> Iterator[Entry | EntryError]:
    """Entries of `{"id", "lang", "category", "title", "summary", "body_markdown", "tags",
    "published_at"}`, one on each line; for a line that is none, the error with its number."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield _from_json(line, f"{source}:{number}")
            except EntryError as error:
                yield error


def from_row(row: Mapping[str, Any], source: str) -> Entry:
    """The entry in an object with the names of JSON Lines or of a head. Raises EntryError."""
    values: dict[str, Any] = {_JSON_NAMES.get(str(key), str(key)): row[key] for key in row}
    key = str(values.get("key", ""))
    return _entry(values | {"key": key if _KEY.fullmatch(key) else slugify(key)}, source)


_KEY = re.compile(r"[\w-]{1,80}", re.ASCII)
_JSON_NAMES = {
    "id": "key",
    "lang": "language",
    "body_markdown": "body",
    "published_at": "visible_from",
}


def _from_json(line: bytes, source: str) -> Entry:
    try:
        row = json.loads(line.removeprefix(BOM_UTF8).decode())
    except ValueError as error:
        why = _("not JSON")
        raise EntryError(f"{source}: {why} ({error})") from error
    if not isinstance(row, dict):
        why = _("not an object")
        raise EntryError(f"{source}: {why}")
    return from_row(row, source)


def _entry(values: Mapping[str, Any], source: str, *, named: frozenset[str] | None = None) -> Entry:
    """Check and convert the values that a file gives."""
    for required in ("key", "language", "title"):
        if not values.get(required):
            why = _("“%(name)s” is missing") % {"name": required}
            raise EntryError(f"{source}: {why}")
    language = language_of(str(values["language"]), source)
    return Entry(
        source=source,
        key=str(values["key"])[:80],
        language=language,
        title=str(values["title"]),
        category=str(values.get("category") or "imported"),
        summary=str(values.get("summary") or ""),
        body=_MEDIA.sub(r"\1/media/\2/", _body(values.get("body"))),
        keywords=str(values.get("keywords") or ""),
        parity_reason=str(values.get("parity_reason") or "")[:300],
        kind=str(values.get("kind") or "faq"),
        audience=str(values.get("audience") or "everyone"),
        position=_number(100 if values.get("order") in {None, ""} else values["order"], source),
        path_position=_place(values.get("path")),
        slug=str(values.get("slug") or ""),
        tags=_tags(values.get("tags")),
        checked_on=_date(values.get("checked_on"), source),
        visible_from=_moment(values.get("visible_from"), source),
        visible_until=_moment(values.get("visible_until"), source),
        is_draft=str(values.get("draft", "")).lower() in {"true", "yes", "1"},
        version=_number(values.get("version") or 1, source),
        named=frozenset(values) if named is None else named,
    )


def _body(value: Any) -> str:
    """Markdown without empty lines around it, so that every form of file gives the same."""
    text = characters.clean(str(value or "")).strip("\n")
    return f"{text}\n" if text else ""


def language_of(code: str, source: str) -> str:
    """The site's language that a code like zh-tw or en_US means. Raises EntryError."""
    lowered = code.replace("_", "-").lower()
    for language in languages.codes():
        if lowered == language or lowered.startswith(f"{language}-"):
            return language
    if lowered.split("-")[0] in {"zh", "yue"}:
        return languages.from_accept_header(lowered)
    known = {"code": code, "languages": ", ".join(languages.codes())}
    problem = _("the language “%(code)s” is not one of %(languages)s") % known
    raise EntryError(f"{source}: {problem}")


def _language_of(path: Path, root: Path) -> str:
    folders = [part.lower() for part in path.relative_to(root).parts[:-1]]
    return next((code for code in languages.codes() if code in folders), "")


def _tags(value: Any) -> list[str]:
    if isinstance(value, list):
        return [name for item in value for name in tags_from_string(str(item))]
    return tags_from_string(str(value or ""))


def _number(value: Any, source: str) -> int:
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError) as error:
        why = _("“%(value)s” is not a number") % {"value": value}
        raise EntryError(f"{source}: {why}") from error


def _place(value: Any) -> int | None:
    """A place in the beginner's path; other systems call addresses a path, which is none."""
    text = str(value or "")
    return int(text) if text.isdecimal() and len(text) < 5 else None


_SLASHED = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?:[ T](\d{1,2}:\d\d))?")


def iso(text: str) -> str:
    """A day or moment as standards write it, also where a spreadsheet wrote 2026/9/7 10:00."""

    def padded(found: re.Match[str]) -> str:
        year, month, day, clock = found.groups()
        date_part = f"{year}-{int(month):02}-{int(day):02}"
        return f"{date_part}T{clock:0>5}" if clock else date_part

    return _SLASHED.sub(padded, text.strip(), count=1)


def _date(value: Any, source: str) -> date | None:
    if not value:
        return None
    try:
        found = parse_date(iso(str(value))[:10])
    except ValueError:
        found = None
    if found is None:
        why = _("“%(value)s” is not a date") % {"value": value}
        raise EntryError(f"{source}: {why} (2026-11-25)")
    return found


def _moment(value: Any, source: str) -> datetime | None:
    if not value:
        return None
    text = iso(str(value))
    try:
        found = parse_datetime(text) or parse_datetime(f"{text[:10]}T00:00:00")
    except ValueError:
        found = None
    # Moments beyond these cannot be brought into every zone.
    if found is None or not 1900 <= found.year < 3000:
        problem = _("“%(value)s” is not a time") % {"value": value}
        raise EntryError(f"{source}: {problem} (2026-11-25T09:00:00+08:00)")
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))


def title_from(body: str, path: Path) -> tuple[str, str]:
    """The first heading, taken out of the body; else words made from the file's name."""
    for pattern in (_HEADING, _SETEXT):
        if match := pattern.search(body):
            return match[1].strip(), body[: match.start()] + body[match.end() :]
    return re.sub(r"[-_]+", " ", path.stem).strip().capitalize(), body


def answer_of(head: Mapping[str, Any], body: str, language: str) -> str:
    """What a file of another system says of itself, else how it begins."""
    described = str(head.get("description", ""))
    return _short(described, language) if described else _first_paragraph(body, language)


def _short(text: str, language: str) -> str:
    """No longer than an answer may be."""
    return text[:90] if languages.is_chinese(language) else " ".join(text.split()[:45])


def _first_paragraph(body: str, language: str) -> str:
    """Up to the first end of a sentence, without Markdown's signs, short enough for an answer."""
    shortest = 8 if languages.is_chinese(language) else 20
    for block in re.split(r"\n\s*\n", body):
        text = " ".join(re.sub(r"[*_`>#]|!?\[([^\]]*)\]\([^)]*\)", r"\1", block).split())
        if len(text) > shortest and not re.match(r"[-|:!<]|\d+\.", text):
            sentence = re.match(r".+?(?:[。！？]|[.!?](?=\s|$))", text)
            return _short(sentence[0] if sentence else text, language)
    return ""
