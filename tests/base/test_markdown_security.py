"""T5, T6, T17: hostile Markdown. What comes out is looked at as a tree, never by regular
expression, and without trust in the renderer's own lists (`markup.dangers`)."""

import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from faq.base.markdown import Media, Rendered, Track, render
from faq.base.sanitizer import clean_page, clean_source
from tests.base.markup import dangers, parse

PICTURE = Media("picture", "/media/x.png", 8, 6)


def show(source: str) -> Rendered:
    return render(
        source,
        language="zh-hans",
        resolve_link=lambda target: "/_/articles/1-x/" if target == "article:x" else None,
        resolve_media=lambda src: PICTURE if src == "x.png" else None,
    )


# --- payloads --------------------------------------------------------------------------------

HANDLERS = [
    f"<{tag} {handler}=alert(1)>x</{tag.partition(' ')[0]}>"
    for tag, handler in [
        ("img src=x", "onerror"),
        ("img src=/media/x.png", "onload"),
        ("b", "onclick"),
        ("div", "onmouseover"),
        ("div", "OnMouseEnter"),
        ("p", "onpointerdown"),
        ("a href=/x", "onfocus"),
        ("details open", "ontoggle"),
        ("summary", "onclick"),
        ("video src=/media/x.mp4", "oncanplay"),
        ("video", "onloadstart"),
        ("source", "onerror"),
        ("track", "onload"),
        ("input type=checkbox", "onchange"),
        ("input autofocus", "onfocus"),
        ("table", "onscroll"),
        ("td", "onclick"),
        ("h2", "onanimationstart"),
        ("span style=animation-name:x", "onanimationend"),
        ("body", "onload"),
        ("audio src=x", "onerror"),
        ("select autofocus", "onfocus"),
        ("textarea autofocus", "onfocus"),
        ("button", "onclick"),
        ("marquee", "onstart"),
        ("object data=x", "onerror"),
        ("xss", "onafterscriptexecute"),
        ("a-b", "onclick"),
    ]
]

HANDLER_TRICKS = [
    "<img src=x onerror\t=\talert(1)>",
    "<img src=x/onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)//",
    '<img src="x"onerror="alert(1)">',
    "<img src='x'onerror='alert(1)'>",
    "<img src=x onerror=alert`1`>",
    '<img src="x" onerror="&#97;lert(1)">',
    "<img src=x\nonerror=alert(1)>",
    "<img src=x\x0conerror=alert(1)>",
    "<img \x00src=x onerror=alert(1)>",
    "<im\x00g src=x onerror=alert(1)>",
    "<IMG SRC=x ONERROR=alert(1)>",
    "<img src=x onerror=alert(1) ",
    "<img src=x onerror=alert(1) x=`y`>",
    "<b <img src=x onerror=alert(1)>",
    "<<img src=x onerror=alert(1)>>",
    "<img title='a\" onerror=alert(1) b' src=x>",
]

_SCRIPTING = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "\x01javascript:alert(1)",
    "java\tscript:alert(1)",
    "java&#9;script:alert(1)",
    "java&#10;script:alert(1)",
    "java&Tab;script:alert(1)",
    "java&NewLine;script:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;avascript:alert(1)",
    "&#0000106avascript:alert(1)",
    "&#1;javascript:alert(1)",
    "javascript://example.com/%0aalert(1)",
    "javascript:/*--></title></style>*/alert(1)",
    "vbscript:msgbox(1)",
    "livescript:x",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "DATA:image/svg+xml,<svg onload=alert(1)>",
    "blob:https://example.com/x",
    "file:///etc/passwd",
    "filesystem:http://example.com/x",
    "view-source:javascript:alert(1)",
    "ws://example.com",
]
ADDRESSES = [
    pattern.format(address)
    for address in _SCRIPTING
    for pattern in ("[x]({})", "[x](<{}>)", '<a href="{}">x</a>', "![x]({})")
]
LINKS = [
    "<javascript:alert(1)>",
    "<javascript://alert(1)>",
    "<data://text/html,x>",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "[x][y]\n\n[y]: <javascript:alert(1)> 'title'",
    "[x]\n\n[x]: java\\\nscript:alert(1)",
    "![x][y]\n\n[y]: javascript:alert(1)",
    "[javascript:alert(1)]",
    "[x](javascript:alert(1) 'onclick=alert(1)')",
    "[x](/y '\" onmouseover=alert(1) \"')",
    '[x](/y "a\\" onmouseover=alert(1) b=\\"")',
    '[x](/y "\'><img src=x onerror=alert(1)>")',
    '[x](/y"onclick="alert(1))',
    "[x](https://example.com/\"onmouseover='alert(1)')",
    'https://example.com/"onmouseover=alert(1)',
    "https://example.com/'><img/src=x/onerror=alert(1)>",
    '<https://example.com/"onclick=alert(1)>',
    '<a@example.com?"onclick=alert(1)>',
    "<javascript:alert(1)//a@example.com>",
    "[<img src=x onerror=alert(1)>](/y)",
    "[x](//example.com)",
    "[x](/\\example.com)",
    "[x](\\\\example.com)",
    "[x](https:example.com)",
    "[x](/\t/example.com)",
    '<a href="/&#9;/example.com">x</a>',
    '[x](article:x#"onclick=alert(1))',
    "[x](article:javascript:alert(1))",
    '<a href="/x" target="_blank" rel="opener" ping="https://example.com" download>x</a>',
    '<area href="javascript:alert(1)"><map name=x></map>',
]

