"""Letters: their languages, their frame, and no way into them for anybody's links."""

import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.conf import settings as site_settings
from hypothesis import given
from hypothesis import strategies as st

from faq.base import letters
from tests.conftest import Mails

TEMPLATES = Path(site_settings.BASE_DIR / "templates" / "emails")
SITE = "https://help.boan.example"


@pytest.fixture
def letter(settings: LazySettings, tmp_path: Path) -> Path:
    """Templates of a letter that says whatever it is given."""
    settings.HELPCENTER_URL = SITE
    settings.DEFAULT_FROM_EMAIL = "Boan <no-reply@boan.example>"
    folder = tmp_path / "emails" / "test"
    folder.mkdir(parents=True)
    (folder / "said_subject.txt").write_text("News:\n{{ said }}\n")
    (folder / "said.txt").write_text("{{ said }}\n\n\n\n{{ site_url }}/zh-hans/tickets/?a=1&b=2\n")
    settings.TEMPLATES = [
        {**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}
    ]
    return folder


def write(said: str, *, code: str = "", language: str = "en") -> None:
    letters.send(
        to="reader@mail.example",
        template="emails/test/said",
        context={"said": said},
        language=language,
        code=code,
    )


@pytest.mark.django_db
def test_letter_says_in_text_and_html_what_its_template_says(letter: Path, mails: Mails) -> None:
    write("It's done <b>&</b>\nnext line", code="青山 7")
    (mail,) = mails()
    assert mail.subject == "News: It's done <b>&</b> next line"
    assert mail.text.startswith(
        "Your anti-phishing code: 青山 7\n\nIt's done <b>&</b>\nnext line\n\n"
    )
    assert f"{SITE}/zh-hans/tickets/?a=1&b=2" in mail.text
    assert '<p dir="auto">It&#x27;s done &lt;b&gt;&amp;&lt;/b&gt;<br>next line</p>' in mail.html
    address = f"{SITE}/zh-hans/tickets/?a=1&amp;b=2"
    assert f'<a href="{address}">{address}</a>' in mail.html
    assert "青山 7" in mail.html
    assert mail.headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "lang"), [("zh-hans", "zh-Hans"), ("zh-hant", "zh-Hant"), ("en", "en")]
)
def test_letter_is_in_the_language_of_its_reader(
    letter: Path, mails: Mails, language: str, lang: str
) -> None:
    write("x", language=language)
    (mail,) = mails()
    assert f'<html lang="{lang}" dir="ltr">' in mail.html
    assert mail.headers["Content-Language"] == lang


@pytest.mark.django_db
def test_letter_without_a_code_tells_of_codes(letter: Path, mails: Mails) -> None:
    write("x")
    write("x", code="7")
    without, with_code = mails()
    assert "You can set an anti-phishing code" in without.text
    assert "You can set an anti-phishing code" in without.html
    assert "You can set" not in with_code.text + with_code.html


@pytest.mark.django_db
def test_no_unseen_sign_turns_a_letter_round_or_hides_an_address(
    letter: Path, mails: Mails
) -> None:
    write("a\u202eb \u2066c evil\u200b.\u00adcom\ufeff", code="x\u202ey")
    (mail,) = mails()
    assert mail.subject == "News: ab c evil[.]com"
    assert mail.text.startswith("Your anti-phishing code: xy\n\nab c evil[.]com\n")


@pytest.mark.django_db
def test_letter_fetches_nothing_and_runs_nothing(letter: Path, mails: Mails) -> None:
    write("x")
    (mail,) = mails()
    assert not re.search(
        r"<(img|script|link|iframe|form|object)|url\(|@import|src=|\son\w+=", mail.html
    )


HOSTILE = [
    "Locked https://evil.invalid", "HTTP://evil.invalid/x", "www.evil.invalid", "evil.com", "see evil.com.",
    "help@evil.com", "钱包.中国", "打开evil.com查看", "tg://resolve?domain=evil", "t.me/evil", "https://1.2.3.4/",
    "https://help.boan.example.evil.com", "https://help.boan.example@evil.com/",
    "https://help.boan.example:8443/", r"https://help.boan.example\@evil.com", "https://help.boan.example%2eevil.com",
    "https://help.boan.examplé/", "x@boan.example.evil.com", "x@evil.com@boan.example", "evil。example.com",
    "reader@mail.example.evil.com", "evil．com", "ｅｖｉｌ.ｃｏｍ", "https://evil.invalid/?https://help.boan.example/",
    "<https://evil.invalid>", '<a href="https://evil.invalid">', "163.com", "1.evil-site.net",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("said", HOSTILE)
def test_words_of_others_lead_nowhere(letter: Path, mails: Mails, said: str) -> None:
    write(said, code=said)
    (mail,) = mails()
    ours = f"{SITE}/zh-hans/tickets/?a=1&b=2"
    for words in (mail.subject, mail.text.replace(ours, "")):
        left = words.replace(f"{SITE}/", "")
        assert "://" not in left.replace("[:]//", "")
        assert not re.search(
            r"[a-z中]\.(?:com|invalid|net|me|example|中国)",
            left.replace("reader@mail.example", ""),
            re.I,
        )
    assert {address for address in re.findall(r'href="([^"]*)"', mail.html)} <= {
        f"{SITE}/", f"{SITE}/zh-hans/tickets/?a=1&amp;b=2",
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    "said",
    [
        "第1步。请打开页面", "1.打开设置", "0.001 BTC", "v2.3 is out. Next", "at 12:30", "no-reply@boan.example",
        "a@help.boan.example.", "reader@mail.example", f"{SITE}/en/", f"{SITE}.", f"（{SITE}/a）", "e.g. this",
    ],
)  # fmt: skip
def test_honest_words_stay_as_they_are(letter: Path, mails: Mails, said: str) -> None:
    write(said)
    assert said in mails()[0].text


@given(st.text(alphabet="ab.:/@?#中。 \n-[]" + "\\%", max_size=60))
def test_nothing_in_a_text_becomes_a_foreign_link(said: str) -> None:
    kept = letters.harmless(f"{said}{site_settings.HELPCENTER_URL}{said}")
    for found in re.finditer(r"\w://", kept):
        assert kept[found.start() - 3 :].startswith(site_settings.HELPCENTER_URL)


def test_templates_of_letters_name_no_site_and_have_both_parts() -> None:
    for path in TEMPLATES.rglob("*"):
        if path.is_dir():
            continue
        assert not re.search(r"https?:|www\.|//\w", path.read_text()), path
        if path.suffix == ".txt" and path.stem != "frame" and not path.stem.endswith("_subject"):
            assert path.with_name(f"{path.stem}_subject.txt").exists(), path
