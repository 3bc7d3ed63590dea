"""Whether a text says anything: two characters may (好的), a hundred may not (啊啊啊…)."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def validate_says_something(text: str) -> None:
    """Raise ValidationError with the reason where a text says nothing."""
    letters = [sign for sign in unicodedata.normalize("NFKC", text) if sign.isalnum()]
    if not letters:
        raise ValidationError(_("Please write what it is about, in words."), code="empty")
    if len(letters) < 2:
        raise ValidationError(
            _("One character does not tell us enough. A few words do."), code="short"
        )
    if len(letters) > 2 and len(set(letters)) == 1:
        raise ValidationError(
            _("This is one character again and again. Please say it in words."), code="repeated"
        )
