"""What is stored beside the words of terms, compared and made again."""

import pytest

from faq.glossary import derived
from faq.glossary.models import Alias, TermText
from faq.search import index
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
    assert len(derived.differences()) == 2
    seen: list[int] = []
    assert derived.rebuild(lambda done, total: seen.append(done)) == 2
    assert seen == [1, 2, 3]
    assert derived.differences() == index.differences() == []
    assert TermText.objects.get(language="zh-hans").letter == "B"
