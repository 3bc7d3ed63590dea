"""What a reader says to the robot."""

from django import forms
from django.utils.translation import gettext_lazy as _

from faq.base import characters
from faq.base.secret_guard import GuardedCharField, hidden

LONGEST = 300


class QuestionForm(forms.Form):
    """A question, the one before it that it may lean on, and whether the answer to it helped."""

    q = GuardedCharField(
        label=_("Your question"),
        max_length=LONGEST,
        error_messages={
            "required": _("Write your question first."),
            "max_length": _("Please say it in %(limit_value)d characters or less."),
        },
    )
    before = forms.CharField(required=False)
    helpful = forms.TypedChoiceField(
        choices=[("", ""), ("yes", "yes"), ("no", "no")],
        required=False,
        coerce=lambda value: value == "yes",
        empty_value=None,
    )

    def clean_q(self) -> str:
        """One line without control characters. Raises ValidationError where nothing is left."""
        question = characters.one_line(self.cleaned_data["q"])
        if not question:
            raise forms.ValidationError(self.fields["q"].error_messages["required"])
        return question

    def clean_before(self) -> str:
        """As much of it as a question may have, without secrets."""
        return hidden(characters.one_line(self.cleaned_data["before"]))[:LONGEST]
