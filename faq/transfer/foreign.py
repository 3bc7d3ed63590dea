"""What every import from another system needs: pictures under names of our own, and one account
of what could not be kept."""

import hashlib
import re
from collections import defaultdict
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _

from faq.pictures.names import file_name
from faq.transfer.content import Content, Picture
from faq.transfer.report import Report

SUFFIXES: Final = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif"})
_VIDEO: Final = re.compile(r"\.(mp4|webm)$", re.IGNORECASE)


class Pictures:
    """The pictures in a folder. Those that texts show come along, each under a name that says what
    is in it, so that no other is replaced and a second import brings nothing new."""

    def __init__(self, folder: Path, content: Content) -> None:
        self._content = content
        self._root = folder.resolve()
        self._by_name: dict[str, Path] = {}
        self._addresses: dict[Path, str] = {}
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() in SUFFIXES and path.is_file() and not path.is_symlink():
                self._by_name.setdefault(path.name.lower(), path)

    def at(self, path: Path, alt: str = "") -> str:
        """The address here of the picture in a file; "" when there is none below the folder."""
        path = path.resolve()
        if path in self._addresses:
            return self._addresses[path]
        is_inside = path.is_relative_to(self._root) and path.suffix.lower() in SUFFIXES
        if not is_inside or not path.is_file():
            return ""
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
        name = file_name(f"{path.stem}-{digest}{path.suffix}")
        self._content.pictures.append(Picture(path, name, alt))
        self._addresses[path] = f"/media/pictures/{name}"
        return self._addresses[path]

    def named(self, address: str, *others: str) -> str:
        """The address here of the picture whose file is named as at the end of an address."""
        name = unquote(urlsplit(address).path).rpartition("/")[2].lower()
        for wanted in (name, *(other.lower() for other in others)):
            if wanted in self._by_name:
                return self.at(self._by_name[wanted])
        return ""


class Losses:
    """What could not be kept, told once for each text."""

    def __init__(self) -> None:
        self._found: dict[str, dict[str, None]] = defaultdict(dict)

    def add(self, source: str, what: str) -> None:
        """Note something of a text."""
        self._found[source][what] = None

    def tell(self, report: Report) -> None:
        """Add a line for each text that lost something."""
        for source, found in self._found.items():
            report.note(source, _("not kept: %(what)s") % {"what": ", ".join(found)})
