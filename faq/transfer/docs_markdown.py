"""The Markdown of documentation generators as ours: notices, tabs, components, links.

What stands in fenced code stays as it is.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

_FENCE: Final = re.compile(r"\s*(`{3,}|~{3,})")
_OPENS: Final = re.compile(r"\s*(:{3,})\s*([A-Za-z]+)\s*(?:\[(.*)\]|(.*))\s*$")
_CLOSES: Final = re.compile(r"\s*(:{3,})\s*$")
_TAB: Final = re.compile(r"(\s*)===[!+]?\s+\"(.*)\"\s*$")
_IMPORT: Final = re.compile(
    r"(import\s.+\sfrom\s|import\s+['\"]|export\s+(const|default|function)\s)"
)
_SNIPPET: Final = re.compile(r"\s*(--8<--|\{!|;--8<--)")
_ATTRIBUTES: Final = re.compile(
    r"\{:?\s*(?:[.#][\w-]+|[\w-]+=\"[^\"]*\"|target=_\w+)(?:\s+[^{}]*)?\}"
)
_TAB_ITEM: Final = re.compile(r"<TabItem\b[^<>]*?\b(?:label|value)=[\"']([^\"']*)[\"'][^<>]*>")
_LABELLED: Final = re.compile(r"<TabItem\b[^<>]*?\blabel=[\"']([^\"']*)[\"'][^<>]*>")
_COMPONENT: Final = re.compile(r"</?([A-Z][\w.]*)\b(?:[^<>\"']|\"[^\"]*\"|'[^']*')*/?>")
_COMMENT: Final = re.compile(r"\{/\*.*?\*/\}|<!--.*?-->")
_REQUIRED: Final = re.compile(
    r"<img\b[^<>]*?src=\{(?:require\([\"']([^\"']+)[\"']\)(?:\.default)?|useBaseUrl\([\"']([^\"']+)[\"']\))\}[^<>]*>"
)
_ALT: Final = re.compile(r"\balt=[\"']([^\"']*)[\"']")
_LINK: Final = re.compile(
    r"(!?)\[((?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]"
    r"\(\s*<?([^\s()<>]+)>?((?:\s+\"[^\"]*\")?)\s*\)"
)
_REFERENCE: Final = re.compile(r"^(\s{0,3}\[[^\]]+\]:\s*)(\S+)(.*)$")
_HEADING_ID: Final = re.compile(r"^(#{1,6}\s.*?)\s*\{#[\w-]+\}\s*$")
_KINDS: Final = {"info": "note", "important": "warning", "caution": "warning", "secondary": "note"}

Resolve = Callable[[str, bool], str]
"""Gives the address of a link or (True) of a picture as it is here; "" when there is none."""


@dataclass
class Translation:
    """Our Markdown, and what could not be kept."""

    body: str = ""
    lost: list[str] = field(default_factory=list)


def translate(source: str, resolve: Resolve) -> Translation:
    """Our Markdown for what Docusaurus or MkDocs would show."""
    result = Translation()
    lines = _Lines(result, resolve)
    for line in source.split("\n"):
        lines.take(line)
    result.body = "\n".join(lines.written).strip("\n") + "\n"
    return result


class _Lines:
    """Line after line, knowing what is open: a fence, notices, a tab."""

    def __init__(self, result: Translation, resolve: Resolve) -> None:
        self.written: list[str] = []
        self._result, self._resolve = result, resolve
        self._fence = ""
        self._notices: list[str] = []
        self._tabs: list[int] = []

    def take(self, line: str) -> None:
        """Write what a line becomes."""
        fence = _FENCE.match(line)
        if self._fence:
            if fence and fence[1].startswith(self._fence) and not line.strip().strip("`~"):
                self._fence = ""
            self._write(line)
        elif fence:
            self._fence = fence[1]
            self._write(re.sub(r"^(\s*`{3,}\w*).*", r"\1", line))
        elif not self._take_frame(line):
            self._write(self._words(line))

    def _take_frame(self, line: str) -> bool:
        """A line that opens or closes something, or leaves nothing."""
        if self._notices and (closes := _CLOSES.match(line)) and closes[1] in self._notices:
            while self._notices.pop() != closes[1]:
                pass
            self._write("")
            return True
        if opens := _OPENS.match(line):
            kind = opens[2].lower()
            title = (opens[3] or opens[4] or "").strip().replace('"', "'")
            named = f' "{title}"' if title else ""
            self._write(f"!!! {_KINDS.get(kind, kind)}{named}")
            self._notices.append(opens[1])
            return True
        if tab := _TAB.match(line):
            depth = len(tab[1].expandtabs(4))
            self._close_tabs(depth)
            self._write(f"**{tab[2]}**")
            self._write("")
            self._tabs.append(depth)
            return True
        if _IMPORT.match(line):
            return True
        if _SNIPPET.match(line):
            self._result.lost.append(_("a snippet from another file"))
            return True
        return False

    def _close_tabs(self, depth: int) -> None:
        while self._tabs and self._tabs[-1] >= depth:
            self._tabs.pop()

    def _write(self, line: str) -> None:
        if self._tabs and line.strip():
            depth = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
            if not self._fence:
                self._close_tabs(depth)
            line = line.expandtabs(4)[4 * len(self._tabs) :] if self._tabs else line
        is_second = not line.strip() and self.written[-1:] == [""]
        if is_second and not self._fence:
            return
        indent = "    " * len(self._notices)
        self.written.append(f"{indent}{line}".rstrip() if line.strip() else "")

    # --- Within a line

    def _words(self, line: str) -> str:
        """A line with its links and components, but for what stands in code."""
        parts = re.split(r"(`+[^`]*`+)", line)
        # A link may hold code, so links are looked for in the whole line where there are any.
        if len(parts) > 1 and _LINK.search(line):
            return self._links(line)
        return "".join(part if part.startswith("`") else self._part(part) for part in parts)

    def _part(self, text: str) -> str:
        text = _COMMENT.sub("", text)
        text = _REQUIRED.sub(self._required, text)
        text = _LABELLED.sub(r"**\1**", text)
        text = _TAB_ITEM.sub(r"**\1**", text)
        text = _COMPONENT.sub(self._component, text)
        text = _HEADING_ID.sub(r"\1", text)
        if _ATTRIBUTES.search(text):
            text = _ATTRIBUTES.sub("", text).rstrip()
        if reference := _REFERENCE.match(text):
            address = self._resolve(reference[2], False)
            return f"{reference[1]}{address or reference[2]}{reference[3]}"
        return self._links(text)

    def _required(self, tag: re.Match[str]) -> str:
        alt = _ALT.search(tag[0])
        return f"![{alt[1] if alt else ''}]({tag[1] or tag[2]})"

    def _component(self, tag: re.Match[str]) -> str:
        if tag[1] not in {"Tabs", "TabItem"}:
            self._result.lost.append(f"<{tag[1]}>")
        return ""

    def _links(self, text: str) -> str:
        return _LINK.sub(self._link, text)

    def _link(self, link: re.Match[str]) -> str:
        mark, words, target, title = link.groups()
        address = self._resolve(target, bool(mark))
        if not address:
            what = _("the picture %(address)s") if mark else _("a link to %(address)s")
            self._result.lost.append(what % {"address": target})
            return words
        # A picture may be what a link shows.
        return f"{mark}[{words if mark else self._links(words)}]({address}{title})"