VECTORS = [
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><script href=data:,alert(1) />",
    "<svg><a xlink:href=javascript:alert(1)><text y=9>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    "<svg><set attributeName=href to=javascript:alert(1)></svg>",
    "<svg><foreignObject><iframe srcdoc='<script>1</script>'></foreignObject></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload=alert(1)>#x'></svg>",
    "<svg><image href=x onerror=alert(1)></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math href=javascript:alert(1)>x</math>",
    "<math><mi xlink:href=javascript:alert(1)>x</mi></math>",
    "<math><maction actiontype=statusline#x xlink:href=javascript:alert(1)>x</maction></math>",
    "<math><annotation-xml encoding=text/html><img src=x onerror=alert(1)></math>",
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//example.com/x.js></SCRIPT>",
    "<script/x>alert(1)</script/x>",
    "x <script>alert(1)</script> y",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\n>alert(1)</script\n>",
    "</script><script>alert(1)</script>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<img src=x onerror=alert(1)>'></iframe>",
    "<iframe src=https://example.com>",
    "<embed src=javascript:alert(1)>",
    "<object data=javascript:alert(1)></object>",
    "<applet code=x></applet>",
    "<frameset onload=alert(1)><frame src=x></frameset>",
    "<portal src=x onload=alert(1)>",
    "<link rel=stylesheet href=https://example.com/x.css>",
    "<link rel=import href=x>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<meta charset=utf-7>+ADw-script+AD4-",
    "<base href=https://example.com/>",
    "<style>@import 'https://example.com/x.css';</style>",
    "<style>*{background:url(javascript:alert(1))}</style>",
    "<p style='background:url(https://example.com/x)'>x</p>",
    "<p style=position:fixed;inset:0>x</p>",
    "<table background=javascript:alert(1)><tr><td background=x>x</table>",
    "<div class='notice--evil btn fixed' hidden contenteditable>x</div>",
    "<form action=javascript:alert(1)><input type=submit></form>",
    "<form><button formaction=javascript:alert(1)>x</button></form>",
    "<input type=image src=x onerror=alert(1)>",
    "<input type=text value=密码>",
    "<input type=password><textarea>x</textarea><select><option>x</select>",
    "<isindex action=javascript:alert(1)>",
    "<keygen autofocus onfocus=alert(1)>",
    "<video src=https://example.com/x.mp4 autoplay></video>",
    "<video poster=javascript:alert(1) src=/media/x.mp4></video>",
    "<video src=/media/x.mp4><source src=javascript:alert(1)><track src=//example.com/x></video>",
    "<audio src=https://example.com/x autoplay></audio>",
    "<img src=https://example.com/pixel.gif>",
    "<img srcset='https://example.com/x 2x' src=/media/x.png>",
    "<img src=/media/x.png longdesc=javascript:alert(1) usemap=#x ismap>",
    "<picture><source srcset=https://example.com/x><img src=/media/x.png></picture>",
    "<img src=`javascript:alert(1)`>",
    "<img src=/media/../accounts/logout/>",
    "<div id=main></div><a id=vote></a><p id=terms>",
    "<a name=cookie id=cookie>x</a><form id=document>",
    "<div role=alert aria-live=assertive tabindex=9 accesskey=x>x</div>",
    "<div is=x slot=y part=z popover=auto>x</div>",
    "<template><script>alert(1)</script></template>",
    "<dialog open>x</dialog><slot></slot>",
    "<?xml version=1.0?><?php echo 1 ?>",
    "<!DOCTYPE html><html><head><title>x</title></head><body onload=alert(1)>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<!--><script>alert(1)</script>-->",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<!---><img src=x onerror=alert(1)>-->",
    "<!-- <!-- --> <img src=x onerror=alert(1)> -->",
]

