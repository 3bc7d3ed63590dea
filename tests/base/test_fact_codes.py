"""Short codes of facts: what holds none is left as it is, what holds one is marked and filled."""

import re
from html import unescape

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from faq.base import fact_codes
from faq.base.markdown import Rendered, render

KEYS = st.from_regex(rf"\A{fact_codes.KEY}\Z")
TEXTS = st.text(alphabet=st.sampled_from("{}fact:-k|`*#<>&\"'提 1\n"), max_size=60)


def rendered(source: str, *known: str) -> Rendered:
    return render(
        source,
        language="zh-hans",
        resolve_link=lambda target: None,
        resolve_media=lambda src: None,
        is_fact=known.__contains__,
    )


@given(TEXTS)
def test_text_without_a_short_code_stays_as_it_is(text: str) -> None:
    assume(not fact_codes.CODE.search(text))
    assert fact_codes.fill_text(text, lambda key: "never") == text
    assert fact_codes.keys_in_text(text) == []


@given(TEXTS)
def test_page_without_a_short_code_holds_no_marker_and_stays_as_it_is(source: str) -> None:
    assume(not fact_codes.CODE.search(unescape(source)))
    html = rendered(source).html
    assert "<data" not in html
    assert fact_codes.fill_html(html, lambda key: "never") == html


@given(before=TEXTS, key=KEYS, after=TEXTS, wording=st.text(max_size=30))
def test_a_short_code_is_filled_and_what_is_around_it_stays(
    before: str, key: str, after: str, wording: str
) -> None:
    assume(not fact_codes.CODE.search(before) and not fact_codes.CODE.search(after))
    text = f"{before}{fact_codes.written(key)}{after}"
    assume(fact_codes.keys_in_text(text) == [key])
    assert fact_codes.fill_text(text, {key: wording}.get) == f"{before}{wording}{after}"
    assert fact_codes.fill_text(text, lambda asked: None) == text


@given(wording=st.text(alphabet=st.sampled_from("<>&\"'/=ab1 \\{}"), max_size=40))
def test_whatever_is_filled_in_adds_no_tag_and_no_attribute(wording: str) -> None:
    source = "## {{fact:k}}\n\n|a|\n|-|\n|{{fact:k}}|\n\n![{{fact:k}}](/media/pictures/a.png)"
    html = rendered(source, "k").html
    filled = fact_codes.fill_html(html, {"k": wording}.get)
    tags = re.compile(r"""<[^>"]*(?:"[^"]*"[^>"]*)*>""")
    names = [re.sub(r'"[^"]*"', '""', tag) for tag in tags.findall(html)]
    assert [re.sub(r'"[^"]*"', '""', tag) for tag in tags.findall(filled)] == names


@pytest.mark.parametrize(
    "source",
    [
        "{{fact:k}}",
        "前{{fact:k}}后",
        "**{{fact:k}}**",
        "- {{fact:k}}",
        "## {{fact:k}}",
        "[{{fact:k}}](/contact/)",
        "|a|\n|-|\n|{{fact:k}}|",
        "!!! steps\n    ### 一\n    {{fact:k}}",
        "!!! steps\n    ### {{fact:k}}\n    一",
        '!!! note "注意"\n    {{fact:k}}',
        '??? "问"\n    {{fact:k}}',
        "<b>{{fact:k}}</b>",
        "词\n:   {{fact:k}}",
    ],
)
def test_a_fact_may_stand_anywhere_in_a_text(source: str) -> None:
    page = rendered(source, "k")
    assert '<data class="fact" value="k">{{fact:k}}</data>' in page.html
    assert page.problems == ()
    assert "{{fact:k}}" in page.plain
    assert "<data" in fact_codes.fill_html(page.html, {"k": "1 USDT"}.get)
    assert "{{" not in fact_codes.fill_html(page.html, {"k": "1 USDT"}.get)


@pytest.mark.parametrize(
    "source", ["`{{fact:k}}`", "```\n{{fact:k}}\n```", "<kbd>{{fact:k}}</kbd>"]
)
def test_code_stays_code(source: str) -> None:
    html = rendered(source, "k").html
    assert "<data" not in html
    assert "{{fact:k}}" in html


@pytest.mark.parametrize(
    "source", ["{{fact:}}", "{{fact:A}}", "{{fact:a b}}", "{fact:a}", "{{ fact:a }}", "{{a}}"]
)
def test_what_only_looks_like_one_is_text(source: str) -> None:
    assert rendered(source).html == f"<p>{source}</p>"


def test_a_fact_that_nobody_knows_is_named_once_to_the_editor() -> None:
    page = rendered("{{fact:no}} {{fact:no}} {{fact:yes}}", "yes")
    assert page.problems == ("fact:no",)


def test_writers_make_no_marker_of_their_own() -> None:
    assert "<data" not in rendered('<data class="fact" value="k">9</data>', "k").html
