"""Whose files they are: our own, or those of another system, told by what lies in the folder."""

from pathlib import Path
from typing import Final

from faq.transfer import content, docs_folder, zendesk
from faq.transfer.content import Content
from faq.transfer.report import Report

ORIGINS: Final = (("zendesk", "Zendesk"), ("docusaurus", "Docusaurus"), ("mkdocs", "MkDocs"))


def read(path: Path, *, language: str, origin: str, report: Report) -> Content:
    """What the files hold; `origin` "" means ours unless they are plainly of another system.

    Raises OSError.
    """
    origin = origin or _told(path)
    if origin == "zendesk":
        return zendesk.read(path, report=report)
    if origin and path.is_dir():
        return docs_folder.read(path, language=language, report=report)
    return content.read(path, language=language, report=report)


def _told(path: Path) -> str:
    """The other system whose files these are; "" for ours."""
    if path.suffix == ".json" or (path.is_dir() and not (path / "articles").is_dir()):
        if docs_folder.is_docusaurus(path):
            return "docusaurus"
        if docs_folder.is_mkdocs(path):
            return "mkdocs"
        if zendesk.is_written_by(path):
            return "zendesk"
    return ""
