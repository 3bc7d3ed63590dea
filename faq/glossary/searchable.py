"""Terms offered to search: one document for each language of a published term."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from faq.accounts.models import Visitor
from faq.base import languages
from faq.glossary.models import Term, TermText
from faq.search.sources import DocumentData, ShownText


class TermSource:
    """See faq.search.sources.SearchSource."""

    name = "term"
    kinds: Mapping[str, Any] = {"term": _("Term")}

    def documents(self, pks: Collection[int]) -> Iterator[DocumentData]:
        """Documents of the given texts of terms."""
        texts = TermText.objects.of_terms(Term.objects.published()).filter(pk__in=pks)
        for text in texts.prefetch_related("term__texts", "term__aliases"):
            yield _document(text)

    def pks(self) -> Iterable[int]:
        """Every text of a term that belongs in the index."""
        texts = TermText.objects.of_terms(Term.objects.published())
        return texts.values_list("pk", flat=True).iterator()

    def visible_pks(self, pks: Collection[int], *, user: Visitor, at: datetime) -> set[int]:
        """Those of the given that the visitor may read."""
        texts = TermText.objects.of_terms(Term.objects.visible_to(user, at)).filter(pk__in=pks)
        return set(texts.values_list("pk", flat=True))


def _document(text: TermText) -> DocumentData:
    term = text.term
    return DocumentData(
        object_id=text.pk,
        group=term.pk,
        language=text.language,
        kind="term",
        path=term.path,
        title=text.label,
        keywords=" ".join(_other_names(text)),
        headings="",
        body=f"{text.definition}\n{text.example}",
        shown={
            code: _shown(text, code)
            for code in languages.codes()
            if code == text.language or text.is_converted_for(code)
        },
        tags=(),
        visible_from=term.visible_from,
        visible_until=None,
    )


def _other_names(text: TermText) -> list[str]:
    """Aliases, labels in other languages, and what is typed for their pinyin."""
    texts = text.term.texts.all()
    labels = [other.label for other in texts if other.pk != text.pk]
    aliases = [alias.text for alias in text.term.aliases.all()]
    sounds = [sound for other in texts for sound in other.sounds.splitlines()]
    return [*labels, *aliases, *sounds]


def _shown(text: TermText, language: str) -> ShownText:
    definition, example = text.shown("definition", language), text.shown("example", language)
    return ShownText(
        title=text.shown("label", language),
        summary=definition,
        body=f"{definition}\n{example}",
        trail=[],
    )
