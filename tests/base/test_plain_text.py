"""What readers wrote, as HTML."""

import html
import re

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st

from faq.base.plain_text import as_html


@pytest.fixture(autouse=True)
def _site(settings: LazySettings) -> None:
    settings.HELPCENTER_URL = "https://help.boan.example"


def test_markdown_and_html_stay_what_was_typed() -> None:
    assert as_html("**a** [x](y)\n# b\n<b>c</b>") == (
        "<p>**a** [x](y)<br># b<br>&lt;b&gt;c&lt;/b&gt;</p>"
    )


def test_only_our_own_addresses_become_links() -> None:
    assert as_html("See https://help.boan.example/en/articles/1-x/.") == (
        '<p>See <a href="https://help.boan.example/en/articles/1-x/">'
        "https://help.boan.example/en/articles/1-x/</a>.</p>"
    )


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "http://help.boan.example/",
        "https://help.boan.example.evil.example/",
        "https://help.boan.example@evil.example/",
        "https://help.boan.example:444/",
        "javascript:alert(1)",
        "//help.boan.example/",
    ],
)
def test_other_addresses_stay_text(address: str) -> None:
    assert "<a" not in as_html(f"see {address} now")


@given(text=st.text(st.sampled_from("ab <>&\"'\n/:.https*_[]()#中")) | st.text())
def test_nothing_but_lines_and_our_links_is_made(text: str) -> None:
    made = as_html(text)
    assert set(re.findall(r"</?([a-z]+)", made)) <= {"p", "br", "a"}
    shown = html.unescape(
        re.sub(r"<br>|</p><p>", "\n", made.removeprefix("<p>").removesuffix("</p>"))
    )
    assert (
        re.sub(r"\s", "", re.sub(r"</?a[^>]*>", "", shown)) == re.sub(r"\s", "", text)
        or "<" in text
    )
