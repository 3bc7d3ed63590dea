"""Reading mails: charsets, headers, HTML, quotes, and bytes that are no mail at all."""

import base64
import time
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq.tickets import mail_quotes, mailbox
from faq.tickets.mail_text import decode, header, html_to_text
from tests.tickets.mails import a_mail

QUOTES = Path(__file__).parent / "data" / "quotes.txt"


def encoded(text: str, charset: str, named: str = "", encoding: str = "B") -> str:
    """An encoded word of RFC 2047."""
    return f"=?{named or charset}?{encoding}?{base64.b64encode(text.encode(charset)).decode()}?="


# --- Charsets ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "charset", "named"),
    [
        ("充币没有到账", "gb2312", "gb2312"),
        ("充币㈠䶮没有到账", "gb18030", "gb2312"),
        ("鎔基，龍", "gbk", "GB2312"),
        ("鎔基，龍", "gbk", "x-gbk"),
        ("充幣沒有到帳", "big5", "big5"),
        ("喺邊度入錢㗎", "big5hkscs", "Big5"),
        ("出金できません", "iso2022_jp", "iso-2022-jp"),
        ("入金", "shift_jis", "Shift_JIS"),
        ("充币没有到账", "gb2312", ""),
        ("充币没有到账，请查", "gb2312", "iso-8859-1"),
        ("充币没有到账", "utf-8", "us-ascii"),
        ("充币没有到账", "utf-8", "gb2312"),
        ("充币没有到账", "utf-8", "x-no-such"),
        ("充币没有到账", "gb2312", "unknown-8bit"),
        ("déjà reçu, à bientôt", "latin-1", ""),
        ("déjà reçu, à bientôt", "latin-1", "iso-8859-1"),
        ("price 5 €", "cp1252", "windows-1252"),
    ],
)
def test_words_are_read_in_the_charset_they_are_in(text: str, charset: str, named: str) -> None:
    assert decode(text.encode(charset), named) == text
    content_type = f"text/plain; charset={named}" if named else "text/plain"
    assert mailbox.read(a_mail(text.encode(charset), content_type=content_type)).body == text


@pytest.mark.parametrize(
    "codec", ["rot13", "base64", "unicode_escape", "idna", "zlib", "undefined"]
)
def test_codecs_that_are_no_charset_are_not_used(codec: str) -> None:
    assert decode(b"plain \\u0041 words", codec) == "plain \\u0041 words"


# --- Headers -----------------------------------------------------------------------------------


def in_the_middle(text: str, charset: str) -> str:
    """Two encoded words that cut a character in two."""
    raw = text.encode(charset)
    halves = (raw[:3], raw[3:])
    return "\r\n ".join(f"=?{charset}?B?{base64.b64encode(one).decode()}?=" for one in halves)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (encoded("充币没有到账", "gb2312"), "充币没有到账"),
        (in_the_middle("充币没有到账", "utf-8"), "充币没有到账"),
        (in_the_middle("充币没有到账", "gb2312"), "充币没有到账"),
        ("=?UTF-8*zh?Q?=E5=85=85=E5=B8=81?= TRC20", "充币 TRC20"),
        ("=?utf-8?b?5YWF5biB", "=?utf-8?b?5YWF5biB"),
        ("=?utf-8?B?5YWF5biB5?=", "充币"),
        ("=?no-such?B?5YWF5biB?=", "充币"),
        ("=?utf-8?Q?a=0D=0ABcc:_x@evil.example?=", "a Bcc: x@evil.example"),
        ("=?utf-8?Q?=E2=80=AEgpj.exe?=", "gpj.exe"),
        ("a\x00b", "ab"),
    ],
)
def test_header_is_read_as_its_program_meant_it(raw: str, said: str) -> None:
    assert header(raw) == said


