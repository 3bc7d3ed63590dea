"""Keeping documents: what sources give, stored so that it can be chosen, listed and quoted."""

import re
from collections.abc import Collection, Sequence
from typing import Any

from faq.base.text import fold
from faq.search.models import Document, DocumentText
from faq.search.sources import DocumentData

_SIGNS = re.compile(r"[\W_]+")


def title_key(title: str) -> str:
    """What two titles share that a reader calls the same: folded, without spaces and signs."""
    return _SIGNS.sub("", fold(title))


def store(source: str, data: Sequence[DocumentData]) -> list[Document]:
    """Add documents that are not there yet, in the order of `data`."""
    made = Document.objects.bulk_create([row(source, item) for item in data])
    texts = [
        text
        for document, item in zip(made, data, strict=True)
        for text in text_rows(document, item)
    ]
    DocumentText.objects.bulk_create(texts, batch_size=500)
    return made


def remove(documents: Collection[int]) -> None:
    """Take documents out, by their numbers here."""
    DocumentText.objects.filter(document__in=documents).delete()
    Document.objects.filter(pk__in=documents).delete()


def row(source: str, data: DocumentData) -> Document:
    """The document that stands for what a source gives."""
    places = {str(number) for text in data.shown.values() for number, _name in text["trail"]}
    tags = [f"{fold(tag)}\t{tag}" for tag in data.tags]
    return Document(
        source=source,
        object_id=data.object_id,
        group=data.group,
        language=data.language,
        kind=data.kind,
        path=data.path,
        title_key=title_key(data.title),
        name_keys=_listed([key for name in data.names if (key := title_key(name))], "\n"),
        categories=_listed(sorted(places), ","),
        tags=_listed(tags, "\n"),
        visible_from=data.visible_from,
        visible_until=data.visible_until,
        staff_only=data.staff_only,
        checked_on=data.checked_on,
        merit=data.merit,
        titles={code: text["title"] for code, text in data.shown.items()},
        trails={code: text["trail"] for code, text in data.shown.items()},
    )


def _listed(items: Sequence[str], separator: str) -> str:
    """Items with the separator on both sides of each, so that one of them can be asked for."""
    return separator.join(["", *items, ""]) if items else ""


def text_rows(document: Document, data: DocumentData) -> list[DocumentText]:
    """What rows quote of it, for each language of readers."""
    return [
        DocumentText(document=document, language=code, summary=text["summary"], body=text["body"])
        for code, text in data.shown.items()
    ]


def is_made_from(document: Document, data: DocumentData) -> bool:
    """Whether a stored document, with its texts, is what `store` would make of this."""
    texts = {text.language: (text.summary, text.body) for text in document.texts.all()}
    quotable = {code: (text["summary"], text["body"]) for code, text in data.shown.items()}
    return texts == quotable and _columns(document) == _columns(row(document.source, data))


def _columns(document: Document) -> dict[str, Any]:
    return {
        field.attname: getattr(document, field.attname)
        for field in document._meta.concrete_fields
        if not field.primary_key
    }
