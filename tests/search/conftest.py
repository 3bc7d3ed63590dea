"""Every test of search has two empty sources of its own."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.search.library import Articles, Terms


@pytest.fixture(autouse=True)
def _own_sources(settings: Settings) -> Iterator[None]:
    settings.SEARCH_SOURCES = ["tests.search.library.Articles", "tests.search.library.Terms"]
    settings.SEARCH_PANELS = {}
    settings.SEARCH_SUGGESTIONS = []
    yield
    for source in (Articles, Terms):
        source.rows.clear()
        source.hidden.clear()
