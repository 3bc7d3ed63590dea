"""How long a password must be."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from faq.accounts.models import User

READER_LENGTH, STAFF_LENGTH = 8, 15


class LengthValidator:
    """Eight characters for readers, fifteen for staff; any characters, and as many as one likes."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError when the password is too short for the person."""
        least = STAFF_LENGTH if user and user.is_staff else READER_LENGTH
        if len(password) < least:
            raise ValidationError(
                ngettext(
                    "This password is too short. It needs at least %(least)d character.",
                    "This password is too short. It needs at least %(least)d characters.",
                    least,
                )
                % {"least": least},
                code="password_too_short",
            )

    def get_help_text(self) -> str:
        """What people are told beforehand."""
        return _(
            "At least %(reader)d characters, for staff %(staff)d. "
            "A few words that only you would put together are good."
        ) % {"reader": READER_LENGTH, "staff": STAFF_LENGTH}
