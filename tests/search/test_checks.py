"""Settings of search that cannot work are told before the site starts."""

from typing import Any

import pytest
from pytest_django import Settings

from faq.search.checks import check_settings


class Unfinished:
    name = "unfinished"


def broken() -> Any:
    raise RuntimeError("not today")


@pytest.mark.parametrize(
    ("paths", "identity"),
    [
        (["tests.search.nowhere.Source"], "search.E001"),
        (["tests.search.library.Missing"], "search.E001"),
        (["nodots"], "search.E001"),
        (["tests.search.test_checks.broken"], "search.E001"),
        (["tests.search.test_checks.Unfinished"], "search.E002"),
        (["tests.search.library.Articles", "tests.search.library.Articles"], "search.E003"),
    ],
)
def test_source_that_cannot_work_is_named(
    settings: Settings, paths: list[str], identity: str
) -> None:
    settings.SEARCH_SOURCES = paths
    messages = check_settings()
    assert {message.id for message in messages} == {identity}


def test_panel_that_does_not_load_is_named(settings: Settings) -> None:
    settings.SEARCH_PANELS = {"definition": "tests.search.library.nothing"}
    assert [message.id for message in check_settings()] == ["search.E004"]


def test_good_settings_pass() -> None:
    assert check_settings() == []
