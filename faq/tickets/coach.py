"""What a request still lacks to be answered at the first try: found in its facts and in its words.

The coach advises. Whoever asks may send what they have.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from faq.base.text import fold
from faq.tickets import facts, moments
from faq.tickets.models import KindField

Name = KindField.Name

_COIN_NAMES = (
    *(coin.lower() for coin in facts.COINS),
    "bitcoin", "ethereum", "ether", "tether", "solana", "ripple", "dogecoin", "litecoin",
    "比特币", "以太坊", "以太币", "泰达币", "莱特币", "瑞波币", "狗狗币", "波场币",
)  # fmt: skip
_COIN = rf"(?<![a-z0-9])(?:{'|'.join(_COIN_NAMES)})(?![a-z0-9])"
_AMOUNT = (
    rf"\d[\d,]{{0,20}}(?:\.\d{{1,20}})? ?(?:[个枚颗] ?)?{_COIN}"
    rf"|{_COIN} ?\d[\d,]{{0,20}}(?:\.\d{{1,20}})?(?![\d:])"
    r"|(?:数量|金额|amount|quantity)(?: ?(?:为|是|is|of|:))* ?\d"
)
_DEVICE = (
    r"iphone|ipad|ios ?\d|android|安卓|鸿蒙|harmonyos|华为|小米|oppo|vivo|荣耀|三星|samsung|huawei"
    r"|xiaomi|pixel ?\d|windows|macos|macbook|(?<![a-z])mac(?![a-z])|linux|chrome|safari|firefox"
    r"|(?<![a-z])edge(?![a-z])|浏览器|browser|手机|电脑|平板|(?:app|应用) ?(?:版本|version)? ?v?\d"
    r"|(?<![a-z])app(?![a-z])"
)
_ERROR = (
    r"(?:提示|报错|弹出|显示|状态为|状态是|错误信息|错误码|错误代码)[^，。,;；\n]{0,10}?"
    r"(?:[:“\"'「『]|[a-z0-9])"
    r"|(?:提示|报错|显示)\S{2,}"
    r"|(?:error|message|says|said|shows|showed|state is|reads)[^.;\n]{0,16}?"
    r"(?:[:“\"'‘]|code|\d{3,})"
)
_ORDER = (
    r"(?:订单|委托|单号|order)[^\n。，]{0,12}?(?<![a-z0-9])(?=[a-z0-9-]*\d)[a-z0-9][a-z0-9-]{5,}"
    r"|(?<![a-z0-9.:])\d{10,20}(?![a-z0-9.:])"
)
_PAIR = rf"{_COIN} ?[/_-] ?{_COIN}|(?:{'|'.join(_COIN_NAMES[:17])})(?:usdt|usdc|btc)(?![a-z0-9])"
_UID = r"uid\W{0,3}\d{5,12}|(?:账户|帐户|账号|account)[^\n。，]{0,6}\d{5,12}"
_STEPS = (
    r"(?:先|首先|然后|接着|之后|点击?了?|打开了?|输入了?|选择?了?|按了?|尝试|重试|刷新)"
    r"|(?<![a-z])(?:then|first|after|click|press|open|enter|chose|select|tried|reload)[a-z]*"
)
_EXPECTED = (
    r"希望|想知道|请问|应该|应当|期望|期待|想要|怎么办|能否|可否|需要你"
    r"|(?<![a-z])(?:expect|would like|should|want|please|hope|wonder|how (?:do|can)|why|where)"
    r"|(?<![a-z])which"
)
_NAMED_ADDRESS = r"(?:地址|address)[^\n。，]{0,10}?(?<![a-z0-9])[a-z0-9][a-z0-9.…*]{5,}"
_IN_FOLDED: Mapping[str, re.Pattern[str]] = {
    Name.COIN: re.compile(_COIN),
    Name.AMOUNT: re.compile(_AMOUNT),
    Name.NETWORK: re.compile("|".join(one.names for one in facts.NETWORKS)),
    Name.ADDRESS: re.compile(_NAMED_ADDRESS),
    Name.ORDER: re.compile(_ORDER),
    Name.PAIR: re.compile(_PAIR),
    Name.UID: re.compile(_UID),
    Name.DEVICE: re.compile(_DEVICE),
    Name.ERROR: re.compile(_ERROR),
    Name.STEPS: re.compile(_STEPS),
    Name.EXPECTED: re.compile(_EXPECTED),
}
_TXID = re.compile(
    r"(?<![0-9A-Za-z])(?:0x[0-9a-fA-F]{64}|[0-9a-fA-F]{64}|[1-9A-HJ-NP-Za-km-z]{86,88})(?![0-9A-Za-z])"
)
_ADDRESS = re.compile(
    r"(?<![0-9A-Za-z])(?:0x[0-9a-fA-F]{40}|T[1-9A-HJ-NP-Za-km-z]{33}|bc1[02-9ac-hj-np-z]{11,71}"
    r"|[13][1-9A-HJ-NP-Za-km-z]{25,34}|[EU]Q[A-Za-z0-9_-]{46})(?![0-9A-Za-z])"
)
_TELLS_NETWORK = re.compile(
    r"(?<![0-9A-Za-z])(?:T[1-9A-HJ-NP-Za-km-z]{33}|bc1|[EU]Q[A-Za-z0-9_-]{46})"
)
_ONE_NETWORK = re.compile(r"(?<![a-z0-9])(?:btc|bitcoin|xrp|ltc|doge)(?![a-z0-9])|比特币")


@dataclass(frozen=True)
class Item:
    """Something to add or to look at again: which fact, and what about it."""

    name: str
    words: str

    @property
    def label(self) -> str:
        """What the fact is called."""
        return str(Name(self.name).label)


@dataclass(frozen=True)
class Advice:
    """What the coach says of a request. `score` is how much of what is needed is there, of 100."""

    missing: Sequence[Item]
    odd: Sequence[Item]
    hints: Sequence[str]
    score: int

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to be added or looked at again."""
        return not self.missing and not self.odd


