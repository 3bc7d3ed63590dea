"""What the written files hold to: no way for markup to slip in, nothing of one machine."""

import re

import pytest
from django.template.loader import get_template

from tests.architecture.own_files import ROOT, named, own_files

# Where ready HTML goes into pages: made by the sanitiser, the highlighter or by escaping.
MAY_TRUST_HTML = {
    "faq/articles/differences.py",
    "faq/base/content_links.py",
    "faq/base/templatetags/structured_data.py",
    # A picture that a library draws of a key that we made.
    "templates/mfa/totp/activate_form.html",
}
TRUSTS_HTML = re.compile(r"mark_safe|SafeString\(|\|safe\b|\|safeseq\b|autoescape off|@html_safe")

# Spelled in pieces, so that these lines don't match themselves.
OF_ONE_MACHINE = re.compile(
    r"py"
    r"pi\.(org|io)|python"
    r"hosted|registry\.n"
    r"pm|deb\."
    r"debian|"
    r"/(wo"
    r"rk|fa"
    r"rm)/|/ro"
    r"ot/|/ho"
    r"me/\w+/"
)


def test_html_is_trusted_in_few_places_only() -> None:
    trusting = {
        named(path)
        for folder in ("faq", "helpcenter", "templates")
        for path in own_files(".py", ".html", ".txt", ".xml", below=folder)
        if TRUSTS_HTML.search(path.read_text())
    }
    assert trusting <= MAY_TRUST_HTML


def test_scripts_write_text_never_markup() -> None:
    ways = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
    )
    scripts = own_files(".js", below="static")
    assert not [named(path) for path in scripts if ways.search(path.read_text())]


def test_templates_hold_no_inline_style_or_script() -> None:
    inline = re.compile(r"\sstyle=|\son[a-z]+=|<style|javascript:|<script(?![^>]*\ssrc=)", re.I)
    templates = {named(path): path.read_text() for path in own_files(".html", below="templates")}
    # Mail programs load no style sheets.
    assert "<style" in templates.pop("templates/emails/frame.html")
    assert not [name for name, text in templates.items() if inline.search(text)]


def test_nothing_names_one_machine_or_a_registry() -> None:
    texts = {
        named(path): path.read_text(errors="replace")
        for path in own_files()
        if path.suffix not in {".png", ".jpg", ".webp", ".mo", ".mp4", ".sqlite3"}
    }
    assert not [name for name, text in texts.items() if OF_ONE_MACHINE.search(text)]


def test_every_template_that_code_names_is_there() -> None:
    naming = re.compile(r"""["']((?:[a-z_]+/)*[a-z0-9_]+\.(?:html|xml|txt))["']""")
    rendering = re.compile(r"\brender\(|render_to_string\(|get_template\(|template\w* = |_template")
    named_ones = {
        name
        for folder in ("faq", "helpcenter")
        for path in own_files(".py", below=folder)
        if rendering.search(path.read_text())
        for name in naming.findall(path.read_text())
        if name not in {"robots.txt", "opensearch.xml", "sitemap.xml"}
    }
    assert named_ones
    for name in named_ones:
        get_template(name)


def _pins(file: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / file).read_text(), flags=re.M))


def _wanted(file: str) -> set[str]:
    lines = (ROOT / file).read_text().lower()
    return {
        name.replace("_", "-") for name in re.findall(r"^([\w-]+)(?:\[\w+\])?[><=]", lines, re.M)
    }


def test_locked_requirements_are_in_step() -> None:
    runtime, dev = _pins("requirements.txt"), _pins("requirements-dev.txt")
    assert runtime.items() <= dev.items()
    assert _wanted("requirements.in") <= runtime.keys()
    assert _wanted("requirements-dev.in") <= dev.keys()


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_locked_requirements_have_hashes_and_no_address(file: str) -> None:
    text = (ROOT / file).read_text()
    assert "http" not in text
    assert "--index" not in text
    for block in re.split(r"\n(?=\w)", text.strip()):
        assert "--hash=sha256:" in block, block.splitlines()[0]
