"""A way to reach somebody is found in any spelling; what only looks like one is left alone."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from faq.contact.actions import import_directory
from faq.contact.directory import Directory
from faq.contact.mentions import mentions
from faq.contact.models import AllowedHost, KnownFake
from faq.contact.strangers import Judged, judge, judged, names_stranger
from faq.contact.verifier import Listed, Verifier
from tests.factories import NOW

HOTLINES = ["+852 0101", "+886 2 0102", "+65 0103", "+44 20 7946 0105", "+1 202 555 0107"]
MAIL, SITE = "support@boan.example", "help.boan.example"
OURS = Directory(
    channels=[],
    hours={},
    verifier=Verifier(
        official=[
            *(Listed(n, "phone", number) for n, number in enumerate(HOTLINES)),
            Listed(20, "email", MAIL),
            Listed(21, "web", SITE),
            Listed(22, "social", "@boan_news", "Telegram"),
        ],
        fakes=[],
    ),
    allowed=[],
)


def found(text: str) -> list[Judged]:
    return [judge(mention, OURS) for mention in mentions(text)]


def has_stranger(text: str) -> bool:
    return any(one.is_stranger for one in found(text))


def has_ours(text: str) -> bool:
    return any(one.is_ours for one in found(text))


STRANGERS = [
    "写信到 support@boan-help.example",
    "打 400-810-5555",
    "call +1 202 555 0143 now",
    "手机 13912345678",
    "手机 １３９１２３４５６７８",
    "加 @boan_service 为好友",
    "座机 010-88886666",
    "电话 0044 20 7946 0999",
    "+44 20 7946 0999",
    "一三九 一二三四 五六七八",
    "1 3 9 1 2 3 4 5 6 7 8",
    "139\u200b1234\u200d5678",
    "139-1234-5678",
    "139.1234.5678",
    "13O12345678",
    "https://boan-kefu.example/login",
    "boan-kefu。example",
    "b0an.example",
    "www.boan.example",
    "boan.example.evil.com",
    "bоan.example",
    "xn--ban-0fc.example",
    "support [at] boan-help (dot) example",
    "support at gmail dot com",
    "support＠boan-help．example",
    "微信号：boan_kf01",
    "微信 boankf888",
    "QQ: 123456789",
    "加QQ群 12345678",
    "Telegram: boan_help",
    "t.me/boan_help",
    "https://t.me/boan_help",
    "@泊岸客服",
    "whatsapp:+85212345678",
    "tel:+85299999999",
    "泊岸官网.com",
    "热线95588",
    "客服电话是 8888 1234",
    "Call 5550 9999",
    "http://1.2.3.4/login",
    "//boan-login.com/x",
    "(202) 555-0143",
    "①③⑨①②③④⑤⑥⑦⑧",
    "٠١٣٩١٢٣٤٥٦٧٨ 电话",
    "https://boan.example@evil.com/",
    "https://evil.com/boan.example",
    "support@boan.example.evil.com",
    "联系 support@boan-help.com。",
    "https://boan.example:8443/",
    "tg：boan_vip",
]

NO_STRANGERS = [
    "2026-11-24 14:05，数量 20,000 USDT，手续费 0.0002 BTC，哈希 0x9f86d081884c7d65。",
    "错误码 51008，UID 12345678，7–15 个工作日，每分钟 1200 次。",
    "打 +852 0101 或 00852-0101，＋８５２ ０１０１",
    "bc1qxy2kgdygjrsqtzq2n0yrf2493p83kkfjhx0wlh TJRabPrwbZy45sbavfcjinPJC18kjpRT7u",
    "版本 1.2.3 和 10.15.7，Node.js main.py config.json",
    "UID 13912345678 订单号：13800138000",
    "1,380,013,800 元 13800138000.50",
    "区块高度 850000；时间 2026-11-24 08:00:00 +0800；1732456789",
    "1.38001380 BTC，0.00000001",
    "端口 8080，127.0.0.1:8000，http://localhost:8080/callback",
    "T+1，7×24，24/7，UTC+8",
    "done.In the app. e.g. this, i.e. that, a.m. U.S.",
    "user@example.com https://example.com/x",
    "WhatsApp agent; Telegram 公告频道; line 3; QQ 客服; QQ 群里",
    "2026年11月24日 9:00-18:00 2026-11-24 2026/11/24",
    "见第 12 页，100–200 USDT，2024–2026，0.1%–0.5%",
    "10000 20000 30000；1 000 000；USD 20 000 000",
    "拨打前请等待 30 分钟；call back within 10 minutes",
    "hash 000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f",
    "phone: +65 0103",
    "写信到support@boan.example。",
    "打开help.boan.example。API 密钥 help.boan.example，再看",
    "Telegram：@boan_news https://t.me/boan_news",
    "+44 20 7946 0105，+44 (0)20 7946 0105",
    "电话 +852 0101 24 小时接听，+65 0103 9:00 开始",
]


@pytest.mark.parametrize("text", STRANGERS)
def test_a_stranger_is_found_in_any_spelling(text: str) -> None:
    assert has_stranger(text)


@pytest.mark.parametrize("text", NO_STRANGERS)
def test_amounts_days_hashes_and_our_own_contacts_raise_no_alarm(text: str) -> None:
    assert not has_stranger(text)


# --- Any spelling --------------------------------------------------------------------------------

WIDE = str.maketrans("0123456789+()-. @", "０１２３４５６７８９＋（）－．　＠")
HAN = str.maketrans("0123456789", "零一二三四五六七八九")
CIRCLED = str.maketrans("123456789", "①②③④⑤⑥⑦⑧⑨")
UNSEEN = ["​", "‍", "⁠", "­", "﻿"]
GAPS = ["", " ", "-", "–", "·", "‑", " "]


def digits_of(number: str) -> str:
    return re.sub(r"\D", "", number)


@st.composite
def spellings(draw: st.DrawFn, number: str) -> str:
    """A number with a country's code as somebody might write it to be read and not found."""
    code, digits = draw(st.sampled_from(["+", "00"])), digits_of(number)
    gaps = draw(st.lists(st.sampled_from(GAPS), min_size=len(digits), max_size=len(digits)))
    spelled = code + "".join(d + gap for d, gap in zip(digits, gaps, strict=True)).rstrip(" -–·‑ ")
    for table in draw(st.lists(st.sampled_from([WIDE, HAN, CIRCLED]), max_size=1)):
        spelled = spelled.translate(table)
    at = draw(st.integers(1, len(spelled) - 1))
    return spelled[:at] + draw(st.sampled_from(["", *UNSEEN])) + spelled[at:]