MUTATIONS = [
    "<math><mtext><table><mglyph><style><!--</style>"
    '<img title="--&gt;&lt;img src=x onerror=alert(1)&gt;">',
    "<math><mtext><h1><a><h6></a></h6><mglyph><svg><mtext><style>"
    '<a title="</style><img src onerror=alert(1)>"></style></h1>',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<svg></p><style><a id="</style><img src=x onerror=alert(1)>">',
    '<svg><p><style><g title="</style><img src=x onerror=alert(1)>">',
    "<noscript><style></noscript><img src=x onerror=alert(1)>",
    '<title><img title="</title><img src=x onerror=alert(1)>"></title>',
    '<textarea><img title="</textarea><img src=x onerror=alert(1)>"></textarea>',
    '<template><p title="</template><img src=x onerror=alert(1)>"></template>',
    '<xmp><p title="</xmp><img src=x onerror=alert(1)>"></xmp>',
    '<noembed><p title="</noembed><img src=x onerror=alert(1)>"></noembed>',
    '<noframes><p title="</noframes><img src=x onerror=alert(1)>"></noframes>',
    '<iframe><p title="</iframe><img src=x onerror=alert(1)>"></iframe>',
    "<plaintext><img src=x onerror=alert(1)>",
    "<select><template><style><!--</style>"
    '<a rel="--></style></template></select><img src onerror=alert(1)>">',
    '<table><style><!--</style><img title="--></style><img src=x onerror=alert(1)>"></table>',
    '<a><table><a><img title="</a><img src=x onerror=alert(1)>">',
    "<p><svg><p></p></svg><style><img src=x onerror=alert(1)>",
    '<b><p></b><i title="</p><img src=x onerror=alert(1)>">',
    "<dl><dt><dl><dd title='</dl><img src=x onerror=alert(1)>'>",
    "<pre>\n\n<img src=x onerror=alert(1)></pre>",
    "&lt;img src=x onerror=alert(1)&gt;",
    "&amp;lt;img src=x onerror=alert(1)&amp;gt;",
    "\\<img src=x onerror=alert(1)\\>",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "&lt<script&gt;alert(1)",
    '<img alt="<x" title="/><img src=x onerror=alert(1)>">',
    '<div title="`<img src=x onerror=alert(1)>`">`" onclick=alert(1)`</div>',
    "`<img src=x onerror=alert(1)>",
    "``<img src=x onerror=alert(1)>` onclick=`",
]

ATTRIBUTE_LISTS = [
    "**x**{onclick=alert(1)}",
    "**x**{onclick='alert(1)'}",
    '**x**{: onclick="alert(1)" }',
    "[x](/y){onclick=alert(1)}",
    "[x](/y){href=javascript:alert(1)}",
    "[x](/y){target=_blank rel=opener}",
    "![x](x.png){onerror=alert(1)}",
    "![x](x.png){src=https://example.com/x}",
    "![x](x.png){src=javascript:alert(1) width=1 onload=alert(1)}",
    '![x](x.png){width="1" style="x:y"}',
    "![x](x.png){width='1 onerror=alert(1)'}",
    "## x {onclick=alert(1)}",
    "## x {#y onclick=alert(1) style=x}",
    "## x {#main}",
    '## x {#"><img/src=x/onerror=alert(1)>}',
    "x\n{: onclick=alert(1) style=color:red .evil #vote}",
    "- x\n{: onclick=alert(1)}",
    "| x {onclick=alert(1)} | y |\n|---|---|\n| z {style=x} | w |",
    "`x`{style=position:fixed .btn}",
    "~~x~~{formaction=javascript:alert(1)}",
    "**x**{xlink:href=javascript:alert(1)}",
    "**x**{on\x00click=alert(1)}",
    "**x**{<img src=x onerror=alert(1)>}",
]

