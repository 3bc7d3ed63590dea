"""What a page says when a secret was taken out of its address."""

from typing import Any

from django import template
from django.template import Context

from faq.base.secret_guard import explanation, named_kind

register = template.Library()


@register.inclusion_tag("components/secret_stopped.html", takes_context=True)
def stopped_secret(context: Context) -> dict[str, Any]:
    """The explanation, where the address names what was taken out of it."""
    request = context.get("request")
    kind = named_kind(request.GET) if request else None
    return {"explanation": explanation(kind) if kind else ""}
