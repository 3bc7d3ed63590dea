"""A reading of a page's HTML that is stricter than a browser's, and what it finds wrong."""

from html.parser import HTMLParser
from urllib.parse import unquote

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
CLOSED_BY_THE_NEXT = {"li", "dt", "dd", "p", "option", "tr", "td", "th", "tbody", "thead"}
BLOCKS = {
    "address", "article", "aside", "blockquote", "details", "dialog", "div", "dl", "fieldset",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav",
    "ol", "p", "pre", "section", "table", "ul",
}  # fmt: skip
PHRASES_ONLY = {
    "a", "b", "button", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "i", "kbd", "label",
    "mark", "p", "pre", "small", "span", "strong", "time",
}  # fmt: skip
INTERACTIVE = {"a", "button", "input", "select", "textarea", "label", "details"}
CHILDREN = {
    "ul": {"li", "script", "template"},
    "ol": {"li", "script", "template"},
    "dl": {"dt", "dd", "div", "script", "template"},
    "tr": {"td", "th"},
    "select": {"option", "optgroup"},
}
NAMES_IDS = ("aria-labelledby", "aria-describedby", "aria-controls", "for", "list", "headers")


class Markup(HTMLParser):
    """The links and ids of a page, and its faults as sentences."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self._open: list[str] = []
        self._named: list[tuple[str, str]] = []
        # A menu in the header may have headings of its own before the page's.
        self._heading = 1
        if not html.startswith("<!doctype html>"):
            self.faults.append("does not begin with <!doctype html>")
        self.feed(html)
        self.close()
        if self._open:
            self.faults.append(f"never closed: {self._open}")
        self.faults += [f"{name} names #{one}, which is not there" for name, one in self._named
                        if one not in self.ids]  # fmt: skip

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check the element's place and its attributes."""
        values = {name: value or "" for name, value in attrs}
        if len(values) < len(attrs):
            self._fault(f"<{tag}> has an attribute twice")
        self._check_place(tag)
        self._check_attributes(tag, values)
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """`<use/>` and the like, which only SVG has."""
        if "svg" not in self._open and tag not in VOID:
            self._fault(f"<{tag}/> closes nothing in HTML")

    def handle_endtag(self, tag: str) -> None:
        """An end tag closes what was opened last, and nothing else."""
        while self._open and self._open[-1] != tag and self._open[-1] in CLOSED_BY_THE_NEXT:
            self._open.pop()
        if self._open and self._open[-1] == tag:
            self._open.pop()
        else:
            self._fault(f"</{tag}> without its beginning; open is {self._open[-3:]}")

    def _check_place(self, tag: str) -> None:
        parent = self._open[-1] if self._open else ""
        if tag in CLOSED_BY_THE_NEXT and parent == tag != "p":
            self._open.pop()
            parent = self._open[-1]
        if parent in CHILDREN and tag not in CHILDREN[parent]:
            self._fault(f"<{tag}> directly in <{parent}>")
        if tag == "li" and parent not in {"ul", "ol", "menu"}:
            self._fault(f"<li> in <{parent}>")
        if tag in BLOCKS:
            inside = [one for one in self._open if one in PHRASES_ONLY - {"a"}]
            if inside and "svg" not in self._open:
                self._fault(f"<{tag}> inside <{inside[-1]}>")
        outer = [one for one in self._open if one in {"a", "button", "label"}]
        if tag in INTERACTIVE and outer and not (outer == ["label"] and tag == "input"):
            self._fault(f"<{tag}> inside <{outer[-1]}>")
        if tag == "form" and "form" in self._open:
            self._fault("<form> inside <form>")

    def _check_attributes(self, tag: str, values: dict[str, str]) -> None:
        if (one := values.get("id")) is not None:
            if one in self.ids or not one or " " in one:
                self._fault(f"id {one!r} twice, empty or with a space")
            self.ids.add(one)
        for name in NAMES_IDS:
            self._named += [(f"{name} of <{tag}>", one) for one in values.get(name, "").split()]
        if tag == "img" and not {"alt", "width", "height"} <= values.keys():
            self._fault(f"<img> without alt, width or height: {values}")
        if tag in {"a", "link"} and "href" in values and values.get("rel") != "preconnect":
            self.links.append(values["href"])
            href = values["href"]
            if tag == "a" and href.startswith("#") and len(href) > 1:
                self._named.append(("a link", unquote(href[1:])))
        if tag in {"img", "script", "source", "video", "track"} and "src" in values:
            self.links.append(values["src"])
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            level = int(tag[1])
            if level > self._heading + 1:
                self._fault(f"<{tag}> after <h{self._heading}>")
            self._heading = level

    def _fault(self, sentence: str) -> None:
        self.faults.append(f"line {self.getpos()[0]}: {sentence}")
