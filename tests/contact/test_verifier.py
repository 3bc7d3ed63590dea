"""What the verifier says: official only for the same thing, however it is written."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq.contact.normal_form import LONGEST, normal
from faq.contact.verifier import Answer, Listed, Reason, Verdict, Verifier

DATA = json.loads((Path(__file__).parents[2] / "fixtures" / "contact.json").read_text())
OFFICIAL = [
    Listed(pk, row["kind"], row["value"], row.get("platform", ""))
    for pk, row in enumerate(DATA["channels"], start=1)
]
FAKES = [
    Listed(pk, row["kind"], row["value"], row.get("platform", ""))
    for pk, row in enumerate(DATA["fakes"], start=101)
]
VERIFIER = Verifier(OFFICIAL, FAKES)


def verify(typed: str) -> Answer:
    return VERIFIER.verify(typed)


def wide(text: str) -> str:
    """In full-width signs, as a Chinese input method types them."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def hidden(text: str) -> str:
    """With signs that nobody sees between the others."""
    return "\u200b".join(text) + "\u202c\ufeff"


# --- Every entry in many spellings ----------------------------------------------------------------


def spellings(listed: Listed) -> list[str]:
    value = listed.value
    common = [value, f"  {value}\n", wide(value), hidden(value), value.upper(), f"“{value}”"]
    if listed.kind == "phone":
        digits = value.replace(" ", "")
        return [
            *common, digits, digits.replace("+", "00"), digits.replace("+", "００"),
            f"tel:{digits}", value.replace(" ", "-"), value.replace(" ", "\u3000"),
            value.replace(" ", " (0)", 1), f"客服电话：{value}", f"Hotline: {value}", f"Please call {value}.",
            f"客服电话{value}", f"请打{value}吧", f"({value.replace(' ', ') ', 1)}",
            f"热线{'：'}{wide(value)}，谢谢",
        ]  # fmt: skip
    if listed.kind == "email" and not value.startswith("@"):
        return [
            *common, f"mailto:{value}?subject=x", f"Boan <{value}>", f"<{value}>",
            f"邮箱：{value}。", f"Write to {value}, please", f"mailto:{value}",
        ]  # fmt: skip
    if listed.kind == "email":
        return [*common, f"security{value}", f"邮箱：news{value}", f"“x@evil.test” <a{value}>"]
    if listed.kind == "web":
        return [
            *common, f"https://{value}/", f"http://{value}:80/a?b=c#d", f"https://{value}:443",
            f"HTTPS://{value}\\path", f"{value}.", value.replace(".", "。"), f"网址：{value}",
            value.replace(".", "．"), f"{value}/zh-hans/contact/", f"Is https://{value}/x yours?",
        ]  # fmt: skip
    if listed.kind == "social":
        handle = value.removeprefix("@")
        links = {
            "X": ["https://x.com/{}", "twitter.com/{}?s=20", "https://mobile.twitter.com/@{}"],
            "Telegram": ["https://t.me/{}", "t.me/s/{}", "telegram.me/{}/12"],
            "Weibo": ["https://weibo.com/n/{}", "m.weibo.cn/{}", "https://www.weibo.com/{}"],
        }[listed.platform]
        beside = [f"{listed.platform} {value}", f"{listed.platform}：{handle}"]
        return [*common, handle, *beside, *(x.format(handle) for x in links)]
    return common


@pytest.mark.parametrize("listed", OFFICIAL, ids=lambda listed: listed.value)
def test_entry_is_official_in_all_its_spellings(listed: Listed) -> None:
    written = spellings(listed)

    assert len(set(written)) >= 6
    for typed in written:
        answer = verify(typed)
        assert (answer.verdict, answer.reason) == (Verdict.OFFICIAL, Reason.EXACT), typed
        assert answer.listed is not None
        assert answer.listed.kind == listed.kind


