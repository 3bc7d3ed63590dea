"""Fields of the admin: Markdown, which a script makes comfortable, and moments with labels."""

import json
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

EDITOR = "vendor/easymde-2.21.0/easymde.min"


class MarkdownTextarea(forms.Textarea):
    """Works as it is without a script; with one it has a toolbar and the site's own preview."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 24, "class": "markdown"} | (attrs or {}))

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """With the addresses that the script asks, and its words in the editor's language."""
        addresses = {
            "preview": reverse("admin:articles_text_preview"),
            "pick": reverse("admin:articles_text_pick"),
            "picture": reverse("admin:pictures_picture_pick"),
            "upload": reverse("admin:pictures_picture_upload"),
            "video": reverse("admin:pictures_video_pick"),
        }
        data = {"data-urls": json.dumps(addresses), "data-words": json.dumps(_words())}
        context: dict[str, Any] = super().get_context(name, value, data | (attrs or {}))
        return context

    class Media:
        css = {"all": [f"{EDITOR}.css", "css/markdown-editor.css"]}  # noqa: RUF012
        js = [  # noqa: RUF012
            forms.Script(f"{EDITOR}.js", defer=True),
            forms.Script("js/editor-dialogs.js", defer=True),
            forms.Script("js/markdown-editor.js", defer=True),
        ]


class LabelledSplitDateTime(AdminSplitDateTime):
    """Day and time with names of their own, for those who hear the page."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        for widget, name in zip(
            self.widgets, (gettext_lazy("Day"), gettext_lazy("Time")), strict=True
        ):
            widget.attrs["aria-label"] = name


def _words() -> dict[str, str]:
    return _buttons() | {
        "toolbar": _("Formatting"),
        "preview": _("Preview"),
        "phone": _("Phone width"),
        "preview_failed": _("The preview cannot be shown just now."),
        "search": _("Search"),
        "kind": pgettext("link picker", "Leads to"),
        "article": _("Article"),
        "announcement": _("Announcement"),
        "place": _("Heading in it"),
        "whole": _("The whole article"),
        "insert": _("Insert"),
        "cancel": _("Cancel"),
        "nothing": _("Nothing found."),
        "failed": _("That did not work. Check your connection and try again."),
        "refused": _("You may not do this, or you are signed out."),
        "too_large": _("The file is too large."),
        "file": _("New picture (PNG, JPEG, WebP or GIF, up to 10 MB)"),
        "alt": _("Description, for those who cannot see it"),
        "alt_missing": _("Describe the picture first: what should be looked at?"),
        "upload": _("Upload and insert"),
        "uploading": _("Uploading …"),
        "chosen": _("Chosen"),
        "existing": _("Or one that is there"),
        "see": pgettext("step", "You will see:"),
    }


def _buttons() -> dict[str, str]:
    return {
        "bold": _("Bold"),
        "heading": _("Heading"),
        "subheading": _("Smaller heading"),
        "list": _("List"),
        "ordered": _("Numbers"),
        "link": _("Link"),
        "picture": _("Picture"),
        "video": _("Video"),
        "term": _("Term"),
        "fact": _("Fact"),
        "table": _("Table"),
        "note": _("Note"),
        "tip": _("Tip"),
        "warning": _("Warning"),
        "steps": _("Steps"),
        "details": pgettext("button", "Fold"),
        "asked": pgettext("button", "Asked"),
    }
