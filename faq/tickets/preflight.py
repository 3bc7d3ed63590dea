"""What is looked at before staff's words leave: they name nobody but ourselves.

A number that an agent copied from a fraud would carry our name.
"""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from faq.base import languages
from faq.contact.strangers import judged
from faq.tickets import article_links


def require_official(text: str) -> None:
    """Raise ValidationError when a text names a way to reach somebody that is not listed, or an
    article that not everybody may read."""
    require_listed(text)
    if missing := article_links.keys_in(text):
        raise ValidationError(
            _("Not an article that everybody may read: %(keys)s.") % {"keys": ", ".join(missing)}
        )


def require_listed(text: str) -> None:
    """Raise ValidationError when a text names a way to reach somebody that is not listed."""
    strangers = [one.mention.written for one in judged(_without_own(text)) if one.is_stranger]
    if strangers:
        raise ValidationError(
            _("Not one of our official channels: %(named)s. Answers name only what is listed.")
            % {"named": ", ".join(strangers)}
        )


def _without_own(text: str) -> str:
    """Without addresses of our own pages, whose numbers nobody dials."""
    host = re.escape(settings.HELPCENTER_URL.rstrip("/"))
    spoken = "|".join(languages.codes())
    return re.sub(rf"(?<![\w@.-]){host}/(?:{spoken})/[A-Za-z0-9/_#-]*", " ", text)
