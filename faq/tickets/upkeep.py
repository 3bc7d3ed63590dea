"""Regular work on tickets."""

from datetime import datetime, timedelta
from typing import Final

from faq.tickets import actions

UNCONFIRMED_FOR: Final = timedelta(hours=24)
"""How long a request waits for its asker to prove the address."""


def forget_unconfirmed(now: datetime) -> int:
    """Delete requests whose asker never proved the address; returns how many."""
    return actions.forget_unconfirmed(before=now - UNCONFIRMED_FOR)
