"""The glossary that the demo site starts with."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings

from faq.glossary import actions
from faq.glossary.models import Term

AT = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    """The file as it is shipped."""
    text = (settings.BASE_DIR / "fixtures" / "glossary.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@pytest.mark.django_db
def test_every_term_is_taken_in(data: dict[str, Any]) -> None:
    actions.import_terms(data, by=None, at=AT)
    assert Term.objects.count() == len(data["terms"]) >= 62


def test_every_term_is_explained_in_both_languages_in_a_sentence_or_three(
    data: dict[str, Any],
) -> None:
    for term in data["terms"]:
        for language in ("zh-hans", "en"):
            words = term["texts"][language]
            assert words["label"]
            assert 10 < len(words["definition"]) <= 250, (term["key"], language)
            assert words["definition"].endswith(("。", ".")), (term["key"], language)
