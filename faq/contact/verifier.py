"""TEMPORARY so that the rest imports: its owner overwrites this file whole."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST = 500


class Verdict(enum.StrEnum):
    OFFICIAL = "official"
    FAKE = "fake"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Listed:
    pk: int
    kind: str
    value: str
    platform: str = ""


@dataclass(frozen=True)
class Answer:
    verdict: Verdict
    listed: Listed | None
    kind: str
    reason: str
    resembles: Listed | None
    shown: str


def normal(kind: str, value: str) -> str:
    if not value.strip():
        raise ValueError(value)
    return "".join(value.lower().split())


class Verifier:
    def __init__(self, official: Sequence[Listed], fakes: Sequence[Listed]) -> None:
        self.o, self.f = official, fakes

    def verify(self, typed: str) -> Answer:
        for v, ls in ((Verdict.FAKE, self.f), (Verdict.OFFICIAL, self.o)):
            for l in ls:
                if normal(l.kind, l.value) == normal(l.kind, typed):
                    return Answer(v, l, l.kind, "exact", None, typed)
        return Answer(Verdict.UNKNOWN, None, "", "not_listed", None, typed)
