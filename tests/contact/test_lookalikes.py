"""A thousand generated imitations of the directory: not one is called official."""

import random

import pytest

from faq.contact.lookalikes import _DRAWN_LIKE, differs_little, skeleton
from faq.contact.normal_form import normal, plain
from faq.contact.verifier import Verdict
from tests.contact.test_verifier import OFFICIAL, Listed, verify, wide

LETTERS = "abcdefghijklmnopqrstuvwxyz"
ENDINGS = ["com", "net", "org", "example.com", "exampl", "example-login.test", "xn--fiqs8s"]


def _swapped(value: str, chance: random.Random) -> str:
    at = chance.randrange(len(value) - 1)
    return value[:at] + value[at + 1] + value[at] + value[at + 2 :]


def _changed(value: str, chance: random.Random) -> str:
    at = chance.choice([n for n, sign in enumerate(value) if sign.isalnum()])
    signs = "0123456789" if value[at].isdigit() else LETTERS
    return value[:at] + chance.choice(signs.replace(value[at].lower(), "")) + value[at + 1 :]


def _flipped(value: str, chance: random.Random) -> str:
    """One bit of one sign, as a faulty memory flips it."""
    at = chance.randrange(len(value))
    return value[:at] + chr(ord(value[at]) ^ (1 << chance.randrange(5))) + value[at + 1 :]


def _redrawn(value: str, chance: random.Random) -> str:
    places = [n for n, sign in enumerate(value.lower()) if sign in _DRAWN_LIKE]
    if not places:
        return value + "\u0301"
    at = chance.choice(places)
    return value[:at] + chance.choice(_DRAWN_LIKE[value[at].lower()]) + value[at + 1 :]


def _doubled(value: str, chance: random.Random) -> str:
    at = chance.choice([n for n, sign in enumerate(value) if sign.isalnum()])
    return value[:at] + value[at] + value[at:]


def _left_out(value: str, chance: random.Random) -> str:
    at = chance.choice([n for n, sign in enumerate(value) if sign.isalnum()])
    return value[:at] + value[at + 1 :]


def _in_punycode(value: str, chance: random.Random) -> str:
    return _redrawn(value, chance).encode("idna").decode() if "." in value else value + "x"


IMITATIONS = {
    "swapped": _swapped,
    "changed": _changed,
    "flipped": _flipped,
    "redrawn": _redrawn,
    "doubled": _doubled,
    "left out": _left_out,
    "wide and changed": lambda value, chance: wide(_changed(value, chance)),
    "before": lambda value, chance: chance.choice(["my", "vip-", "secure", "a.", "1"]) + value,
    "after": lambda value, chance: value + chance.choice(["0", "-vip", "x", ".co", "_2"]),
    "other ending": lambda value, chance: f"{value.rpartition('.')[0]}.{chance.choice(ENDINGS)}",
    "inside": lambda value, chance: f"{value}.{chance.choice(LETTERS)}.evil.test",
    "as a name": lambda value, chance: f"https://{value}@evil{chance.randrange(99)}.test/",
    "as a path": lambda value, chance: f"https://evil{chance.randrange(99)}.test/{value}",
    "spaced": lambda value, chance: f"{value} {chance.choice('0123456789')}",
}


def _is_the_same(listed: Listed, imitation: str) -> bool:
    """Some changes change nothing: capital letters, spaces in numbers, another address there."""
    for other in OFFICIAL:
        try:
            if normal(other.kind, imitation) == normal(other.kind, other.value):
                return True
        except ValueError:
            continue
    return plain(imitation).lower().endswith("@boan.example") and "@" in listed.value


def _imitations(number: int) -> list[tuple[str, str, str]]:
    chance = random.Random(20261127)
    found: dict[str, tuple[str, str, str]] = {}
    while len(found) < number:
        listed = chance.choice(OFFICIAL)
        how = chance.choice(list(IMITATIONS))
        try:
            imitation = IMITATIONS[how](listed.value, chance)
        except UnicodeError:
            continue
        if not _is_the_same(listed, imitation):
            found.setdefault(imitation, (listed.value, how, imitation))
    return list(found.values())


def test_none_of_a_thousand_imitations_is_called_official() -> None:
    imitations = _imitations(1000)
    wrong = [one for one in imitations if verify(one[2]).verdict == Verdict.OFFICIAL]

    assert wrong == []
    assert {how for _value, how, _imitation in imitations} == set(IMITATIONS)


def test_most_imitations_are_told_from_what_they_imitate() -> None:
    imitations = _imitations(1000)
    named = sum(verify(one[2]).resembles is not None for one in imitations)

    assert named >= 900


@pytest.mark.parametrize(
    ("one", "other"),
    [("bоan", "boan"), ("bоаn", "BOAN"), ("b0an", "boan"), ("boаrn", "boam"), ("ＢＯＡＮ", "boan"),
     ("bo-an", "boan"), ("ƅoan", "boan"), ("bóàn", "boan"), ("vveibo", "weibo"), ("paypa1", "paypal")],
)  # fmt: skip
def test_what_looks_alike_has_one_skeleton(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other", "is_near"),
    [("boan", "boan", True), ("boan", "boam", True), ("boan", "boann", True), ("boan", "bon", True),
     ("boan", "baon", True), ("boan", "bnao", False), ("boan", "boxxn", False), ("", "a", True),
     ("boan", "example", False), ("abcd", "abdc", True), ("abcd", "badc", False)],
)  # fmt: skip
def test_one_sign_apart(one: str, other: str, is_near: bool) -> None:
    assert differs_little(one, other) == is_near
    assert differs_little(other, one) == is_near
