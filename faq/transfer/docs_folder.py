"""A folder of documentation as Docusaurus or MkDocs keeps it, in one language or several."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Final
from urllib.parse import unquote

from django.utils.text import slugify
from django.utils.translation import gettext as _

from faq.categories.models import MAX_DEPTH
from faq.transfer import front_matter
from faq.transfer.content import Content, Sourced
from faq.transfer.docs_markdown import translate
from faq.transfer.entries import EntryError, answer_of, from_row, language_of, title_from
from faq.transfer.foreign import SUFFIXES, Losses, Pictures
from faq.transfer.front_matter import FrontMatterError
from faq.transfer.report import Report

_MARKDOWN: Final = frozenset({".md", ".mdx", ".markdown"})
_NUMBER: Final = re.compile(r"^\d+[-_.]\s*")
_PLUGIN: Final = "docusaurus-plugin-content-docs"
_OUTSIDE: Final = re.compile(r"[a-z][a-z0-9+.-]*:|//|#", re.IGNORECASE)
_NAV_ENTRY: Final = re.compile(r"(\s*)-\s+(?:(\"[^\"]*\"|'[^']*'|[^:\"']+):)?\s*(.*?)\s*$")


@dataclass
class Page:
    """A file: where it lies below the folder of its language, and what stands in it."""

    path: Path
    place: PurePosixPath
    language: str
    head: dict[str, Any] = field(default_factory=dict)
    body: str = ""

    @property
    def stem(self) -> PurePosixPath:
        """The same for all languages: numbers in front of names order them, and say no more."""
        parts = [_NUMBER.sub("", part) or part for part in self.place.with_suffix("").parts]
        return PurePosixPath(*parts)

    @property
    def key(self) -> str:
        """The article's key."""
        stem = self.stem.parent if self.stem.name.lower() in {"index", "readme"} else self.stem
        return slugify("-".join(stem.parts))[:80] or "index"


@dataclass
class Folder:
    """The name, order and language names of a folder of pages."""

    place: PurePosixPath
    position: int
    names: dict[str, str] = field(default_factory=dict)


def is_docusaurus(path: Path) -> bool:
    """Whether Docusaurus builds its site from here."""
    return path.is_dir() and (
        any(path.glob("docusaurus.config.*"))
        or any(path.glob(f"i18n/*/{_PLUGIN}"))
        or any(path.glob("**/_category_.json"))
    )


def is_mkdocs(path: Path) -> bool:
    """Whether MkDocs builds its site from here."""
    return path.is_dir() and any(path.glob("mkdocs.y*ml"))


def read(path: Path, *, language: str, report: Report) -> Content:
    """The pages as articles, the folders as categories. Raises OSError."""
    return _Reader(path, language, report).read()


