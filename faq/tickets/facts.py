"""The facts that tickets ask for: what each is called, how it is written, and what is odd about it.

Nothing here refuses anything: whoever asks for help may send what they have. A check says in words
what is wrong with a fact, before it is sent.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from faq.base import characters
from faq.tickets import moments
from faq.tickets.models import KindField

Name = KindField.Name
# What Django's own stubs call a text that is translated when it is shown.
Words = Any

COINS: Final = (
    "USDT", "USDC", "BTC", "ETH", "BNB", "TRX", "SOL", "XRP", "DOGE", "TON", "POL", "LTC", "ADA",
    "DOT", "AVAX", "LINK", "DAI",
)  # fmt: skip
OTHER_NETWORK: Final = "?"
LONG: Final = frozenset({Name.ERROR, Name.STEPS, Name.EXPECTED})
"""Facts that take more than a line."""
LONGEST: Final = 1000

_HEX = re.compile(r"[0-9a-fA-F]{64}")
_HEX_0X = re.compile(r"0x[0-9a-fA-F]{64}")
_BASE58 = re.compile(r"[1-9A-HJ-NP-Za-km-z]{86,88}")
_TON = re.compile(r"[0-9a-fA-F]{64}|[A-Za-z0-9+/_-]{43}=?")
_IN_LINK = re.compile(r"https?://\S*?((?:0x)?[0-9A-Za-z_-]{43,88})(?:[/?#]\S*)?")
_NO_WIDTH = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")


@dataclass(frozen=True)
class Network:
    """A network that coins move over, and what its hashes and addresses look like."""

    label: str
    names: str
    """A pattern for how it is called in a text that was folded."""
    txid: re.Pattern[str]
    txid_words: Words
    address: re.Pattern[str]
    address_words: Words


_HEX_WORDS = gettext_lazy(
    "A hash on %(network)s has 64 characters, 0 to 9 and a to f, without 0x. "
    "This one has %(length)d."
)
_HEX_0X_WORDS = gettext_lazy(
    "A hash on %(network)s begins with 0x and has 66 characters. This one has %(length)d."
)
_EVM_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")
_EVM_ADDRESS_WORDS = gettext_lazy(
    "An address on %(network)s begins with 0x and has 42 characters. This one has %(length)d."
)


def _evm(label: str, names: str) -> Network:
    return Network(label, names, _HEX_0X, _HEX_0X_WORDS, _EVM_ADDRESS, _EVM_ADDRESS_WORDS)


NETWORKS: Final = (
    Network(
        "TRON (TRC-20)", r"trc-? ?20|tron|波场", _HEX, _HEX_WORDS,
        re.compile(r"T[1-9A-HJ-NP-Za-km-z]{33}"),
        gettext_lazy(
            "An address on %(network)s begins with T and has 34 characters. "
            "This one has %(length)d."
        ),
    ),
    _evm("Ethereum (ERC-20)", r"erc-? ?20|ethereum network|以太坊(?:网络|主网)"),
    _evm("BNB Smart Chain (BEP-20)", r"bep-? ?20|bsc|bnb smart chain|币安智能链"),
    Network(
        "Bitcoin", r"bitcoin network|btc ?(?:网络|network|主网)|比特币网络", _HEX, _HEX_WORDS,
        re.compile(r"bc1[02-9ac-hj-np-z]{11,71}|[13][1-9A-HJ-NP-Za-km-z]{25,34}"),
        gettext_lazy(
            "An address on %(network)s begins with bc1, 1 or 3 and has 26 to 62 characters. "
            "This one has %(length)d."
        ),
    ),
    Network(
        "Solana", r"solana|sol ?(?:网络|network)|索拉纳", _BASE58,
        gettext_lazy(
            "A hash on %(network)s has 87 or 88 letters and digits, without 0, O, I and l. "
            "This one has %(length)d."
        ),
        re.compile(r"[1-9A-HJ-NP-Za-km-z]{32,44}"),
        gettext_lazy(
            "An address on %(network)s has 32 to 44 letters and digits, without 0, O, I and l. "
            "This one has %(length)d."
        ),
    ),
    _evm("Polygon", r"polygon|matic ?(?:网络|network)"),
    Network(
        "TON", r"ton ?(?:网络|network|chain|链)|the open network", _TON,
        gettext_lazy(
            "A hash on %(network)s has 64 characters, 0 to 9 and a to f, or 44 as TON wallets "
            "write it. This one has %(length)d."
        ),
        re.compile(r"[EUk0]Q[A-Za-z0-9_-]{46}|-?[01]:[0-9a-fA-F]{64}"),
        gettext_lazy(
            "An address on %(network)s begins with UQ or EQ and has 48 characters. "
            "This one has %(length)d."
        ),
    ),
    _evm("Arbitrum One", r"arbitrum"),
    _evm("Optimism", r"optimism|op ?(?:网络|mainnet)"),
)  # fmt: skip
BY_LABEL: Final = {network.label: network for network in NETWORKS}


@dataclass(frozen=True)
class Fact:
    """How one fact is asked for."""

    hint: Words
    missing: Words
    """What to add, as an item of a list."""


FACTS: Final[Mapping[str, Fact]] = {
    Name.HAPPENED_AT: Fact(
        gettext_lazy("To the minute, like 2026-11-25 13:42."),
        gettext_lazy("when it happened: day and time to the minute, with the time zone"),
    ),
    Name.COIN: Fact(
        gettext_lazy("Like USDT."), gettext_lazy("the coin"),
    ),
    Name.AMOUNT: Fact(
        gettext_lazy("As it stands in your history, like 120.5."), gettext_lazy("the amount"),
    ),
    Name.NETWORK: Fact(
        gettext_lazy("It stands on the details page of the deposit or withdrawal."),
        gettext_lazy("the network, such as TRC-20"),
    ),
    Name.TXID: Fact(
        gettext_lazy("Copy it from the details page. A link to a block explorer is fine too."),
        gettext_lazy("the transaction id (hash)"),
    ),
    Name.ADDRESS: Fact(
        gettext_lazy("The receiving address, copied in full. Never a private key."),
        gettext_lazy("the receiving address"),
    ),
    Name.ORDER: Fact(
        gettext_lazy("Copy it from the order’s details."), gettext_lazy("the order number"),
    ),
    Name.PAIR: Fact(
        gettext_lazy("Like BTC/USDT."), gettext_lazy("the trading pair, such as BTC/USDT"),
    ),
    Name.UID: Fact(
        gettext_lazy("The number on the page “Me” in the app."), gettext_lazy("your UID"),
    ),
    Name.DEVICE: Fact(
        gettext_lazy("Like: iPhone 15, iOS 18, app 6.2; or Windows 11, Chrome."),
        gettext_lazy("your device, and the browser or the version of the app"),
    ),
    Name.ERROR: Fact(
        gettext_lazy("Word for word, with its code; or the state that is shown."),
        gettext_lazy("what the page said, word for word"),
    ),
    Name.STEPS: Fact(
        gettext_lazy("One step a line."), gettext_lazy("what you did, step by step"),
    ),
    Name.EXPECTED: Fact(
        gettext_lazy("What should have happened, or what you want to know."),
        gettext_lazy("what you expected"),
    ),
}  # fmt: skip


def clean(name: str, value: str) -> str:
    """A fact as it is kept: on one line unless it is long, hashes and addresses without spaces."""
    if name in LONG:
        return characters.clean(value).strip()
    value = characters.one_line(unicodedata.normalize("NFKC", value))
    if name in {Name.TXID, Name.ADDRESS}:
        if name == Name.TXID and (linked := _IN_LINK.fullmatch(value)):
            value = linked[1]
        value = _NO_WIDTH.sub("", value)
    if name in {Name.COIN, Name.PAIR}:
        value = value.upper()
    return value


def problems(given: Mapping[str, str], *, at: datetime) -> dict[str, str]:
    """What is odd about facts, in words, by the fact's name; facts that are empty are not odd."""
    found = {}
    for name, value in given.items():
        if value and (check := _CHECKS.get(name)) and (words := check(value, given, at)):
            found[name] = words
    return found


