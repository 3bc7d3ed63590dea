"""The one form in which a number, address, host or handle is kept and compared."""

import re
import unicodedata
from urllib.parse import unquote

LONGEST = 500
"""So much of what was pasted is read, in characters."""

_SEPARATORS = re.compile(r"[\s().\-/‐‑‒–—·]+")
_PHONE = re.compile(r"\+?[0-9]{2,20}")
_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[^\W_](?:[\w-]{0,61}[^\W_])?")
_HANDLE = re.compile(r"[\w.]{2,60}")
_APP = re.compile(r"[a-z0-9_]+(?:\.[a-z0-9_-]+)+|id[0-9]{5,12}")
# (0) means something only once, right after a country's code (ITU E.164).
_TRUNK_ZERO = re.compile(
    r"[ (]*(?:\+|00) ?(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]"
    r"|(?:2[1-689]|3[578]|42|50|59|6[789]|8[05789]|9[679])[0-9])[) \-]*\(0\)[^(]*"
)
_SEVERAL_ADDRESSES = re.compile(r"[,;]|<.*<")
_MORE_RECIPIENTS = re.compile(r"[?&;](?:to|cc|bcc)=", re.I)
_LINK_START = re.compile(r"[a-z][a-z0-9+-]*:/+", re.I)
_PORTS = {"": ("", "80", "443"), "http": ("", "80"), "https": ("", "443")}

# Where accounts are shown: the host, without www. or m., and the platform's name.
PLATFORMS = {
    "x.com": "x",
    "twitter.com": "x",
    "t.me": "telegram",
    "telegram.me": "telegram",
    "weibo.com": "weibo",
    "weibo.cn": "weibo",
    "facebook.com": "facebook",
    "instagram.com": "instagram",
    "youtube.com": "youtube",
    "linkedin.com": "linkedin",
    "tiktok.com": "tiktok",
}
_OTHER_NAMES = {
    "twitter": "x",
    "推特": "x",
    "电报": "telegram",
    "電報": "telegram",
    "tg": "telegram",
    "微博": "weibo",
    "新浪微博": "weibo",
    "脸书": "facebook",
    "臉書": "facebook",
    "wechat": "wechat",
    "微信": "wechat",
    "line": "line",
    "whatsapp": "whatsapp",
    "qq": "qq",
    "discord": "discord",
    "抖音": "douyin",
    "小红书": "xiaohongshu",
    "小紅書": "xiaohongshu",
}
# What platforms put before the name in an account's address. Elsewhere it is somebody's name.
_BEFORE_THE_NAME = {
    "telegram": ("s",),
    "weibo": ("n", "u"),
    "youtube": ("c", "user"),
    "linkedin": ("in", "company"),
}


def plain(text: str) -> str:
    """What a pasted text says: one width, one kind of space, nothing that cannot be seen."""
    shown = "".join(
        " " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign
        for sign in unicodedata.normalize("NFKC", text[:LONGEST])
        if unicodedata.category(sign) != "Cf"
    )
    return " ".join(shown.split())


def normal(kind: str, value: str) -> str:
    """The form of a value of a kind of channel. Raises ValueError for what is none of that kind."""
    text = plain(value)
    if kind == "phone":
        return phone(text)
    if kind == "email":
        return "@" + host(text[1:]) if text.startswith("@") else email(text)
    if kind == "web":
        return web(text)
    if kind == "social":
        return account(text)[0]
    if kind == "app":
        return _matching(_APP, text.lower())
    raise ValueError(kind)


def phone(text: str) -> str:
    """Digits, with a plus before a country's code: 00 and + are one, and (0) is not dialled.

    Raises ValueError too for a (0) that a phone would dial.
    """
    number = text.lower().removeprefix("tel:").strip()
    if "(0)" in number and not _TRUNK_ZERO.fullmatch(number):
        raise ValueError(text)
    number = number.replace("(0)", "")
    digits = _SEPARATORS.sub("", number)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    return _matching(_PHONE, digits)


def email(text: str) -> str:
    """An address; of `Name <address>` what stands in the brackets, for the name says nothing.

    Raises ValueError too for more than one recipient: the other may be anybody.
    """
    if _SEVERAL_ADDRESSES.search(text) or _MORE_RECIPIENTS.search(unquote(text)):
        raise ValueError(text)
    bracketed = re.search(r"<([^<>]*)>\s*$", text)
    address = bracketed[1].strip() if bracketed else text
    if address.lower().startswith("mailto:"):
        address = unquote(address[7:].partition("?")[0])
    local, at, domain = address.rpartition("@")
    if not at:
        raise ValueError(text)
    return f"{_matching(_LOCAL, local.lower())}@{host(domain)}"


def web(text: str) -> str:
    """The host of an address, read as browsers read it.

    Raises ValueError too for another scheme, a port of its own, or a name before an @: nobody who
    means well writes these.
    """
    rest = text.replace("\\", "/")
    scheme, colon, after = rest.partition(":")
    if colon and after.startswith("/"):
        scheme, rest = scheme.lower(), after.lstrip("/")
    else:
        scheme = ""
    if scheme not in _PORTS:
        raise ValueError(text)
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    name, _colon, port = authority.partition(":")
    if port not in _PORTS[scheme]:
        raise ValueError(text)
    return host(plain(unquote(name)))


def without_scheme(link: str) -> str:
    """What follows the scheme, read as browsers read it, for which a backslash is a slash."""
    return _LINK_START.sub("", link.replace("\\", "/"), count=1)


def host(text: str) -> str:
    """A host in small letters, its punycode read, without the dot of the root."""
    name = text.lower().replace("。", ".").removesuffix(".")
    labels = [_label(label) for label in name.split(".")]
    if len(labels) < 2 or labels[-1].isdigit() or len(name) > 253:
        raise ValueError(text)
    return ".".join(labels)


def _label(label: str) -> str:
    _matching(_LABEL, label)
    if not label.startswith("xn--"):
        return label
    read = label[4:].encode("ascii").decode("punycode")
    if read.isascii() or plain(read) != read or read != read.lower():
        raise ValueError(label)
    return read


def in_ascii(name: str) -> str:
    """A host as it goes over the wire: other than ASCII in punycode."""
    return ".".join(
        label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")
        for label in name.split(".")
    )


def account(text: str) -> tuple[str, str]:
    """Handle and platform of a social account; of a handle alone the platform is empty.

    Raises ValueError too for a link whose path goes back up.
    """
    if "/" not in text.replace("\\", "/"):
        return _matching(_HANDLE, text.lower().removeprefix("@")), ""
    place = PLATFORMS.get(re.sub(r"^(?:www|m|mobile)\.", "", web(text)), "")
    path = re.split(r"[?#]", without_scheme(text), maxsplit=1)[0].split("/")[1:]
    names = [unquote(part).lower() for part in path if part]
    if len(names) > 1 and names[0] in _BEFORE_THE_NAME.get(place, ()):
        names = names[1:]
    if not place or not names or {".", ".."} & set(names):
        raise ValueError(text)
    return _matching(_HANDLE, names[0].removeprefix("@")), place


def platform(name: str) -> str:
    """A platform by any of its names; empty for an unknown one."""
    folded = plain(name).lower()
    return _OTHER_NAMES.get(folded, folded if folded in PLATFORMS.values() else "")


def _matching(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError(text)
    return text
