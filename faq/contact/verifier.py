"""Whether a number, address, link or account is ours, a known fake, or not ours as far as we know.

Only equality makes something official: the same number, host, address or handle after one
normalisation. Nothing is opened or looked up.
"""

import enum
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import unquote

from faq.contact import normal_form as forms
from faq.contact.lookalikes import differs_little, skeleton
from faq.contact.normal_form import normal, plain

T = TypeVar("T")

SHOWN = 200
"""So much of a pasted text is shown, in characters."""

_SHORTEST_NAME = 4
_SCHEME = re.compile(r"([a-z][a-z0-9+-]*):(?![0-9]+(?:/|$)|\s)", re.I)
_SCHEMES = ("", "http", "https", "tel", "mailto")
_QUOTES = " \"'“”‘’「」『』《》"
_LABEL_BEFORE = re.compile(r"(?:[\u3400-\u9fff]+|\w+(?= ?: )) ?: ?(?!//)")
_GAPS = re.compile(r"[\s,;!?\"'<>{}|、;“”‘’「」『』《》]+")
_DIGIT = re.compile(r"\d")
# Chinese words may touch a number, but not what would dial further: digits, an extension.
_NUMBER = re.compile(
    r"(?<![^\W\u3400-\u9fff])(?<![@./:+\-〇零一二三四五六七八九十转轉])"
    r"\+?[(0-9][0-9 ().\-/‐–]*[0-9]"
    r"(?![\u0300-\u036f〇零一二三四五六七八九十转轉]|[\w@.:/-]*[^\W\d\u3400-\u9fff])"
)
# Signs between two things, though a link may hold some of them.
_BESIDE = re.compile(r"[\s,;\"<>{}|、；]+")
_PLATFORM_BEFORE = re.compile(r"([^\s:]+)(?: ?: ?| )(.+)")
_DOT_IN_LATIN = re.compile(r"。(?=[a-z0-9])", re.I)


class Verdict(enum.StrEnum):
    """What is known of a pasted text."""

    OFFICIAL = "official"
    FAKE = "fake"
    UNKNOWN = "unknown"


class Reason(enum.StrEnum):
    """Why."""

    EXACT = "exact"
    KNOWN_FAKE = "known_fake"
    LOOKS_LIKE = "looks_like"
    INSIDE = "inside"
    NOT_LISTED = "not_listed"
    NOT_UNDERSTOOD = "not_understood"


@dataclass(frozen=True)
class Listed:
    """An official channel or a known fake, as an editor entered it."""

    pk: int
    kind: str
    value: str
    platform: str = ""


@dataclass(frozen=True)
class Answer:
    """The verdict; `listed` is what the text is, `resembles` the official one that it imitates.

    `shown` is the part that was compared, without anything that cannot be seen.
    """

    verdict: Verdict
    reason: Reason
    shown: str
    listed: Listed | None = None
    resembles: Listed | None = None


@dataclass(frozen=True)
class _Reading:
    """One thing that a text may mean."""

    kind: str
    normal: str
    platform: str = ""


class Verifier:
    """Knows the official channels and the known fakes of one version of the directory."""

    def __init__(self, official: Sequence[Listed], fakes: Sequence[Listed]) -> None:
        self._official = [(listed, _reading_of(listed)) for listed in official]
        self._fakes = [(listed, _reading_of(listed)) for listed in fakes]
        self._skeletons = [
            (listed, skeleton(reading.normal), _name_of(reading))
            for listed, reading in self._official
        ]

    def verify(self, typed: str) -> Answer:
        """What a pasted text is. Fakes go before official channels: better one warning too many."""
        text = plain(typed).strip(_QUOTES)
        readings = _readings(text)
        if not readings and not _is_of_another_scheme(text):
            text = _only_part(text)
            readings = _readings(text)
        shown = _shown(text, readings)
        if fake := _first(self._fakes, [*readings, *_mentioned(text)], _is_fake):
            return Answer(Verdict.FAKE, Reason.KNOWN_FAKE, shown, fake)
        if official := _first(self._official, readings, _is_same):
            return Answer(Verdict.OFFICIAL, Reason.EXACT, shown, official)
        reason, resembles = self._imitated(text, readings)
        if not readings and resembles is None:
            reason = Reason.NOT_UNDERSTOOD
        return Answer(Verdict.UNKNOWN, reason, shown, resembles=resembles)

    def _imitated(self, text: str, readings: Sequence[_Reading]) -> tuple[Reason, Listed | None]:
        """What of ours a text looks like or holds; of the kind that it is, where there is one."""
        kinds = [reading.kind for reading in readings] or ["web"]
        ours = sorted(self._skeletons, key=lambda known: known[0].kind not in kinds)
        drawn = {skeleton(text), *(skeleton(reading.normal) for reading in readings)}
        for listed, whole, _name in ours:
            if any(_is_like(one, whole) for one in drawn):
                return Reason.LOOKS_LIKE, listed
        for listed, _whole, name in ours:
            if len(name) >= _SHORTEST_NAME and any(name in one for one in drawn):
                return Reason.INSIDE, listed
        return Reason.NOT_LISTED, None


def _is_like(drawn: str, ours: str) -> bool:
    """A Chinese name says much in few signs, so one of four may be another."""
    shortest = _SHORTEST_NAME + 1 if ours.isascii() else _SHORTEST_NAME - 1
    return drawn == ours or (len(ours) >= shortest and differs_little(drawn, ours))


