"""What follows from the words of terms and is stored beside them: pinyin, letters, other script.

Made when a term is saved; `manage.py rebuild` makes it again, after a new dictionary for example.
"""

from collections.abc import Callable, Iterator

from faq.glossary.models import Alias, TermText
from faq.search import index

Progress = Callable[[int, int], None]


def rebuild(progress: Progress | None = None) -> int:
    """Derive everything anew and store what differs. Returns how many rows were stored."""
    different = list(_different(progress))
    for row in different:
        row.save()
    terms = {row.term_id for row in different}
    index.refresh("term", TermText.objects.filter(term__in=terms).values_list("pk", flat=True))
    return len(different)


def differences() -> list[str]:
    """A line for each row that is not what it would be if it were made now."""
    return [
        f"glossary {row._meta.model_name} {row.pk}: what is derived from its words differs"
        for row in _different(None)
    ]


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