def test_header_of_bare_bytes_is_read() -> None:
    raw = a_mail().replace(b"Subject: A question", "Subject: 充币没有到账".encode("gb2312"))
    assert mailbox.read(raw).subject == "充币没有到账"


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        ("lin@mail.example", "lin@mail.example"),
        ("Lin <lin@MAIL.example>", "lin@mail.example"),
        ('"Lin, of <x@y.example>" <lin@mail.example>', "lin@mail.example"),
        ("=?utf-8?B?5p6X?= <lin@mail.example>", "lin@mail.example"),
        ("lin@mail.example <evil@evil.example>", "evil@evil.example"),
        ("lin@mail.example, x@y.example", ""),
        ("(lin@mail.example) x", ""),
        ("<@evil.example:lin@mail.example>", ""),
        ("lin@mail.example\x00", ""),
        ("林@mail.example", ""),
        ("", ""),
    ],
)
def test_sender_is_one_plain_address_or_none(raw: str, address: str) -> None:
    assert mailbox.read(a_mail(sender=raw)).sender == address


# --- Content -----------------------------------------------------------------------------------


def test_html_is_read_as_words_and_nothing_of_it_runs() -> None:
    html = (
        "<html><head><title>t</title><style>p{}</style></head><body><p>Not&nbsp;arrived</p>"
        "<div>since <b>13:42</b><br>on TRC20</div><script>alert(1)</script>"
        '<img src="https://evil.example/p.gif" alt="x"><blockquote>Which platform?</blockquote>'
    )
    text = html_to_text(html)
    assert text.splitlines()[:3] == [
        "Not\xa0arrived".replace("\xa0", " "),
        "since 13:42",
        "on TRC20",
    ]
    assert "alert" not in text and "evil" not in text and "p{}" not in text
    read = mailbox.read(a_mail(html, content_type="text/html"))
    assert (read.body.splitlines()[-1], read.quoted) == ("on TRC20", "> Which platform?")


def test_of_alternatives_the_plain_words_are_taken_and_files_are_found() -> None:
    mail = EmailMessage()
    mail["From"] = "lin@mail.example"
    mail.set_content("Plain words")
    mail.add_alternative("<p>Rich words</p>", subtype="html")
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="截图.png")
    mail.add_attachment(b"TNEF", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    mail.add_attachment("BEGIN:VCALENDAR", subtype="calendar", filename="invite.ics")
    inner = EmailMessage()
    inner.set_content("Inner words")
    mail.add_attachment(inner)
    read = mailbox.read(mail.as_bytes())
    assert read.body == "Plain words"
    assert [(file.name, file.content) for file in read.files] == [("截图.png", b"\x89PNG")]
    assert read.unread == ("winmail.dat", "invite.ics", "message/rfc822")


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ("attachment; filename*=UTF-8''%E6%88%AA%E5%9B%BE.png", "截图.png"),
        ("attachment; filename*0*=gb2312''%BD%D8; filename*1*=%CD%BC.png", "截图.png"),
        (f'attachment; filename="{encoded("截图.png", "gb2312")}"', "截图.png"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ('attachment; filename="..\\\\..\\\\x\u202egnp.exe"', "xgnp.exe"),
        ("attachment; filename*=x''%ZZ", ""),
        ("attachment; filename*1*=a; filename*1*=b", ""),
    ],
)
def test_names_of_files_are_read_and_lead_nowhere(disposition: str, name: str) -> None:
    raw = a_mail(b"x", content_type="image/png", headers=[f"Content-Disposition: {disposition}"])
    (file,) = mailbox.read(raw).files
    assert "/" not in file.name.removeprefix("image/") and "\\" not in file.name
    if name:
        assert file.name == name


# --- Quotes ------------------------------------------------------------------------------------


def cases() -> list[tuple[str, str]]:
    """Each: the name of a program, and a mail whose own words end before the line ====."""
    blocks = QUOTES.read_text(encoding="utf-8").split("\n######## ")[1:]
    return [tuple(block.split("\n", 1)) for block in blocks]


