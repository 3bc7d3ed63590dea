"""Names that mean the same: whoever asks for one finds texts that have another.

Content writes its names here, in the transaction that changes them; each process remembers them
by their version. A query is widened when it is asked, so that the index knows nothing of names.

Names in the reader's language lead. Whoever asks for a thing in another language, or by its
pinyin, asks for its label in their own; what was typed stands beside it.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction

from faq.base import languages
from faq.base.memo import Memo
from faq.base.names import Name, NameFinder, word_bounds
from faq.base.text import Word, as_one, every_word, fold, telling, words
from faq.search.models import Synonym

LISTED = "listed"
"""The source of what editors list, beside what content says of itself."""
AT_MOST = 8
"""So many other names stand for a word."""
AT_MOST_IN_ALL = 24
"""So many of them for all words of a query."""
SHORT = 2
NOTED = 3
"""So many are named to the reader."""
BEGUN, FEWEST_LETTERS = 3, 3
"""What is still being typed may be the beginning of so many names, after so many letters."""


# --- Writing -----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class OneName:
    """One of the names of something; see `faq.search.models.Synonym` for what its parts mean."""

    text: str
    shown: Mapping[str, str] = field(default_factory=dict)
    is_label: bool = False
    is_searched_for: bool = True


@transaction.atomic
def store(source: str, group: int, names: Iterable[OneName], *, visible_from: datetime) -> None:
    """Let something have these names and no others, from that moment on."""
    remove(source, group)
    Synonym.objects.bulk_create(_rows(source, group, names, visible_from))


def remove(source: str, group: int) -> None:
    """Let something have no names."""
    Synonym.objects.of(source, group).delete()


def groups(source: str) -> set[int]:
    """What of a source has names."""
    return set(Synonym.objects.filter(source=source).values_list("group", flat=True))


def are_stored(
    source: str, group: int, names: Iterable[OneName], *, visible_from: datetime
) -> bool:
    """Whether `store` would change nothing."""
    stored = Synonym.objects.of(source, group).order_by("pk")
    wanted = _rows(source, group, names, visible_from)
    return [_columns(row) for row in stored] == [_columns(row) for row in wanted]


def _rows(
    source: str, group: int, names: Iterable[OneName], visible_from: datetime
) -> list[Synonym]:
    return [
        Synonym(
            source=source,
            group=group,
            text=name.text,
            shown=dict(name.shown),
            is_label=name.is_label,
            is_searched_for=name.is_searched_for,
            visible_from=visible_from,
        )
        for name in names
    ]


def _columns(row: Synonym) -> tuple[object, ...]:
    return row.text, row.shown, row.is_label, row.is_searched_for, row.visible_from


# --- Widening a query --------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """What a query asks for, with the other names of what it names.

    `titles` are names of the only thing that the whole query names: a title that is one of them
    is as good as the query's own words. `noted` are names to tell the reader of. `hints` are
    looked for after all words: they say little, and only of documents that have no word. Where no
    document has all, `rarest` are looked for in place of all words.
    """

    words: Sequence[Word]
    titles: Sequence[str] = ()
    noted: Sequence[str] = ()
    hints: Sequence[Word] = ()
    rarest: Sequence[Word] = ()


def asked(query: str, *, language: str, at: datetime) -> Asked:
    """What a reader of `language` asks for at that instant."""
    if not any(every_word(query)):
        return Asked([])
    names = _memo.get().at(at)
    parts = [_own(part, names, language) for part in _parts(query, names)]
    return _together(parts, names, language)


def asked_so_far(typed: str, *, language: str, at: datetime) -> Asked:
    """The same of what is still being typed: its own words stay, a name may be unfinished."""
    typed_words = list(every_word(typed))
    if not typed_words:
        return Asked([])
    names = _memo.get().at(at)
    parts = _parts(typed, names)
    if any(part.name for part in parts):
        return _together(parts, names, language)
    labels = names.labels_begun(fold(typed), language)
    others = tuple(map(as_one, labels))
    return Asked(telling(replace(word, others=others) for word in typed_words), labels[:1])


@dataclass(frozen=True)
class _Part:
    """Neighbouring words of a query that are a name together, or one that is none.

    `written` is the name as it stands there; `label` the reader's own, where that took its place.
    """

    words: Sequence[Word]
    name: Synonym | None = None
    written: str = ""
    label: str = ""


def _parts(query: str, names: "_Names") -> list[_Part]:
    """The words of a query in their order; a name is cut out before what is around it is cut.

    A short one is meant only where it is a word: 网络 is not, in 网络安全.
    """
    folded, after = fold(query), 0
    bounds = word_bounds(folded)
    parts: list[_Part] = []
    for name, start, end in names.find(folded):
        if end - start == SHORT and not {start, end} <= bounds:
            continue
        parts += [_Part([word]) for word in every_word(folded[after:start])]
        parts.append(_Part(list(every_word(folded[start:end])), name, name.text))
        after = end
    return parts + [_Part([word]) for word in every_word(folded[after:])]


def _own(part: _Part, names: "_Names", language: str) -> _Part:
    """The part in the reader's language, where it was typed in another or as it sounds."""
    if part.name is None or names.is_own(part.name, language):
        return part
    label = names.label(part.name, language)
    return replace(part, words=words(label), written=label, label=label) if label else part


