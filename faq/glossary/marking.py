"""Terms marked in the HTML of articles, and what explains them there and beside search results.

Without queries: each process remembers what is visible of the glossary.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from faq.accounts.models import Visitor
from faq.base import languages
from faq.base.memo import Memo
from faq.base.models import versions
from faq.base.names import Name
from faq.base.text import words
from faq.glossary.matcher import Matcher
from faq.glossary.models import Term, TermText, fold_name
from faq.glossary.reading import row

Words = tuple[tuple[str, ...], ...]


def mark(html: str, *, language: str) -> tuple[str, list[int]]:
    """Sanitised HTML with the first use of each term led to `#t-<number of the term>`.

    Of the terms that everybody may read, those that are explained in the reader's `language` or
    its sister script. Returns their numbers too, in the order of their first use.
    """
    return _present()[language].matcher.mark(html)


def terms_for(pks: Iterable[int], language: str) -> list[dict[str, str]]:
    """What the list beside an article says of these terms, in the same order."""
    entries = _present()[language].entries
    return [entries[pk] for pk in pks if pk in entries]


def edition(language: str) -> str:
    """Changes whenever `mark` would answer otherwise: for the keys of what is kept of it."""
    return f"{versions().get(Term.VERSION, 0)}-{len(_present()[language].entries)}"


def definition(*, query: str, language: str, user: Visitor, at: datetime) -> dict[str, str] | None:
    """What explains the term that a search asks for, by a name or pinyin and nothing else.

    What is margin, margins, 什么是保证金 and bao zheng jin ask for one term; so do two-step and
    two step.
    """
    explained = _memo.get().at(at)[language]
    asked = _telling(query)
    pk = explained.by_words.get(asked) if asked else None
    if pk is None:
        name = fold_name(query)
        found = next(explained.matcher.find(name), None)
        pk = found.number if found and found.end - found.start == len(name) else None
    return explained.entries[pk] if pk else None


def _telling(text: str) -> Words:
    """The words that count, each in its one form."""
    return tuple(word.phrases[0] for word in words(text))


@dataclass(frozen=True)
class _Explained:
    """The terms that readers of one language get explained."""

    entries: dict[int, dict[str, str]]
    by_words: dict[Words, int]
    matcher: Matcher


class _Glossary:
    """What is visible of one version of the glossary, read again when another term appears."""

    def __init__(self) -> None:
        self._explained: dict[str, _Explained] = {}
        self._holds_until: datetime | None = None

    def at(self, moment: datetime) -> dict[str, _Explained]:
        """By the language of readers."""
        is_over = self._holds_until is not None and self._holds_until <= moment
        if is_over or not self._explained:
            terms = list(Term.objects.visible_to(AnonymousUser(), moment).with_names())
            self._explained = {code: _explained(terms, code) for code in languages.codes()}
            self._holds_until = Term.objects.next_moment(moment)
        return self._explained


_memo: Memo[_Glossary] = Memo(Term.VERSION, load=_Glossary)


def _present() -> dict[str, _Explained]:
    return _memo.get().at(timezone.now())


def _explained(terms: Iterable[Term], language: str) -> _Explained:
    texts = {term: text for term in terms if (text := _own_text(term, language))}
    by_sound = {
        _telling(sound): term.pk
        for term in texts
        for text in term.texts.all()
        for sound in text.sounds.splitlines()
    }
    by_name = {_telling(name): term.pk for term in texts for name in term.names()}
    return _Explained(
        entries={term.pk: _entry(term, text, language) for term, text in texts.items()},
        by_words=by_sound | by_name,
        matcher=Matcher(Name(term.pk, name) for term in texts for name in term.names()),
    )


def _own_text(term: Term, language: str) -> TermText | None:
    """The words in the language or its sister script."""
    text: TermText | None = languages.best(term.texts.all(), language)
    if text and (text.language == language or text.is_converted_for(language)):
        return text
    return None


def _entry(term: Term, text: TermText, language: str) -> dict[str, str]:
    shown = row(term, text, language)
    return {
        "anchor": f"t-{term.pk}",
        "label": shown.label,
        "pinyin": shown.pinyin,
        "other_label": shown.other_label,
        "other_lang": shown.other_lang,
        "definition": shown.definition,
        "url": shown.url,
    }
