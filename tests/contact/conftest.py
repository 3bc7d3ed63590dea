"""A small directory of official channels."""

import json
from pathlib import Path
from typing import Any

import pytest

from faq.contact.actions import import_directory
from tests.factories import NOW

FIXTURES = Path(__file__).parents[2] / "fixtures"


@pytest.fixture
def directory_data() -> dict[str, Any]:
    """The directory of the demo, as its file has it."""
    data: dict[str, Any] = json.loads((FIXTURES / "contact.json").read_text())
    return data


@pytest.fixture
def channels(db: None, directory_data: dict[str, Any]) -> None:
    """The directory of the demo in the database."""
    import_directory(directory_data, by=None, at=NOW)
