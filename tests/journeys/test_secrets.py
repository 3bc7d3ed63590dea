"""Secrets typed into every public form, scripts off: they are nowhere afterwards."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client

from faq.articles import sentences
from faq.articles.models import Article, Revision, SentenceReport, Vote
from faq.base.secret_guard import BLOCKS, Kind, explanation
from faq.search import log
from tests.factories import an_article

pytestmark = pytest.mark.django_db

CANARIES = {
    Kind.SEED_PHRASE: ("wolf wisdom walnut vessel vacuum unfold tunnel thunder sword stumble spider sniff", "wisdom walnut"),
    Kind.KEY: ("私钥：9f3c2b1a0d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8", "9f3c2b1a0d4e"),
    Kind.PASSWORD: ("我的密码是 Canary2Bird!", "Canary2Bird"),
    Kind.CODE: ("验证码 907316", "907316"),
    Kind.CARD: ("扣了卡 4929 1190 5216 5469", "5216"),
    Kind.IDENTITY: ("身份证 11010519491231002X", "19491231002"),
}  # fmt: skip
SEARCHED = (
    "/zh-hans/search/", "/en/search/", "/zh-hans/search/suggest/", "/zh-hans/contact/verify/",
    "/zh-hans/glossary/", "/zh-hans/ask/", "/zh-hans/",
)  # fmt: skip


class Kept(logging.Handler):
    """All that any logger says."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.getMessage()} {record.args} {record.exc_info}")


@pytest.fixture
def logs() -> Iterator[Kept]:
    """What every logger that has handlers of its own, and the root, says."""
    kept = Kept()
    loggers = [logging.getLogger(name) for name in ("", "django", "helpcenter", "faq")]
    for logger in loggers:
        logger.addHandler(kept)
    yield kept
    for logger in loggers:
        logger.removeHandler(kept)


def everything(logs: Kept) -> str:
    """All rows of all tables, all lines of logs, all mails, and the names and words of all files."""
    log.flush()
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names() if "fts" not in name]
        rows: list[object] = []
        for table in tables:
            if table.startswith("django_session") or not table.startswith("sqlite"):
                cursor.execute(f'SELECT * FROM "{table}"')
                rows += cursor.fetchall()
    mails = [one.message().as_string() for one in mail.outbox]
    folder = Path(settings.HELPCENTER_DATA)
    files = [path for path in folder.rglob("*") if path.is_file() and "sqlite" not in path.name]
    written = [path.read_bytes().decode(errors="replace") for path in files]
    return "\n".join([repr(rows), *logs.lines, *mails, *map(str, files), *written])


def _first_sentence(article: Article) -> str:
    return sentences.of_revision(Revision.objects.get(text__article=article))[0].anchor


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("path", SEARCHED)
def test_searched_secret_leaves_the_address_and_the_page(
    client: Client, path: str, kind: Kind, logs: Kept
) -> None:
    text, canary = CANARIES[kind]
    first = client.get(path, {"q": f"怎么办 {text}", "page": "1"})
    assert first.status_code == 302
    assert canary not in first["Location"] + first.content.decode()
    page = client.get(first["Location"])
    assert page.status_code == 200 and canary not in page.content.decode()
    assert canary not in everything(logs)


@pytest.mark.parametrize("kind", Kind)
def test_search_page_warns_instead_of_showing_results(client: Client, kind: Kind) -> None:
    an_article(title="怎么办")
    page = client.get("/zh-hans/search/", {"q": f"怎么办 {CANARIES[kind][0]}"}, follow=True)
    assert explanation(kind) in page.content.decode().replace("&#x27;", "'")
    assert f"怎么办 {CANARIES[kind][0]}"[:4] in page.context["form"]["q"].value()
    assert BLOCKS in page.context["form"]["q"].value()
    assert page.context["results"].total == 0


@pytest.mark.parametrize("kind", Kind)
def test_sent_secret_is_refused_and_kept_nowhere(client: Client, kind: Kind, logs: Kept) -> None:
    text, canary = CANARIES[kind]
    article = an_article(title="提现没到账").text.article
    sent = f"请看 {text}"
    answers = [
        client.post("/zh-hans/ask/", {"q": sent}),
        client.post("/zh-hans/ask/", {"q": "提现没到账", "before": sent, "helpful": "no"}),
        client.post(
            f"/zh-hans/articles/{article.pk}/vote/",
            {"helpful": "no", "reason": "steps", "comment": sent},
        ),
        client.post(
            f"/zh-hans/articles/{article.pk}/vote/",
            {"helpful": "no", "reason": sent, "comment": ""},
        ),
        client.post(
            "/zh-hans/search/click/", {"q": sent, "source": "article", "object": article.pk}
        ),
        client.get("/api/v1/search/", {"q": sent}),
        client.post(
            f"/zh-hans/articles/{article.pk}/report/",
            {"sentence": _first_sentence(article), "reason": "wrong", "comment": sent},
        ),
    ]
    assert [answer.status_code for answer in answers] == [400, 200, 400, 400, 204, 400, 400]
    for answer in answers:
        assert canary not in answer.content.decode()
    assert not Vote.objects.exists() and not SentenceReport.objects.exists()
    assert canary not in everything(logs)


def test_refused_comment_comes_back_with_blocks_and_its_reason(client: Client) -> None:
    article = an_article(title="提现没到账").text.article
    address = f"/zh-hans/articles/{article.pk}/vote/"
    sent = {"helpful": "no", "reason": "steps", "comment": "试了，密码是 Canary2Bird! 还是不行"}
    html = client.post(address, sent).content.decode()
    assert f">试了，密码是 {BLOCKS} 还是不行</textarea>" in html
    assert 'value="steps" required checked' in html
    assert explanation(Kind.PASSWORD) in html


def test_refused_question_comes_back_with_blocks(client: Client) -> None:
    html = client.post("/zh-hans/ask/", {"q": "密码是 Canary2Bird! 登不上"}).content.decode()
    assert f">密码是 {BLOCKS} 登不上</textarea>" in html and explanation(Kind.PASSWORD) in html


def test_canaries_would_be_seen_where_they_are_kept(client: Client, logs: Kept) -> None:
    article = an_article(title="提现没到账").text.article
    client.post(
        f"/zh-hans/articles/{article.pk}/vote/",
        {"helpful": "no", "reason": "steps", "comment": "Canary without a secret"},
    )
    client.get("/zh-hans/search/", {"q": "canary search"})
    logging.getLogger("faq.search").info("canary line")
    found = everything(logs)
    assert all(word in found for word in ("Canary without", "canary search", "canary line"))


def test_address_cannot_lead_elsewhere(client: Client) -> None:
    answer = client.get("//evil.example/search/", {"q": "验证码 907316"})
    assert not answer.headers.get("Location", "").startswith("//")


def test_staff_search_by_whatever_they_must(editor_client: Client) -> None:
    assert editor_client.get("/admin/search/query/", {"q": "验证码 907316"}).status_code == 200
