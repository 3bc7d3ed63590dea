"""The checker of pages finds what it is there to find."""

import pytest

from tests.markup import Markup


@pytest.mark.parametrize(
    "body",
    [
        "<p>a<div>b</div>", "<ul><p>a</p></ul>", "<span><div></div></span>", "<a href='/'><a href='/b'>b</a></a>",
        "<p id='a'></p><p id='a'></p>", "<label for='x'>a</label>", "<p aria-describedby='x'>a</p>",
        "<img src='/a.png' alt=''>", "<h1>a</h1><h3>b</h3>", "<a href='#x'>a</a>", "<div>", "</div>",
        "<button><input></button>", "<p class='a' class='b'>", "<form><form></form></form>", "<li>a</li>",
    ],
)  # fmt: skip
def test_fault_is_found(body: str) -> None:
    assert Markup(f"<!doctype html>{body}").faults


def test_sound_page_has_no_fault() -> None:
    body = """<h1 id="a">a</h1><ul><li>a<li>b</ul><dl><div><dt>a</dt><dd><p>b</p></dd></div></dl>
        <table><tr><th>a<td>b</table><label>a <input></label><a href="#a"><div>b</div></a>
        <svg><use href="#b"/></svg><p>a<br>b</p>"""
    assert not Markup(f"<!doctype html>{body}").faults
