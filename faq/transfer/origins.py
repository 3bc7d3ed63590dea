"""Whose files they are: our own, or those of another system, told by what lies in the folder."""

from pathlib import Path
from typing import Final

from faq.transfer import content
from faq.transfer.content import Content
from faq.transfer.report import Report

ORIGINS: Final = (("zendesk", "Zendesk"), ("docusaurus", "Docusaurus"), ("mkdocs", "MkDocs"))


def read(path: Path, *, language: str, origin: str, report: Report) -> Content:
    """What the files hold. Raises OSError."""
    return content.read(path, language=language, report=report)
