"""Letters to people we know: in their language, with their anti-phishing code."""

from collections.abc import Mapping

from faq.accounts.models import User
from faq.base import languages, letters


def write_to(
    user: User,
    *,
    template: str,
    context: Mapping[str, object],
    key: str = "",
    headers: Mapping[str, str] | None = None,
) -> None:
    """Write a letter to a person, in the present transaction; see `faq.base.letters.send`."""
    letters.send(
        to=user.email,
        template=template,
        context=context,
        language=languages.codes()[0],
        key=key,
        headers=headers,
    )
