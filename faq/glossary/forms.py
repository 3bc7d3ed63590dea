"""Words and names of terms as an editor enters them: one name leads to one term."""

from typing import Any

from django import forms

from faq.glossary import actions
from faq.glossary.models import OtherName, Words


class _NameFormSet(forms.BaseInlineFormSet):
    """Rows with a name each, in the field called `NAME`."""

    NAME = ""

    def clean(self) -> None:
        """Say beside each name that it is taken, and by which term."""
        super().clean()
        names = {form: form.cleaned_data[self.NAME] for form in self.kept}
        taken = actions.taken(names.values(), than=self.instance)
        for form, name in names.items():
            if name in taken:
                form.add_error(self.NAME, actions.name_is_taken(name, taken[name]))

    @property
    def kept(self) -> list[Any]:
        """The rows that stay or are new."""
        return [
            form
            for form in self.forms
            if form.cleaned_data.get(self.NAME) and not form.cleaned_data.get("DELETE")
        ]


class TermTextFormSet(_NameFormSet):
    """A term's words, one row for each language."""

    NAME = "label"

    @property
    def texts(self) -> dict[str, Words]:
        """The words by language, for the action."""
        return {
            form.cleaned_data["language"]: Words(
                label=form.cleaned_data["label"],
                definition=form.cleaned_data["definition"],
                example=form.cleaned_data["example"],
                own_pinyin=form.cleaned_data["own_pinyin"],
            )
            for form in self.kept
        }


class AliasFormSet(_NameFormSet):
    """A term's other names."""

    NAME = "text"

    @property
    def aliases(self) -> list[OtherName]:
        """The names, for the action."""
        return [
            OtherName(
                text=form.cleaned_data["text"],
                language=form.cleaned_data["language"],
                is_shown=form.cleaned_data["is_shown"],
            )
            for form in self.kept
        ]
