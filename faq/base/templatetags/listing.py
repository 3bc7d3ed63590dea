"""Pieces of lists: which page numbers to offer, which headings to show as contents."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.core.paginator import Page

register = template.Library()


@register.filter
def page_numbers(page: "Page[Any]") -> list[int | str]:
    """The first, the last and those around the present page, with … between them."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.filter
def of_level(headings: Iterable[Mapping[str, Any]], level: int) -> list[Mapping[str, Any]]:
    """The headings of one level."""
    return [heading for heading in headings if heading["level"] == level]
