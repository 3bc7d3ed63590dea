"""What is asked when many articles are changed at once."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from faq.accounts.models import User
from faq.articles.models import Article
from faq.articles.tags import tags_from_string
from faq.articles.together import Changes
from faq.categories.models import Category

_AS_IT_IS = ("", _("leave as it is"))


class ChangeManyForm(forms.Form):
    """What all chosen articles get; an empty field leaves each as it is."""

    category = forms.ModelChoiceField(
        Category.objects.prefetch_related("texts"),
        label=_("category"),
        required=False,
        empty_label=_AS_IT_IS[1],
    )
    kind = forms.ChoiceField(
        label=_("kind"), choices=[_AS_IT_IS, *Article.Kind.choices], required=False
    )
    audience = forms.ChoiceField(
        label=_("audience"), choices=[_AS_IT_IS, *Article.Audience.choices], required=False
    )
    owner = forms.ModelChoiceField(
        User.objects.filter(is_staff=True, is_active=True),
        label=_("owner"),
        required=False,
        empty_label=_AS_IT_IS[1],
    )
    add_tags = forms.CharField(
        label=_("add tags"), required=False, help_text=_("Separated by commas.")
    )
    remove_tags = forms.CharField(label=_("take tags away"), required=False)

    def clean(self) -> dict[str, Any]:
        """Something must be changed."""
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.values()):
            raise ValidationError(_("Say what to change."))
        return cleaned

    @property
    def changes(self) -> Changes:
        """What was typed, for the action."""
        cleaned = self.cleaned_data
        return Changes(
            category=cleaned["category"],
            kind=cleaned["kind"],
            audience=cleaned["audience"],
            owner=cleaned["owner"],
            add_tags=tags_from_string(cleaned["add_tags"]),
            remove_tags=tags_from_string(cleaned["remove_tags"]),
        )
