"""The tokens that act for a person."""

from datetime import datetime
from typing import Any

from faq.accounts.models import User
from faq.accounts.personal_data import Holding
from faq.api.models import Token


def _collect(user: User) -> list[Any]:
    return list(
        Token.objects.filter(user=user).values(
            "name", "created_at", "expires_at", "revoked_at", "used_on"
        )
    )


def _erase(user: User, at: datetime) -> None:
    Token.objects.filter(user=user).delete()


TOKENS = Holding(name="tokens", collect=_collect, erase=_erase)
