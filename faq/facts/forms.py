"""Facts as an editor enters them: values are added, and withdrawn before their time."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from faq.facts.models import FactText, FactValue, Words


class FactTextFormSet(forms.BaseInlineFormSet):
    """A fact's words, one row for each language."""

    @property
    def texts(self) -> dict[str, Words]:
        """The words by language, for the action."""
        return {
            form.cleaned_data["language"]: Words(
                label=form.cleaned_data["label"], wording=form.cleaned_data["wording"]
            )
            for form in self.forms
            if form.cleaned_data.get("label") and not form.cleaned_data.get("DELETE")
        }


class FactTextForm(forms.ModelForm):
    """A fact's words in one language."""

    class Meta:
        model = FactText
        fields = ("language", "label", "wording")


class FactValueForm(forms.ModelForm):
    """A new value."""

    valid_from = forms.SplitDateTimeField(
        label=_("valid from"),
        required=False,
        widget=AdminSplitDateTime,
        help_text=_("Empty: at once."),
    )

    class Meta:
        model = FactValue
        fields = ("value", "valid_from")

    def clean_valid_from(self) -> Any:
        """A moment that is past would change what readers were told."""
        start = self.cleaned_data["valid_from"]
        if start and start < timezone.now():
            raise ValidationError(_("What held in the past cannot be changed."))
        return start or timezone.now()


class FactValueFormSet(forms.BaseInlineFormSet):
    """New values, and prepared ones that are withdrawn; none is ever changed."""

    def clean(self) -> None:
        """What readers have seen stays in the history."""
        super().clean()
        if self.withdrawn.filter(valid_from__lte=timezone.now()).exists():
            raise ValidationError(_("What held in the past cannot be changed."))

    @property
    def withdrawn(self) -> QuerySet[FactValue]:
        """The stored values to be taken back, as they are stored: rows are sent without them."""
        chosen = [form.instance.pk for form in self.deleted_forms if form.instance.pk]
        return FactValue.objects.filter(pk__in=chosen)

    @property
    def added(self) -> list[FactValue]:
        """The new values, unsaved."""
        return [
            form.instance
            for form in self.extra_forms
            if form.has_changed() and form not in self.deleted_forms
        ]
