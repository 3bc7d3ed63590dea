"""Passwords that anybody would try at this site."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from faq.base import languages
from faq.brand.frame import frame

LEAST_BESIDES = 6
GENERAL = {"help", "center", "centre", "support", "password", "admin"}


class BrandWordsValidator:
    """The site's own names count for nothing in a password, nor do digits and signs around them."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError when little is left beside the site's names."""
        folded = password.casefold()
        words = sorted((word for word in _words() if word in folded), key=len, reverse=True)
        if not words:
            return
        rest = re.sub("|".join(map(re.escape, words)), "", folded)
        if len(re.sub(r"[\W\d_]", "", rest)) < LEAST_BESIDES:
            raise ValidationError(
                _("This password is little more than the name of this site."),
                code="password_of_brand_words",
            )

    def get_help_text(self) -> str:
        """What people are told beforehand."""
        return _("Not the name of this site, and none of the passwords that many people use.")


def _words() -> set[str]:
    names = " ".join(f"{brand.name} {brand.site_name}" for brand in map(frame, languages.codes()))
    host = urlsplit(settings.HELPCENTER_URL).hostname or ""
    found = re.findall(r"[^\W\d_]{2,}", f"{names} {host}".casefold())
    return {word for word in found if len(word) > 2 or not word.isascii()} | GENERAL
