"""HTML as tests look at it: a tree of nodes, and what in it could harm a reader.

The lists are the tests' own, not the sanitiser's.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

VOID = {"br", "col", "hr", "img", "input", "source", "track", "wbr"}
TAGS = VOID | set(
    re.findall(
        r"\w+",
        """a abbr b bdi bdo blockquote caption cite code colgroup dd del details dfn div dl dt em
        figcaption figure h2 h3 h4 h5 h6 i ins kbd li mark ol p pre q rp rt ruby s samp small
        span strong sub summary sup table tbody td tfoot th thead tr u ul var video""",
    )
)
ATTRIBUTES = {
    "": {"id", "class", "title", "lang", "dir"},
    "a": {"href", "rel", "aria-label"},
    "details": {"open"},
    "div": {"role", "tabindex", "aria-label"},
    "img": {"src", "alt", "width", "height", "loading", "decoding"},
    "input": {"type", "checked", "disabled", "aria-label"},
    "ol": {"start"},
    "pre": {"tabindex"},
    "source": {"src", "type"},
    "td": {"colspan", "rowspan", "scope"},
    "th": {"colspan", "rowspan", "scope"},
    "track": {"src", "srclang", "label", "kind", "default"},
    "video": {"poster", "width", "height", "controls", "preload", "playsinline", "aria-label"},
}
CLASSES = re.compile(
    r"steps|expect|notice|notice--(info|warn|danger)|disc|copy|tbl|r|c|task|footnote"
    r"|footnote-ref|footnote-backref|language-[\w#+.-]+"
)
ADDRESSES = {"href", "src", "poster"}
SCHEMES = {"http", "https", "mailto", "tel"}
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
PAGE_IDS = {"main", "q", "urgent", "terms", "vote", "toc"}


class Node:
    """An element with its attributes and content."""

    def __init__(self, tag: str, attributes: dict[str, str], parent: "Node | None") -> None:
        self.tag = tag
        self.attributes = attributes
        self.parent = parent
        self.content: list[Node | str] = []

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    def __contains__(self, name: str) -> bool:
        return name in self.attributes

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())

    @property
    def children(self) -> "list[Node]":
        return [part for part in self.content if isinstance(part, Node)]

    @property
    def tags(self) -> list[str]:
        """The tags of the children."""
        return [child.tag for child in self.children]

    @property
    def text(self) -> str:
        """All text inside, white space collapsed."""
        return " ".join("".join(self._texts()).split())

    @property
    def raw(self) -> str:
        """All text inside as it is."""
        return "".join(self._texts())

    def _texts(self) -> Iterator[str]:
        for part in self.content:
            yield part if isinstance(part, str) else part.raw

    def walk(self) -> "Iterator[Node]":
        for child in self.children:
            yield child
            yield from child.walk()

    def all(self, tag: str, class_: str = "") -> "list[Node]":
        """The elements below with this tag, and this class if one is given."""
        return [
            node
            for node in self.walk()
            if node.tag == tag and (not class_ or class_ in node.classes)
        ]

    def one(self, tag: str, class_: str = "") -> "Node":
        """The only such element."""
        found = self.all(tag, class_)
        assert len(found) == 1, f"{len(found)} of <{tag}> {class_}"
        return found[0]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.here = Node("", {}, None)
        self.oddities: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if len(dict(attrs)) != len(attrs):
            self.oddities.append(f"<{tag}> has an attribute twice")
        node = Node(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.content.append(node)
        if tag not in VOID:
            self.here = node

    def handle_endtag(self, tag: str) -> None:
        if self.here.tag != tag or self.here.parent is None:
            self.oddities.append(f"</{tag}> ends <{self.here.tag}>")
        else:
            self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.content.append(data)

    def handle_comment(self, data: str) -> None:
        self.oddities.append(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        self.oddities.append(f"declaration {decl}")

    def unknown_decl(self, data: str) -> None:
        self.oddities.append(f"declaration {data}")

    def handle_pi(self, data: str) -> None:
        self.oddities.append(f"instruction {data}")


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    if reader.here is not reader.root:
        reader.oddities.append(f"<{reader.here.tag}> is never ended")
    return reader


def parse(html: str) -> Node:
    """The tree of well-formed HTML."""
    reader = _read(html)
    assert not reader.oddities, reader.oddities
    return reader.root


def dangers(html: str) -> list[str]:
    """All that must not be in the renderer's output."""
    reader = _read(html)
    found = list(reader.oddities)
    ids: set[str] = set()
    for node in reader.root.walk():
        found += _dangers_of(node)
        if "id" in node:
            if node["id"] in ids or node["id"] in PAGE_IDS:
                found.append(f"id {node['id']} is taken")
            ids.add(node["id"])
    if FORBIDDEN.search(html):
        found.append("control character")
    return found


def _dangers_of(node: Node) -> Iterator[str]:
    if node.tag not in TAGS:
        yield f"<{node.tag}>"
    for name, value in node.attributes.items():
        if name not in ATTRIBUTES[""] | ATTRIBUTES.get(node.tag, set()):
            yield f"<{node.tag} {name}>"
        if name in ADDRESSES and not _is_harmless(value, is_link=node.tag == "a"):
            yield f"<{node.tag} {name}={value!r}>"
    for class_ in node.classes:
        if not CLASSES.fullmatch(class_):
            yield f"class {class_}"
    if node.tag == "input" and not (node["type"] == "checkbox" and "disabled" in node):
        yield "a field to write in"
    if node.tag == "a" and is_elsewhere(node.attributes.get("href", "")) and "rel" not in node:
        yield f"link to {node['href']} without rel"


def is_elsewhere(address: str) -> bool:
    """Whether a browser would leave the site for this address."""
    return bool(re.match(r"https?:|//", _as_browsers_read(address)))


def _is_harmless(address: str, *, is_link: bool) -> bool:
    plain = _as_browsers_read(address)
    scheme = re.match(r"([a-z][a-z0-9+.-]*):", plain)
    if is_link:
        return not scheme or scheme[1] in SCHEMES
    return not scheme and not plain.startswith("//")


def _as_browsers_read(address: str) -> str:
    """Browsers drop tabs and line ends, strip controls, and read a backslash as a slash."""
    plain = re.sub(r"[\t\r\n]", "", address).strip("".join(map(chr, range(33))))
    return plain.replace("\\", "/").lower()
