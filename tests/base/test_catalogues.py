"""The catalogues of the two Chinese scripts: whole, with every placeholder, in their own signs."""

import re
from collections.abc import Iterable
from pathlib import Path

import polib
import pytest
from django.conf import settings

PLACEHOLDER = re.compile(r"%\(\w+\)|<[^>]*>|https://")


def _entries(language: str) -> list[polib.POEntry]:
    folder = Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES"
    return list(polib.pofile(str(folder / "django.po")))


def _said(entries: Iterable[polib.POEntry | polib.MOEntry]) -> dict[tuple[str | None, str], str]:
    return {(entry.msgctxt, entry.msgid): entry.msgstr for entry in entries if entry.msgstr}


@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant"])
def test_every_message_is_translated_with_its_placeholders(language: str) -> None:
    for entry in _entries(language):
        said = entry.msgstr or entry.msgstr_plural.get(0, "")
        assert said, entry.msgid
        assert not entry.fuzzy, entry.msgid
        missing = set(PLACEHOLDER.findall(entry.msgid)) - set(PLACEHOLDER.findall(said))
        assert not missing, entry.msgid


def test_quotes_are_those_of_the_script() -> None:
    assert not [entry.msgid for entry in _entries("zh_Hant") if re.search("[“”]", entry.msgstr)]
    assert not [entry.msgid for entry in _entries("zh_Hans") if re.search("[「」]", entry.msgstr)]


@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant", "en"])
def test_compiled_catalogue_is_the_written_one(language: str) -> None:
    folder = Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES"
    compiled = _said(polib.mofile(str(folder / "django.mo")))
    assert _said(_entries(language)).items() <= compiled.items()
