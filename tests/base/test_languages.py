"""Which language a reader gets, and what stands in for a missing one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.base import chinese, languages


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-TW,zh;q=0.9", "zh-hant"),
        ("zh-HK", "zh-hant"),
        ("zh-MO", "zh-hant"),
        ("yue", "zh-hant"),
        ("zh-Hant-CN", "zh-hant"),
        ("zh-CN", "zh-hans"),
        ("zh", "zh-hans"),
        ("en-GB,zh-TW;q=0.5", "en"),
        ("fr, en;q=0.3, zh-TW;q=0.8", "zh-hant"),
        ("", "zh-hans"),
        ("q=;;;,,,", "zh-hans"),
        ("en;q=nonsense, zh-TW", "zh-hant"),
    ],
)
def test_wish_of_the_browser(header: str, language: str) -> None:
    assert languages.from_accept_header(header) == language


@given(st.text(max_size=2000))
def test_any_header_gives_a_language(header: str) -> None:
    assert languages.from_accept_header(header) in languages.codes()


def test_chinese_scripts_stand_in_for_each_other_first() -> None:
    assert languages.fallbacks("zh-hant") == ("zh-hant", "zh-hans", "en")
    assert languages.fallbacks("zh-hans") == ("zh-hans", "zh-hant", "en")
    assert languages.fallbacks("en") == ("en", "zh-hans", "zh-hant")


def test_html_names_of_languages() -> None:
    assert [languages.html_lang(code) for code in languages.codes()] == ["zh-Hans", "zh-Hant", "en"]


def test_conversion_leaves_code_and_addresses_alone() -> None:
    html = '<p id="账户">账户<code>账户</code><a href="/账户">“账户”</a><img alt="账户" src="/账户.png"></p>'
    assert chinese.convert_html(html, "zh-hant") == (
        '<p id="账户">帳戶<code>账户</code><a href="/账户">「帳戶」</a><img alt="帳戶" src="/账户.png"></p>'
    )
