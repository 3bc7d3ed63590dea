"""What a text points at: links, pictures and videos."""

import re
from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import quote, unquote
from xml.etree.ElementTree import Element, SubElement

from faq.base import content_links, html_tree
from faq.base.markdown_page import Page
from faq.base.rendered import LinkResolver, Media, MediaResolver, Track
from faq.base.sanitizer import SITE_SCHEMES

OWN_MEDIA: Final = "/media/"
# What comes before the path of an address, and what may not be in a path as it is.
_ORIGIN = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?(?://[^/?#]*)?")
_ILLEGAL = re.compile(r"""[\s"<>\\^`{|}\[\]]""")
_VIDEO_TYPES: Final = {"mp4": "video/mp4", "webm": "video/webm"}
# Where a figure may stand without a paragraph being in the way.
_FLOW: Final = frozenset({"blockquote", "dd", "details", "div", "li", "td"})


def resolve_links(page: Page, resolve: LinkResolver) -> tuple[str, ...]:
    """Give every link its address; returns the targets as they were written."""
    parents = html_tree.parents_in(page.root)
    written: list[str] = []
    for link in list(page.root.iter("a")):
        target = " ".join(link.get("href", "").split())
        address = _address_of(target, resolve)
        if not address or _holds_too_much(link):
            page.report("link", target or html_tree.words_in(link))
            html_tree.unwrap(parents[link], link)
        else:
            link.set("href", _encoded(address))
            if _is_elsewhere(address):
                link.set("rel", "noopener noreferrer")
        if target and "footnote-ref" not in link.get("class", ""):
            written.append(target)
    return tuple(dict.fromkeys(written))


def _holds_too_much(link: Element) -> bool:
    """Whether a link goes over blocks or other links, as one does that is never ended."""
    return any(
        part.tag in html_tree.BLOCKS or part.tag == "a" for part in link.iter() if part is not link
    )


def _address_of(target: str, resolve: LinkResolver) -> str | None:
    """Where a link leads: `article:KEY` is asked for, with the `#place` that may follow it."""
    if target.partition(":")[0].lower() not in SITE_SCHEMES:
        return content_links.of_page(target)
    key, mark, place = target.partition("#")
    address = resolve(key)
    return f"{address}{mark}{place}" if address else None


def _encoded(address: str) -> str:
    """The address with its spaces, brackets and the like percent-encoded; 中文 stays."""
    origin = _ORIGIN.match(address)
    start = origin.end() if origin else 0
    return address[:start] + _ILLEGAL.sub(lambda sign: quote(sign[0]), address[start:])


def _is_elsewhere(address: str) -> bool:
    """Whether an address leads to a web page of another host."""
    return address.lower().startswith(("http:", "https:", "//"))


@dataclass(frozen=True)
class _Wanted:
    """A picture or video as the writer asked for it."""

    src: str
    alt: str
    caption: str
    width: int | None
    height: int | None
    poster: str
    tracks: tuple[Track, ...]

    @classmethod
    def read(cls, element: Element) -> Self:
        """What an `<img>` or `<video>` says."""
        source = element.find("source")
        fallback = source.get("src", "") if source is not None else ""
        caption = element.get("title", "")
        return cls(
            src=(element.get("src") or fallback).strip(),
            alt=element.get("alt", "").strip() or (caption if element.tag == "video" else ""),
            caption=caption,
            width=_number(element.get("width")),
            height=_number(element.get("height")),
            poster=element.get("poster", ""),
            tracks=tuple(
                Track(track.get("src", ""), track.get("srclang", ""), track.get("label", ""))
                for track in element.iter("track")
            ),
        )

    def found(self, media: Media) -> Media:
        """The medium of that name, in the size and with the words that were asked for."""
        width, height = self._size(media.width, media.height)
        alt = self.alt or media.alt
        return Media(media.kind, media.src, width, height, alt, media.poster, media.tracks)

    def as_written(self, *, is_video: bool) -> Media:
        """A medium that the site does not know; only files of its own are shown with it."""
        return Media(
            kind="video" if is_video else "picture",
            src=self.src,
            width=self.width,
            height=self.height,
            alt=self.alt,
            poster=self.poster if _is_own(self.poster) else "",
            tracks=tuple(track for track in self.tracks if _is_own(track.src)),
        )

    def _size(self, width: int | None, height: int | None) -> tuple[int | None, int | None]:
        """The size asked for; where only one side is given, the other in proportion."""
        if (self.width and self.height) or not (width and height):
            return self.width or width, self.height or height
        if self.width:
            return self.width, round(self.width * height / width)
        if self.height:
            return round(self.height * width / height), self.height
        return width, height


def place_media(page: Page, resolve: MediaResolver, *, language: str) -> tuple[str, ...]:
    """Show pictures and videos, with subtitles on in the text's language; returns their sources
    as they were written."""
    parents = html_tree.parents_in(page.root)
    written: list[str] = []
    inside = {part for video in page.all("video") for part in video.iter() if part is not video}
    for element in page.all("img", "video"):
        if element in inside:
            continue
        wanted = _Wanted.read(element)
        written.append(wanted.src)
        media = _find(wanted, resolve, page, is_video=element.tag == "video")
        if media is None:
            _leave_words(parents[element], element, wanted.alt)
            continue
        if not media.alt:
            page.report("alt", wanted.src)
        shown = _video(media, language) if media.kind == "video" else _picture(media)
        for name in ("id", "class", "title"):
            if element.get(name):
                shown.set(name, element.get(name, ""))
        parent = parents[element]
        html_tree.replace(parent, element, shown)
        parents[shown] = parent
        _make_figure(shown, wanted.caption, parents)
    return tuple(dict.fromkeys(src for src in written if src))


def _find(wanted: _Wanted, resolve: MediaResolver, page: Page, *, is_video: bool) -> Media | None:
    """The medium to show. Files of other sites are not: the page's policy would block them."""
    media = resolve(wanted.src) if wanted.src else None
    if media is not None:
        return wanted.found(media)
    if _is_elsewhere(wanted.src):
        page.report("hotlink", wanted.src)
        return None
    page.report("media", wanted.src)
    is_video = is_video or _extension(wanted.src) in _VIDEO_TYPES
    return wanted.as_written(is_video=is_video) if _is_own(wanted.src) else None


def _is_own(src: str) -> bool:
    """Whether a source can only be a file of this site: below /media/, or relative."""
    path = unquote(src)
    if not path or path[0] in "?#" or any(sign in path for sign in "\\:") or not path.isprintable():
        return False
    return ".." not in path.split("/") and (path.startswith(OWN_MEDIA) or path[0] != "/")


def _extension(src: str) -> str:
    path = src.partition("#")[0].partition("?")[0]
    return path.rpartition(".")[2].lower()


def _number(value: str | None) -> int | None:
    return int(value) if value else None


def _leave_words(parent: Element, element: Element, words: str) -> None:
    """Put the words for a picture in its place."""
    element[:] = []
    element.text = words
    html_tree.unwrap(parent, element)


def _picture(media: Media) -> Element:
    return Element(
        "img",
        {
            "src": _encoded(media.src),
            "alt": media.alt,
            **_size_attributes(media),
            "loading": "lazy",
            "decoding": "async",
        },
    )


def _video(media: Media, language: str) -> Element:
    video = Element("video", {"controls": "", "playsinline": "", **_size_attributes(media)})
    video.set("preload", "none" if media.poster else "metadata")
    if media.poster:
        video.set("poster", media.poster)
    if media.alt:
        video.set("aria-label", media.alt)
    source = SubElement(video, "source", {"src": _encoded(media.src)})
    if _extension(media.src) in _VIDEO_TYPES:
        source.set("type", _VIDEO_TYPES[_extension(media.src)])
    for track in media.tracks:
        attributes = {"kind": "subtitles", "src": track.src, "srclang": track.language}
        if track.language.lower() == language:
            # Many watch without sound.
            attributes["default"] = ""
        SubElement(video, "track", {**attributes, "label": track.label})
    return video


def _size_attributes(media: Media) -> dict[str, str]:
    sizes = {"width": media.width, "height": media.height}
    return {name: str(size) for name, size in sizes.items() if size}


def _make_figure(shown: Element, caption: str, parents: dict[Element, Element]) -> None:
    """A medium that stands alone, also one that is a link, becomes a figure with its caption."""
    outer = shown
    if parents[outer].tag == "a" and html_tree.is_alone(outer, parents[outer]):
        outer = parents[outer]
    place = parents[outer]
    is_alone = html_tree.is_alone(outer, place)
    figure = Element("figure")
    if place.tag == "p" and is_alone and place in parents:
        html_tree.replace(parents[place], place, figure)
        outer.tail = None
        figure.append(outer)
        parents[figure] = parents[place]
    elif place.tag in _FLOW and (is_alone or shown.tag == "video"):
        html_tree.wrap(place, outer, figure)
    else:
        return
    if caption:
        shown.attrib.pop("title", None)
        SubElement(figure, "figcaption").text = caption
