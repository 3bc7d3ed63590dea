"""What the tests of import and export share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import translation


@pytest.fixture(autouse=True)
def _own_media(tmp_path_factory: pytest.TempPathFactory, settings: LazySettings) -> Path:
    """Let no test write into the media of another."""
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")
    return Path(settings.MEDIA_ROOT)


@pytest.fixture(autouse=True)
def _reasons_in_english() -> Iterator[None]:
    """Read the reasons as they stand in the source."""
    with translation.override("en"):
        yield
