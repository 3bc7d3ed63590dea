"""The project's own files: what its authors wrote, without what is vendored or made by tools."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
FOLDERS = (".ci", "docs", "faq", "fixtures", "helpcenter", "static", "templates", "tests")
MADE_BY_TOOLS = {"vendor", "__pycache__"}


def own_files(*suffixes: str, below: str = "") -> Iterator[Path]:
    """Files with one of these endings (any, when none is given), in all folders or below one."""
    tops = [ROOT / below] if below else [ROOT / name for name in FOLDERS]
    found = [path for top in tops for path in top.rglob("*")]
    if not below:
        found += ROOT.iterdir()
    for path in sorted(found):
        is_own = path.is_file() and not MADE_BY_TOOLS & set(path.parts)
        if is_own and (not suffixes or path.suffix in suffixes):
            yield path


def named(path: Path) -> str:
    """The path as a message shows it."""
    return path.relative_to(ROOT).as_posix()
