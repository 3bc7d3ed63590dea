from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from faq.accounts.models import User
from tests.announcements.factories import NOW


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """It is NOW, until a test moves the clock."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(params=["editor", "reader", "stranger"])
def person(request: pytest.FixtureRequest, client: Client, editor: User, reader: User) -> Client:
    """Somebody who may edit the board, somebody who signed in, somebody who did not."""
    if request.param != "stranger":
        client.force_login({"editor": editor, "reader": reader}[request.param])
    return client
