"""Where the contents of deleted categories go."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from faq.categories.models import Category


class ContentsToForm(forms.Form):
    """A place for what is inside; demanded only when something is."""

    contents_to = forms.ModelChoiceField(
        queryset=Category.objects.none(), label=_("Move what is inside to")
    )

    def __init__(
        self, *args: Any, going: Collection[Category], is_empty: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["contents_to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Category.objects.exclude(pk__in=[c.pk for c in going]).prefetch_related(
            "texts"
        )
        field.required = not is_empty
