"""Channels as an editor enters them, and what a reader asks of the directory."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from faq.contact.hours_in_words import day_names
from faq.contact.models import DAYS, Channel, ChannelText, Opening, Scope


class ChannelForm(forms.ModelForm):
    """What is the same in every language."""

    scope = forms.MultipleChoiceField(
        label=_("helps with"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    address = forms.URLField(
        label=_("link"),
        required=False,
        assume_scheme="https",
        help_text=_("Where a social account or an app is found."),
    )

    class Meta:
        model = Channel
        fields = (
            "kind", "value", "platform", "address", "region", "languages", "scope",
            "is_always_open", "time_zone", "checked_on", "is_published", "position", "key",
        )  # fmt: skip
        widgets = {"languages": forms.CheckboxSelectMultiple}  # noqa: RUF012 (Django's own way)


class OpeningForm(forms.ModelForm):
    """One span of hours on some days."""

    days = forms.MultipleChoiceField(
        label=_("days"), widget=forms.CheckboxSelectMultiple, choices=()
    )

    class Meta:
        model = Opening
        fields = ("days", "opens", "closes")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].choices = list(zip(DAYS, day_names(), strict=True))  # type: ignore[attr-defined]
        self.initial["days"] = list(self.initial.get("days", ""))

    def clean_days(self) -> str:
        """As the row keeps them: one sign for each day, in order."""
        return "".join(sorted(self.cleaned_data["days"]))


class ChannelTextForm(forms.ModelForm):
    """A channel's words in one language."""

    class Meta:
        model = ChannelText
        fields = ("language", "name", "note")


class HotlineFilterForm(forms.Form):
    """The codes of a region and of a language, both optional."""

    region = forms.SlugField(max_length=10, required=False)
    language = forms.SlugField(max_length=12, required=False)