def test_platform_decides_whose_account_it_is() -> None:
    assert verify("https://t.me/boan_news").verdict == Verdict.OFFICIAL
    assert verify("微博 泊岸官方").verdict == Verdict.OFFICIAL
    for typed in (
        "https://x.com/boan_news",
        "Telegram @boan_official",
        "weibo.com/boan_official",
        "加 Telegram 客服 @boan_official",
        "add @boan_official",
    ):
        answer = verify(typed)
        assert answer.verdict == Verdict.UNKNOWN, typed


@pytest.mark.parametrize(
    "typed",
    ["https://x.com/n/boan_official", "https://x.com/user/boan_official", "https://t.me/u/boan_news",
     "https://x.com/boan_official/../evil", "https://x.com/boan_official/%2e%2e/evil",
     "https://x.com/boan_official/a\\..\\..\\evil", "https:/x.com/evil?a=://b/boan_official",
     "X https://t.me/boan_official", "x.com/evil#://b/boan_official", "https://x.com/.."],
)  # fmt: skip
def test_link_to_anothers_account_is_not_ours(typed: str) -> None:
    assert verify(typed).verdict == Verdict.UNKNOWN


# --- What is not ours -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "resembles"),
    [
        ("boan.example.evil.test", "boan.example"),
        ("https://boan.example@evil.test/", None),
        ("https://evil.test/boan.example", "boan.example"),
        ("https://evil.test\\@boan.example", None),
        ("https://boan.example%2eevil.test/", "boan.example"),
        ("boan-example.test", "boan.example"),
        ("secure-boan.example", "boan.example"),
        ("www.boan.example", "boan.example"),
        ("help.boan.example.co", "boan.example"),
        ("boan.exarnple", "boan.example"),
        ("b0an.example", "boan.example"),
        ("bоan.example", "boan.example"),  # a Cyrillic о
        ("xn--ban-sed.example", "boan.example"),  # the same in punycode
        ("https://boan.example:8443/", "boan.example"),
        ("bo.an.example", "boan.example"),
        ("官网boan.example", "boan.example"),
        ("support@boan.example.evil.test", "support@boan.example"),
        ('"support@boan.example" <x@evil.test>', None),
        ("support+vip@boan-mail.test", None),
        ("suppor@boan.examp1e", None),
        ("+44 20 7946 0106", "+44 20 7946 0105"),
        ("+44 20 7946 01055", "+44 20 7946 0105"),
        ("+44 20 7946 0105 5", "+44 20 7946 0105"),
        ("@boan_officiaI", "@boan_official"),
        ("@boan.official", "@boan_official"),
        ("@boan_official_vip", "@boan_official"),
        ("泊岸官方客服", "泊岸官方"),
        ("com.boan.app.vip", "boan.example"),
    ],
)
def test_imitation_is_not_ours_and_what_it_imitates_is_named(
    typed: str, resembles: str | None
) -> None:
    answer = verify(typed)

    assert answer.verdict == Verdict.UNKNOWN
    if resembles is not None:
        assert answer.resembles is not None
        assert answer.resembles.value == resembles
        assert answer.reason in (Reason.LOOKS_LIKE, Reason.INSIDE)


@pytest.mark.parametrize(
    "typed",
    ["javascript:alert(1)//boan.example", "data:text/html,boan.example", "ftp://boan.example/",
     "boan.example evil.test", "call +852 0101 or +852 0102", "https://0x7f.1/", "127.0.0.1",
     "https://boan.example https://evil.test", "support@boan.example, x@evil.test", "boan example",
     "boan@example", "@", "+", "....", "://", "＠＠＠", "\u202e", "xn--.example", "xn--boan-.example"],
)  # fmt: skip
def test_what_is_not_one_channel_is_never_official(typed: str) -> None:
    assert verify(typed).verdict == Verdict.UNKNOWN


