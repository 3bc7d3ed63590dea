"""The head of a Markdown file: `name: value` lines between two lines of three dashes.

Values are text, `[a, b]` or lines that begin with a dash. A full-width colon is understood. It is
not YAML, on purpose: `yes` stays a word and no value can become an object. What stands in double
quotes may have the escapes of JSON, so that any text can be written.
"""

import json
import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

FENCE = "---"
_ITEM = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'[^']*'|[^,，]*)\s*(?:[,，]|\Z)""")
# What a reader would take for more than the plain words.
_NOT_PLAIN = re.compile(r"""\A[\["']|[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]""")
_NOT_PLAIN_ITEM = re.compile(r"""["'\[\],，]""")
_ENTRY = re.compile(r"([A-Za-z_][\w-]*)\s*[:：]\s*(.*)")

Value = str | list[str]


class FrontMatterError(ValueError):
    """A head that cannot be read; says the line."""


def split(source: str, *, is_ours: bool = True) -> tuple[dict[str, Value], str]:
    """The entries of the head and the Markdown below it; no head gives no entries.

    Raises FrontMatterError for a line that is no entry; in a file of another system, whose head
    may be more of YAML, such a line is passed over.
    """
    lines = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not lines or lines[0].strip() != FENCE:
        return {}, source
    try:
        end = next(n for n, line in enumerate(lines[1:], start=1) if line.strip() == FENCE)
    except StopIteration:
        return {}, source
    return _entries(lines[1:end], is_ours=is_ours), "\n".join(lines[end + 1 :]).strip("\n") + "\n"


def join(head: Mapping[str, Value], body: str) -> str:
    """A file that `split` reads back as this head and body, but for empty lines around the body."""
    lines = [f"{name}: {_written(value)}".rstrip(" ") for name, value in head.items()]
    return "\n".join([FENCE, *lines, FENCE, "", body.strip("\n")]).rstrip("\n") + "\n"


def _written(value: Value) -> str:
    if isinstance(value, list):
        items = (
            _quoted(item) if not item or _NOT_PLAIN_ITEM.search(item) else _written(item)
            for item in value
        )
        return f"[{', '.join(items)}]"
    return _quoted(value) if value != value.strip() or _NOT_PLAIN.search(value) else value


def _quoted(text: str) -> str:
    # JSON leaves these as they are, and some programs end a line at them.
    written = json.dumps(text, ensure_ascii=False)
    return re.sub(
        r"[\x7f-\x9f\u2028\u2029\ud800-\udfff]", lambda sign: f"\\u{ord(sign[0]):04x}", written
    )


def _entries(lines: list[str], *, is_ours: bool) -> dict[str, Value]:
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
        if not match and not is_ours:
            continue
        if not match:
            place = {"line": number, "text": stripped[:60]}
            raise FrontMatterError(_("line %(line)s: “%(text)s” is not “name: value”") % place)
        last = match[1]
        entries[last] = _value(match[2].strip())
    return entries


def _value(text: str) -> Value:
    if text.startswith("[") and text.endswith("]"):
        parts = (match[1] for match in _ITEM.finditer(text[1:-1].strip()))
        return [_unquoted(part) for part in parts if part.strip()]
    return _unquoted(text)


def _unquoted(text: str) -> str:
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        try:
            return str(json.loads(text))
        except ValueError:
            return text[1:-1]
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        return text[1:-1]
    return text
