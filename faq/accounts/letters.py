"""Letters to people with an account."""

from collections.abc import Mapping

from django.utils.translation import get_language

from faq.accounts.models import User
from faq.base import letters
from faq.base.throttle import Limit

UNASKED = Limit("letters-unasked", times=5, seconds=60 * 60)
"""How many letters to one person anybody may cause who knows the address."""


def write_to(
    user: User,
    *,
    template: str,
    context: Mapping[str, object],
    key: str = "",
    headers: Mapping[str, str] | None = None,
) -> None:
    """Write a letter in the person's language, with their anti-phishing code.

    Where they chose no language, in that of the page they are on. The rest is as in
    `faq.base.letters.send`.
    """
    letters.send(
        to=user.email,
        template=template,
        context=context,
        language=user.language or get_language() or "",
        code=user.mail_code,
        key=key,
        headers=headers,
    )
