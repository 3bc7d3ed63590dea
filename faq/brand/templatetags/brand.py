"""The brand in templates that have no request, such as those of mail."""

from django import template
from django.utils.translation import get_language

from faq.base import languages
from faq.brand.frame import Frame, frame

register = template.Library()


@register.simple_tag
def brand() -> Frame:
    """The brand in the language of the moment; a query where the process knows none yet."""
    return frame(get_language() or languages.codes()[0])
