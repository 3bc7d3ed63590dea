"""What templates, styles, scripts and icons promise: small, plain, and of one piece."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings

from faq.categories.models import ICONS

ROOT = Path(settings.BASE_DIR)
CSS = [ROOT / "static/css" / f"{name}.css" for name in ("tokens", "base", "layout", "components")]
JS = [ROOT / "static/js" / f"{name}.js" for name in ("host", "site", "articles", "search", "steps")]
TEMPLATES = [path for path in (ROOT / "templates").rglob("*.html") if "admin" not in path.parts]


def _gzipped(paths: list[Path]) -> int:
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)


def _symbols() -> set[str]:
    return set(re.findall(r'<symbol id="i-([\w-]+)"', (ROOT / "static/img/icons.svg").read_text()))


def test_styles_and_scripts_stay_within_their_budgets() -> None:
    assert _gzipped(CSS) <= 15 * 1024
    assert _gzipped(JS) <= 12 * 1024
    assert _gzipped([ROOT / "static/js/host.js"]) <= 1024


def test_every_icon_named_anywhere_is_in_the_sprite() -> None:
    used = {name for path in TEMPLATES for name in re.findall(r'icon "([\w-]+)"', path.read_text())}
    used |= {name for path in JS for name in re.findall(r"#i-([\w-]+)", path.read_text())}
    assert used | set(ICONS) <= _symbols()


@pytest.mark.parametrize("path", CSS, ids=lambda path: path.name)
def test_styles_keep_to_what_old_web_views_know(path: Path) -> None:
    rules = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    young = r"@layer|@container|light-dark\(|:is\(|:where\(|:has\(|aspect-ratio|[\s;{]inset:"
    shorthand = r"(?:margin|padding)-(?:inline|block):"
    assert not re.search(f"{young}|{shorthand}|&", rules)


def test_dark_colours_are_the_same_by_device_and_by_choice() -> None:
    tokens = CSS[0].read_text()
    device, choice = re.findall(r"color-scheme:dark;(.*?)\}", tokens, flags=re.DOTALL)
    assert device == choice
