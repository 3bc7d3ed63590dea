"""What holds for every text, found out with texts that nobody would write."""

from hypothesis import given, settings
from hypothesis import strategies as st

from faq.base.markdown import Media, Rendered, render
from faq.base.sanitizer import clean_page
from tests.base.markup import FORBIDDEN, dangers, parse

TOKENS = [
    *("# ", "## ", "### ", "- ", "* ", "1. ", "2) ", "10. ", "> ", ">", ": ", ":   ", "    ", "  "),
    *("\t", "\n", "\n\n", "  \n", "\r\n", "\x00", "\x02", "\x03", "\x1b", "\ud800", "\ufffe"),
    *("**", "*", "_", "__", "~~", "~", "`", "``", "```", "~~~", "```js\n", "\\", "\\*", "\\|"),
    *("[", "]", "(", ")", "](", "![", "[^1]", "[^1]: ", "[x]: ", "[x]", "[ ] ", "[x] ", "[TOC]"),
    *("|", "| a | b |\n|---|---:|\n", "|-|", "---", "***", "===", "!!! note\n    ", "!!! steps\n"),
    *('!!! warning "', '"', "“", "”", '??? "x"\n    ', "???+", "> [!NOTE]\n> ", "    ### 步\n"),
    *(
        "    > 你会看到：",
        "{#main}",
        "{#x .y}",
        "{width=3}",
        "{",
        "}",
        "<",
        ">",
        "&",
        "&amp;",
        "&#0;",
    ),
    *("&#x1b;", "<!--", "-->", "<?", "?>", "<![CDATA[", "]]>", "<b>", "</b>", "<p>", "</p>"),
    *("<div>", "</div>", "<div class='steps'>", "<details>", "</details>", "<summary>"),
    *("</summary>", "<table>", "<tr>", "<td>", "<th>", "</table>", "<ul>", "<li>", "</ul>", "<dl>"),
    *("<dt>", "<dd>", "<a href='", "<a id=x>", "</a>", "<img src=x.png>", "<img alt='", "<video>"),
    *(
        "<source src=/media/x.mp4>",
        "</video>",
        "<h1>",
        "</h1>",
        "<h3>",
        "<pre>",
        "</pre>",
        "<code>",
    ),
    *("<script>", "</script>", "<style>", "<svg>", "<math>", "<title>", "<textarea>", "<template>"),
    *("<select>", "<form>", "<input>", "<button>", "<iframe>", "<noscript>", "<plaintext>", "<br>"),
    *("<sup><a class=footnote-ref href=#fn-1>", "<div class=footnote><ol><li id=fn-1>", "<x-y>"),
    *(
        "</",
        "/>",
        "='",
        " onclick=",
        "javascript:",
        "article:x",
        "article:y",
        "https://example.com",
    ),
    *(
        "//example.com",
        "x.png",
        "y.png",
        "x.mp4",
        "字",
        "，",
        "。",
        "「",
        "」",
        "文字",
        "a",
        "b c",
        "　",
    ),
    *("甲[^1]乙\n\n", "\n\n[^1]: 丙\n\n", "<p class='evil'>", "<b style=x>", "<td onclick=x>"),
    *("重点", "1", "￼", "\u202e", "\u200b", "\u2028", "\x85", "😀", "é", "ä"),
]

any_text = st.text(st.characters(exclude_categories=()), max_size=200)
# Many at once: where few meet, nothing happens.
any_tokens = st.lists(st.sampled_from(TOKENS), min_size=15, max_size=60).map("".join)
mixed = st.lists(st.one_of(st.sampled_from(TOKENS), st.text(max_size=3)), max_size=30).map("".join)
sources = st.one_of(any_text, any_tokens, any_tokens, mixed)
languages = st.sampled_from(["zh-hans", "zh-hant", "en", "xx"])

quickly = settings(max_examples=150, deadline=None)
very_quickly = settings(max_examples=50, deadline=None)


