"""A Zendesk help center, as its documented API returns it: JSON files with lists of `articles`,
`sections`, `categories` and `translations`, and pictures in files beside them."""

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from faq.categories.models import MAX_DEPTH
from faq.transfer.content import Content, Sourced
from faq.transfer.entries import Entry, EntryError, answer_of, from_row, language_of
from faq.transfer.foreign import Losses, Pictures
from faq.transfer.html_to_markdown import convert
from faq.transfer.report import Report

Row = Mapping[str, Any]
_LISTS: Final = ("articles", "sections", "categories", "translations", "article_attachments")
_SOURCES: Final = (("Article", "articles"), ("Section", "sections"), ("Category", "categories"))
_ARTICLE: Final = re.compile(r"/hc/(?:[\w-]+/)?articles/(\d+)")
_ATTACHMENT: Final = re.compile(r"/article_attachments/(?:token/)?(\w+)")


def is_written_by(path: Path) -> bool:
    """Whether a folder or file holds such an export."""
    return bool(_rows(path)["articles"])


def read(path: Path, *, report: Report) -> Content:
    """Its articles in every language that we have, its sections as categories. Raises OSError."""
    return _Reader(path, report).read()


def _rows(path: Path) -> dict[str, list[Row]]:
    """All rows of all files, those that stand inside of others among them."""
    rows: dict[str, list[Row]] = {name: [] for name in _LISTS}
    for file in sorted(path.rglob("*.json")) if path.is_dir() else [path]:
        try:
            data = json.loads(file.read_text(encoding="utf-8-sig"))
        except ValueError:
            continue
        if not isinstance(data, dict):
            continue
        for name in _LISTS:
            found = data.get(name)
            if isinstance(found, list):
                rows[name] += [row for row in found if isinstance(row, dict) and "id" in row]
    rows["articles"] = [row for row in rows["articles"] if "section_id" in row]
    for kind, name in _SOURCES:
        for row in rows[name]:
            for inside in _listed(row.get("translations")):
                if isinstance(inside, dict):
                    known = {"source_id": row["id"], "source_type": kind}
                    rows["translations"].append({**known, **inside})
    return rows


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _position(row: Row) -> int:
    given = row.get("position")
    return min(max(given, 0), 32_000) if isinstance(given, int) else 0


