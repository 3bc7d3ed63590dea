"""From sanitised HTML to the structures of an article page.

Whether something was written as Markdown or as HTML makes no difference here. Each function
does one thing to the whole tree; `arrange` is their order.
"""

import re
from typing import Final
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from markdown.extensions.toc import slugify_unicode

from faq.base import html_tree
from faq.base.markdown_footnotes import notes_in, number_footnotes, words_without_marks
from faq.base.markdown_page import HEADINGS, Page, is_kept
from faq.base.markdown_tables import frame_tables
from faq.base.rendered import Heading

_CONTENTS_LEVELS: Final = frozenset({2, 3})
# What HTML calls formatting elements.
_REPEATED: Final = ("a", "b", "code", "em", "i", "s", "small", "strong", "u")
_EXPECT = re.compile(
    r"\s*(?:[你您][会會][看見见][到]?|you(?:['’]ll| will| should) see)\s*[:：]\s*", re.IGNORECASE
)


def set_ids_apart(page: Page) -> None:
    """The id of a link or of bold words moves to a mark before it: an HTML parser that meets
    one which is never ended writes it again, id and all, in each paragraph to come."""
    parents = html_tree.parents_in(page.root)
    for element in page.all(*_REPEATED):
        if element.get("id"):
            parent = parents[element]
            mark = Element("span", {"id": element.attrib.pop("id")})
            parent.insert(list(parent).index(element), mark)
            if element.tag == "a" and not element.get("href"):
                parents.update(dict.fromkeys(element, parent))
                html_tree.unwrap(parent, element)


def arrange(page: Page) -> None:
    """All structures of a page."""
    _lower_top_headings(page)
    _drop_empty_elements(page)
    _keep_given_ids(page)
    _make_steps(page)
    _make_notices(page)
    _make_disclosures(page)
    _make_definition_lists(page)
    _name_headings(page)
    number_footnotes(page)
    frame_tables(page)
    _make_code_reachable(page)
    _name_checkboxes(page)


def _drop_empty_elements(page: Page) -> None:
    """Paragraphs, headings and links with nothing in them: left over, or of no use."""
    parents = html_tree.parents_in(page.root)
    for element in reversed(page.all("p", "a", *HEADINGS)):
        is_empty = len(element) == 0 and not (element.text or "").strip()
        if is_empty and (element.tag in HEADINGS or not element.get("id")):
            html_tree.remove(parents[element], element)


# --- headings and ids ------------------------------------------------------------------------


def _lower_top_headings(page: Page) -> None:
    """The page's title is its only h1."""
    for heading in page.root.iter("h1"):
        heading.tag = "h2"


def _keep_given_ids(page: Page) -> None:
    """Ids that writers gave come first; those of steps and footnotes are made later."""
    later = set(notes_in(page))
    later.update(title for steps in page.all_of_class("steps") for title in steps.findall("h3"))
    for element in page.root.iter():
        given = element.get("id")
        if given and element not in later:
            element.set("id", page.ids.claim(given))


def _name_headings(page: Page) -> None:
    for heading in page.all(*HEADINGS):
        text = words_without_marks(heading)
        step = page.steps.get(heading)
        if step is None and not heading.get("id"):
            heading.set("id", page.ids.claim(_slug(text)))
        level = int(heading.tag[1])
        if level in _CONTENTS_LEVELS and text:
            target = heading if step is None else step
            page.headings.append(Heading(level, target.get("id", ""), text))


def _slug(text: str) -> str:
    """The id that a heading's words make: 安装 Docker is 安装-docker."""
    return slugify_unicode(text, "-").strip("-") or "section"


# --- steps -----------------------------------------------------------------------------------


def _make_steps(page: Page) -> None:
    """`<ol class="steps">`: an item for each level-three heading and what follows it."""
    parents = html_tree.parents_in(page.root)
    for place in page.all_of_class("steps"):
        children = list(place)
        steps = Element("ol", {"class": "steps"})
        for child in children:
            if child.tag == "h3":
                steps.append(_new_step(child, page))
                parents[child] = steps[-1]
            elif len(steps):
                steps[-1].append(child)
                parents[child] = steps[-1]
            else:
                parents[child] = parents[place]
        if len(steps):
            place[:] = [child for child in children if parents[child] is parents[place]]
            place.append(steps)
        else:
            page.report("steps")
        for step in steps:
            _show_expectations(step, page)
        html_tree.unwrap(parents[place], place)


def _new_step(heading: Element, page: Page) -> Element:
    """A step is found by its heading's own id or words, so it keeps its address when moved."""
    own = heading.attrib.pop("id", "")
    name = own or _slug(words_without_marks(heading))
    given = page.ids.claim(f"step-{name.removeprefix('step-')}", is_ours=True)
    page.ids.note(name, given)
    step = Element("li", {"id": given})
    step.append(heading)
    page.steps[heading] = step
    return step


def _show_expectations(step: Element, page: Page) -> None:
    """A quote that begins with "You will see:" becomes the step's `p.expect`."""
    for quote in step.findall("blockquote"):
        first = quote[0] if len(quote) else None
        if first is None or first.tag != "p" or not _take_label(first):
            continue
        words = Element("span")
        label = Element("b")
        label.text = page.words.expect.rstrip()
        label.tail = page.words.expect[len(label.text) :] + (first.text or "")
        words[:] = [label, *first]
        expect = Element("p", {"class": "expect"})
        expect.append(words)
        html_tree.replace(quote, first, expect)
        html_tree.unwrap(step, quote)


def _take_label(paragraph: Element) -> bool:
    """Take "You will see:" from the front of a paragraph, also where it is bold."""
    match = _EXPECT.match(paragraph.text or "")
    if match:
        paragraph.text = (paragraph.text or "")[match.end() :]
        return True
    first = paragraph[0] if len(paragraph) else None
    if first is None or first.tag not in {"strong", "b"} or (paragraph.text or "").strip():
        return False
    bold = html_tree.words_in(first)
    text = bold + (first.tail or "")
    match = _EXPECT.match(text)
    if not match or match.end() < len(bold):
        return False
    paragraph.remove(first)
    paragraph.text = text[match.end() :]
    return True


# --- notices, disclosures, definition lists --------------------------------------------------


def _make_notices(page: Page) -> None:
    for place in page.all_of_class("notice"):
        place.set("role", "note")


def _make_disclosures(page: Page) -> None:
    parents = html_tree.parents_in(page.root)
    for summary in page.all("summary"):
        parent = parents[summary]
        if parent.tag != "details" or parent[0] is not summary:
            summary.tag = "div"
    for details in page.root.iter("details"):
        details.set("class", "disc")
        if not len(details) or details[0].tag != "summary":
            summary = Element("summary")
            summary.text = page.words.details
            summary.tail, details.text = details.text, None
            details.insert(0, summary)
        _hold_together(details[0])


def _hold_together(summary: Element) -> None:
    """Text with bold words in it must be one piece: a summary lays its pieces out in a row."""
    if len(summary) and not any(part.tag in html_tree.BLOCKS for part in summary):
        words = Element("span")
        words.text, summary.text = summary.text, None
        words[:] = summary
        summary[:] = [words]


def _make_definition_lists(page: Page) -> None:
    """`<dl class="copy">` with each term and its meanings in a `<div>`."""
    for entries in page.root.iter("dl"):
        entries.set("class", "copy")
        group: Element | None = None
        for child in list(entries):
            if child.tag not in {"dt", "dd"}:
                group = None
                continue
            entries.remove(child)
            if group is None or (child.tag == "dt" and group[-1].tag == "dd"):
                group = Element("div")
                entries.append(group)
            group.append(child)


# --- code and check boxes --------------------------------------------------------------------


def _make_code_reachable(page: Page) -> None:
    """A block of code that scrolls must be reachable by keyboard."""
    for block in page.root.iter("pre"):
        block.set("tabindex", "0")
        block.text = (block.text or "").lstrip("\n")  # HTML would swallow the first of them


def _name_checkboxes(page: Page) -> None:
    parents = html_tree.parents_in(page.root)
    for box in page.all("input"):
        if box.get("type") != "checkbox":
            html_tree.remove(parents[box], box)
            continue
        box.set("disabled", "")
        box.set("aria-label", page.words.done)


# --- links inside the text -------------------------------------------------------------------


def lead_links(page: Page) -> None:
    """Links inside the text find their places under whatever id these have now."""
    for link in page.root.iter("a"):
        href = link.get("href", "")
        is_ours = "footnote-" in link.get("class", "")
        if len(href) > 1 and href.startswith("#") and not is_ours:
            written = unquote(href[1:])
            found = page.ids.find(written)
            if found:
                link.set("href", f"#{found}")
            elif not is_kept(written):
                page.report("anchor", written)
