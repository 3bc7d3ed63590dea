"""What other systems wrote: samples in their documented forms."""

import json
import shutil
from collections import Counter, defaultdict
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from faq.articles.models import Article, Revision, Text
from faq.base import markdown
from faq.categories.models import Category
from faq.pictures.models import Picture
from faq.transfer.actions import import_path
from faq.transfer.docs_markdown import translate
from faq.transfer.html_to_markdown import convert
from faq.transfer.report import Report, Verdict
from tests.factories import NOW

SAMPLES = Path(__file__).parent / "samples"


def take(path: Path, **options: str) -> Report:
    return import_path(path, by=None, at=NOW, language="en", **options)  # type: ignore[arg-type]


def notes(report: Report) -> dict[str, str]:
    reasons: dict[str, list[str]] = defaultdict(list)
    for line in report.of(Verdict.NOTED):
        reasons[line.source].append(line.reason)
    return {source: "\n".join(told) for source, told in reasons.items()}


def body(key: str, language: str = "en") -> str:
    return Revision.objects.get(text__article__key=key, language=language).body


# --- Zendesk -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_zendesk_articles_come_in_every_language_that_we_have(client: Client) -> None:
    report = take(SAMPLES / "zendesk")
    assert (report.created, len(report.refused)) == (5, 0)
    texts = Text.objects.filter(article__key="zendesk-300")
    assert {text.language for text in texts} == {"en", "zh-hans", "zh-hant"}
    article = Article.objects.get(key="zendesk-300")
    assert (article.category.key, article.position) == ("zendesk-section-200", 0)
    english = Revision.objects.get(text__article=article, language="en")
    assert english.visible_from is not None
    assert english.visible_from.isoformat() == "2025-02-03T04:05:06+00:00"
    assert sorted(tag.name for tag in english.text.tags.all()) == ["deposit", "network"]
    assert not Revision.objects.get(language="zh-hant").is_published
    page = client.get(english.text.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert "iframe" not in page
    assert "style=" not in english.html


@pytest.mark.django_db
def test_zendesk_links_lead_to_our_articles_and_what_is_lost_is_named() -> None:
    lost = notes(take(SAMPLES / "zendesk"))
    assert "[which network](article:zendesk-301#fees)" in body("zendesk-300")
    assert "](article:zendesk-301)" in body("zendesk-300", "zh-hans")
    for what in ("iframe", "script", "missing.png", "requests/new", "999-Gone"):
        assert what in lost["article 300 (en)"]
    assert "fr" in lost["article 300"]


@pytest.mark.django_db
def test_zendesk_sections_become_a_tree_of_three() -> None:
    take(SAMPLES / "zendesk")
    parents = Category.objects.values_list("key", "parent__key")
    assert dict(parents) == {
        "zendesk-category-100": None,
        "zendesk-section-200": "zendesk-category-100",
        "zendesk-section-201": "zendesk-section-200",
        "zendesk-section-202": "zendesk-section-200",
    }
    names = Category.objects.get(key="zendesk-section-200").texts.values_list("language", "name")
    assert dict(names) == {"en": "Deposits", "zh-hans": "充值"}


@pytest.mark.django_db
def test_zendesk_articles_for_some_are_for_staff_and_drafts_stay_drafts(client: Client) -> None:
    take(SAMPLES / "zendesk")
    assert Article.objects.get(key="zendesk-301").audience == "staff"
    draft = Revision.objects.get(text__article__key="zendesk-302")
    assert not draft.is_published
    for text in Text.objects.filter(article__key__in=["zendesk-301", "zendesk-302"]):
        assert client.get(text.get_absolute_url()).status_code == 404


@pytest.mark.django_db
def test_pictures_come_along_under_names_of_our_own() -> None:
    take(SAMPLES / "zendesk")
    picture = Picture.objects.get()
    assert picture.name.startswith("deposit-step-")
    assert f"![The deposit button]({picture.url})" in body("zendesk-300")


@pytest.mark.django_db
@pytest.mark.parametrize("system", ["zendesk", "docusaurus", "mkdocs"])
def test_again_brings_nothing_new(system: str, django_capture_on_commit_callbacks: object) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        first = take(SAMPLES / system)
    again = take(SAMPLES / system, origin=system)
    assert first.created == again.unchanged > 2
    assert not again.of(Verdict.ADDED, Verdict.CHANGED, Verdict.REFUSED)


@pytest.mark.django_db
def test_zendesk_pages_and_inner_translations_are_read(tmp_path: Path) -> None:
    row = (
        '{"articles": [{"id": %d, "section_id": 1, "locale": "en-us", "title": "T%d", '
        '"body": "<p>Long enough to be an answer.</p>", "translations": '
        '[{"locale": "zh-tw", "title": "題%d", "body": "<p>這一句夠長可以當答案。</p>"}]}]}'
    )
    for number in (1, 2):
        (tmp_path / f"page-{number}.json").write_text(row % (number, number, number), "utf-8")
    assert take(tmp_path).created == 4
    assert Revision.objects.filter(language="zh-hant").count() == 2


@pytest.mark.django_db
def test_odd_rows_of_zendesk_are_taken_as_far_as_they_go(tmp_path: Path) -> None:
    deep = "<div>" * 5000 + "x" + "</div>" * 5000
    rows = {
        "categories": [{"id": 1, "name": None, "locale": "en"}, {"name": "no id"}, 7],
        "sections": [
            {"id": 2, "category_id": 99, "parent_section_id": 3, "locale": "en", "position": "x"},
            {"id": 3, "category_id": 1, "parent_section_id": 2, "locale": "en", "name": "N" * 90},
        ],
        "articles": [
            {"id": 4, "section_id": 2, "locale": "en", "title": "T", "body": None,
             "label_names": "x", "translations": {"a": 1}, "position": -5, "created_at": "x"},
            {"id": 5, "section_id": 2, "locale": "en", "title": "", "body": "<p>y</p>"},
            {"id": 6, "section_id": 2, "locale": "en", "title": "Deep", "body": deep},
            {"id": 7, "section_id": 77, "locale": None, "title": "No language", "body": "<p>"},
            {"id": 8, "section_id": 77, "locale": "en-gb", "title": "Good", "body": "<p>Fine.</p>"},
        ],
    }  # fmt: skip
    (tmp_path / "export.json").write_text(json.dumps(rows))
    report = take(tmp_path)
    refused = " ".join(map(str, report.refused))
    for name in ("article 4", "article 5", "article 6"):
        assert name in refused
    assert "article 7" in " ".join(notes(report))
    assert [line.name for line in report.of(Verdict.ADDED) if line.kind == "text"] == [
        "zendesk-8 (English)"
    ]


# --- Docusaurus and MkDocs -----------------------------------------------------------------------


@pytest.mark.django_db
def test_docusaurus_pages_keep_their_words_order_and_languages() -> None:
    report = take(SAMPLES / "docusaurus")
    assert (report.created, len(report.refused)) == (3, 0)
    text = body("wallet-receive")
    assert '!!! warning "Mind the network"\n\n    Coins sent' in text
    assert "**iPhone**" in text
    assert "**android**" in text
    assert "import Tabs" not in text
    assert "<Tab" not in text
    assert "## Scan the code\n" in text
    # Code stays as it is.
    assert "import x from 'y'; // :::note stays\n[not a link](./gone.md)\n```" in text
    assert body("wallet-receive", "zh-hans").endswith("[开头](article:intro)。\n")
    intro = Revision.objects.get(text__article__key="intro")
    assert (intro.title, intro.summary) == (
        "Welcome", "What this wallet is for, and where to begin.",
    )  # fmt: skip
    assert intro.body.count("article:wallet-receive") == 2
    assert "# Welcome" not in intro.body
    assert Category.objects.get(key="wallet").position == 2
    assert Picture.objects.count() == 2
    lost = notes(report)
    assert "./gone.md" in lost["docs/intro.md"]
    assert "<Highlight>" in lost["docs/wallet/01-receive.mdx"]


@pytest.mark.django_db
def test_mkdocs_pages_follow_its_navigation() -> None:
    report = take(SAMPLES / "mkdocs")
    assert (report.created, len(report.refused)) == (4, 0)
    order = Article.objects.order_by("position").values_list("key", flat=True)
    assert list(order) == ["index", "trade-order", "trade-fees"]
    assert Revision.objects.get(text__article__key="trade-order").title == "Place an order"
    text = body("trade-order")
    assert '!!! note "Check first"\n    Look' in text
    assert "**Limit**\n\nName a price.\n\n- Only then\n\n**Market**" in text
    assert "[fees](article:trade-fees#table) and [the web](https://example.org)" in text
    assert "{" not in text
    assert Text.objects.get(language="zh-hans").article.key == "trade-fees"
    assert [text.name for text in Category.objects.get(key="trade").texts.all()] == ["Trading"]
    assert "snippet" in notes(report)["docs/trade/order.md"]


@pytest.mark.django_db
def test_pictures_outside_of_the_folder_stay_there(tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(SAMPLES / "mkdocs", site)
    secret = tmp_path / "secret.png"
    shutil.copyfile(SAMPLES / "mkdocs/docs/trade/img/order.png", secret)
    (site / "docs/link.png").symlink_to(secret)
    (site / "docs/index.md").write_text(
        "# T\n\nA long enough line. ![a](../../secret.png) ![b](link.png)\n"
    )
    report = take(site)
    assert "secret.png, the picture link.png" in notes(report)["docs/index.md"]


@pytest.mark.django_db
def test_command_takes_the_name_of_the_system() -> None:
    out = StringIO()
    path = str(SAMPLES / "mkdocs")
    call_command(
        "import_content",
        path,
        "--from",
        "mkdocs",
        "--language",
        "en",
        verbosity=0,
        stdout=out,
        stderr=out,
    )
    assert "created: 4" in out.getvalue()
    with pytest.raises(CommandError):
        call_command("import_content", path, "--from", "wordpress", verbosity=0)


@given(st.text(st.sampled_from("ab []()!:{}<>/\"'`#=\n\\*_T."), max_size=60))
def test_any_markdown_is_translated_and_again_changes_nothing(source: str) -> None:
    once = translate(source, lambda address, is_picture: address).body
    assert translate(once, lambda address, is_picture: address).body.strip() == once.strip() or (
        "<" in source or "{" in source or ":::" in source or "=" in source or "import" in source
    )


def test_long_lines_are_translated_in_time() -> None:
    for unit in ("[a", "![a](b", "<A a='", "{#a ", '<TabItem a="', "`[", "[[a](b)"):
        translate(unit * 4000, lambda address, is_picture: address)


# --- HTML ----------------------------------------------------------------------------------------

WORDS = st.text(st.sampled_from("ab 中1.)-+*_`#[]<>&|~\\!:{}$=\"'"), min_size=1, max_size=8).map(
    lambda text: f"w{text}w"
)


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


INLINE = st.one_of(
    WORDS.map(escape),
    WORDS.map(lambda text: f" <b>{escape(text)}</b> "),
    WORDS.map(lambda text: f" <em>{escape(text)}</em> "),
    WORDS.map(lambda text: f' <a href="https://example.org/a(b)">{escape(text)}</a> '),
)
PARAGRAPH = st.lists(INLINE, min_size=1, max_size=3).map("".join)
BLOCKS = st.recursive(
    PARAGRAPH.map(lambda words: f"<p>{words}</p>"),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(
            lambda items: f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"
        ),
        st.lists(inner, min_size=1, max_size=3).map(
            lambda items: f"<ol>{''.join(f'<li>{item}</li>' for item in items)}</ol>"
        ),
        inner.map(lambda block: f"<blockquote>{block}</blockquote>"),
        inner.map(lambda block: f"<div class='callout-warning'>{block}</div>"),
        inner.map(lambda block: f"<div>{block}</div>"),
    ),
    max_leaves=4,
)


def letters(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


@given(st.lists(BLOCKS, min_size=1, max_size=3))
def test_every_word_of_html_is_read_after_the_turn(blocks: list[str]) -> None:
    html = "".join(blocks)
    converted = convert(html, link=lambda address: address, picture=lambda address: address)
    shown = markdown.render(
        converted.body,
        language="en",
        resolve_link=lambda target, language: target,
        resolve_media=lambda source: None,
    ).plain
    meant = (
        "".join(part.partition(">")[2] for part in f">{html}".split("<"))
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
    )
    assert letters(meant) - letters(shown) == Counter(), converted.body


def test_html_of_a_writer_keeps_its_structure() -> None:
    html = (
        "<h3>A</h3><p>x</p><h4>B</h4><pre><code>a\n ```b</code></pre><hr>"
        '<details><summary>More "here"</summary><p>in</p></details>'
        "<dl><dt>T</dt><dd>d</dd></dl><ol start='3'><li>c<ul><li>d</li></ul></li></ol>"
        "<table><tr><th>A</th></tr><tr><td colspan='2'><p>x</p><p>y|</p></td></tr></table>"
        "<p>a<br>b <code>c`d</code> &lt;b&gt;</p>"
    )
    converted = convert(html, link=lambda address: address, picture=lambda address: address)
    assert converted.lost == ("colspan",)
    for block in (
        "## A", "### B", "````\na\n ```b\n````", "* * *", "??? \"More 'here'\"\n    in",
        "T\n:   d", "3. c\n    - d", "| A |\n| --- |\n| x<br>y\\| |", "a\\\nb ``c`d`` \\<b\\>",
    ):  # fmt: skip
        assert f"\n\n{block}\n\n" in f"\n\n{converted.body}\n", block