class _Reader:
    def __init__(self, path: Path, report: Report) -> None:
        self._rows, self._report = _rows(path), report
        self._content, self._losses = Content(), Losses()
        folder = path if path.is_dir() else path.parent
        self._pictures = Pictures(folder, self._content)
        self._attachments = {
            str(row["id"]): str(row.get("file_name", ""))
            for row in self._rows["article_attachments"]
        }
        self._articles = {str(row["id"]) for row in self._rows["articles"]}
        self._translations: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in self._rows["translations"]:
            kind = str(row.get("source_type", "")).lower()
            self._translations[kind, str(row.get("source_id"))].append(row)

    def read(self) -> Content:
        """Everything."""
        self._read_categories()
        for article in self._rows["articles"]:
            self._read_article(article)
        self._losses.tell(self._report)
        return self._content

    # --- Categories and sections

    def _read_categories(self) -> None:
        categories = {f"category-{row['id']}": row for row in self._rows["categories"]}
        sections = {f"section-{row['id']}": row for row in self._rows["sections"]}
        self._above = {
            f"section-{row['id']}": f"section-{row['parent_section_id']}"
            if row.get("parent_section_id")
            else f"category-{row.get('category_id')}"
            for row in self._rows["sections"]
        }
        known = categories | sections
        records = [Sourced(name, self._category(name, row, known)) for name, row in known.items()]
        records.sort(key=lambda one: len(self._path(one.source, known)))
        if records:
            self._content.records["categories"] = records

    def _path(self, name: str, known: Mapping[str, Row]) -> list[str]:
        """From the top to a section, without those that lead round in a circle."""
        path: list[str] = []
        while name in known and name not in path:
            path.insert(0, name)
            name = self._above.get(name, "")
        return path

    def _category(self, name: str, row: Row, known: Mapping[str, Row]) -> dict[str, Any]:
        above = self._path(name, known)[:-1]
        if len(above) >= MAX_DEPTH:
            self._losses.add(name, _("its depth"))
        parent = above[: MAX_DEPTH - 1][-1:]
        kind = name.partition("-")[0]
        texts = {
            language: {
                "name": str(words.get("title") or words.get("name") or name)[:60],
                "description": str(words.get("body") or words.get("description") or "")[:160],
            }
            for language, words in self._texts(kind, row).items()
        }
        return {
            "key": f"zendesk-{name}",
            "parent": f"zendesk-{parent[0]}" if parent else "",
            "position": _position(row),
            "texts": texts,
        }

    def _texts(self, kind: str, row: Row) -> dict[str, Row]:
        """The words of a row by our languages; what is no language of ours is named."""
        own = {**row, "locale": row.get("locale") or row.get("source_locale")}
        texts: dict[str, Row] = {}
        for words in [*self._translations[kind, str(row["id"])], own]:
            source = f"{kind} {row['id']}"
            try:
                language = language_of(str(words.get("locale")), source)
            except EntryError:
                code = str(words.get("locale"))
                self._losses.add(source, _("the language %(code)s") % {"code": code})
                continue
            texts.setdefault(language, words)
        return texts

    # --- Articles

    def _read_article(self, article: Row) -> None:
        for language, words in self._texts("article", article).items():
            source = f"article {article['id']} ({language})"
            try:
                self._content.entries.append(self._entry(article, language, words, source))
            except EntryError as error:
                self._report.refuse("", str(error))
            except RecursionError:
                self._report.refuse(source, _("its HTML is nested too deeply"))

    def _entry(self, article: Row, language: str, words: Row, source: str) -> Entry:
        converted = convert(
            str(words.get("body") or ""),
            link=lambda address: self._link(address, source),
            picture=lambda address: self._picture(address, source),
        )
        for name in converted.lost:
            self._losses.add(source, name)
        is_restricted = article.get("user_segment_id") is not None
        if is_restricted:
            self._report.note(source, _("shown to some people there, so to staff only here"))
        title = str(words.get("title") or "")
        section = str(article.get("section_id"))
        row = {
            "key": f"zendesk-{article['id']}",
            "language": language,
            "title": title,
            "summary": answer_of({}, converted.body, language),
            "body": converted.body,
            "category": f"zendesk-section-{section}",
            "order": 0 if article.get("promoted") else _position(article) + 1,
            "slug": title,
            "tags": [str(label) for label in _listed(article.get("label_names"))],
            "audience": "staff" if is_restricted else "everyone",
            "visible_from": words.get("created_at") or article.get("created_at"),
            "draft": str(bool(words.get("draft"))).lower(),
        }
        return from_row(row, source)

    def _link(self, address: str, source: str) -> str:
        """Links among the articles stay such; what leads to other pages there cannot."""
        found = _ARTICLE.search(urlsplit(address).path)
        if found and found[1] in self._articles:
            fragment = urlsplit(address).fragment
            return f"article:zendesk-{found[1]}{f'#{fragment}' if fragment else ''}"
        if found:
            self._losses.add(source, _("a link to %(address)s") % {"address": address})
        if not urlsplit(address).netloc and not address.startswith(("mailto:", "tel:", "#")):
            self._losses.add(source, _("a link to %(address)s") % {"address": address})
            return ""
        return address

    def _picture(self, address: str, source: str) -> str:
        found = _ATTACHMENT.search(address)
        named = [self._attachments.get(found[1], "")] if found else []
        here = self._pictures.named(address, *filter(None, named))
        if not here:
            self._losses.add(source, _("the picture %(address)s") % {"address": address[:120]})
        return here
