"""Secrets typed into every public form, scripts off: they are nowhere afterwards."""

import logging

import pytest
from django.test import Client

from faq.articles import sentences
from faq.articles.models import Article, Revision, SentenceReport, Vote
from faq.base.secret_guard import BLOCKS, Kind, explanation
from tests.canaries import CANARIES, Kept, everything, logs
from tests.factories import an_article

__all__ = ["logs"]

pytestmark = pytest.mark.django_db

SEARCHED = (
    "/zh-hans/search/", "/en/search/", "/zh-hans/search/suggest/", "/zh-hans/contact/verify/",
    "/zh-hans/glossary/", "/zh-hans/ask/", "/zh-hans/",
)  # fmt: skip


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