def advise(
    needed: Sequence[str],
    given: Mapping[str, str],
    text: str,
    *,
    language: str,
    at: datetime,
) -> Advice:
    """What is missing of the facts that a kind needs, in words of a language.

    `given` are the facts in fields of their own; what the text says counts as much.
    """
    with override(language):
        said = said_in(text, at=at)
        missing = [
            Item(name, str(facts.FACTS[name].missing))
            for name in needed
            if not given.get(name) and name not in said
        ]
        odd = [Item(name, words) for name, words in facts.problems(given, at=at).items()]
        score = round(100 * (len(needed) - len(missing)) / len(needed)) if needed else 100
        return Advice(missing, odd, _hints(needed, given, text, at), score)


def said_in(text: str, *, at: datetime) -> set[str]:
    """The facts that a text tells, by name."""
    folded, plain = fold(text), unicodedata.normalize("NFKC", text)
    said = {name for name, pattern in _IN_FOLDED.items() if pattern.search(folded)}
    moment = moments.read(text, now=at)
    if moment and moment.has_day and moment.is_to_the_minute:
        said.add(Name.HAPPENED_AT)
    if _TXID.search(plain):
        said.add(Name.TXID)
    if _ADDRESS.search(plain):
        said.add(Name.ADDRESS)
    if _TELLS_NETWORK.search(plain) or _ONE_NETWORK.search(folded):
        said.add(Name.NETWORK)
    return said


def _hints(
    needed: Sequence[str], given: Mapping[str, str], text: str, at: datetime
) -> Sequence[str]:
    """What is no gap but helps."""
    hints = []
    if Name.HAPPENED_AT in needed and not given.get(Name.HAPPENED_AT):
        moment = moments.read(text, now=at)
        if moment and moment.is_to_the_minute and not moment.has_zone:
            hints.append(_("Name the time zone too, such as UTC+8: we cannot see where you are."))
    if Name.ERROR in needed:
        hints.append(_("A screenshot of what you see helps. Cover passwords and codes."))
    return hints
