from collections.abc import Iterator

import pytest
import time_machine

from tests.glossary.factories import NOW


@pytest.fixture
def at_now() -> Iterator[time_machine.Traveller]:
    """The clock stands still at the moment that the tests' terms become visible."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller
