"""Footnotes: numbered as they come up in the text, with a way there and back."""

from xml.etree.ElementTree import Element

from faq.base.html_tree import plain_text
from faq.base.markdown_page import Page, has_class


def notes_in(page: Page) -> list[Element]:
    """The footnotes themselves, as they were written."""
    return [note for notes in _lists(page) for note in notes.findall("li")]


def words_without_marks(element: Element) -> str:
    """The words of a heading or the like without the numbers of footnotes, on one line."""
    marks = [mark for mark in element.iter("sup") if _reference_in(mark) is not None]
    return " ".join(plain_text(element, skip=marks).split())


def number_footnotes(page: Page) -> None:
    """Numbers in the order of the text, links there and back; the notes in that order."""
    notes = {f"#{note.attrib.pop('id', '')}": note for note in notes_in(page)}
    numbers: dict[Element, int] = {}
    ways_back: list[tuple[Element, str]] = []
    for mark in page.all("sup"):
        link = _reference_in(mark)
        note = notes.get(link.get("href", "")) if link is not None else None
        if link is not None and note is not None:
            number = numbers.setdefault(note, len(numbers) + 1)
            link.text = str(number)
            link.set("href", f"#fn-{number}")
            link.set("aria-label", page.words.footnote.format(number))
            mark.set("id", page.ids.claim(f"fnref-{number}", is_ours=True))
            ways_back.append((note, mark.get("id", "")))
    for note in notes.values():
        number = numbers.setdefault(note, len(numbers) + 1)
        note.set("id", page.ids.claim(f"fn-{number}", is_ours=True))
    for note, mark_id in ways_back:
        _add_way_back(note, mark_id, page.words.footnote_back.format(numbers[note]))
    for listed in _lists(page):
        listed[:] = sorted(listed, key=lambda note: numbers.get(note, len(numbers)))


def _add_way_back(note: Element, mark_id: str, title: str) -> None:
    back = Element("a", {"class": "footnote-backref", "href": f"#{mark_id}"})
    back.text = "↩\N{VARIATION SELECTOR-15}"
    back.set("title", title)
    back.set("aria-label", title)
    last = note[-1] if len(note) else None
    place = last if last is not None and last.tag == "p" else note
    if len(place):
        place[-1].tail = (place[-1].tail or "").rstrip() + " "
    else:
        place.text = (place.text or "").rstrip() + " "
    place.append(back)


def _lists(page: Page) -> list[Element]:
    return [notes for place in page.all_of_class("footnote") for notes in place.findall("ol")]


def _reference_in(mark: Element) -> Element | None:
    """The link to a footnote in a `<sup>`, if it is one."""
    link = mark.find("a")
    return link if link is not None and has_class(link, "footnote-ref") else None
