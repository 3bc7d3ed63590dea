"""How the glossary would write what a text writes otherwise: for editors, never for readers.

Common errors among the aliases, and names whose capitals or width are not those of the glossary.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from faq.base import languages
from faq.base.memo import Memo
from faq.base.names import Name, NameFinder
from faq.glossary.models import Term

_SAME_WORD: Final = ("", "s", "es")


@dataclass(frozen=True)
class Variant:
    """What a text writes, and what the glossary writes for it."""

    written: str
    preferred: str


class _Variants:
    """The names to look for in one language, each with its preferred form."""

    def __init__(self, terms: Iterable[Term], language: str) -> None:
        self._labels: list[str] = []
        names: list[Name] = []
        for term in terms:
            text = languages.best(term.texts.all(), language)
            if text is None or not languages.can_read(language, text.language):
                continue
            label = text.shown("label", language)
            errors = [alias.text for alias in term.aliases.all() if not alias.is_shown]
            for name in [*errors, *([label] if _has_capitals(label) else [])]:
                names.append(Name(len(self._labels), name))
                self._labels.append(label)
        self._finder = NameFinder(names)

    def found_in(self, text: str) -> Iterator[Variant]:
        """What a text writes otherwise."""
        for found in self._finder.find(text):
            written, label = text[found.start : found.end], self._labels[found.number]
            if written.removeprefix(label) not in _SAME_WORD:
                yield Variant(written, label)


def _has_capitals(label: str) -> bool:
    return any(sign.isupper() for sign in label[1:]) and label.isascii()


def _load() -> dict[str, _Variants]:
    terms = list(Term.objects.visible_to(AnonymousUser(), timezone.now()).with_names())
    return {language: _Variants(terms, language) for language in languages.codes()}


_memo: Memo[dict[str, _Variants]] = Memo(Term.VERSION, load=_load)


def variants_in(texts: Iterable[str], language: str) -> list[Variant]:
    """All that texts in a language write other than the glossary does, each once."""
    variants = _memo.get()[language]
    return list(dict.fromkeys(one for text in texts for one in variants.found_in(text)))
