"""The Markdown copy of an article: the visible words, what is known of them, and nothing hidden."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.test import Client
from django.utils.encoding import iri_to_uri
from pytest_django import DjangoAssertNumQueries

from faq.accounts.models import User
from faq.articles import actions
from faq.articles.models import Text
from faq.pictures.models import Picture
from tests.announcements.factories import an_announcement
from tests.factories import NOW, an_article
from tests.glossary.factories import a_term
from tests.pictures.factories import a_picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "configured")]

HOST = "https://help.boan.example"


@pytest.fixture
def at_now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def configured(settings: LazySettings) -> None:
    settings.HELPCENTER_URL = HOST


def parts(client: Client, text: Text, language: str = "zh-hans") -> tuple[dict[str, Any], str]:
    """The values on top, and the body."""
    answer = client.get(text.markdown_url(language))
    assert answer.status_code == 200
    start, front, body = answer.content.decode().split("---\n", 2)
    assert not start
    pairs = dict(line.split(": ", 1) for line in front.splitlines())
    return {k: json.loads(v) if v[0] == '"' else v for k, v in pairs.items()}, body.strip()


def test_copy_says_where_and_when_it_is_from(client: Client) -> None:
    text = an_article(
        title="如何“充值”: 第一步", slug="充值", summary="打开资产页。", body="正文"
    ).text
    actions.save_text(
        text.article, "zh-hans", slug="充值", checked_on=date(2026, 11, 20), by=None, at=NOW
    )
    front, body = parts(client, text)
    page = f"{HOST}/zh-hans/articles/{text.article_id}-%E5%85%85%E5%80%BC/"
    assert front == {
        "title": "如何“充值”: 第一步",
        "language": "zh-Hans",
        "summary": "打开资产页。",
        "url": page,
        "published": "2026-11-25T06:00:00+00:00",
        "updated": "2026-11-25T06:00:00+00:00",
        "checked": "2026-11-20",
    }
    assert body == "正文"
    answer = client.get(text.markdown_url("zh-hans"))
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer["Link"] == f'<{page}>; rel="canonical"'
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "public, no-cache"


def test_page_names_its_copy_and_the_preview_does_not(client: Client, editor: User) -> None:
    revision = an_article()
    link = f'<link rel="alternate" type="text/markdown" href="{revision.text.markdown_url("zh-hans")}">'
    assert link in client.get(revision.text.get_absolute_url()).content.decode()
    client.force_login(editor)
    preview = client.get(f"/zh-hans/articles/preview/{revision.pk}/").content.decode()
    assert "text/markdown" not in preview


def test_links_lead_to_full_addresses_of_what_everybody_may_read(client: Client) -> None:
    other = an_article(key="other", slug="other").text
    an_article(key="other", language="en", slug="the-other")
    an_article(key="hidden", is_draft=True)
    an_article(key="inside", audience="staff")
    term, notice = a_term("margin"), an_announcement()
    text = an_article(
        body="[甲](article:other#步骤) [乙](article:hidden) [丙](article:inside) [丁](article:none)\n\n"
        f"[戊](term:margin) [己](announcement:{notice.key}) [庚](/contact/verify/) [辛](https://example.com/)"
    ).text
    _front, body = parts(client, text)
    assert body == (
        f"[甲]({HOST}/zh-hans/articles/{other.article_id}-other/#%E6%AD%A5%E9%AA%A4) 乙 丙 丁\n\n"
        f"[戊]({HOST}/zh-hans/glossary/{term.pk}-margin/) [己]({HOST}{iri_to_uri(notice.get_absolute_url())}) "
        f"[庚]({HOST}/zh-hans/contact/verify/) [辛](https://example.com/)"
    )
    assert f"[甲]({HOST}/en/articles/{other.article_id}-the-other/" in parts(client, text, "en")[1]


def test_links_to_hidden_terms_and_announcements_are_words(client: Client) -> None:
    a_term("margin", is_published=False)
    a_term("later", labels={"zh-hans": "以后"}, visible_from=NOW + timedelta(days=1))
    an_announcement(key="draft", is_published=False)
    text = an_article(body="[甲](term:margin) [乙](term:later) [丙](announcement:draft)").text

    assert parts(client, text)[1] == "甲 乙 丙"


def test_pictures_have_full_addresses(
    client: Client, settings: LazySettings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    picture: Picture = a_picture(name="deposit.png")
    text = an_article(body="![充值页](pictures/deposit.png)").text
    assert parts(client, text)[1] == f"![充值页]({HOST}{picture.url})"


def test_traditional_readers_get_converted_words_and_untouched_code(client: Client) -> None:
    text = an_article(
        title="网络", summary="选网络。", body="选网络 `网络` <https://example.com/网络>"
    ).text
    front, body = parts(client, text, "zh-hant")
    assert (front["title"], front["summary"], front["language"]) == ("網絡", "選網絡。", "zh-Hant")
    assert front["url"] == f"{HOST}{text.get_absolute_url()}"
    assert body == "選網絡 `网络` <https://example.com/网络>"


def test_reader_of_another_language_gets_the_text_as_it_is(client: Client) -> None:
    front, body = parts(client, an_article(title="网络", body="网络").text, "en")
    assert (front["title"], front["language"], body) == ("网络", "zh-Hans", "网络")


def test_newer_draft_and_words_for_editors_stay_inside(client: Client) -> None:
    revision = an_article(key="k", body="旧文", keywords="暗词")
    an_article(key="k", body="新文", is_draft=True)
    copy = client.get(revision.text.markdown_url("zh-hans")).content.decode()
    assert "旧文" in copy
    assert "新文" not in copy
    assert "暗词" not in copy


@pytest.mark.parametrize("how", ["draft", "scheduled", "ended", "staff"])
def test_hidden_article_has_no_copy(client: Client, reader: User, editor: User, how: str) -> None:
    options = {
        "draft": {"is_draft": True},
        "scheduled": {"visible_from": NOW + timedelta(hours=1)},
        "ended": {"at": NOW - timedelta(hours=2), "visible_until": NOW - timedelta(hours=1)},
        "staff": {"audience": "staff"},
    }[how]
    address = an_article(**options).text.markdown_url("zh-hans")
    for person in (None, reader):
        if person:
            client.force_login(person)
        assert client.get(address).status_code == 404
    client.force_login(editor)
    answer = client.get(address)
    assert answer.status_code == (200 if how == "staff" else 404)
    assert answer["Cache-Control"] == "private, no-store"


def test_old_address_leads_to_the_present_one(client: Client) -> None:
    text = an_article(slug="now").text
    answer = client.get(f"/zh-hans/articles/{text.article_id}-before.md?from=x")
    assert (answer.status_code, answer["Location"]) == (
        301,
        text.markdown_url("zh-hans") + "?from=x",
    )


@pytest.mark.parametrize("number", [1, 30])
def test_queries_do_not_grow_with_the_links(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for n in range(number):
        an_article(key=f"other-{n}")
        a_term(f"term-{n}", labels={"zh-hans": f"词{n}"})
    body = " ".join(f"[甲](article:other-{n}) [乙](term:term-{n})" for n in range(number))
    text = an_article(body=body).text
    with django_assert_max_num_queries(5):
        assert parts(client, text)[1].count(HOST) == 2 * number
