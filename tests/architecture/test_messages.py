"""Every word of the interface is in the catalogues: found here without GNU gettext."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils.translation.template import templatize

from tests.architecture.own_files import named, own_files

# Which argument of each function is a message.
FUNCTIONS = {
    "_": (0,),
    "gettext": (0,),
    "gettext_lazy": (0,),
    "gettext_noop": (0,),
    "ngettext": (0, 1),
    "ngettext_lazy": (0, 1),
    "pgettext": (1,),
    "pgettext_lazy": (1,),
    "npgettext": (1, 2),
}
LITERAL = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
CALL = re.compile(rf"\b(\w*gettext|_)\(({LITERAL}(?:,\s*{LITERAL})*)")


def _messages(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            for place in FUNCTIONS.get(name, ()):
                argument = node.args[place] if place < len(node.args) else None
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def _of_template(path: Path) -> Iterator[str]:
    for name, literals in CALL.findall(templatize(path.read_text())):
        texts = [ast.literal_eval(literal) for literal in re.findall(LITERAL, literals)]
        for place in FUNCTIONS.get(name, ()):
            yield texts[place]


def _used() -> dict[str, str]:
    used = {}
    for path in own_files(".py", below="faq"):
        used |= dict.fromkeys(_messages(ast.parse(path.read_text())), named(path))
    for path in own_files(".py", below="helpcenter"):
        used |= dict.fromkeys(_messages(ast.parse(path.read_text())), named(path))
    for path in own_files(".html", ".xml", ".txt", below="templates"):
        used |= dict.fromkeys(_of_template(path), named(path))
    return used


@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant"])
def test_catalogue_has_every_message_that_is_used(language: str) -> None:
    file = Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"
    entries = polib.pofile(str(file))
    catalogue = {text for entry in entries for text in (entry.msgid, entry.msgid_plural)}
    missing = {text: place for text, place in _used().items() if text not in catalogue}
    assert not missing
