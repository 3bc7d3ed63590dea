"""In which texts something is used: for the admin pages of what apps below the texts keep."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


def texts_of(revisions: Any) -> SafeString | str:
    """Links to the texts of some revisions, each with its newest title and whether readers see it.

    `revisions` is a queryset reached by the reverse relation, so that nothing above is imported.
    """
    newest = {row.text_id: row for row in revisions.for_cards().order_by("pk")}
    live = set(revisions.live(timezone.now()).values_list("text", flat=True))
    rows = (
        (
            reverse(_change_page(row.text), args=[pk]),
            row.title,
            row.get_language_display(),
            "" if pk in live else _("not shown to readers now"),
        )
        for pk, row in newest.items()
    )
    return format_html_join("", '<a href="{}">{}</a> ({}) {}<br>', rows) or "-"


def _change_page(row: Any) -> str:
    """The name of the admin page of a row, of whatever app above."""
    return f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
