"""How titles break into lines."""

import re

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()

_HAN = re.compile(r"[\u3400-\u9fff]")
_CLAUSE = re.compile(r"[^，。；：？！]*(?:[，。；：？！]+[”’」』）》]*|$)")


@register.filter
def phrases(title: str) -> str | SafeString:
    """A Chinese title with each clause held together, so that lines break at punctuation first.

    A title of one clause, and one without Chinese, is left to the browser.
    """
    clauses = [clause for clause in _CLAUSE.findall(title) if clause]
    if len(clauses) < 2 or not _HAN.search(title):
        return title
    return format_html_join("", '<span class="ph">{}</span>', ((clause,) for clause in clauses))
