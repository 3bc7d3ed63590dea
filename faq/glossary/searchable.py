"""Terms offered to search: one document for each language of a published term."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from faq.accounts.models import Visitor
from faq.base import languages
from faq.glossary.models import Alias, Term, TermText
from faq.search.sources import DocumentData, ShownText
from faq.search.synonyms import OneName

SOURCE = "term"


class TermSource:
    """See faq.search.sources.SearchSource."""

    name = SOURCE
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

    def visible_pks(
        self, pks: Collection[int], *, user: Visitor, at: datetime
    ) -> QuerySet[Any, int]:
        """Those of the given that the visitor may read."""
        texts = TermText.objects.of_terms(Term.objects.visible_to(user, at)).filter(pk__in=pks)
        return texts.values_list("pk", flat=True)


def names(term: Term) -> Iterator[OneName]:
    """The names by which whoever searches may mean a term: none while it is hidden.

    Names that are not shown to readers, and pinyin, only lead to the others.
    """
    if not term.is_published:
        return
    texts = list(term.texts.all())
    for text in texts:
        readers = [code for code in languages.codes() if languages.best(texts, code) == text]
        yield OneName(text=text.label, shown=_shown_to(readers, text, "label"), is_label=True)
    for alias in term.aliases.all():
        shown = _shown_to(languages.codes(), alias, "text")
        yield OneName(text=alias.text, shown=shown, is_searched_for=alias.is_shown)
    for sound in dict.fromkeys(sound for text in texts for sound in text.sounds.splitlines()):
        yield OneName(text=sound, is_searched_for=False)


def _shown_to(readers: Iterable[str], row: TermText | Alias, field: str) -> dict[str, str]:
    """A name as those of the readers write it who read its language, in either Chinese script."""
    return {
        code: row.shown(field, code)
        for code in readers
        if row.language == "" or languages.can_read(code, row.language)
    }


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