PLACES = [
    '!["><img src=x onerror=alert(1)>](x.png)',
    '![x" onerror="alert(1)](x.png)',
    "![x' onerror='alert(1)](x.png '\"><script>alert(1)</script>')",
    '![x](x.png "</figcaption><script>alert(1)</script>")',
    '![x](x.png "&lt;script&gt;alert(1)&lt;/script&gt;")',
    '![x](x.png"onerror=alert(1))',
    '![x](/media/x.mp4 "</video><img src=x onerror=alert(1)>")',
    "![<svg onload=alert(1)>](https://example.com/x.png)",
    '![x](https://example.com/x.png"onerror="alert(1))',
    '!!! note "<img src=x onerror=alert(1)>"\n    x',
    '!!! "onclick=alert(1)\n    x',
    '!!! note" onclick="alert(1)\n    x',
    '!!! evil onclick=alert(1) "x"\n    x',
    "> [!NOTE] <svg onload=alert(1)>\n> x",
    '??? "<script>alert(1)</script>"\n    x',
    "<details ontoggle=alert(1) open><summary onclick=alert(1)>x</summary>y</details>",
    "<details open onToggle=alert(1)>\n<summary><img src=x onerror=alert(1)></summary>\n</details>",
    "!!! steps\n    ### <img src=x onerror=alert(1)>\n    x",
    '!!! steps\n    ### x {#"onclick=alert(1)}\n    > 你会看到：<svg onload=alert(1)>',
    "<div class=steps><h3 onclick=alert(1)>x</h3><blockquote><p>你会看到：<script>1</script>",
    '| <script>alert(1)</script> | "><img src=x onerror=alert(1)> |\n|---|---|\n'
    "| [x](javascript:alert(1)) | `</code><svg onload=alert(1)>` |",
    '## "><img src=x onerror=alert(1)>\n\n| x |\n|---|\n| y |',
    '<table><caption>" onclick=alert(1) x="</caption><tr><td>x</table>',
    '<table><tr><td onclick=alert(1) colspan="2;" align=\'"x\'>y</table>',
    'x[^"><img/src=x/onerror=alert(1)>]\n\n[^"><img/src=x/onerror=alert(1)>]: y',
    "x[^1]\n\n[^1]: <script>alert(1)</script> [y](javascript:alert(1))",
    "x[^main]\n\n[^main]: y",
    "<div class=footnote><ol><li id='\"x' onclick=alert(1)>y</li></ol></div>",
    "<sup><a class=footnote-ref href=javascript:alert(1)>1</a></sup>",
    '```"onclick=alert(1)\nx\n```',
    '```js" onclick="alert(1)\nx\n```',
    "```{.js onclick=alert(1)}\nx\n```",
    "```<script>\nx\n```",
    "~~~ </code></pre><script>alert(1)</script>\nx\n~~~",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "    </code></pre><script>alert(1)</script>",
    "<script>alert(1)</script>\n: <svg onload=alert(1)>",
    "- [x] <img src=x onerror=alert(1)>",
    '- [x" onclick=alert(1)] y',
    '1" onclick=alert(1). x',
    "<ol start='1\" onclick=alert(1)'><li>x</ol>",
    "\x02wzxhzdk:0\x03<script>alert(1)</script>",
    "\x02klzzwxh:0001\x03 **x** \x0260\x03script\x0262\x03",
    "&#2;wzxhzdk:0&#3; <b>x</b>",
    "\x0260\x03img src=x onerror=alert(1)\x0262\x03",
]

PAYLOADS = [
    *(*HANDLERS, *HANDLER_TRICKS, *ADDRESSES, *LINKS),
    *(*VECTORS, *MUTATIONS, *ATTRIBUTE_LISTS, *PLACES),
]


def places_for(payload: str) -> Iterator[str]:
    """The payload by itself and wherever else a writer could put it."""
    flat = payload.replace("\n", " ")
    deep = payload.replace("\n", "\n    ")
    yield payload
    yield f"正文 {payload} 正文"
    yield f"- {deep}"
    yield f"> {payload}"
    yield f"## {flat}"
    yield f"!!! steps\n    ### {flat}\n    {deep}"
    yield f'??? note "{flat}"\n    {deep}'
    yield f"| {flat} |\n|---|\n| {flat} |"
    yield f'<div title="{flat}">\n{payload}\n</div>'
    yield f'**{flat}** ~~{flat}~~ [{flat}](/x) [x](/y "{flat}") ![{flat}](x.png "{flat}")'
    yield f"<details>\n<summary>{flat}</summary>\n{payload}\n</details>"
    yield f"词\n: {deep}\n\n[^1]\n\n[^1]: {deep}"
    yield f"```{flat}\n{payload}\n```\n`{flat}`"


