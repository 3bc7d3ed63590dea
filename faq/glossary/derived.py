"""What follows from the words of terms and is stored: pinyin, letters, other script, synonyms.

Made when a term is saved; `manage.py rebuild` makes it again, after a new dictionary for example.
"""

from collections.abc import Callable, Iterator

from faq.glossary.models import Alias, Term, TermText
from faq.glossary.searchable import SOURCE, names
from faq.search import index, synonyms

Progress = Callable[[int, int], None]


def rebuild(progress: Progress | None = None) -> int:
    """Derive everything anew and store what differs. Returns how many rows were stored."""
    different = list(_different(progress))
    for row in different:
        row.save()
    terms = {row.term_id for row in different}
    index.refresh(SOURCE, TermText.objects.filter(term__in=terms).values_list("pk", flat=True))
    misnamed = list(_misnamed())
    for term in misnamed:
        synonyms.store(SOURCE, term.pk, names(term), visible_from=term.visible_from)
    strays = _strays()
    for number in strays:
        synonyms.remove(SOURCE, number)
    return len(different) + len(misnamed) + len(strays)


def differences() -> list[str]:
    """A line for each row that is not what it would be if it were made now."""
    return [
        *(
            f"glossary {row._meta.model_name} {row.pk}: what is derived from its words differs"
            for row in _different(None)
        ),
        *(f"glossary term {term.pk}: its names in search differ" for term in _misnamed()),
        *(f"glossary term {number}: is gone, but search has its names" for number in _strays()),
    ]


def _misnamed() -> Iterator[Term]:
    """The terms whose names search does not have as they are."""
    for term in Term.objects.with_names():
        own = names(term)
        if not synonyms.are_stored(SOURCE, term.pk, own, visible_from=term.visible_from):
            yield term


def _strays() -> set[int]:
    """The numbers under which search has names, but no term is there."""
    return synonyms.groups(SOURCE) - set(Term.objects.values_list("pk", flat=True))


def _different(progress: Progress | None) -> Iterator[TermText | Alias]:
    """The rows that differ, with their columns derived anew but not stored."""
    rows: list[TermText | Alias] = [*TermText.objects.all(), *Alias.objects.all()]
    for number, row in enumerate(rows, start=1):
        before = row.stored()
        row.derive()
        if row.stored() != before:
            yield row
        if progress:
            progress(number, len(rows))
