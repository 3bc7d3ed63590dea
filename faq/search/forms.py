"""What a reader asks for, cleaned so that nothing they send is an error."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from faq.base import characters
from faq.base.secret_guard import GuardedCharField
from faq.search.engine import NEWEST
from faq.search.sources import kinds, sources

LONGEST = 200


class SearchForm(forms.Form):
    """The search box and what narrows results down; what makes no sense is left out."""

    q = forms.CharField(label=_("Search"), max_length=LONGEST, required=False)
    kind = forms.CharField(required=False)
    category = forms.IntegerField(required=False)
    tag = forms.CharField(required=False)
    sort = forms.CharField(required=False)
    page = forms.IntegerField(required=False)

    def __init__(self, sent: Mapping[str, str]) -> None:
        kind = sent.get("kind", "")
        super().__init__(
            {
                "q": _line(sent.get("q", "")),
                "kind": kind if kind in kinds() else "",
                "category": _number(sent.get("category", "")),
                "tag": _line(sent.get("tag", "")),
                "sort": NEWEST if sent.get("sort") == NEWEST else "",
                "page": _number(sent.get("page", "")),
            }
        )
        self.full_clean()


class OpenedForm(forms.Form):
    """Which result was opened: the query as it was sent, the source and the number there."""

    q = GuardedCharField(max_length=LONGEST)
    source = forms.ChoiceField(choices=lambda: [(name, name) for name in sources()])
    object = forms.IntegerField(min_value=1, max_value=2**53)


def _line(text: str) -> str:
    """One line of at most so many characters, without control characters."""
    return characters.one_line(text[: 10 * LONGEST])[:LONGEST].strip()


def _number(text: str) -> str:
    """The digits of a number that a database can hold, or nothing."""
    return text if text.isascii() and text.isdigit() and len(text) < 10 else ""
