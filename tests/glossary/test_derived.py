"""What is stored beside the words of terms, compared and made again."""

import pytest

from faq.glossary import derived
from faq.glossary.models import Alias, Term, TermText
from faq.search import index, synonyms
from tests.glossary.factories import a_term

pytestmark = pytest.mark.django_db


def test_saved_terms_are_as_they_would_be_made_now() -> None:
    a_term(aliases=["押金"])
    assert derived.differences() == []
    assert derived.rebuild() == 0


def test_what_differs_is_named_and_mended() -> None:
    a_term(aliases=["押金"])
    TermText.objects.filter(language="zh-hans").update(sounds="old", letter="Z")
    Alias.objects.update(folded="old")
    # The label's and the alias's own, and the pinyin by which search knows the term.
    assert len(derived.differences()) == 3
    seen: list[int] = []
    assert derived.rebuild(lambda done, total: seen.append(done)) == 2
    assert seen == [1, 2, 3]
    assert derived.differences() == index.differences() == []
    assert TermText.objects.get(language="zh-hans").letter == "B"


def test_names_in_search_are_named_and_mended_too() -> None:
    term, gone = a_term(), a_term("spot", labels={"zh-hans": "现货"})
    synonyms.remove("term", term.pk)
    Term.objects.filter(pk=gone.pk).delete()
    assert derived.differences() == [
        f"glossary term {term.pk}: its names in search differ",
        f"glossary term {gone.pk}: is gone, but search has its names",
    ]
    assert derived.rebuild() == 2
    assert derived.differences() == []