def show(source: str, language: str = "zh-hans") -> Rendered:
    return render(
        source,
        language=language,
        resolve_link=lambda target: "/_/articles/1-x/" if target == "article:x" else None,
        resolve_media=lambda src: (
            Media("picture", "/media/x.png", 8, 6) if src == "x.png" else None
        ),
    )


@quickly
@given(sources, languages)
def test_every_text_gives_well_formed_harmless_html(source: str, language: str) -> None:
    assert dangers(show(source, language).html) == []


@quickly
@given(st.lists(sources, max_size=4).map("\n\n".join))
def test_texts_of_several_parts_too(source: str) -> None:
    assert dangers(show(source).html) == []


@quickly
@given(sources)
def test_result_is_a_fixed_point_of_the_sanitiser(source: str) -> None:
    html = show(source).html
    assert clean_page(html) == html


@quickly
@given(sources, languages)
def test_same_source_gives_the_same_result(source: str, language: str) -> None:
    assert show(source, language) == show(source, language)


@quickly
@given(sources)
def test_headings_of_the_contents_are_on_the_page(source: str) -> None:
    rendered = show(source)
    ids = {node["id"] for node in parse(rendered.html).walk() if "id" in node}
    assert {heading.id for heading in rendered.headings} <= ids
    assert all(heading.level in (2, 3) and heading.text for heading in rendered.headings)


@quickly
@given(mixed, mixed)
def test_links_to_footnotes_and_back_arrive(before: str, between: str) -> None:
    page = parse(show(f"{before}\n\n甲[^1]乙[^2]\n\n{between}\n\n[^2]: 丙\n[^1]: 丁[^2]").html)
    ids = {node["id"] for node in page.walk() if "id" in node}
    for link in page.all("a"):
        if "aria-label" in link:
            assert link["href"].removeprefix("#") in ids


@quickly
@given(sources)
def test_plain_text_is_plain(source: str) -> None:
    rendered = show(source)
    assert all(line.strip() for line in rendered.plain.split("\n")) or rendered.plain == ""
    assert not FORBIDDEN.search(rendered.plain)
    words = "".join(parse(rendered.html).raw.split())
    for line in rendered.plain.split("\n"):
        assert "".join(line.split()) in words or "[^" in source or "footnote" in source


@quickly
@given(sources)
def test_what_was_written_is_named_as_written(source: str) -> None:
    rendered = show(source)
    for name in (*rendered.links, *rendered.media):
        assert name
        assert not FORBIDDEN.search(name)


# --- nothing gets lost -----------------------------------------------------------------------

plain_words = st.text("abcXYZ019充值提现到账，。：；？！（）「」“”、 ", min_size=1, max_size=40)


@quickly
@given(st.lists(plain_words.filter(lambda words: words.strip()), min_size=1, max_size=6))
def test_plain_paragraphs_lose_nothing(paragraphs: list[str]) -> None:
    shown = parse(show("\n\n".join(p.strip() for p in paragraphs)).html)
    assert shown.tags == ["p"] * len(paragraphs)
    assert [node.text for node in shown.children] == [" ".join(p.split()) for p in paragraphs]


escaped = st.text("abc中文*_`~[]()<>#|!{}\\&-+.", min_size=1, max_size=30)


@quickly
@given(escaped)
def test_escaped_signs_are_shown_as_they_are(text: str) -> None:
    source = "".join(f"\\{sign}" if sign in "*_`~[]()<>#|!{}\\-+." else sign for sign in text)
    source = source.replace("&", "&amp;")
    assert parse(show(f"甲{source}").html).text == f"甲{text}"


signs = st.characters(exclude_categories=("Cs", "Cc"))
marked = st.sampled_from(
    ["&amp;", "&lt;", "&", "<b>", "</code>", "**", "\\*", "[x](/y)", "    ", "{#a}"]
)


@quickly
@given(st.lists(st.one_of(signs, marked), max_size=40).map("".join))
def test_code_is_shown_letter_by_letter(code: str) -> None:
    code = "".join(sign for sign in code if not FORBIDDEN.match(sign) and sign != "`")
    shown = parse(show(f"- 项\n\n  ```\n  |{code}|\n  ```").html)
    assert shown.one("pre").raw == f"|{code}|\n"


