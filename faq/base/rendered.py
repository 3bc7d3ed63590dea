"""What the renderer gives back and what it asks for: plain data, no behaviour."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Heading:
    """An entry of the contents list: a heading of level 2 or 3, or a step."""

    level: int
    id: str
    text: str


@dataclass(frozen=True)
class Asked:
    """Words in which readers ask for a part of a text: the id of its heading or step, its fold
    (`markdown_asked.FOLD`), or "" before the first heading."""

    place: str
    words: str


@dataclass(frozen=True)
class Track:
    """Subtitles of a video in one language."""

    src: str
    language: str
    label: str


@dataclass(frozen=True)
class Media:
    """A picture or video of the site: where it is and how large, so that pages don't jump."""

    kind: Literal["picture", "video"]
    src: str
    width: int | None
    height: int | None
    alt: str = ""
    poster: str = ""
    tracks: tuple[Track, ...] = ()


@dataclass(frozen=True)
class Rendered:
    """Markdown made ready for a page."""

    html: str
    headings: tuple[Heading, ...]
    plain: str
    problems: tuple[str, ...]
    links: tuple[str, ...]
    media: tuple[str, ...]
    asked: tuple[Asked, ...] = ()


LinkResolver = Callable[[str], str | None]
MediaResolver = Callable[[str], Media | None]
FactResolver = Callable[[str], bool]