@pytest.mark.parametrize(("program", "mail"), cases(), ids=[name for name, _mail in cases()])
def test_what_a_program_quotes_is_folded_away(program: str, mail: str) -> None:
    written, _line, quoted = mail.partition("====\n")
    assert mail_quotes.split(written + quoted) == (written.strip(), quoted.strip())


# --- Anything ----------------------------------------------------------------------------------


@settings(max_examples=150, deadline=2000)
@given(st.binary(max_size=2000))
def test_any_bytes_are_read(raw: bytes) -> None:
    mailbox.read(raw)


NAMES = st.sampled_from(
    ["From", "Subject", "Content-Type", "Content-Disposition", "Content-Transfer-Encoding", "To",
     "Message-ID", "Authentication-Results", "Auto-Submitted", "Return-Path"]
)  # fmt: skip
VALUES = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [b"multipart/mixed; boundary=b", b"message/rfc822", b"text/html; charset=", b"base64",
         b"multipart/report; boundary=", b"text/plain; charset=\"a\0b\"", b"x-uuencode", b"image/png",
         b"attachment; filename*0*=x'y'%; filename*a=", b"=?utf-7?B?+?=", b"<>", b"a@b.example"]
    ),
)  # fmt: skip


@settings(max_examples=200, deadline=2000)
@given(st.lists(st.tuples(NAMES, VALUES), max_size=8), st.binary(max_size=300))
def test_any_headers_are_read(headers: list[tuple[str, bytes]], body: bytes) -> None:
    lines = [name.encode() + b": " + value for name, value in headers]
    inner = b"\r\n".join([*lines, b"", body])
    read = mailbox.read(b"\r\n".join([*lines, b"", b"--b", inner, b"--b--"]))
    for text in (read.subject, read.body, read.quoted, read.sender):
        text.encode()
        assert "\x00" not in text


@settings(max_examples=100, deadline=2000)
@given(st.text(alphabet=st.sampled_from(">On写道wrote: \n-_<a@b>在发自我的From:"), max_size=400))
def test_nothing_of_a_text_is_lost_by_folding(text: str) -> None:
    written, quoted = mail_quotes.split(text)
    assert "".join((written + quoted).split()) == "".join(text.split())


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(
            b"".join(
                b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n)
                for n in range(2000)
            ),
            id="2,000 nested parts",
        ),
        pytest.param(
            a_mail(content_type="multipart/mixed; boundary=b")
            + b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n" * 2000,
            id="2,000 parts",
        ),
        pytest.param(
            a_mail(to=", ".join(f"n{number}@mail.example" for number in range(100_000))),
            id="100,000 recipients",
        ),
        pytest.param(a_mail("<div>" * 100_000, content_type="text/html"), id="deep HTML"),
        pytest.param(a_mail("<" * 300_000, content_type="text/html"), id="signs of HTML"),
        pytest.param(a_mail("On " * 100_000), id="beginnings of a quote"),
        pytest.param(a_mail("> \n" * 100_000), id="quoted lines"),
        pytest.param(a_mail(subject="=?utf-8?B?" * 20_000), id="encoded words"),
        pytest.param(a_mail(sender='"' * 200_000), id="quotation marks"),
        pytest.param(a_mail(results="mx.help.example; " + "(" * 200_000), id="brackets"),
        pytest.param(b"a" * (mailbox.SIZE_LIMIT + 1), id="26 MB"),
        pytest.param(a_mail("\n" * (mailbox.SIZE_LIMIT - 1000)), id="26,000,000 lines"),
        pytest.param(a_mail("\r" * (mailbox.SIZE_LIMIT - 1000)), id="26,000,000 old lines"),
        pytest.param(b"\n".join(b"X-%d: y" % n for n in range(50_000)), id="50,000 headers"),
    ],
)
def test_bombs_are_read_in_two_seconds(raw: bytes) -> None:
    start = time.process_time()
    mailbox.read(raw)
    assert time.process_time() - start < 2
