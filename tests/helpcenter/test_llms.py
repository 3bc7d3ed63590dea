"""/llms.txt: what programs that answer people are told, and what they are not."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.conf import LazySettings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from faq.accounts.models import User
from faq.articles import actions
from tests.factories import NOW, a_category, an_article

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


@pytest.fixture
def at_now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def overview(client: Client, **headers: str) -> str:
    answer = client.get("/llms.txt", headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_overview_has_the_form_of_the_convention(client: Client) -> None:
    an_article(title="如何[充值]？", slug="deposit")
    answer = client.get("/llms.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Cache-Control"] == "public, no-cache"
    blocks = answer.content.decode().strip().split("\n\n")
    assert re.fullmatch(r"# .+", blocks[0])
    assert all(line.startswith(">") for line in blocks[1].splitlines())
    for heading, links in zip(blocks[2::2], blocks[3::2], strict=True):
        assert re.fullmatch(r"## .+", heading)
        for line in links.splitlines():
            assert re.fullmatch(r"- \[(?:[^\[\]\\]|\\.)+\]\(https?://[^\s()]+\)(?:: .+)?", line)
    assert blocks[-2] == "## Optional"


def test_each_language_names_what_is_written_in_it(client: Client, settings: LazySettings) -> None:
    settings.HELPCENTER_URL = "https://help.boan.example"
    a_category("account", zh_hans="账户", en="Account")
    text = an_article(key="k", title="如何充值", slug="充值", summary="打开\n资产页。").text
    an_article(
        key="k", language="en", title="How to deposit", slug="deposit", summary="Open Assets."
    )
    page = overview(client)
    start = f"https://help.boan.example/{{}}/articles/{text.article_id}-"
    chinese = f"- [如何充值]({start.format('zh-hans')}%E5%85%85%E5%80%BC.md): 打开 资产页。"
    english = f"- [How to deposit]({start.format('en')}deposit.md): Open Assets."
    assert f"## 简体中文: 账户\n\n{chinese}\n\n## English: Account\n\n{english}\n" in page
    for line in (chinese, english):
        address = re.search(r"\((\S+)\)", line)
        assert address
        assert client.get(address[1].removeprefix(settings.HELPCENTER_URL)).status_code == 200


def test_hidden_articles_are_in_it_for_nobody(
    client: Client, editor: User, at_now: time_machine.Traveller
) -> None:
    an_article(title="草稿", is_draft=True)
    an_article(title="内部", audience="staff")
    an_article(title="以后", visible_from=NOW + timedelta(hours=1))
    an_article(title="从前", at=NOW - timedelta(hours=2), visible_until=NOW - timedelta(hours=1))
    shown = an_article(title="现在")
    client.force_login(editor)
    assert set(re.findall("草稿|内部|以后|从前|现在", overview(client))) == {"现在"}
    actions.hide(shown.text, by=None, at=NOW)
    assert "现在" not in overview(client)
    at_now.move_to(NOW + timedelta(hours=1), tick=False)
    assert "以后" in overview(client)


def test_it_is_the_same_whoever_asks(client: Client) -> None:
    an_article()
    pages = {overview(client, **{"Accept-Language": wish}) for wish in ("en", "zh-TW", "")}
    client.cookies["language"] = "en"
    assert pages == {overview(client)}


@pytest.mark.parametrize("number", [5, 30])
def test_length_and_queries_are_bounded(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    category = a_category()
    for position in range(number):
        an_article(category=category, title=f"第{position}篇", position=position)
    with django_assert_max_num_queries(16):
        page = overview(client)
    assert page.count(".md)") == min(number, 10)
    assert ("第9篇" in page) == (number > 5)
    assert (f"/zh-hans/categories/{category.pk}-account/" in page) == (number > 10)
    with django_assert_max_num_queries(1):
        assert overview(client) == page
