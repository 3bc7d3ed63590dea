"""What an import does or would do, row by row."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    """What becomes of a row."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    NOTED = "noted"
    """Taken, but not all of it or not as it was meant."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of a file: what it is, where it stands, what becomes of it and why."""

    verdict: Verdict
    kind: str
    name: str = ""
    source: str = ""
    fields: tuple[str, ...] = ()
    reason: str = ""

    def __str__(self) -> str:
        place = self.source or f"{self.kind} {self.name}".strip()
        details = self.reason or ", ".join(self.fields)
        return f"{place}: {details}" if details else place


TEXT = "text"


@dataclass
class Report:
    """A line for everything that a file holds. `is_written` says whether any of it was kept."""

    lines: list[Line] = field(default_factory=list)
    is_written: bool = False

    def add(
        self,
        verdict: Verdict,
        kind: str,
        name: str = "",
        *,
        source: str = "",
        fields: Iterable[str] = (),
        reason: str = "",
    ) -> None:
        """Add a line."""
        line = Line(
            verdict=verdict,
            kind=kind,
            name=name,
            source=source,
            fields=tuple(fields),
            reason=reason,
        )
        self.lines.append(line)

    def refuse(self, source: str, reason: str, kind: str = TEXT) -> None:
        """Add a line for what cannot be taken."""
        self.add(Verdict.REFUSED, kind, source=source, reason=reason)

    def note(self, source: str, reason: str, kind: str = TEXT) -> None:
        """Add a line for what is taken otherwise than it was meant."""
        self.add(Verdict.NOTED, kind, source=source, reason=reason)

    def of(self, *verdicts: Verdict) -> list[Line]:
        """The lines with one of these verdicts."""
        return [line for line in self.lines if line.verdict in verdicts]

    def count(self, verdict: Verdict, kind: str = "") -> int:
        """How many lines there are, of one kind or of all."""
        return sum(kind in {"", line.kind} for line in self.of(verdict))

    @property
    def refused(self) -> list[Line]:
        """What cannot be taken."""
        return self.of(Verdict.REFUSED)

    @property
    def problems(self) -> list[str]:
        """A line of text for everything that could not be taken as it was meant."""
        return [str(line) for line in self.of(Verdict.REFUSED, Verdict.NOTED)]

    @property
    def created(self) -> int:
        """Texts that are new."""
        return self.count(Verdict.ADDED, TEXT)

    @property
    def changed(self) -> int:
        """Texts that are other than before."""
        return self.count(Verdict.CHANGED, TEXT)

    @property
    def unchanged(self) -> int:
        """Texts that are there already."""
        return self.count(Verdict.UNCHANGED, TEXT)