@pytest.mark.parametrize(
    "typed",
    ["https://boan.example/ https://evil.test/login", "https://boan.example/ 加 @evil",
     "https://boan.example/，evil.test", "boan.example @evil", "看 https://boan.example 。evil。test",
     "Evil <x@evil.test>, Boan <support@boan.example>", "x@evil.test, <support@boan.example>",
     "mailto:support@boan.example?cc=x@evil.test",
     "mailto:support@boan.example?subject=a&BCC=x%40evil.test"],
)  # fmt: skip
def test_channel_of_ours_does_not_vouch_for_another_beside_it(typed: str) -> None:
    assert verify(typed).verdict == Verdict.UNKNOWN


@pytest.mark.parametrize(
    "typed",
    ["+44 20 7946 0(0)105", "+44 20 7946 0105 (0)", "+(0)44 20 7946 0105", "+442(0)0 7946 0105",
     "+44 (0)(0)20 7946 0105", "+44 20 7946 0105转五", "+44 20 7946 0105九"],
)  # fmt: skip
def test_digit_that_a_phone_would_dial_makes_another_number(typed: str) -> None:
    assert verify(typed).verdict == Verdict.UNKNOWN


@pytest.mark.parametrize("typed", ["泊岸官万", "泊案官方", "泊岸官"])
def test_chinese_name_with_one_other_sign_looks_like_ours(typed: str) -> None:
    answer = verify(typed)

    assert (answer.verdict, answer.reason) == (Verdict.UNKNOWN, Reason.LOOKS_LIKE)
    assert answer.resembles is not None
    assert answer.resembles.value == "泊岸官方"


def test_other_chinese_script_is_another_name_that_looks_alike() -> None:
    listed = Listed(1, "social", "泊岸萬事", "Weibo")
    answer = Verifier([listed], []).verify("泊岸万事")

    assert answer == Answer(Verdict.UNKNOWN, Reason.LOOKS_LIKE, shown="泊岸万事", resembles=listed)


def test_short_number_is_only_itself() -> None:
    short = Verifier([Listed(1, "phone", "90001")], [])

    assert short.verify("９０００１").verdict == Verdict.OFFICIAL
    for typed in ("+90001", "0090001", "900011", "9000", "190001", "90001 1", "转90001"):
        assert short.verify(typed).verdict == Verdict.UNKNOWN, typed


def test_what_means_nothing_says_so() -> None:
    for typed in ("", "  ", "\u200b", "how are you today", "!!!"):
        answer = verify(typed)
        assert (answer.verdict, answer.reason) == (Verdict.UNKNOWN, Reason.NOT_UNDERSTOOD)


# --- Known fakes ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    ["boan-kefu.example", "https://login.boan-kefu.example/x", "BOAN-KEFU.EXAMPLE", "Ｂoan-kefu。example",
     "help@boan-kefu.example", "https://t.me/boan_support_vip", "@boan_support_vip",
     "0044 20 7946 0999", "请看 https://boan-kefu.example/login", "https://boan-kefu.example:8443/",
     "https://boan.example@boan-kefu.example/", "ftp://boan-kefu.example/",
     "看 boan-kefu.example 或 boan.example", "打 +44 20 7946 0105 或 +44 20 7946 0999",
     "x@boan-kefu.example <support@boan.example>", "客服请加 @boan_support_vip，谢谢"],
)  # fmt: skip
def test_known_fake_is_named_as_one(typed: str) -> None:
    answer = verify(typed)

    assert (answer.verdict, answer.reason) == (Verdict.FAKE, Reason.KNOWN_FAKE)


def test_neighbours_of_a_fake_are_not_fakes() -> None:
    for typed in (
        "myboan-kefu.example",
        "boan-kefu.example.test",
        "https://x.com/boan_support_vip",
        "https://evil.test/boan-kefu.example",
    ):
        assert verify(typed).verdict == Verdict.UNKNOWN


def test_warning_wins_where_something_is_listed_as_both() -> None:
    both = Verifier(OFFICIAL, [Listed(1, "web", "boan.example")])
    assert both.verify("boan.example").verdict == Verdict.FAKE


