"""What nobody should ever send: found in what readers write, before anything is done with it.

- `find_secrets`: which kinds stand where in a text.
- `hidden`: the text with blocks in their place, the only form in which it may travel back.
- `refuse_secrets`: a form validator. `GuardedCharField` is a field that has it and shows what was
  typed with blocks.

Nothing here writes, and no error holds what was found. static/js/secret_guard.js searches by the
same rules before a form is sent.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from faq.base.secret_phrases import phrases
from faq.base.secret_rules import CHECKS, RULES

BLOCKS = "■■■"
"""What stands in place of a secret."""
STOPPED = "stopped"
"""The parameter of an address that says what was taken out of the others."""
LONGEST = 50_000
"""So many characters are looked through; the forms take less."""


class Kind(TextChoices):
    """What a secret is."""

    SEED_PHRASE = "seed_phrase", pgettext_lazy("secret", "the recovery phrase of a wallet")
    KEY = "key", pgettext_lazy("secret", "a private or secret key")
    PASSWORD = "password", pgettext_lazy("secret", "a password")
    CODE = "code", pgettext_lazy("secret", "a one-time code")
    CARD = "card", pgettext_lazy("secret", "the number of a bank card")
    IDENTITY = "identity", pgettext_lazy("secret", "the number of an identity card")


AFTERWARDS: dict[str, str | Promise] = {
    Kind.SEED_PHRASE: gettext_lazy(
        "If it was ever written to anybody or into any page, move everything to a new wallet now."
    ),
    Kind.KEY: gettext_lazy(
        "If anybody else has it, move the coins to a new wallet or delete the API key now."
    ),
    Kind.PASSWORD: gettext_lazy("If anybody else has it, change it now."),
    Kind.CODE: gettext_lazy(
        "If you told it to somebody, change your password and freeze your account now."
    ),
    Kind.CARD: gettext_lazy("If you wrote it to somebody you do not know, tell your bank."),
    Kind.IDENTITY: gettext_lazy(
        "Papers are only ever asked for in the app, under identity verification."
    ),
}
"""What to do where it was already told to somebody."""


@dataclass(frozen=True)
class Secret:
    """Where in a text a secret stands, and what it is; never the secret itself."""

    kind: Kind
    start: int
    end: int


# --- Finding -----------------------------------------------------------------------------------


def find_secrets(text: str) -> list[Secret]:
    """The secrets in a text, in order; none overlaps another."""
    cased, low, places = _folded(text[:LONGEST])
    spans = [(start, end, Kind.SEED_PHRASE) for start, end in phrases(low)]
    spans += _by_rules(cased, low)
    found: list[Secret] = []
    for start, end, kind in sorted(spans):
        secret = Secret(kind, places[start], places[end - 1] + 1)
        if found and secret.start < found[-1].end:
            before = found.pop()
            secret = Secret(before.kind, before.start, max(before.end, secret.end))
        found.append(secret)
    return found


def _by_rules(cased: str, low: str) -> Iterator[tuple[int, int, Kind]]:
    for rule, pattern in _PATTERNS:
        for match in pattern.finditer(cased if rule.keeps_case else low):
            is_honest = match[1] or (rule.check and not CHECKS[rule.check](match[2]))
            if not is_honest:
                yield *match.span(2), Kind(rule.kind)


_PATTERNS = [(rule, re.compile(rule.pattern)) for rule in RULES]


def _folded(text: str) -> tuple[str, str, list[int]]:
    """The text in half width without invisible characters, the same in lower case, and for each
    character its place in the text as it was written.
    """
    if text.isascii():
        return text, text.lower(), list(range(len(text)))
    pieces = [_plain(character) for character in text]
    places = [place for place, piece in enumerate(pieces) for _character in piece]
    cased = "".join(pieces)
    low = "".join(c.lower() if len(c.lower()) == 1 else c for c in cased)
    return cased, low, places


# In half width these would be part of a password.
_PARTING = frozenset("，；！？（）")


def _plain(character: str) -> str:
    if character.isascii() or character in _PARTING:
        return character
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if unicodedata.category(character) in {"Cf", "Mn"}:
        return ""
    return unicodedata.normalize("NFKC", character)


# --- Saying so ---------------------------------------------------------------------------------


def hidden(text: str) -> str:
    """The text with blocks where secrets stand, one for each."""
    secrets = find_secrets(text)
    starts = [0, *(secret.end for secret in secrets)]
    ends = [*(secret.start for secret in secrets), len(text)]
    return BLOCKS.join(text[start:end] for start, end in zip(starts, ends, strict=True))


def explanation(kind: Kind) -> str:
    """What was found, why it is never sent, and what to do where it already was."""
    return " ".join(
        [
            _("This looks like %(what)s, so it was stopped and nothing was kept.")
            % {"what": kind.label},
            _("We never need it in a message; whoever asks you for it there is a fraud."),
            str(AFTERWARDS[kind]),
        ]
    )


def named_kind(address: Mapping[str, str]) -> Kind | None:
    """The kind that the parameters of an address name, where a secret was taken out of them."""
    named = address.get(STOPPED, "")
    return Kind(named) if named in Kind.values else None


def refuse_secrets(text: str) -> None:
    """Raise ValidationError, with the explanation as its message, where a secret stands in it."""
    if secrets := find_secrets(text):
        raise ValidationError(explanation(secrets[0].kind), code="secret")


class GuardedCharField(forms.CharField):
    """Text that a reader writes. A secret in it is an error, and does not come back to the page."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.validators.append(refuse_secrets)

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What was typed, with blocks in place of secrets."""
        return hidden(data) if isinstance(data, str) else data