def _check_moment(value: str, _given: Mapping[str, str], at: datetime) -> str:
    read = moments.read(value, now=at)
    if read is None:
        return _("We cannot read this time. Write it like 2026-11-25 13:42.")
    if not read.is_to_the_minute:
        return _("Please add the time to the minute, like 13:42.")
    if read.at is None:
        return _("Please add the day, like 2026-11-25.")
    if read.at > at + timedelta(minutes=5):
        return _("This time has not come yet. Please check the day and the zone.")
    return ""


def _check_txid(value: str, given: Mapping[str, str], _at: datetime) -> str:
    network = BY_LABEL.get(given.get(Name.NETWORK, ""))
    if network:
        return "" if network.txid.fullmatch(value) else _sized(network.txid_words, network, value)
    if any(one.txid.fullmatch(value) for one in NETWORKS):
        return ""
    return _("We know of no network whose hashes look like this. Please copy it again, in full.")


def _check_address(value: str, given: Mapping[str, str], _at: datetime) -> str:
    network = BY_LABEL.get(given.get(Name.NETWORK, ""))
    if _HEX.fullmatch(value) or _HEX_0X.fullmatch(value):
        return _("This looks like a transaction id or a private key, not an address.")
    if network:
        if network.address.fullmatch(value):
            return ""
        return _sized(network.address_words, network, value)
    return ""


def _sized(words: Words, network: Network, value: str) -> str:
    return str(words) % {"network": network.label, "length": len(value)}


def _check_amount(value: str, _given: Mapping[str, str], _at: datetime) -> str:
    if re.fullmatch(r"\d[\d,， ]*(?:\.\d+)? ?[A-Za-z]{0,10}", value):
        return ""
    return _("Write the amount in digits, like 120.5.")


def _check_pair(value: str, _given: Mapping[str, str], _at: datetime) -> str:
    if re.fullmatch(r"[A-Z0-9]{2,12} ?[/_-]? ?[A-Z0-9]{2,12}(?: ?PERP)?", value):
        return ""
    return _("Write the pair like BTC/USDT.")


def _check_order(value: str, _given: Mapping[str, str], _at: datetime) -> str:
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{5,63}", value):
        return ""
    return _("An order number has at least 6 digits or letters, without spaces.")


def _check_uid(value: str, _given: Mapping[str, str], _at: datetime) -> str:
    if re.fullmatch(r"\d{5,12}", value):
        return ""
    return _("A UID has 5 to 12 digits.")


_CHECKS: Final[Mapping[str, Callable[[str, Mapping[str, str], datetime], str]]] = {
    Name.HAPPENED_AT: _check_moment,
    Name.TXID: _check_txid,
    Name.ADDRESS: _check_address,
    Name.AMOUNT: _check_amount,
    Name.PAIR: _check_pair,
    Name.ORDER: _check_order,
    Name.UID: _check_uid,
}
