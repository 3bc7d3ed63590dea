"""Which articles use a term. Articles are above the glossary, so search is asked for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from faq.accounts.models import Visitor
from faq.base import languages
from faq.base.names import Name
from faq.base.text import words
from faq.glossary.matcher import Matcher
from faq.glossary.models import Term
from faq.glossary.reading import aliases
from faq.search.engine import visible
from faq.search.matching import Found, match
from faq.search.models import DocumentText
from faq.search.sources import kinds
from faq.search.synonyms import Asked

SOURCE = "article"
CANDIDATES = 40
LIMIT = 10


@dataclass(frozen=True)
class Card:
    """An article as a row, in the words that readers of one language see."""

    title: str
    url: str
    kind: str
    kind_label: str
    lang: str


def articles_using(term: Term, *, language: str, user: Visitor, at: datetime) -> list[Card]:
    """Articles that a visitor may read and whose text has the term, those most about it first.

    The term is fetched with its names. Search proposes by the names in the reader's language; of
    what it proposes, texts stay in which the term would be marked.
    """
    asked = " ".join([*(text.label for text in term.texts.all()), *aliases(term, language)])
    found = match(asked, asked=Asked(words(asked)), language=language, user=user, at=at)
    hits = [hit for hit in found.hits if hit.source == SOURCE][:CANDIDATES]
    documents = [document for _source, document in visible(hits, language, user, at)]
    texts = _words_of(documents)
    matcher = Matcher(Name(term.pk, name) for name in term.names())
    using = (
        document
        for document in documents
        if any(matcher.find(texts.get((document.pk, document.lang_for(language)), "")))
    )
    return [_card(document, language) for document in islice(using, LIMIT)]


def _words_of(documents: Sequence[Found]) -> dict[tuple[int, str], str]:
    """What results may quote of the documents, by number and language."""
    texts = DocumentText.objects.filter(document__in=[document.pk for document in documents])
    return {(text.document_id, text.language): f"{text.summary}\n{text.body}" for text in texts}


def _card(document: Found, language: str) -> Card:
    return Card(
        title=document.title(language),
        url=f"/{language}/{document.path}",
        kind=document.kind,
        kind_label=kinds().get(document.kind, document.kind),
        lang=languages.html_lang(document.lang_for(language)),
    )
