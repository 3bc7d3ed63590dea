"""What is read most stands on the home page: kept for minutes, but never what may not be read."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from faq.articles import actions
from faq.articles.models import Revision
from tests.factories import NOW, an_article

pytestmark = pytest.mark.django_db


def titles(client: Client) -> list[str]:
    page = client.get("/zh-hans/").content.decode()
    return re.findall(r'<b class="num">\d\d</b><span lang="zh-Hans">([^<]+)</span>', page)


def read(revision: Revision, times: int) -> None:
    for _time in range(times):
        actions.count_view(revision.text, at=NOW)


@pytest.fixture
def articles() -> list[Revision]:
    return [an_article(title=title) for title in ("一号", "二号", "三号")]


@time_machine.travel(NOW, tick=False)
def test_most_read_come_first(client: Client, articles: list[Revision]) -> None:
    read(articles[2], 3)
    read(articles[1], 1)

    assert titles(client) == ["三号", "二号", "一号"]


def test_order_follows_the_readings_within_minutes(
    client: Client, articles: list[Revision]
) -> None:
    with time_machine.travel(NOW, tick=False):
        assert titles(client)[0] == "一号"
    read(articles[1], 2)
    with time_machine.travel(NOW + timedelta(minutes=11), tick=False):
        assert titles(client)[0] == "二号"


@time_machine.travel(NOW + timedelta(minutes=1), tick=False)
def test_hidden_article_is_gone_at_once(client: Client, articles: list[Revision]) -> None:
    read(articles[0], 5)
    assert titles(client)[0] == "一号"
    actions.hide(articles[0].text, by=None, at=NOW + timedelta(minutes=1))

    assert titles(client) == ["二号", "三号"]


def test_article_whose_time_is_over_is_gone_at_that_instant(client: Client) -> None:
    an_article(title="限时", visible_until=NOW + timedelta(minutes=3))
    an_article(title="长期")
    with time_machine.travel(NOW + timedelta(minutes=2, seconds=59), tick=False):
        assert titles(client) == ["限时", "长期"]
    with time_machine.travel(NOW + timedelta(minutes=3), tick=False):
        assert titles(client) == ["长期"]


@time_machine.travel(NOW, tick=False)
def test_what_staff_saw_is_not_kept_for_readers(client: Client, editor_client: Client) -> None:
    read(an_article(title="内部", audience="staff"), 9)
    an_article(title="公开")

    assert titles(editor_client) == ["内部", "公开"]
    assert titles(client) == ["公开"]
    assert titles(editor_client) == ["内部", "公开"]


@time_machine.travel(NOW, tick=False)
def test_neighbours_that_staff_saw_are_not_kept_for_readers(
    client: Client, editor_client: Client
) -> None:
    first = an_article(title="第一", position=1)
    an_article(title="内部", audience="staff", position=2)
    an_article(title="第三", position=3)
    path = first.text.url("zh-hans")

    def following(anyone: Client) -> list[str]:
        page = anyone.get(path).content.decode()
        return re.findall(r'rel="next">.*?<span lang="zh-Hans">([^<]+)', page, re.S)

    assert following(editor_client) == ["内部"]
    assert following(client) == ["第三"]
    assert following(editor_client) == ["内部"]


@time_machine.travel(NOW, tick=False)
def test_home_asks_little_when_nothing_changed(
    client: Client,
    articles: list[Revision],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    titles(client)
    with django_assert_max_num_queries(3):
        titles(client)
