"""Hours and what holds now, as the contact page says them."""

from datetime import datetime

from django import template

from faq.base.time_zones import offset
from faq.contact import hours_in_words
from faq.contact.directory import Shown

register = template.Library()


@register.filter
def hours_lines(channel: Shown, at: datetime) -> list[hours_in_words.Line]:
    """Weekly hours; none around the clock."""
    return hours_in_words.lines(channel.hours, at)


@register.filter
def special_days(channel: Shown, at: datetime) -> list[hours_in_words.SpecialDay]:
    """Holidays of the next two weeks."""
    return hours_in_words.special_days(channel.hours, at)


@register.filter
def state_words(channel: Shown, at: datetime) -> str:
    """Open or not, and for how long still."""
    return hours_in_words.state_words(channel.state, at)


@register.filter
def zone(channel: Shown, at: datetime) -> str:
    """The offset of the channel's clock: UTC+8."""
    return offset(at.astimezone(channel.hours.zone))
