"""The ways to reach somebody that a text names, in any spelling: numbers, addresses, accounts.

Only finds them; whether they are ours is asked in `strangers`. What is found is judged in the
form in which a reader would use it, so full-width signs, Chinese numerals, signs without width,
`(at)` and `(dot)` make no difference. Amounts, dates, versions, hashes and chain addresses are no
ways to reach anybody.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from faq.contact.normal_form import PLATFORMS, platform
from faq.contact.top_level import TOP_LEVEL

# --- One spelling --------------------------------------------------------------------------------

_NUMERALS: Final = str.maketrans(
    "〇零○一壹二贰貳三叁參四肆五伍六陆陸七柒八捌九玖", "000112223334455666778899"
)
_NUMERAL: Final = "〇零○一壹二贰貳三叁參四肆五伍六陆陸七柒八捌九玖"
_JOINT: Final = r"[ ().\-/·_‐‑‒–—−~]"
_SPELLED: Final = re.compile(rf"[0-9{_NUMERAL}](?:{_JOINT}{{0,2}}[0-9{_NUMERAL}]){{4,}}")
_DRAWN: Final = re.compile(
    rf"(?<![A-Za-z0-9])\+?[0-9OoIl](?:{_JOINT}{{0,2}}[0-9OoIl]){{6,}}(?![A-Za-z0-9])"
)
_DIGITS_DRAWN: Final = str.maketrans("OoIl", "0011")
_BRACKETS: Final = (r"[\[({<【〔「{]\s*", r"\s*[\])}>】〕」}]")
_AT: Final = re.compile(
    rf"\s*{_BRACKETS[0]}(?:at|@|艾特|小老鼠|圈a){_BRACKETS[1]}\s*|\s*艾特\s*", re.I
)
_DOT: Final = re.compile(rf"\s*{_BRACKETS[0]}(?:dot|\.|点|點){_BRACKETS[1]}\s*", re.I)
_AT_IN_WORDS: Final = re.compile(
    r"(?<![\w.+-])([\w.+-]{2,}) (?:at|AT) ([\w-]{2,}(?: (?:dot|DOT) [\w-]{2,})+)\b"
)
_DOT_IN_WORDS: Final = re.compile(r" (?:dot|DOT) ")
_ENDINGS: Final = "|".join(sorted(TOP_LEVEL, key=len, reverse=True))
_WIDE_DOT: Final = re.compile(
    rf"(?<=[a-z0-9])[。｡](?=(?:[a-z0-9-]+[。｡.])*(?:{_ENDINGS})(?![a-z0-9]))", re.I
)


def in_one_spelling(text: str) -> str:
    """A text with ASCII digits and signs, without what cannot be seen, on one line."""
    signs = "".join(map(_seen, text))
    plain = " ".join(unicodedata.normalize("NFKC", signs).split())
    plain = _SPELLED.sub(lambda run: run[0].translate(_NUMERALS), plain)
    if "@" not in plain or "dot" in plain.lower() or "点" in plain or "點" in plain:
        plain = _AT.sub("@", _DOT.sub(".", plain))
        plain = _AT_IN_WORDS.sub(
            lambda found: f"{found[1]}@{_DOT_IN_WORDS.sub('.', found[2])}", plain
        )
    return _WIDE_DOT.sub(".", plain)


def _seen(sign: str) -> str:
    if sign.isascii():
        return sign
    if (digit := unicodedata.decimal(sign, None)) is not None:
        return str(digit)
    category = unicodedata.category(sign)
    # Braille blank and Hangul fillers are letters that show nothing.
    if category in {"Cf", "Mn", "Me"} or sign in "\u2800\u3164\u115f\u1160\uffa0":
        return ""
    # Marks of footnotes and powers are no part of a number.
    if category == "No" and unicodedata.decomposition(sign).startswith(("<super>", "<sub>")):
        return " "
    return " " if category in {"Zl", "Zp"} else sign


# --- What is found -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mention:
    """A way to reach somebody: its kind as channels have it, and how to ask the verifier for it.

    `is_sure` is false for what is one only if it resembles something of ours. `is_misdrawn`:
    letters stand for digits, which nothing of ours does.
    """

    kind: str
    written: str
    is_sure: bool = True
    is_misdrawn: bool = False


_CJK: Final = "\u3005\u3007\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3"
_LETTER: Final = rf"[^\W_{_CJK}]"
_LABEL: Final = rf"(?:{_LETTER}(?:(?:{_LETTER}|[-_])*{_LETTER})?)"
# Where a name begins: never inside another, which also keeps the time in bounds.
_START: Final = rf"(?<![^\W_{_CJK}])"
_LINK: Final = re.compile(
    r"(?<![a-z])(?:[a-z][a-z0-9+]{1,11}:)?(?://|\\\\)[^\s\"'<>“”‘’「」()（）\[\]，。；、|`]+", re.I
)
_CALL: Final = re.compile(r"(?<![a-z])(?:tel|sms|callto|whatsapp|facetime):[^\s\"'<>|`]+", re.I)
_EMAIL: Final = re.compile(
    rf"{_START}(?<![.+%_-])(?:{_LETTER}|[.+%_-])+(?:@| @ )(?:{_LABEL}(?:\.| \. ))+{_LABEL}", re.I
)
_IDN_EMAIL: Final = re.compile(rf"{_START}(?<![.+%_-])(?:{_LETTER}|[.+%_-])+@(?:[\w-]+\.)+[\w-]+")
_DOMAIN: Final = re.compile(rf"(?<![\w.])@(?:{_LABEL}\.)+{_LABEL}")
_HOST: Final = re.compile(
    rf"{_START}(?<!{_LETTER}[-_])(?:{_LABEL}\.)+{_LABEL}(?::\d{{2,5}}(?!\d))?(?:/[^\s\"'<>“”「」()，。；、|`]*)?"
)
_WIDE_HOST: Final = re.compile(
    rf"(?<![\w.-])[\w-]*[{_CJK}]\."
    r"(?:com|net|org|cn|io|vip|xyz|top|cc|app|example|中国|公司|网络|在线)(?!\w)",
    re.I,
)
_HANDLE: Final = re.compile(
    rf"(?<![\w.@/])@([a-z_][a-z0-9_.]{{2,}}[a-z0-9_]|[{_CJK}][\w]{{1,29}})", re.I
)
_PLATFORM: Final = (
    r"微信|wechat|weixin|\bvx\b|qq|telegram|\btg\b|电报|電報|飞机|whatsapp|discord|\bline\b|"
    r"新浪微博|微博|weibo|twitter|推特|instagram|facebook|脸书|臉書|youtube|tiktok|抖音|小红书|小紅書|skype"
)
_BESIDE: Final = re.compile(
    rf"({_PLATFORM})(?: ?(?:官方)?(?:群|号|號|客服|账号|帳號|id|user|account|group|handle))*"
    r"( ?[:：=] ?| ?(?:是|为|為|is) ?| )([@a-z0-9_][a-z0-9_.\-]{2,}[a-z0-9_])",
    re.I,
)
_OTHER_PLATFORMS: Final = {"vx": "wechat", "weixin": "wechat", "飞机": "telegram", "skype": "skype"}

_BEFORE: Final = r"(?<![0-9A-Za-z_])(?<![0-9][.,:])"
_AFTER: Final = r"(?![0-9A-Za-z_%])(?!\.[0-9])(?!,[0-9]{3}(?![0-9]))"
_GAP: Final = r"[ ().\-/·_‐‑‒–—−~]{0,3}"
_PHONE: Final = re.compile(
    # with a country's code
    rf"(?<![0-9])\+{_GAP}[1-9](?:{_GAP}[0-9]){{5,16}}{_AFTER}"
    rf"|{_BEFORE}00{_GAP}[1-9](?:{_GAP}[0-9]){{5,14}}{_AFTER}"
    # China: mobile, service, landline
    rf"|{_BEFORE}(?:(?:86|0){_GAP})?1{_GAP}[3-9](?:{_GAP}[0-9]){{9}}{_AFTER}"
    rf"|{_BEFORE}[48]{_GAP}0{_GAP}0(?:{_GAP}[0-9]){{7}}{_AFTER}"
    rf"|{_BEFORE}\(?0{_GAP}[1-9](?:{_GAP}[0-9]){{1,2}}(?:[ )\-/·‐‑‒–—]{{1,3}})"
    rf"[2-9](?:{_GAP}[0-9]){{6,7}}{_AFTER}"
    rf"|{_BEFORE}0[1-9](?:{_GAP}[0-9]){{8,9}}{_AFTER}"
    # North America, in its groups
    rf"|{_BEFORE}(?:1[ .\-‐–]?)?\(?[2-9][0-9]{{2}}\)?[ .\-‐–]{{1,2}}"
    rf"[2-9][0-9]{{2}}[ .\-‐–][0-9]{{4}}{_AFTER}"
)  # fmt: skip
_CUE: Final = re.compile(
    r"(?:电话|電話|热线|熱線|专线|專線|拨打|撥打|拨|撥|致电|致電|手机号?|手機|来电|客服号码|短信发到|"
    r"\bcall(?: us)?(?: on| at)?|\bphone(?: number)?|\btel|\bhotline|\bdial|\bring|"
    r"\bmobile|\btext us at)"
    rf"(?: ?(?:号码|號碼|是|为|為|number|is|us|at|on))*[ :：.]{{0,3}}"
    rf"([0-9](?:{_GAP}[0-9]){{4,14}}){_AFTER}",
    re.I,
)
_NO_CUE: Final = re.compile(
    r"(?:\buid|\btxid|\bhash|\border(?: id| no\.?| number)?|\bticket|\bid|\bblock|\bheight|"
    r"\bmemo|\btag|"
    r"订单|訂單|单号|單號|编号|編號|哈希|区块|區塊|高度|工单|工單|账号 ?id|错误码|錯誤碼|"
    r"时间戳|時間戳|timestamp)"
    r"(?:号|號|为|為|是| is)? ?[:：#=]? ?$", re.I
)  # fmt: skip
_HOURS: Final = re.compile(
    r" ?(?:小时|小時|hours?\b|点|點|时|時|am\b|pm\b|年|月|日|天|days?\b|分)|:[0-9]|/7", re.I
)
_DATE: Final = re.compile(r"(?:19|20)\d\d[-/.]\d\d?[-/.]\d\d?")
# Signs that are what they seem: no other width, nothing unseen. Whoever names something writes one
# of the rest, and most lines hold neither.
_PLAIN: Final = re.compile(
    r"[\n -~\u00b7\u2010-\u2015\u2018-\u201d\u2026\u2192\u2500-\u257f\u3001-\u301b\u3400-\u9fff"
    r"\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f\uff05\u00d7]*"
)
_TELLING: Final = re.compile(
    rf"[@_]|[.。][a-z0-9\u3400-\u9fff]|//|\\\\|:[+0-9]|\d(?:\D*\d){{3}}"
    rf"|[{_NUMERAL}](?:\W{{0,2}}[{_NUMERAL}0-9]){{4}}"
    rf"|(?:{_PLATFORM})[^\n]{{0,12}}[:：=是为為a-z0-9]| dot |艾特"
    r"|[(\[（【<{「〔](?:dot|at|点|點|\.)",
    re.I,
)
_LOOPBACK: Final = ("localhost", "127.0.0.1", "[::1]")


def mentions(text: str) -> list[Mention]:
    """Every way to reach somebody that a piece of text names, each once, in any order."""
    if _PLAIN.fullmatch(text) and not _TELLING.search(text):
        return []
    return list(dict.fromkeys(_found(in_one_spelling(text))))


def _found(text: str) -> Iterator[Mention]:
    """What is found, the longer kinds first; each is taken out before the next are sought."""
    rest = text
    for pattern, read in (
        (_CALL, _call), (_LINK, _link), (_EMAIL, _email), (_IDN_EMAIL, _email),
        (_DOMAIN, _domain), (_WIDE_HOST, _host), (_HOST, _host), (_BESIDE, _beside),
        (_HANDLE, _handle),
    ):  # fmt: skip
        if pattern is _LINK and "//" not in rest and "\\\\" not in rest:
            continue
        if pattern in (_EMAIL, _IDN_EMAIL, _DOMAIN, _HANDLE) and "@" not in rest:
            continue
        taken = []
        for match in pattern.finditer(rest):
            mention = read(match)
            if mention is not None:
                yield mention
                taken.append(match.span())
        rest = _without(rest, taken)
    yield from _numbers(rest)


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in reversed(spans):
        text = f"{text[:start]} | {text[end:]}"
    return text


def _call(match: re.Match[str]) -> Mention:
    return Mention("phone", match[0].partition(":")[2].partition("?")[0].strip("/"))


def _link(match: re.Match[str]) -> Mention | None:
    link = match[0].rstrip(".,;:!?")
    authority = re.split(r"[/\\]{2}", link, maxsplit=1)[1]
    if authority.lower().startswith(_LOOPBACK) or not authority:
        return None
    return Mention("web", link)


def _email(match: re.Match[str]) -> Mention:
    return Mention("email", match[0].replace(" ", ""))


def _domain(match: re.Match[str]) -> Mention | None:
    return Mention("email", match[0]) if _has_ending(match[0]) else None


def _host(match: re.Match[str]) -> Mention | None:
    written = match[0].rstrip(".")
    name = re.split(r"[/:]", written, maxsplit=1)[0]
    if name.replace(".", "").isdigit():
        return None
    if _has_ending(name) or name.lower().startswith("www."):
        return Mention("web", written)
    return Mention("web", name, is_sure=False) if len(name) > 5 else None


def _has_ending(name: str) -> bool:
    """Whether a name ends as hosts do. `done.In` is the end of a sentence."""
    ending = name.rpartition(".")[2]
    if ending[:1].isupper() and ending[1:].islower() and not name[:1].isupper():
        return False
    return ending.lower() in TOP_LEVEL or ending.lower().startswith("xn--")


def _beside(match: re.Match[str]) -> Mention | None:
    name, between, handle = match[1].lower(), match[2].strip(), match[3]
    is_named = handle.startswith("@") or re.search(r"[0-9_]", handle)
    if (
        not (is_named or (between and name != "line"))
        or re.fullmatch(r"[0-9.\-]{1,4}", handle)
        or (between in ("is", "是", "为", "為") and handle.isalpha())
    ):
        return None
    place = _OTHER_PLATFORMS.get(name, "") or platform(name) or name
    return Mention("social", f"{place}: {handle}")


def _handle(match: re.Match[str]) -> Mention:
    return Mention("social", match[0])


def _numbers(text: str) -> Iterator[Mention]:
    for match in _CUE.finditer(text):
        if not _DATE.match(match[1]):
            yield Mention("phone", match[1].strip())
    for match in _PHONE.finditer(text):
        if _may_be_dialled(match, text):
            yield Mention("phone", _without_hours(match[0], text[match.end() :]).strip(" .-/·_"))
    for match in _DRAWN.finditer(text):
        if re.search("[OoIl]", match[0]) and sum(map(str.isdigit, match[0])) > 3:
            number = match[0].translate(_DIGITS_DRAWN)
            if _PHONE.fullmatch(number):
                yield Mention("phone", match[0], is_misdrawn=True)


def _without_hours(number: str, behind: str) -> str:
    """`+852 0101 24` before 小时: the last two digits are no part of the number."""
    return re.sub(r" [0-9]{1,2}$", "", number) if _HOURS.match(behind) else number


def _may_be_dialled(match: re.Match[str], text: str) -> bool:
    """Not a decimal, a day, or what the words before it call something else."""
    number = match[0].strip()
    if re.fullmatch(r"[0-9]+\.[0-9]+", number) or _DATE.match(number):
        return False
    return number.startswith("+") or not _NO_CUE.search(text[: match.start()])


def is_account_link(link: str) -> bool:
    """Whether a link leads to somebody's account on a platform; then its host says nothing."""
    rest = re.sub(r"^(?:[a-z]+:)?//", "", link.lower())
    name, _slash, path = rest.partition("/")
    return re.sub(r"^(?:www|m|mobile)\.", "", name) in PLATFORMS and bool(path.strip("/"))
