"""Letters: mail from templates, in one language."""

from collections.abc import Mapping

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from faq.base import outbox


def send(
    *,
    to: str,
    template: str,
    context: Mapping[str, object],
    language: str,
    code: str = "",
    key: str = "",
    headers: Mapping[str, str] | None = None,
) -> None:
    """Write a letter from "…_subject.txt" and "….txt" of a template's name."""
    with override(language):
        values = {"site_url": settings.HELPCENTER_URL, "code": code, **context}
        subject = " ".join(render_to_string(f"{template}_subject.txt", values).split())
        text = render_to_string(f"{template}.txt", values).strip()
        outbox.put(to=to, subject=subject, text=f"{text}\n\n{code}", headers=headers, key=key)