def test_there_are_many_payloads() -> None:
    assert len(set(PAYLOADS)) >= 300


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_payload_does_no_harm_wherever_it_stands(payload: str) -> None:
    for source in places_for(payload):
        rendered = show(source)
        assert dangers(rendered.html) == [], source
        assert "too_complex" not in rendered.problems


@pytest.mark.parametrize(
    "html",
    [
        "<img src=x onerror=alert(1)>",
        "<script>alert(1)</script>",
        '<a href="javascript:alert(1)">x</a>',
        '<a href=" java&#9;script:alert(1)">x</a>',
        '<a href="data:text/html,x" rel="noopener noreferrer">x</a>',
        '<a href="//example.com">x</a>',
        '<a href="/\\example.com">x</a>',
        '<img src="https://example.com/x">',
        '<img src="/\\example.com/x">',
        '<p style="color:red">x</p>',
        '<p class="btn">x</p>',
        "<svg></svg>",
        "<!-- x -->",
        "<p>x",
        "<b><i>x</b></i>",
        '<input type="text" disabled>',
        '<input type="checkbox">',
        '<p id="main">x</p>',
        '<p id="x"></p><p id="x"></p>',
        "<p>\x1b</p>",
    ],
)
def test_the_tests_would_see_harm(html: str) -> None:
    """A control: without it a blind test would pass as well."""
    assert dangers(html)


def test_hostile_text_is_still_shown() -> None:
    assert show("x <script>alert(1)</script>").plain == "x <script>alert(1)</script>"
    assert show("[查看](javascript:alert(1))").html == "<p>查看</p>"
    assert show("[查看](javascript:alert(1))").problems == ("link:查看",)


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", '" onclick="alert(1)', "//example.com"]
)
def test_not_even_the_resolvers_are_trusted(address: str) -> None:
    track = Track(address, address, address)
    picture = Media("picture", address, 1, 1, address, address, (track,))
    for media in (picture, replace(picture, kind="video")):
        rendered = render(
            f'[x](article:x) ![x](x "{address}")',
            language="en",
            resolve_link={"article:x": address}.get,
            resolve_media={"x": media}.get,
        )
        for node in parse(rendered.html).walk():
            assert not [name for name in node.attributes if name.startswith("on")]
            for name in {"href", "src", "poster"} & node.attributes.keys():
                assert not node[name].startswith(("javascript:", "data:"))


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ('<div role="alert" tabindex="5" aria-label="x">y</div>', '<div aria-label="x">y</div>'),
        ('<div role="region" tabindex="0">y</div>', '<div role="region" tabindex="0">y</div>'),
        ('<video autoplay muted onclick="x" controls=""></video>', '<video controls=""></video>'),
        ('<video preload="auto"></video>', "<video></video>"),
        ('<input type="text" name="x" value="y">', "<input>"),
        ('<a href="article:x" rel="opener" target="_blank">y</a>', "<a>y</a>"),
        ('<a href="https://x.example/" rel="noopener noreferrer">y</a>',) * 2,
        (
            '<p class="btn notice steps x" style="a:b" id="a b">y</p>',
            '<p class="notice steps">y</p>',
        ),
        ('<td colspan="9999" rowspan="2">y</td>', "y"),
        ("<h1>x</h1><svg><p>y</p></svg><!-- z -->", "x<p>y</p>"),
    ],
)
def test_last_word_on_a_page(html: str, left: str) -> None:
    """Also of what the renderer would never build."""
    assert clean_page(html) == left


def test_writers_may_use_less_than_pages_hold() -> None:
    html = (
        '<div role="note" tabindex="0" class="tbl expect" aria-label="x"><pre tabindex="0">y</pre>'
    )
    assert clean_source(html) == "<div><pre>y</pre></div>"
    assert (
        clean_source('<video src="/x" autoplay onplay="y" controls>') == '<video src="/x"></video>'
    )
    assert clean_source('<a href="term:x">y</a>') == '<a href="term:x">y</a>'


# --- bombs -----------------------------------------------------------------------------------


