"""The Markdown field: a plain textarea, which the editor script makes comfortable."""

from typing import Any

from django import forms
from django.urls import reverse_lazy

EDITOR = "vendor/easymde-2.21.0/easymde.min"


class MarkdownTextarea(forms.Textarea):
    """Works as it is without a script; with one it has a toolbar and the site's own preview."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        preview = reverse_lazy("admin:articles_text_preview")
        super().__init__(
            {"rows": 24, "class": "markdown", "data-preview-url": preview} | (attrs or {})
        )

    class Media:
        css = {"all": [f"{EDITOR}.css", "css/markdown-editor.css"]}  # noqa: RUF012
        js = [  # noqa: RUF012
            forms.Script(f"{EDITOR}.js", defer=True),
            forms.Script("js/markdown-editor.js", defer=True),
        ]