# --- Chinese emphasis and links --------------------------------------------------------------

han = st.text("重点提现到账请先验证身份", min_size=1, max_size=5)
mark = st.sampled_from(["", "：", "。", "，", "！", "？", "；", "、"])
frame = st.sampled_from(["{}", "「{}」", "“{}”", "（{}）", "《{}》", "{}50%", "A{}", "{}（{}）"])


@quickly
@given(before=st.one_of(st.just(""), han, mark), inner=han, frame=frame, end=mark, after=han)
def test_bold_in_chinese_needs_no_spaces(
    before: str, inner: str, frame: str, end: str, after: str
) -> None:
    """F02."""
    bold = frame.format(inner, inner) + end
    page = parse(show(f"{before}**{bold}**{after}").html)
    assert page.one("strong").text == bold
    assert page.text == f"{before}{bold}{after}"


@quickly
@given(
    before=st.one_of(st.just(""), han, st.sampled_from(["（", "「", "：", "见 "])),
    path=st.text("abc/_-.~0%=&?#", max_size=12).map(lambda path: f"/{path}a"),
    after=st.sampled_from(
        ["。然后", "，谢谢", "）说明", "」", "；", "！", "、b", "然后", " 后", "", ". "]
    ),
)
def test_bare_link_ends_before_chinese(before: str, path: str, after: str) -> None:
    """F03."""
    path = path.replace("&", "&a")
    page = parse(show(f"{before}https://example.com{path}{after}").html)
    link = page.one("a")
    assert link["href"] == link.text == f"https://example.com{path}"
    assert page.text == f"{before}https://example.com{path}{after}".strip()


# --- nesting ---------------------------------------------------------------------------------

Tree = list[tuple[str, "Tree"]]
trees: st.SearchStrategy[Tree] = st.recursive(
    st.lists(st.tuples(st.sampled_from("甲乙丙"), st.just([])), min_size=1, max_size=3),
    lambda inner: st.lists(st.tuples(st.sampled_from("甲乙丙"), inner), min_size=1, max_size=3),
    max_leaves=12,
)


def written(tree: Tree, step: str, marker: str, depth: int = 0) -> str:
    lines = []
    for name, inner in tree:
        lines.append(f"{step * depth}{marker} {name}")
        if inner:
            lines.append(written(inner, step, marker, depth + 1))
    return "\n".join(lines)


def outline(html: str) -> str:
    return "".join(html.split())


@very_quickly
@given(trees, st.sampled_from(["-", "*", "+", "1."]))
def test_every_list_nests_the_same_with_any_indent(tree: Tree, marker: str) -> None:
    """F01."""
    steps = ["   ", "    ", "\t"] + ([] if marker == "1." else ["  "])
    shown = {outline(show(written(tree, step, marker)).html) for step in steps}
    assert len(shown) == 1
    tag = "ol" if marker == "1." else "ul"

    def expected(tree: Tree) -> str:
        items = (f"<li>{name}{expected(inner) if inner else ''}</li>" for name, inner in tree)
        return f"<{tag}>{''.join(items)}</{tag}>"

    assert shown == {expected(tree)}


@very_quickly
@given(st.lists(st.sampled_from(["list", "quote", "notice", "details", "steps"]), max_size=6))
def test_code_survives_any_nesting(containers: list[str]) -> None:
    source = "```py\na\n\n  b\n```"
    for container in containers:
        source = _inside(container, source)
    block = parse(show(source).html).one("pre")
    assert block.raw == "a\n\n  b\n"
    assert block.one("code").classes == {"language-py"}


def _inside(container: str, source: str) -> str:
    if container == "quote":
        return "\n".join(f"> {line}" for line in source.split("\n"))
    head, indent = {
        "list": ("- 项\n", "  "),
        "notice": ("!!! note\n", "    "),
        "details": ('??? "题"\n', "    "),
        "steps": ("!!! steps\n    ### 步\n", "    "),
    }[container]
    return head + "\n".join(f"{indent}{line}" if line else "" for line in source.split("\n"))
