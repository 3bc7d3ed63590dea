"""Ways to reach somebody in a text that are none of ours: the robot repeats no such passage.

An editor may have been wrong or deceived; and what an article shows as a fraud's number must not
be read without the words around it.
"""

import re

from faq.contact.directory import directory
from faq.contact.verifier import Verdict

_WAYS = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w.@])@[a-z]\w{3,}(?![\w-]*\.\w)"
    r"|(?<![\w.])\+\d[\d ()-]{5,18}\d"
    r"|(?<![\w.-])(?:[48]00|1[3-9]\d|0\d{2,3})[ -]?\d{3,4}[ -]?\d{3,4}(?![\w.-]*\d)",
    re.IGNORECASE,
)
"""Mail addresses, accounts, and numbers that can be dialled."""


def names_stranger(text: str) -> bool:
    """Whether a text names an address, account or number that is not in the directory."""
    ways = _WAYS.findall(text)
    if not ways:
        return False
    verifier = directory().verifier
    return any(verifier.verify(way).verdict is not Verdict.OFFICIAL for way in ways)
