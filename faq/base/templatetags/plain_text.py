"""What readers wrote, on pages."""

from django import template
from django.utils.safestring import SafeString

from faq.base import plain_text

register = template.Library()


@register.filter
def as_written(text: str) -> SafeString:
    """Escaped, its lines kept, with links to this site alone."""
    return plain_text.as_html(text)
