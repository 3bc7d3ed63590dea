"""What two sequences have in common, in bounded time: the ground of every difference."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

EXACT = 200_000
"""Up to this product of lengths all is compared with all; beyond, what stands once leads."""

Pair = tuple[int, int]


@dataclass
class Effort:
    """How much may still be compared, so that no text, however odd, takes long."""

    left: int

    def allows(self, cost: int) -> bool:
        """Whether something of this cost may be done; if so, it is paid for."""
        if cost > self.left:
            return False
        self.left -= cost
        return True


@dataclass(frozen=True)
class Span:
    """A stretch of both sequences, equal or not, as half-open ranges of places."""

    is_same: bool
    before: slice
    after: slice


def spans(before: Sequence[Hashable], after: Sequence[Hashable], effort: Effort) -> list[Span]:
    """Both sequences cut into stretches that are the same and stretches that are not, in turn.

    When the effort is used up, what is not equal at the beginning or the end counts as changed.
    """
    found: list[Span] = []
    at = (0, 0)
    for start, end in _runs(_common(before, after, effort)):
        if start != at:
            found.append(Span(False, slice(at[0], start[0]), slice(at[1], start[1])))
        found.append(Span(True, slice(start[0], end[0]), slice(start[1], end[1])))
        at = end
    if at != (len(before), len(after)):
        found.append(Span(False, slice(at[0], len(before)), slice(at[1], len(after))))
    return found


def _runs(pairs: Sequence[Pair]) -> Iterator[tuple[Pair, Pair]]:
    """Neighbouring pairs as one: where they begin and, exclusively, where they end."""
    start: Pair | None = None
    end: Pair = (0, 0)
    for pair in pairs:
        if start is not None and pair != end:
            yield start, end
            start = None
        start = start or pair
        end = (pair[0] + 1, pair[1] + 1)
    if start is not None:
        yield start, end


def _common(before: Sequence[Hashable], after: Sequence[Hashable], effort: Effort) -> list[Pair]:
    """Places of equal items, both rising."""
    shorter = min(len(before), len(after))
    head = next((n for n in range(shorter) if before[n] != after[n]), shorter)
    rest = shorter - head
    tail = next((n for n in range(rest) if before[-1 - n] != after[-1 - n]), rest)
    inner = _between(before[head : len(before) - tail], after[head : len(after) - tail], effort)
    return [
        *((n, n) for n in range(head)),
        *((i + head, j + head) for i, j in inner),
        *((len(before) - n, len(after) - n) for n in range(tail, 0, -1)),
    ]


def _between(before: Sequence[Hashable], after: Sequence[Hashable], effort: Effort) -> list[Pair]:
    cost = len(before) * len(after)
    if not cost:
        return []
    if cost <= EXACT:
        return _exactly(before, after) if effort.allows(cost) else []
    pairs: list[Pair] = []
    at = (0, 0)
    anchors = _anchors(before, after)
    if not anchors:
        return []
    for i, j in [*anchors, (len(before), len(after))]:
        inner = _common(before[at[0] : i], after[at[1] : j], effort)
        pairs += [(i_ + at[0], j_ + at[1]) for i_, j_ in inner]
        if i < len(before):
            pairs.append((i, j))
        at = (i + 1, j + 1)
    return pairs


def _exactly(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[Pair]:
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return [(block.a + n, block.b + n) for block in blocks for n in range(block.size)]


def _anchors(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[Pair]:
    """The longest rising row of items that stand exactly once on either side."""
    counts_before, counts_after = Counter(before), Counter(after)
    places = {item: j for j, item in enumerate(after) if counts_after[item] == 1}
    unique = [
        (i, places[item])
        for i, item in enumerate(before)
        if counts_before[item] == 1 and item in places
    ]
    ends: list[int] = []
    rows: list[int] = []
    came_from: list[int] = []
    for number, (_i, j) in enumerate(unique):
        length = bisect_left(ends, j)
        came_from.append(rows[length - 1] if length else -1)
        if length == len(ends):
            ends.append(j)
            rows.append(number)
        else:
            ends[length], rows[length] = j, number
    row: list[Pair] = []
    number = rows[-1] if rows else -1
    while number >= 0:
        row.append(unique[number])
        number = came_from[number]
    return row[::-1]
