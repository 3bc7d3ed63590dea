"""Letters that were written, people with second factors, and visitors who sign in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from faq.base.models import OutgoingMail


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


class Posted(Sequence[Letter]):
    """What stands in the outbox, whenever somebody looks."""

    def __len__(self) -> int:
        return OutgoingMail.objects.count()

    def __getitem__(self, place: Any) -> Any:
        return [
            Letter(mail.to, mail.subject, mail.text) for mail in OutgoingMail.objects.order_by("pk")
        ][place]


@pytest.fixture
def posted(db: None) -> Posted:
    """All letters of the test, in their order."""
    return Posted()


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
