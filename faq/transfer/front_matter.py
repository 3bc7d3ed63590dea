"""The head of a Markdown file: `name: value` lines between two lines of three dashes.

Values are text, `[a, b]` or lines that begin with a dash. A full-width colon is understood. It is
not YAML, on purpose: `yes` stays a word and no value can become an object.
"""

import re

FENCE = "---"
_ENTRY = re.compile(r"([A-Za-z_][\w-]*)\s*[:：]\s*(.*)")

Value = str | list[str]


class FrontMatterError(ValueError):
    """A head that cannot be read; says the line."""


def split(source: str) -> tuple[dict[str, Value], str]:
    """The entries of the head and the Markdown below it; no head gives no entries.

    Raises FrontMatterError for a line that is no entry.
    """
    lines = source.removeprefix("\ufeff").splitlines()
    if not lines or lines[0].strip() != FENCE:
        return {}, source
    try:
        end = next(n for n, line in enumerate(lines[1:], start=1) if line.strip() == FENCE)
    except StopIteration:
        return {}, source
    return _entries(lines[1:end]), "\n".join(lines[end + 1 :]).strip("\n") + "\n"


def _entries(lines: list[str]) -> dict[str, Value]:
    entries: dict[str, Value] = {}
    last = ""
    for number, line in enumerate(lines, start=2):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        if stripped.startswith("- ") and last:
            listed = entries[last]
            entries[last] = [*(listed if isinstance(listed, list) else []), _unquoted(stripped[2:])]
            continue
        match = _ENTRY.fullmatch(stripped)
        if not match:
            raise FrontMatterError(f"line {number}: {stripped[:60]!r} is not 'name: value'")
        last = match[1]
        entries[last] = _value(match[2].strip())
    return entries


def _value(text: str) -> Value:
    if text.startswith("[") and text.endswith("]"):
        return [_unquoted(part) for part in re.split(r"[,，]", text[1:-1]) if part.strip()]
    return _unquoted(text)


def _unquoted(text: str) -> str:
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        return text[1:-1]
    return text
