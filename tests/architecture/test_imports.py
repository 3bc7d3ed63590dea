"""Who may import whom: the contracts in pyproject.toml, and what they cannot say."""

import ast
import re
from pathlib import Path

from importlinter.cli import lint_imports

from tests.architecture.own_files import ROOT, named, own_files


def test_import_contracts_hold() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None) == 0


def test_our_own_code_is_imported_at_the_top() -> None:
    hidden = [
        f"{named(path)}:{line}"
        for folder in ("faq", "helpcenter")
        for path in own_files(".py", below=folder)
        if "migrations" not in path.parts
        for line in _imports_inside_functions(path)
    ]
    assert not hidden


def _imports_inside_functions(path: Path) -> list[int]:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    tree = ast.parse(path.read_text())
    inside = [
        node for top in ast.walk(tree) if isinstance(top, functions) for node in ast.walk(top)
    ]
    return [
        node.lineno
        for node in inside
        if (isinstance(node, ast.ImportFrom) and _is_own(node.module or ""))
        or (isinstance(node, ast.Import) and any(_is_own(alias.name) for alias in node.names))
    ]


def _is_own(module: str) -> bool:
    return module.partition(".")[0] in {"faq", "helpcenter"}


def test_nothing_happens_by_signals() -> None:
    listening = re.compile(r"django\.dispatch|models\.signals|@receiver")
    assert not [
        named(path) for path in own_files(".py", below="faq") if listening.search(path.read_text())
    ]