def _together(parts: Sequence[_Part], names: "_Names", language: str) -> Asked:
    """The parts with their other names, as many as there may be."""
    wanted: list[Word] = []
    titles: list[str] = []
    noted: list[str] = []
    left = AT_MOST_IN_ALL
    for part in parts:
        rows = names.others(part.name, language, than=part.written) if part.name else []
        rows = rows[: min(AT_MOST, left)]
        left -= len(rows)
        others = tuple(as_one(row.text) for row in rows)
        wanted += [replace(word, others=others) for word in part.words]
        titles += [part.written, *(row.text for row in rows)] if part.name else []
        noted += [part.label] if part.label else []
        noted += [row.shown[language] for row in rows if language in row.shown]
    noted = list(dict.fromkeys(noted))[:NOTED]
    return Asked(telling(wanted), titles if len(parts) == 1 else (), noted)


# --- The names -------------------------------------------------------------------------------


class _Names:
    """The names in force at one moment."""

    def __init__(self, rows: Iterable[Synonym]) -> None:
        # What is called so comes before what only sounds so.
        self._rows = sorted(rows, key=lambda row: not row.is_searched_for)
        self._finder = NameFinder(
            Name(number, fold(row.text)) for number, row in enumerate(self._rows)
        )
        self._groups: dict[tuple[str, int], list[Synonym]] = defaultdict(list)
        for row in self._rows:
            self._groups[row.source, row.group].append(row)
        self._listed: dict[str, list[Synonym]] = defaultdict(list)
        for row in self._rows:
            if row.source == LISTED:
                self._listed[fold(row.text)].append(row)
        self._begun = sorted((fold(row.text), number) for number, row in enumerate(self._rows))

    def find(self, folded: str) -> Iterator[tuple[Synonym, int, int]]:
        """The names in a folded text, each with where it starts and ends; the longest win."""
        for found in self._finder.find(folded):
            yield self._rows[found.number], found.start, found.end

    def is_own(self, name: Synonym, language: str) -> bool:
        """Whether readers of `language` may have written it so, of whichever language it is."""
        alike = (
            row
            for row in self._groups[name.source, name.group]
            if fold(row.text) == fold(name.text)
        )
        return any(languages.can_read(language, code) for row in alike for code in row.shown)

    def label(self, name: Synonym, language: str) -> str:
        """What readers of `language` call that which has the name; empty when nothing."""
        group = self._groups[name.source, name.group]
        labels = (row.shown[language] for row in group if row.is_label and language in row.shown)
        return next(labels, "")

    def others(self, name: Synonym, language: str, *, than: str) -> list[Synonym]:
        """The other names to search for: what was typed, labels, then what most readers call it.

        Pinyin is looked for nowhere: no text has it.
        """
        found: dict[str, Synonym] = {fold(than): name}
        group = self._groups[name.source, name.group]
        for row in sorted(
            [*group, *self._listed_beside(group)],
            key=lambda row: (
                row is not name,
                not row.is_label,
                language not in row.shown,
                -len(row.shown),
            ),
        ):
            if (row.is_searched_for or (row is name and row.shown)) and _says_much(row.text):
                found.setdefault(fold(row.text), row)
        return list(found.values())[1:]

    def _listed_beside(self, group: Iterable[Synonym]) -> list[Synonym]:
        """What editors list with one of the names of a group that has them from elsewhere."""
        texts = {fold(row.text) for row in group if row.source != LISTED and row.is_searched_for}
        numbers = {row.group: None for text in texts for row in self._listed.get(text, ())}
        return [row for number in numbers for row in self._groups[LISTED, number]]

    def labels_begun(self, folded: str, language: str) -> list[str]:
        """The labels of the first things a name of which begins so, though not the label itself."""
        if len(folded) < (FEWEST_LETTERS if folded.isascii() else 2):
            return []
        labels: dict[str, None] = {}
        for text, number in self._begun[bisect_left(self._begun, (folded, 0)) :]:
            if not text.startswith(folded) or len(labels) == BEGUN:
                break
            label = self.label(self._rows[number], language)
            if label and not fold(label).startswith(folded):
                labels[label] = None
        return list(labels)


def _says_much(name: str) -> bool:
    """A single character would be everywhere, and signs alone nowhere."""
    return len(name) > 1 and bool(as_one(name).phrases)


class _Remembered:
    """All names of one version."""

    def __init__(self) -> None:
        self._rows = list(Synonym.objects.order_by("visible_from", "pk"))
        self._starts = [row.visible_from for row in self._rows]
        self._names = _Names(())
        self._number = 0

    def at(self, moment: datetime) -> _Names:
        """Those in force at that moment."""
        number = bisect_right(self._starts, moment)
        if number != self._number:
            self._names, self._number = _Names(self._rows[:number]), number
        return self._names


_memo: Memo[_Remembered] = Memo(Synonym.VERSION, load=_Remembered)