# --- What is shown --------------------------------------------------------------------------------


def test_letters_that_look_like_others_are_spelled_out() -> None:
    assert verify("bоan.example").shown == "bоan.example (xn--ban-sed.example)"
    assert verify("https://xn--ban-sed.example/").shown == (
        "https://xn--ban-sed.example/ (bоan.example)"
    )


def test_punycode_that_means_nothing_is_shown_as_it_came() -> None:
    assert verify("xn--boan-.example").shown == "xn--boan-.example"


def test_nothing_unseen_is_shown() -> None:
    assert verify("boan\u202e.example\u200b").shown == "boan.example"
    assert len(verify("a" * 400).shown) == 201


def test_only_the_part_that_was_compared_is_called_official() -> None:
    assert verify("Is this yours: https://boan.example/x ?").shown == "https://boan.example/x"


# --- Any text -------------------------------------------------------------------------------------

SIGNS = st.text(st.characters(exclude_categories=()), max_size=60)
PIECES = st.lists(
    st.sampled_from(
        ["boan", ".", "example", "@", "https://", "help", "/", ":", "+", "44", "20", "7946", "0105",
         " ", "xn--", "о", "。", "％", "%2e", "\\", "t.me/", "boan_news", "，", "官方", "(", ")", "-",
         "x.com/", "boan_official", "..", "(0)", "微博：", "泊岸官方", "mailto:", "?cc=", "<", ">"]
    ),
    max_size=12,
).map("".join)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.one_of(SIGNS, PIECES))
def test_official_means_equal_to_an_entry(typed: str) -> None:
    answer = verify(typed)

    if answer.verdict == Verdict.OFFICIAL:
        assert answer.listed is not None
        compared = answer.shown.partition(" (")[0].lower()
        own = normal(answer.listed.kind, answer.listed.value)
        inside = own.removeprefix("+").removeprefix("@")
        digits = "".join(sign for sign in compared if sign.isalnum())
        assert "".join(sign for sign in inside if sign.isalnum()) in digits


OTHERS = ["evil.test", "https://evil.test/x", "x@evil.test", "@evil_kefu", "+44 20 7946 0106"]
BETWEEN = [" ", "\n", ", ", "，", "、", ";", "；", " | ", "<", " 或 ", " or ", "\u3000", " (", "“"]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(OFFICIAL), st.sampled_from(BETWEEN), st.sampled_from(OTHERS), st.booleans())
def test_two_channels_are_never_official_together(
    listed: Listed, between: str, other: str, is_first: bool
) -> None:
    pair = (listed.value, other) if is_first else (other, listed.value)
    assert verify(between.join(pair)).verdict == Verdict.UNKNOWN


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(["phone", "email", "web", "social", "app"]), st.one_of(SIGNS, PIECES))
def test_normal_form_is_its_own_normal_form(kind: str, value: str) -> None:
    try:
        form = normal(kind, value)
    except ValueError:
        return
    assert normal(kind, form) == form


@pytest.mark.parametrize(
    "typed", ["@" * 100_000, "a." * 50_000, "+4" * 50_000, "(" * 100_000, "1 " * 50_000,
              "https://" * 10_000, "xn--" * 20_000, "：" * 100_000]
)  # fmt: skip
def test_huge_texts_are_cut(typed: str) -> None:
    assert verify(typed).verdict == Verdict.UNKNOWN
    assert len(verify(typed).shown) <= LONGEST


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("phone", "+44 20 7946 0(0)105"),
        ("email", "mailto:support@boan.example?cc=x@evil.test"),
        ("email", "support@boan.example, x@evil.test"),
        ("social", "https://x.com/n/../boan_official"),
        ("social", "https://t.me/"),
        ("web", "https://user@boan.example/"),
        ("web", "boan.example:8443"),
    ],
)
def test_editors_cannot_list_what_readers_could_misread(kind: str, value: str) -> None:
    with pytest.raises(ValueError):
        normal(kind, value)
