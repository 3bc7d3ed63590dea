"""Lines of Chinese joined as Chinese is written: without a space where a line ended."""

import re
from typing import Final

_WIDE: Final = (
    r"\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
)
# Signs of Chinese and of other languages: they count as Chinese only beside it.
_SHARED: Final = r"\u2014\u2018-\u201d\u2026"
_TAGS: Final = r"(?:</?(?:a|b|code|del|em|i|ins|mark|s|span|strong|u)(?: [^<>]*)?>)*"
_LINE_END: Final = rf"{_TAGS} ?\n{_TAGS}"
_JOINT = re.compile(
    rf"(?<=[{_WIDE}]){_LINE_END}(?=[{_WIDE}{_SHARED}])|(?<=[{_SHARED}]){_LINE_END}(?=[{_WIDE}])"
)
_CODE = re.compile(r"(<pre(?: [^<>]*)?>.*?</pre>)", re.DOTALL)


def join_wide_lines(html: str) -> str:
    """Sanitised HTML without the line ends inside Chinese text; blocks of code stay as they are.

    A browser would show each as a space, and a search for the phrase would miss it.
    """
    pieces = _CODE.split(html)
    pieces[::2] = [_JOINT.sub(_without_line_end, piece) for piece in pieces[::2]]
    return "".join(pieces)


def _without_line_end(joint: re.Match[str]) -> str:
    return joint[0].replace(" \n", "").replace("\n", "")