class _Reader:
    def __init__(self, root: Path, language: str, report: Report) -> None:
        self._site, self._language, self._report = root, language, report
        self._docs = root / "docs" if (root / "docs").is_dir() else root
        self._content, self._losses = Content(), Losses()
        self._pictures = Pictures(root, self._content)
        self._nav = _nav(root)
        self._pages = list(self._read_pages())
        self._by_file = {page.path.resolve(): page for page in self._pages}
        self._by_stem = {str(page.stem): page for page in self._pages}
        for page in self._pages:
            self._by_stem.setdefault(str(page.head.get("slug", "")).strip("/"), page)

    def read(self) -> Content:
        """Everything."""
        self._read_categories()
        positions: dict[str, int] = {}
        for page in self._pages:
            positions.setdefault(page.key, len(positions) + 1)
            self._read_page(page, positions[page.key])
        self._losses.tell(self._report)
        return self._content

    # --- Files

    def _read_pages(self) -> Iterator[Page]:
        for base, language in self._bases():
            for path in sorted(base.rglob("*")):
                is_page = path.suffix.lower() in _MARKDOWN and not path.name.startswith("_")
                if is_page and path.is_file() and not path.is_symlink():
                    page = self._page(path, base, language)
                    if page is not None:
                        yield page

    def _bases(self) -> list[tuple[Path, str]]:
        """The folders of the languages, that of the first one first."""
        bases = []
        inside = [one for one in sorted(self._docs.iterdir()) if one.is_dir()]
        coded = [(one, code) for one in inside if (code := self._code(one.name))]
        if coded:
            bases += coded
        else:
            bases.append((self._docs, self._language))
        for plugin in sorted(self._site.glob(f"i18n/*/{_PLUGIN}/current")):
            if code := self._code(plugin.parents[1].name):
                bases.append((plugin, code))
            else:
                self._losses.add(str(plugin.relative_to(self._site)), _("its language"))
        return bases

    def _code(self, name: str) -> str:
        """The language that a folder or the end of a name stands for, if it does."""
        if not re.fullmatch(r"[a-z]{2}(?:[-_][A-Za-z]{2,4})?", name):
            return ""
        try:
            return language_of(name, name)
        except EntryError:
            return ""

    def _page(self, path: Path, base: Path, language: str) -> Page | None:
        place = PurePosixPath(path.relative_to(base).as_posix())
        stem, dot, ending = place.stem.rpartition(".")
        if dot and (code := self._code(ending)):
            place, language = place.with_name(f"{stem}{place.suffix}"), code
        page = Page(path, place, language)
        try:
            page.head, page.body = front_matter.split(path.read_text("utf-8"), is_ours=False)
        except (UnicodeDecodeError, FrontMatterError) as error:
            self._report.refuse(self._name(path), str(error))
            return None
        return page

    def _name(self, path: Path) -> str:
        return path.relative_to(self._site).as_posix()

    # --- Folders

    def _read_categories(self) -> None:
        folders: dict[PurePosixPath, Folder] = {}
        for page in self._pages:
            for above in reversed([page.stem.parent, *page.stem.parent.parents]):
                if above.parts and len(above.parts) < MAX_DEPTH + 1:
                    folder = folders.setdefault(above, Folder(above, len(folders) + 1))
                    self._name_folder(folder, page)
        if folders:
            self._content.records["categories"] = [
                Sourced(str(folder.place), self._category(folder)) for folder in folders.values()
            ]

    def _name_folder(self, folder: Folder, page: Page) -> None:
        if page.language in folder.names:
            return
        depth = len(folder.place.parts)
        behind = len(page.place.parts) - 1 - depth
        real = page.path.parents[behind]
        label, position = _category_file(real / "_category_.json")
        if page.language == self._language:
            label = label or self._nav.folders.get(str(folder.place), "")
        if label or not folder.names:
            folder.names[page.language] = label or _in_words(folder.place.name)
        folder.position = position or folder.position

    def _category(self, folder: Folder) -> dict[str, Any]:
        parent = folder.place.parent
        return {
            "key": _folder_key(folder.place),
            "parent": _folder_key(parent) if parent.parts else "",
            "position": folder.position,
            "texts": {code: {"name": name[:60]} for code, name in folder.names.items()},
        }

    # --- Pages

    def _read_page(self, page: Page, position: int) -> None:
        source = self._name(page.path)
        translation = translate(page.body, lambda to, is_picture: self._to(page, to, is_picture))
        for what in translation.lost:
            self._losses.add(source, what)
        body = translation.body
        place = str(page.place)
        title = str(page.head.get("title") or self._nav.titles.get(place, ""))
        if title:
            # The page shows its title; a first heading would say it again.
            body = re.sub(r"\A\s*# .*\n", "", body)
        else:
            title, body = title_from(body, page.path)
        above = PurePosixPath(*page.stem.parent.parts[:MAX_DEPTH])
        given = str(page.head.get("sidebar_position", ""))
        order = self._nav.order.get(place, position)
        row = {
            "key": page.key,
            "language": page.language,
            "title": title,
            "summary": answer_of(page.head, body, page.language),
            "body": body,
            "category": _folder_key(above) if above.parts else "docs",
            "kind": "guide",
            "order": int(float(given)) if re.fullmatch(r"\d{1,6}(\.\d+)?", given) else order,
            "slug": str(page.head.get("slug", "")).strip("/").rpartition("/")[2],
            "tags": page.head.get("tags") or [],
            "draft": page.head.get("draft") or page.head.get("unlisted") or "",
        }
        try:
            self._content.entries.append(from_row(row, source))
        except EntryError as error:
            self._report.refuse("", str(error))

    def _to(self, page: Page, address: str, is_picture: bool) -> str:
        """Where a link or picture of a page leads here; "" when it leads nowhere."""
        if _OUTSIDE.match(address):
            if is_picture:
                return ""
            return address
        path, mark, fragment = unquote(address).partition("#")
        path = path.partition("?")[0]
        if is_picture or Path(path).suffix.lower() in SUFFIXES:
            return self._picture(page, path)
        found = self._linked(page, path)
        return f"article:{found.key}{mark}{fragment}" if found else ""

    def _linked(self, page: Page, path: str) -> Page | None:
        near = (page.path.parent / path).resolve()
        for file in (near, *(near.with_name(f"{near.name}{one}") for one in sorted(_MARKDOWN))):
            if file in self._by_file:
                return self._by_file[file]
        # By address, below the site's /docs/ or beside the page; an address has no numbers.
        route = path.removesuffix("/").removesuffix(".md").removesuffix(".mdx")
        if route.startswith("/"):
            wanted = re.sub(r"^/(?:docs/)?", "", route)
        else:
            wanted = _joined(page.stem.parent, route)
        return self._by_stem.get(wanted) or self._by_stem.get(f"{wanted}/index".lstrip("/"))

    def _picture(self, page: Page, path: str) -> str:
        site = path.removeprefix("@site/")
        places = [
            page.path.parent / path,
            self._site / site.lstrip("/"),
            self._site / "static" / site.lstrip("/"),
            self._docs / path.lstrip("/"),
            self._docs / page.place.parent / path,
        ]
        return next(filter(None, map(self._pictures.at, places)), "")