@st.composite
def in_words(draw: st.DrawFn, spelled: str) -> str:
    before = draw(st.sampled_from(["请拨 ", "电话：", "call ", "", "（", "热线"]))
    behind = draw(st.sampled_from(["。", "，不收费", " now", "", "）", " 转人工"]))
    return f"{before}{spelled}{behind}"


@given(st.data(), st.sampled_from(HOTLINES))
def test_an_official_number_passes_in_any_spelling(data: st.DataObject, number: str) -> None:
    text = data.draw(in_words(data.draw(spellings(number))))
    assert has_ours(text) and not has_stranger(text)


@given(st.data(), st.sampled_from(HOTLINES), st.integers(0, 20), st.integers(1, 9))
def test_a_number_with_one_digit_changed_is_a_stranger_in_any_spelling(
    data: st.DataObject, number: str, place: int, step: int
) -> None:
    digits = digits_of(number)
    at = 1 + place % (len(digits) - 1)
    other = f"{digits[:at]}{(int(digits[at]) + step) % 10}{digits[at + 1 :]}"
    text = data.draw(in_words(data.draw(spellings(other))))
    assert has_stranger(text)


ATS = ["@", "＠", " @ ", "[at]", " (at) ", "【at】"]
DOTS = [".", "．", "[dot]", " (dot) ", "。"]


@given(st.sampled_from(ATS), st.sampled_from(DOTS), st.sampled_from(["写信到 ", "mail ", "<"]))
def test_an_official_address_passes_and_another_does_not_in_any_spelling(
    at: str, dot: str, before: str
) -> None:
    assert has_ours(f"{before}support{at}boan{dot}example 。")
    assert not has_stranger(f"{before}support{at}boan{dot}example 。")
    assert has_stranger(f"{before}support{at}boan-help{dot}example 。")


@given(st.text(max_size=200))
def test_no_text_is_too_odd(text: str) -> None:
    judged_twice = [found(text), found(text)]
    assert judged_twice[0] == judged_twice[1]


@given(st.text(alphabet="0123456789 -().+,:/年月日%", max_size=60))
def test_digits_in_any_order_are_read_in_good_time(text: str) -> None:
    assert isinstance(found(text), list)


# --- Sites of others -----------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.usefixtures("channels")
def test_sites_that_editors_allow_may_be_named_with_sub_domains_only_where_said() -> None:
    AllowedHost.objects.create(host="etherscan.io", why="Transactions")
    AllowedHost.objects.create(host="tronscan.org", why="Transactions", with_subdomains=True)
    assert not names_stranger("见 https://etherscan.io/tx/0x1 和 shasta.tronscan.org")
    assert names_stranger("见 https://goerli.etherscan.io/")
    assert names_stranger("见 nottronscan.org")
    assert names_stranger("见 https://etherscan.io@evil.com/")
    assert names_stranger("写信到 help@etherscan.io")


@pytest.mark.django_db
def test_a_platform_that_is_allowed_allows_no_account_on_it() -> None:
    AllowedHost.objects.create(host="t.me", why="Telegram")
    assert not names_stranger("https://t.me/")
    assert names_stranger("https://t.me/boan_help")


@pytest.mark.django_db
@pytest.mark.usefixtures("channels")
def test_a_known_fake_is_never_allowed() -> None:
    host = AllowedHost(host="https://Boan-Kefu.example/", why="?")
    with override("en"), pytest.raises(ValidationError, match="fake"):
        host.clean()
    assert all(one.is_known_fake for one in judged("boan-kefu.example"))


@pytest.mark.django_db
def test_a_fake_below_an_allowed_site_is_a_fake() -> None:
    AllowedHost.objects.create(host="pages.dev", why="Sites", with_subdomains=True)
    assert not names_stranger("见 docs.pages.dev")
    KnownFake.objects.create(kind="web", value="boan.pages.dev")
    assert names_stranger("见 login.boan.pages.dev")


@pytest.mark.django_db
def test_allowed_sites_come_with_the_directory_and_a_second_import_adds_none() -> None:
    data = {"allowed_hosts": [{"host": "Etherscan.io", "why": "Transactions"}]}
    for _time in range(2):
        import_directory(data, by=None, at=NOW)
    host = AllowedHost.objects.get()
    assert (host.host, host.with_subdomains, host.added_at) == ("etherscan.io", False, NOW)
