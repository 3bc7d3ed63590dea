"""Letters that were written, people with second factors, and visitors who sign in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from faq.base import outbox


@dataclass
class Letter:
    """What was put into the outbox."""

    to: str
    subject: str
    text: str

    @property
    def code(self) -> str:
        """The code in it."""
        found = re.search(r"^\d{8}$", self.text, flags=re.M)
        assert found, self.text
        return found[0]


@pytest.fixture
def posted(monkeypatch: pytest.MonkeyPatch) -> list[Letter]:
    """All letters of the test, in their order."""
    letters: list[Letter] = []

    def put(*, to: str, subject: str, text: str, **_more: Any) -> None:
        letters.append(Letter(to, subject, text))

    monkeypatch.setattr(outbox, "put", put)
    return letters


@pytest.fixture(autouse=True)
def _limits_are_forgotten(db: None) -> Iterator[None]:
    """Each test begins with nothing counted."""
    caches["limits"].clear()
    yield


LOGIN, CODE, SIGN_UP = "/en/accounts/login/", "/en/accounts/login/code/", "/en/accounts/signup/"
CONFIRM_ADDRESS, CONFIRM_LOGIN = "/en/accounts/confirm-email/", "/en/accounts/login/code/confirm/"


def sign_in(
    client: Client, address: str, password: str = "a-long-password", next: str = "", **more: Any
) -> Any:
    """Send the sign-in form."""
    return client.post(LOGIN, {"login": address, "password": password, "next": next}, **more)


def is_signed_in(client: Client) -> bool:
    """Whether the session is somebody's."""
    return "_auth_user_id" in client.session
