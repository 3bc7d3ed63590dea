"""What an editor sends to be imported, and how they confirm it."""

from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from faq.transfer import tables
from faq.transfer.origins import ORIGINS

MOST_BYTES = 50 * 1024 * 1024
_SUFFIXES = (".zip", ".jsonl", ".csv", ".txt", ".json")


class UploadForm(forms.Form):
    """A file, and what it does not say itself."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "A ZIP of a folder, JSON Lines (.jsonl), or a table (.csv) named after what it holds: "
            "articles, categories, terms, facts, channels, announcements."
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(_SUFFIXES)}),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        initial=settings.LANGUAGE_CODE,
        help_text=_("Of files that do not say theirs."),
    )
    origin = forms.ChoiceField(
        label=_("Written by"),
        choices=[("", _("this help center, or plain to see")), *ORIGINS],
        required=False,
    )

    def clean_file(self) -> UploadedFile:
        """Refuse what import could not read."""
        file: UploadedFile = self.cleaned_data["file"]
        if Path(file.name or "").suffix.lower() not in _SUFFIXES:
            raise ValidationError(_("Only .zip, .jsonl, .csv, .txt and .json files are taken."))
        if (file.size or 0) > MOST_BYTES:
            raise ValidationError(
                _("The file is larger than 50 MB. The command import_content takes larger ones.")
            )
        return file


class ConfirmForm(forms.Form):
    """Yes to what the trial showed."""

    skip_refused = forms.BooleanField(
        label=_("Leave out what is refused and take the rest"), required=False
    )


class ExportForm(forms.Form):
    """Which form the content goes out in."""

    form = forms.ChoiceField(
        label=_("Form"),
        choices=[
            ("folder", _("everything: Markdown, pictures, videos and lists (ZIP)")),
            ("jsonl", _("articles as JSON Lines")),
            *((f"csv-{name}", None) for name in tables.NAMES),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["form"]
        field.choices = [
            (value, label or _("table: %(name)s.csv") % {"name": value.removeprefix("csv-")})
            for value, label in field.choices
        ]
