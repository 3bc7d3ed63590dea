"""What preflight says to an editor: a finding, and how much it weighs."""

import enum
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from faq.articles.models import Revision


class Level(enum.StrEnum):
    """How much a finding weighs."""

    REFUSES = "refuses"
    NEEDS_REASON = "needs_reason"
    ADVICE = "advice"

    @property
    def label(self) -> str:
        """As editors read it."""
        return str(_LABELS[self])


_LABELS = {
    Level.REFUSES: _("must be mended"),
    Level.NEEDS_REASON: _("mend it or say why"),
    Level.ADVICE: _("advice"),
}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something an editor should know: in which field, on which line of the body, in what words."""

    code: str
    level: Level
    message: str
    field: str
    line: int | None = None
    excerpt: str = ""

    @property
    def field_label(self) -> str:
        """The field as the form calls it."""
        field = Revision._meta.get_field(self.field)
        return str(getattr(field, "verbose_name", self.field))
