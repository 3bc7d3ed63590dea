"""What secrets look like in writing: labels, patterns, and the checks that tell them from numbers.

Server and browser search by the same patterns, so these are written in what Python and JavaScript
share: no named groups, lookbehinds of one width, ASCII classes. They are matched against a text
folded to half width and lower case (`case` keeps it). Group 1 is what makes the find honest (a
forgotten password, an error code): where it matched there is no secret. Group 2 is the secret.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import cycle

# --- Pieces ------------------------------------------------------------------------------------

_START, _END = "(?<![0-9a-z])", "(?![0-9a-z])"
_BASE58 = "[1-9A-HJ-NP-Za-km-z]"
_EMAIL = r"[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,40}){1,4}"
_IS = r"(?:\s{0,4}(?:[:=]|是|为|為|就是|係)\s{0,4}|\s{1,4}(?:is|was|are)\s{0,4}:?\s{1,4})"
"""Between a label and its value."""
_NAMED = r"\s{0,4}[\"'“”「【(]?\s{0,4}"
_UNIT = (
    r"(?!\s{0,4}(?:位|个|個|字|次|天|小时|小時|分|秒|年|月|日|号|號|点|點|[~～至到]|"
    r"(?:characters?|chars?|digits?|letters?|minutes?|mins?|hours?|hrs?|days?|times?|seconds?)"
    r"(?![a-z])))"
)
"""After a number that counts something."""
_NOT_HERE = (
    r"(忘记|忘記|忘了|忘掉|重置|重设|重設|修改|找回|更改|更换|更換|"
    r"(?:forgot|forget|forgotten|reset|change|changed|lost|recover)\s{1,4}(?:(?:my|the)\s{1,4})?)?"
)

_PASSWORD = (
    r"(?:密[码碼](?:[/、和与與及](?:账号|帳號|手机|手機))?|口令|(?:(?:login|trading|trade|fund|funds|"
    r"payment|account|wallet|email)\s{1,4})?(?<![0-9a-z])(?:pass ?words?|passwd|pass ?phrase|"
    r"pass ?code|pwd|pin(?: ?code)?)(?![a-z]))"
)
# Names of things with a number behind them: no password.
_THING = (
    r"(?!(?:uid|user|id|no|order|ios|ipados|iphone|ipad|android|windows|win|chrome|safari|firefox|"
    r"edge|macos|mac|miui|harmonyos|trc|erc|bep|usdt|usdc|btc|eth|sol|gmt|utc|http|https|www|api|v|"
    r"p2p|c2c|2fa|kyc|vip|h5|web3|0x|error|err|code)(?:[^a-z]|$))"
    rf"(?!{_EMAIL})(?![0-9]{{1,4}}[-/.:][0-9]{{1,2}}(?:[-/.:][0-9]{{1,4}})?(?![0-9a-z]))"
    r"(?![a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,40}){0,4}\.(?:com|net|org|io|example|html?|php|png|jpg)(?![a-z]))"
)
_MIXED = r"(?![:=,.])(?=[!-~]{0,64}[0-9])(?=[!-~]{0,64}[a-z])[!-~]{6,64}"
_PLAIN_MIXED = (
    r"(?=[!-~]{0,64}[0-9])(?=[!-~]{0,64}[a-z])[0-9a-z!@#$%^&*+?~_]"
    r"[0-9a-z!@#$%^&*+?~_=.-]{5,63}(?![(/\])])"
)
# In words alone: what stands last in its line, and is no word for what went wrong.
_WORD = (
    r"(?!(?:reset|forgot|forgotten|forget|wrong|error|errors|incorrect|invalid|change|changed|changes|"
    r"required|none|null|unknown|failed|fails|hidden|removed|expired|missing|correct|right|same|weak|"
    r"strong|empty|blank|unchanged|locked|login|account|email|password|please|help|nobody|nothing|"
    r"security|recovery|issue|problem|question|x+)(?![a-z]))"
    r"[a-z]{6,32}(?=[\"'”」】)]?\s{0,4}(?:[,，.。;；、\n]|$))"
)
_VALUE = (
    rf"(?!\*|x{{3,}}|[.]{{3}}|[(]){_THING}"
    rf"(?:{_MIXED}|[0-9]{{4,20}}(?![0-9a-z:/.-]){_UNIT}|"
    rf"(?=[!-~]{{0,64}}[@#$%^&*+~_=])(?=[!-~]{{0,64}}[a-z0-9])[!-~]{{6,64}})"
)

_CODE = (
    r"(?:(?:手机|手機|短信|簡訊|邮箱|郵箱|邮件|谷歌|google|2fa)?\s{0,4}(?:验证|驗證|校验|校驗|动态|動態|"
    r"认证|認證|短信|簡訊)[码碼]|动态口令|動態口令|谷歌[码碼]|谷歌(?:验证器?|驗證器?)|"
    r"(?<![a-z])(?:one[ -]time|verification|authentication|authenticator|auth|security|login|sms|"
    r"2fa|mfa|totp|email|google(?: auth(?:enticator)?)?)\s{1,4}(?:pass)?codes?|"
    r"(?<![a-z])google auth(?:enticator)?|(?<![a-z])(?:otp|2fa|totp)(?![a-z]))"
)
_HAN_DIGIT = "[〇零一二三四五六七八九幺两]"
_SIX = (
    rf"(?:[0-9]{{3}}[ -]?[0-9]{{3}}|{_HAN_DIGIT}{{6}}|[0-9](?: [0-9]){{5}})"
    rf"(?![0-9a-z]|[.:/-][0-9]){_UNIT}"
)
_FOUR_TO_EIGHT = rf"(?:{_SIX}|[0-9]{{4,8}}(?![0-9a-z]|[.:/-][0-9]){_UNIT})"
_OTHER_CODE = (
    r"((?:error|errors|err|status|referral|referrer|invite|invitation|promo|promotion|coupon|zip|"
    r"postal|post|country|area|dial(?:ling)?|response|return|ret|tracking|bank|swift|sort|branch|"
    r"redeem|redemption|gift|voucher|qr|http|api|anti-phishing|phishing)\s{1,4}|[\"'_])?"
)

_KEY = (
    r"(?:私[钥鑰]|密[钥鑰]|(?<![a-z])(?:private|priv|secret|signing|setup|authenticator|2fa|totp)"
    r"[ _-]?keys?|(?<![a-z])(?:api|client)[ _-]?secret(?:[ _-]?key)?|(?<![a-z])privkey|"
    r"(?<![a-z])secretkey)"
)
_TOWARDS_KEY = (
    r"(?:(?!tx|hash|哈希|交易|地址|addr|公[钥鑰]|public|订单|訂單|order)[^\n]){0,24}?[\"']?"
)

# --- Checks ------------------------------------------------------------------------------------


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def is_luhn(text: str) -> bool:
    """Whether the digits of `text` end in the check digit of a bank card."""
    digits = [int(digit) for digit in _digits(text)]
    doubled = (digit * 2 if is_second else digit for digit, is_second in zip(
        reversed(digits), cycle((False, True)), strict=False
    ))  # fmt: skip
    return len(set(digits)) > 1 and sum(map(sum, map(_split, doubled))) % 10 == 0


def _split(number: int) -> tuple[int, int]:
    return divmod(number, 10)


def is_card(text: str) -> bool:
    """Whether it is the number of a card of an issuer that is met in the field."""
    digits = _digits(text)
    return bool(_ISSUER.fullmatch(digits)) and is_luhn(digits)


ISSUERS = (
    "4[0-9]{15}|5[1-5][0-9]{14}|2(?:22[1-9]|2[3-9][0-9]|[3-6][0-9]{2}|7[01][0-9]|720)[0-9]{12}|"
    "3[47][0-9]{13}|(?:6011|65[0-9]{2}|64[4-9][0-9])[0-9]{12}|35(?:2[89]|[3-8][0-9])[0-9]{12}|"
    "3(?:6[0-9]|8[0-9]|0[0-5])[0-9]{11}|62[0-9]{14,17}"
)
"""Visa, Mastercard, American Express, Discover, JCB, Diners Club, UnionPay."""
_ISSUER = re.compile(ISSUERS)


def is_chinese_id(text: str) -> bool:
    """Whether the 18 characters hold a day of birth and end in their check digit (GB 11643)."""
    number = "".join(character for character in text if character.isalnum())
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(number[:17]))
    return 1900 <= born.year <= 2100 and "10x98765432"[total % 11] == number[17].lower()


def is_hong_kong_id(text: str) -> bool:
    """Whether the letters and digits of an identity card of Hong Kong end in their check digit."""
    number = "".join(character for character in text if character.isalnum()).upper()
    values = [int(character, 36) for character in number[:-1]]
    padded = [36] * (8 - len(values)) + values
    total = sum(value * (9 - place) for place, value in enumerate(padded))
    return "0123456789A"[-total % 11] == number[-1]


CHECKS: dict[str, Callable[[str], bool]] = {
    "luhn": is_luhn,
    "card": is_card,
    "chinese_id": is_chinese_id,
    "hong_kong_id": is_hong_kong_id,
}

# --- Rules -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rule:
    """A pattern that finds one kind of secret; `check` names what its group 2 must pass too."""

    kind: str
    pattern: str
    check: str = ""
    keeps_case: bool = False


_ID_LABEL = r"(?:身份[证證](?:号码?|號碼?)?|hkid|(?<![a-z])(?:id|identity) (?:card|number|no)s?)"
_ORDER = (
    r"((?:订单|訂單|单号|單號|的单|的單|编号|編號|流水号?|流水號?|工单|工單|(?<![a-z])(?:order|trade|ticket|transfer|"
    r"uid|id|txid|hash|ref|reference|no|tx))[^0-9\n]{0,12})?"
)
_GAP = "[ -]?"

RULES = (
    # Keys of wallets and programs.
    Rule(
        "key",
        rf"()(?<![0-9a-zA-Z])(5{_BASE58}{{50}}|[KL]{_BASE58}{{51}}|[xyztuvYZUV]prv{_BASE58}{{107,108}})"
        r"(?![0-9a-zA-Z])",
        keeps_case=True,
    ),
    Rule(
        "key", r"()(-----begin [a-z0-9 ]{0,20}private key(?: block)?-----[^\x00]*)"
    ),
    Rule("key", r"()(\"ciphertext\" ?: ?\"[0-9a-f]{32}[^\x00]*)"),
    Rule("key", r"()(\[ ?(?:[0-9]{1,3} ?, ?){63}[0-9]{1,3} ?\])"),
    Rule("key", rf"(){_KEY}{_TOWARDS_KEY}((?:0x)?[0-9a-f]{{64}}){_END}"),
    Rule("key", rf"(){_KEY}{_TOWARDS_KEY}{_START}([1-9a-z]{{80,90}}){_END}"),
    Rule(
        "key",
        rf"(){_KEY}(?:{_IS}|\s{{1,4}}){_NAMED}((?=[a-z+/=_-]{{0,128}}[0-9])[0-9a-z+/=_-]{{16,128}})(?![0-9a-z])",
    ),
    Rule(
        "key",
        rf"(){_START}((?:0x)?[0-9a-f]{{64}})\s{{0,4}}[,，:：]?\s{{0,4}}(?:这|這|这个|這個|this)?\s{{0,4}}(?:是|is)\s{{0,4}}"
        rf"(?:我的?|my|the)?\s{{0,4}}(?:钱包|錢包|wallet)?的?\s{{0,4}}{_KEY}",
    ),
    # Passwords.
    Rule(
        "password",
        rf"{_NOT_HERE}{_PASSWORD}{_IS}{_NAMED}(?:{_EMAIL}[\s,，/、|]{{1,6}})?({_VALUE})",
    ),
    Rule(
        "password",
        rf"{_NOT_HERE}{_PASSWORD}\s{{0,4}}(?:[:=]|是|为|為)\s{{0,4}}{_NAMED}({_WORD})",
    ),
    Rule("password", rf"{_NOT_HERE}{_PASSWORD}\s{{0,4}}{_NAMED}({_THING}{_PLAIN_MIXED})"),
    Rule(
        "password",
        rf"()(?<![!-~])({_THING}{_MIXED})\s{{0,4}}[,，]?\s{{0,4}}(?:就?是|为|為|is)\s{{0,4}}(?:我的?|my|the)\s{{0,4}}"
        rf"[\u4e00-\u9fffa-z ]{{0,8}}?{_PASSWORD}",
    ),
    # One-time codes.
    Rule("code", rf"(){_CODE}(?:号|號|码|碼)?{_IS}{_NAMED}({_FOUR_TO_EIGHT})"),
    Rule("code", rf"(){_CODE}\s{{0,4}}{_NAMED}({_SIX})"),
    Rule(
        "code",
        rf"{_OTHER_CODE}(?<![a-z])codes?{_IS}{_NAMED}({_SIX})(?![^\n]{{0,12}}(?:msg|message|error))",
    ),
    Rule(
        "code",
        rf"(){_START}([0-9]{{4,8}})\s{{0,4}}(?:就?是|为|為|is)\s{{0,4}}(?:我的?|您的?|你的?|your|my|the)?\s{{0,4}}"
        rf"[\u4e00-\u9fffa-z ]{{0,12}}?(?:{_CODE}|(?<![a-z])code(?![a-z]))",
    ),
    # Bank cards.
    Rule(
        "card",
        r"()(?:卡号|卡號|银行卡|銀行卡|信用卡|借记卡|借記卡|(?<![a-z])(?:card|cc|debit|"
        rf"credit)(?: card)?(?: number| no)?)[^0-9\n]{{0,8}}([0-9](?:{_GAP}[0-9]){{12,18}}){_END}",
        check="luhn",
    ),
    Rule(
        "card",
        rf"{_ORDER}(?<![0-9a-z.#-])([0-9](?:{_GAP}[0-9]){{13,18}})(?![0-9a-z]|[.][0-9])",
        check="card",
    ),
    # Identity cards.
    Rule(
        "identity",
        rf"()(?<![0-9a-z.])([1-8][0-9]{{5}}{_GAP}(?:19|20)[0-9]{{6}}{_GAP}[0-9]{{3}}[0-9x]){_END}",
        check="chinese_id",
    ),
    Rule("identity", rf"(){_ID_LABEL}[^0-9a-z\n]{{0,6}}([1-8][0-9]{{14}}){_END}"),
    Rule(
        "identity",
        rf"(){_ID_LABEL}[^0-9a-z\n]{{0,8}}(?:is |no\.? )?"
        r"([a-z]{1,2}[0-9]{6} ?[(（]?[0-9a][)）]?)(?![0-9a-z])",
        check="hong_kong_id",
    ),
)  # fmt: skip
