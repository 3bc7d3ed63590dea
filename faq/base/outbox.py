"""The outbox: every mail of the site goes through it."""

from collections.abc import Mapping

from django.core.mail import EmailMultiAlternatives

from faq.base.throttle import Limit

AN_HOUR = Limit("stranger-hour", times=1, seconds=60 * 60)
A_DAY = Limit("stranger-day", times=3, seconds=24 * 60 * 60)


def put(
    *,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    headers: Mapping[str, str] | None = None,
    key: str = "",
) -> None:
    """Send one mail."""
    mail = EmailMultiAlternatives(subject, text, None, [to], headers=dict(headers or {}))
    if html:
        mail.attach_alternative(html, "text/html")
    mail.send()


def may_write_to_stranger(address: str) -> bool:
    """Whether an address that has not proved itself may get a mail now; True counts as one sent."""
    who = address.strip().casefold()
    return not AN_HOUR.is_exceeded(who) and not A_DAY.is_exceeded(who)