def _joined(folder: PurePosixPath, route: str) -> str:
    parts = list(folder.parts)
    for part in route.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)


def _folder_key(place: PurePosixPath) -> str:
    return slugify("-".join(place.parts))[:60] or "docs"


def _in_words(name: str) -> str:
    return re.sub(r"[-_]+", " ", name).strip().capitalize() or name


def _category_file(path: Path) -> tuple[str, int]:
    """The label and the place that a folder's own file gives it."""
    try:
        data = json.loads(path.read_text("utf-8"))
        return str(data.get("label", "")), int(data.get("position", 0))
    except (OSError, ValueError, TypeError, AttributeError):
        return "", 0


@dataclass
class _Nav:
    """Order and titles of pages and names of folders, as mkdocs.yml gives them."""

    order: dict[str, int] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    folders: dict[str, str] = field(default_factory=dict)


def _nav(root: Path) -> _Nav:
    """The `nav` of mkdocs.yml, if it is written as one entry on each line."""
    nav = _Nav()
    file = next(iter(sorted(root.glob("mkdocs.y*ml"))), None)
    if file is None:
        return nav
    above: list[tuple[int, str]] = []
    for line in _nav_lines(file.read_text("utf-8", errors="replace")):
        found = _NAV_ENTRY.fullmatch(line)
        if not found:
            continue
        depth, name, target = len(found[1]), (found[2] or "").strip("\"' "), found[3].strip("\"'")
        above = [one for one in above if one[0] < depth]
        if not target:
            above.append((depth, name))
        elif Path(target).suffix.lower() in _MARKDOWN:
            nav.order[target] = len(nav.order) + 1
            if name:
                nav.titles[target] = name
            parent = str(PurePosixPath(target).parent)
            if above and parent != ".":
                nav.folders.setdefault(parent, above[-1][1])
    return nav


def _nav_lines(source: str) -> Iterator[str]:
    """The lines below `nav:`."""
    is_inside = False
    for line in source.splitlines():
        if re.match(r"nav:\s*$", line):
            is_inside = True
        elif is_inside and line.strip() and not re.match(r"\s*-|\s", line):
            return
        elif is_inside and not line.lstrip().startswith("#"):
            yield line
