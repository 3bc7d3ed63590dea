"""Terms as the readers of one language see them: in the index, and on a page of their own."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from faq.base import canonical, languages
from faq.glossary.models import NO_LETTER, Term, TermText

LETTERS = [chr(code) for code in range(ord("A"), ord("Z") + 1)]


@dataclass(frozen=True)
class Row:
    """A term in a list."""

    label: str
    pinyin: str
    other_label: str
    other_lang: str
    definition: str
    url: str
    lang: str
    letter: str
    order: str


def row(term: Term, text: TermText, language: str) -> Row:
    """A term fetched with its texts, in the words of `text`, for readers of `language`."""
    others = other_labels(term, text, language)
    return Row(
        label=text.shown("label", language),
        pinyin=text.pinyin,
        other_label=others[0]["label"] if others else "",
        other_lang=others[0]["lang"] if others else "",
        definition=text.shown("definition", language),
        url=term.url(language),
        lang=text.shown_lang(language),
        letter=text.letter,
        order=text.sounds or text.folded,
    )


def other_labels(term: Term, text: TermText, language: str) -> list[dict[str, str]]:
    """What the term is called in other languages, where that is another word.

    Chinese for readers of Chinese is one language in two scripts.
    """
    known = {text.shown("label", language)}
    found = []
    for code in languages.fallbacks(language):
        other = next((other for other in term.texts.all() if other.language == code), None)
        is_sister = languages.is_chinese(code) and languages.is_chinese(text.language)
        if other and not is_sister and other.label not in known:
            known.add(other.label)
            found.append({"label": other.label, "lang": languages.html_lang(code)})
    return found


def rows(terms: Iterable[Term], language: str) -> list[Row]:
    """Terms fetched with their texts, in the order of the index; without a text none is shown."""
    found = []
    for term in terms:
        if text := languages.best(term.texts.all(), language):
            found.append(row(term, text, language))
    return sorted(found, key=lambda row: (row.letter == NO_LETTER, row.letter, row.order, row.url))


def groups(index: Iterable[Row]) -> list[dict[str, Any]]:
    """The rows of an index under their letters."""
    by_letter: dict[str, list[Row]] = {}
    for entry in index:
        by_letter.setdefault(entry.letter, []).append(entry)
    return [
        {"letter": letter, "anchor": _anchor(letter), "terms": terms}
        for letter, terms in by_letter.items()
    ]


def letters(filled: Iterable[dict[str, Any]]) -> list[dict[str, str]]:
    """A to Z, and # where there are such terms; with an anchor where the letter has a group."""
    anchors = {group["letter"]: group["anchor"] for group in filled}
    shown = [*LETTERS, *([NO_LETTER] if NO_LETTER in anchors else [])]
    return [{"letter": letter, "anchor": anchors.get(letter, "")} for letter in shown]


def _anchor(letter: str) -> str:
    return "letter-other" if letter == NO_LETTER else f"letter-{letter.lower()}"


def page(term: Term, text: TermText, language: str) -> dict[str, Any]:
    """What the page of a term fetched with its names says of it."""
    return {
        "label": text.shown("label", language),
        "pinyin": text.pinyin,
        "lang": text.shown_lang(language),
        "others": other_labels(term, text, language),
        "aliases": aliases(term, language),
        "definition": text.shown("definition", language),
        "example": text.shown("example", language),
    }


def aliases(term: Term, language: str) -> list[str]:
    """The other names to show: those of the reader's language, and those of all languages."""
    return [
        alias.shown("text", language)
        for alias in term.aliases.all()
        if alias.is_shown and (alias.language in {"", language} or alias.is_converted_for(language))
    ]


def links(texts: Iterable[TermText], language: str) -> list[dict[str, str]]:
    """Labels and addresses of the terms that texts, fetched with them, belong to."""
    by_term: dict[Term, list[TermText]] = {}
    for text in texts:
        by_term.setdefault(text.term, []).append(text)
    chosen = [(term, languages.best(own, language)) for term, own in by_term.items()]
    return [
        {"label": text.shown("label", language), "url": term.url(language)}
        for term, text in chosen
        if text
    ]


def translation_notice(text: TermText, language: str) -> dict[str, str] | None:
    """What to say when the term has no words in the reader's language; None when it has."""
    if text.language == language:
        return None
    kind = "converted" if text.is_converted_for(language) else "other"
    return {"shown_name": languages.name(text.language), "kind": kind}


def alternates(term: Term) -> list[dict[str, str]]:
    """The languages a term is written in, with full addresses."""
    return canonical.alternates(
        {text.language: term.url(text.language) for text in term.texts.all()}
    )