def nested(line: str, step: str, depth: int) -> str:
    return "\n".join(step * level + line for level in range(depth))


def footnotes(count: int) -> str:
    marks = "\n\n".join(f"[^{number}]" for number in range(count))
    return marks + "\n\n" + "\n".join(f"[^{number}]: x" for number in range(count))


BOMBS = {
    "brackets": "[" * 5_000,
    "brackets in lines": "\n\n".join(["![" * 390] * 5),
    "pictures without end": "![[" * 3_000,
    "links without end": "[a](" * 2_000,
    "links in brackets": "\n\n".join(["[a](<" * 390] * 5),
    "references": "[a]: b\n" * 1_900 + "[a] " * 90,
    "strikes": "~~a " * 5_000,
    "strikes closed": "~~a~~\n\n" * 1_200,
    "stars": "*" * 10_000,
    "stars and words": "*a **b " * 5_000,
    "stars in paragraphs": "\n\n".join(["**a " * 1_200] * 4),
    "emphasis inside emphasis": "*a " * 600 + "b*" * 600,
    "underscores": "_a" * 5_000,
    "backticks": "`" * 10_000,
    "backticks of all lengths": "".join("`" * n + "a" * 2_000 for n in range(1, 70)),
    "code spans": "`a` " * 5_900,
    "backslashes": "\\*" * 20_000,
    "tag openings": "<" * 20_000,
    "tag openings with letters": "<<a " * 10_000,
    "mail openings": "<a@" * 10_000,
    "attributes without end": '<x y="' * 3_000,
    "ampersands": "&" * 20_000,
    "entities": "&amp;" * 20_000,
    "comments without end": "<!--" * 5_000,
    "comments without end in lines": "<!--\n" * 4_900,
    "comments": "<!-- a -->\n" * 4_900,
    "addresses": "https://a.example " * 10_000,
    "as many addresses as may be": "https://a.example/b " * 1_990,
    "address with brackets": "https://a" + ")" * 190_000,
    "one line": "字" * 33_000,
    "one line of words": "word " * 20_000,
    "spaces": "# a" + " " * 100_000 + "b",
    "spaces in attributes": "# a {#b" + " " * 100_000 + "c",
    "tabs": "\t" * 100_000 + "a",
    "lists": nested("- x", "  ", 300),
    "lists on one line": "- " * 10_000,
    "numbers on one line": "1. " * 10_000,
    "long list": "- a\n" * 4_900,
    "long loose list": "- a\n\n" * 1_200,
    "quotes": ">" * 5_000,
    "quotes with spaces": "> " * 5_000,
    "long quote": "> a\n\n" * 1_200,
    "notices": nested("!!! note", "    ", 500),
    "many notices": "!!! note\n    a\n" * 1_200,
    "many steps": "!!! steps\n    ### a\n" * 2_400,
    "steps of one name": "!!! steps\n" + "    ### a\n" * 4_900,
    "disclosures": nested('??? "a"', "    ", 500),
    "details": "<details>" * 1_000,
    "details in lines": "<details>\n" * 1_000,
    "summaries": "<summary>\n" * 4_900,
    "divs": "<div>" * 3_000,
    "divs in lines": "<div>\n\n" * 2_400,
    "bold without end": "".join(f"<b id=x{n}>" for n in range(1_200)) + "\n\n" + "x\n\n" * 2_000,
    "tags that cross": "\n\n".join(["<a><b><i><p></a></i></b>" * 90] * 9),
    "tables left open": "<table>\n\n" * 2_400,
    "scripts left open": "<script>\n" * 4_900,
    "big table": "|a|b|c|\n|-|-|-|\n" + "|a|b|c|\n" * 2_400,
    "huge table": "|a|b|c|\n|-|-|-|\n" + "|a|b|c|\n" * 20_000,
    "wide table": "|a" * 2_400 + "|\n" + "|-" * 2_400 + "|",
    "pipes and backticks": "`a` " * 1_200 + "|" * 9_900 + "\n-|-",
    "footnotes": footnotes(900),
    "one footnote used often": "[^1] " * 390 + "\n\n[^1]: x",
    "footnotes in footnotes": "[^0]\n\n" + "\n".join(f"[^{n}]: [^{n + 1}]" for n in range(900)),
    "definitions": "a\n: b\n" * 1_200,
    "headings": "# a\n" * 4_900,
    "headings of one id": "# a {#b}\n" * 2_500,
    "underlined headings": "a\n-\n" * 1_200,
    "fences": "```\na\n```\n" * 1_600,
    "pictures": "![a](x.png)\n\n" * 900,
    "pictures in html": "<img src=x.png>\n\n" * 2_400,
    "line ends": "\n" * 190_000,
    "breaks": "a  \n" * 2_500,
    "control characters": "\x00" * 190_000,
    "surrogates": "\ud800" * 60_000,
    "too long": "字" * 70_000,
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_bomb_is_over_in_two_seconds(bomb: str) -> None:
    start = time.process_time()
    rendered = show(bomb)
    assert time.process_time() - start < 2
    assert dangers(rendered.html) == []


@pytest.mark.parametrize(
    "name",
    [
        *("brackets", "pictures without end", "stars and words", "tag openings", "too long"),
        *("lists", "quotes", "notices", "details", "divs", "bold without end", "huge table"),
        *("pipes and backticks", "backticks of all lengths", "emphasis inside emphasis"),
    ],
)
def test_what_is_too_complex_is_shown_as_it_was_written(name: str) -> None:
    bomb = BOMBS[name]
    rendered = show(f"甲 <b>\n\n{bomb}")
    assert rendered.problems == ("too_complex",)
    assert (rendered.headings, rendered.links, rendered.media) == ((), (), ())
    page = parse(rendered.html)
    assert set(page.tags) == {"p"}
    assert page.text == " ".join(f"甲 <b> {bomb}".split())
    assert rendered.plain.split() == page.text.split()


LIMITS = {
    "bytes": ("字" * 66_666, "字" * 66_667),
    "lines": ("a\n" * 5_000, "a\n" * 5_001),
    "brackets": ("[a]\n\n" * 2_000, "[a]\n\n" * 2_001),
    "brackets of a paragraph": ("[" * 400, "[" * 401),
    "marks": (("a*" * 2_400 + "\n\n") * 5, ("a*" * 2_400 + "\n\n") * 5 + "*"),
    "marks of a paragraph": ("a*" * 2_500, "a*" * 2_501),
    "marks of a heading": ("# " + "a*" * 2_500, "# " + "a*" * 2_501),
    "addresses": ("https://a.b/\n\n" * 2_000, "https://a.b/\n\n" * 2_001),
    "cells": (("|a" * 200 + "\n\n") * 50, ("|a" * 200 + "\n\n") * 50 + "|"),
    "cells of a row": ("|a" * 200, "|a" * 201),
    "lengths of backticks": tuple(
        "".join("`" * length + "a" for length in range(1, end)) for end in (11, 12)
    ),
    "depth": (">" * 19 + "a", ">" * 20 + "a"),
    "depth of tags": ("<div>" * 60, "<div>" * 61),
}


@pytest.mark.parametrize(("within", "over"), LIMITS.values(), ids=LIMITS)
def test_limits_are_where_they_are_said_to_be(within: str, over: str) -> None:
    assert "too_complex" not in show(within).problems
    assert "too_complex" in show(over).problems


def test_ordinary_long_articles_are_not_too_complex() -> None:
    section = (
        "## 错误码\n\n每个错误码的**含义**与处理办法见[说明](article:x)。\n\n- 一\n  - 二\n\n"
        "| 码 | 含义 | 办法 |\n| --- | --- | --- |\n"
        + "| `10001` | 缺少 `symbol` 参数 | 补上 `symbol`，见 [说明](article:x) |\n"
        * 10
    )
    rendered = show(section * 60)
    assert len(section * 60) > 40_000
    assert "too_complex" not in rendered.problems
    assert len(rendered.headings) == 60


def test_depth_that_people_write_is_not_too_complex() -> None:
    assert show(nested("- x", "  ", 12)).problems == ()


@pytest.mark.parametrize("source", [nested("- x", "  ", 18), "<div>" * 55, "**a** [b](/c)"])
@pytest.mark.parametrize("frames_left", [100, 130, 160, 200, 400])
def test_deep_stack_of_the_caller_does_not_break_rendering(source: str, frames_left: int) -> None:
    results: list[Rendered] = []

    def call(depth: int) -> None:
        if depth:
            call(depth - 1)
        else:
            results.append(show(source))

    thread = threading.Thread(target=call, args=(sys.getrecursionlimit() - frames_left,))
    thread.start()
    thread.join()
    assert len(results) == 1
