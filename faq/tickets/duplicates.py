"""Whether somebody asks again what they asked already."""

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from typing import Final

from faq.base.text import fold
from faq.tickets.models import KindField, Ticket

ALIKE: Final = 0.75
"""From here on two subjects say the same."""
_NAMING: Final = (KindField.Name.TXID, KindField.Name.ORDER)
_WORTHLESS: Final = re.compile(r"[\W_]+")


def likely(earlier: Iterable[Ticket], *, subject: str, details: Mapping[str, str]) -> list[Ticket]:
    """Those of the earlier tickets of a person that seem to be about the same."""
    return [one for one in earlier if _is_same(one, subject, details)]


def _is_same(ticket: Ticket, subject: str, details: Mapping[str, str]) -> bool:
    for name in _NAMING:
        mine, theirs = _plain(details.get(name, "")), _plain(str(ticket.details.get(name, "")))
        if mine and theirs:
            return mine == theirs
    return SequenceMatcher(None, _plain(subject), _plain(ticket.subject)).ratio() >= ALIKE


def _plain(text: str) -> str:
    return _WORTHLESS.sub("", fold(text))
