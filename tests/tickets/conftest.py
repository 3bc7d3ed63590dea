"""Kinds of tickets and people who ask."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from faq.accounts.models import User
from faq.tickets import kinds_file
from faq.tickets.models import Kind
from tests.tickets.factories import NOW, a_person, an_agent
from tests.tickets.mails import mail_settings

__all__ = ["mail_settings"]

FIXTURES = Path(__file__).parents[2] / "fixtures"


@pytest.fixture
def kinds(db: None) -> dict[str, Kind]:
    """The kinds of the demo, without their categories."""
    data: dict[str, Any] = json.loads((FIXTURES / "ticket_kinds.json").read_text())
    for row in data["ticket_kinds"]:
        kinds_file.import_kind({**row, "category": ""}, None, NOW)
    for row in data["answer_times"]:
        kinds_file.import_answer_time(row, None, NOW)
    return {kind.key: kind for kind in Kind.objects.all()}


@pytest.fixture
def lin(db: None) -> User:
    """Somebody who asks."""
    return a_person("lin")


@pytest.fixture
def agent(db: None) -> User:
    """Somebody who answers tickets."""
    return an_agent()


@pytest.fixture
def sign_in() -> Callable[[User], Client]:
    """The browser of a person."""

    def browser(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return browser