def _reading_of(listed: Listed) -> _Reading:
    return _Reading(listed.kind, normal(listed.kind, listed.value), forms.platform(listed.platform))


def _name_of(reading: _Reading) -> str:
    """What an imitation would carry: the number, the handle, the name before the last dot."""
    name = reading.normal.rpartition("@")[2]
    return skeleton(name.rpartition(".")[0] or name)


def _readings(text: str) -> list[_Reading]:
    """All that a whole text may mean; empty when it is none of what channels are."""
    return list(_read(text)) if text else []


def _scheme(text: str) -> str:
    scheme = _SCHEME.match(text)
    return scheme[1].lower() if scheme else ""


def _is_of_another_scheme(text: str) -> bool:
    return _scheme(text) not in _SCHEMES


def _read(text: str) -> Iterator[_Reading]:
    if pair := _tried(_account_beside_platform, text):
        yield _Reading("social", *pair)
        return
    if _is_of_another_scheme(text):
        return
    if found := _tried(forms.phone, text):
        yield _Reading("phone", found)
        return
    if "@" in text[1:] and not _scheme(text).startswith("http"):
        if found := _tried(forms.email, text):
            yield _Reading("email", found)
        return
    if not _is_one_thing(text):
        return
    if pair := _tried(forms.account, text):
        yield _Reading("social", *pair)
    if text.startswith("@"):
        if found := _tried(forms.host, text[1:]):
            yield _Reading("email", f"@{found}")
        return
    if found := _tried(forms.web, text):
        yield _Reading("web", found)
    if found := _tried(lambda app: normal("app", app), text):
        yield _Reading("app", found)


def _account_beside_platform(text: str) -> tuple[str, str]:
    beside = _PLATFORM_BEFORE.fullmatch(text)
    place = forms.platform(beside[1]) if beside else ""
    if beside is None or not place:
        raise ValueError(text)
    handle, own_place = forms.account(beside[2])
    if own_place not in ("", place):
        raise ValueError(text)
    return handle, place


def _is_one_thing(text: str) -> bool:
    """Whether nothing else that may be a channel stands beside a link or a handle."""
    return " " not in text and not any(map(_may_be_channel, _BESIDE.split(text)[1:]))


def _mentioned(text: str) -> Iterator[_Reading]:
    """All that the parts of a text may mean. Enough for a warning, too little for a promise."""
    for part in _parts(text):
        yield from _read(part)
        if found := _tried(_host_led_to, part):
            yield _Reading("web", found)
    for handle in _handles(text):
        yield from _read(handle)


def _handles(text: str) -> Iterator[str]:
    """The words that are written as accounts are."""
    bare = (word.strip("().:") for word in _GAPS.split(text))
    return (word for word in bare if word.startswith("@") and len(word) > 1)


def _host_led_to(link: str) -> str:
    """The host behind whatever scheme, name before an @, and port."""
    authority = re.split(r"[/?#]", forms.without_scheme(link), maxsplit=1)[0]
    return forms.host(plain(unquote(authority.rpartition("@")[2].partition(":")[0])))


def _tried(read: Callable[[str], T], text: str) -> T | None:
    try:
        return read(text)
    except ValueError:
        return None


def _only_part(text: str) -> str:
    """The one channel that a sentence names; the whole sentence where that would be a guess."""
    parts = list(dict.fromkeys(_parts(text)))
    if len(parts) != 1 or _DIGIT.search(text.replace(parts[0], "")):
        return text
    return text if any(_handles(text)) else parts[0]


def _parts(text: str) -> Iterator[str]:
    """What in a sentence may be a channel: links, addresses and numbers.

    Not handles: which platform is meant would be a guess.
    """
    without_labels = _LABEL_BEFORE.sub(" ", _DOT_IN_LATIN.sub(".", text))
    for word in _GAPS.split(without_labels):
        if _may_be_channel(word):
            yield word.strip("().:")
    for number in _NUMBER.finditer(without_labels):
        yield number[0]


def _may_be_channel(word: str) -> bool:
    bare = word.strip("().:")
    return "@" in bare[1:] or ("." in bare and not _NUMBER.fullmatch(bare)) or "://" in bare


def _first(
    listed: Iterable[tuple[Listed, _Reading]],
    readings: Sequence[_Reading],
    matches: Callable[[_Reading, _Reading], bool],
) -> Listed | None:
    return next(
        (row for row, known in listed for reading in readings if matches(known, reading)), None
    )


def _is_same(known: _Reading, reading: _Reading) -> bool:
    if known.kind != reading.kind:
        return False
    if known.kind == "social":
        return known.normal == reading.normal and reading.platform in ("", known.platform)
    if known.kind == "email" and known.normal.startswith("@"):
        return reading.normal.rpartition("@")[2] == known.normal[1:]
    return known.normal == reading.normal


def _is_fake(known: _Reading, reading: _Reading) -> bool:
    """A host that is a fake covers its sub-domains and the addresses there."""
    if known.kind == "web" and reading.kind in ("web", "email"):
        name = reading.normal.rpartition("@")[2]
        return name == known.normal or name.endswith(f".{known.normal}")
    return _is_same(known, reading)


def _shown(text: str, readings: Sequence[_Reading]) -> str:
    """With the name that goes over the wire, where letters may look like others."""
    name = next((r.normal.rpartition("@")[2] for r in readings if r.kind in ("web", "email")), "")
    shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    if not name or (name.isascii() and "xn--" not in text.lower()):
        return shown
    return f"{shown} ({name if 'xn--' in text.lower() else forms.in_ascii(name)})"
