"""The beginner's path: its order, its languages, and the way along it."""

import json
import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from faq.articles import actions
from faq.articles.models import Article, Revision
from faq.transfer.actions import import_path
from tests.factories import NOW, a_category, an_article

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
PATH = "/zh-hans/articles/path/"


@pytest.fixture
def at_now() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


def on_path(place: int | None, revision: Revision) -> Revision:
    """Put the article of a revision into the path, as an editor's save does."""
    article = Article.objects.get(pk=revision.text.article_id)
    article.path_position = place
    article.save()
    actions.record_article_change(article, by=None, at=NOW)
    return revision


def titles(client: Client, address: str = PATH) -> list[str]:
    return [stage.title for stage in client.get(address).context["stages"]]


# --- The page


def test_path_is_in_its_own_order_and_changes_at_once(client: Client) -> None:
    withdraw = on_path(6, an_article(title="提现"))
    on_path(1, an_article(title="注册", position=900))
    on_path(3, an_article(title="充值"))
    an_article(title="不在路线上")
    assert titles(client) == ["注册", "充值", "提现"]
    on_path(2, withdraw)
    assert titles(client) == ["注册", "提现", "充值"]
    on_path(None, withdraw)
    assert titles(client) == ["注册", "充值"]


def test_two_articles_of_one_place_stand_one_after_the_other(client: Client) -> None:
    on_path(2, an_article(title="先写的"))
    on_path(2, an_article(title="后写的"))
    stages = client.get(PATH).context["stages"]
    assert [(stage.number, stage.title) for stage in stages] == [(1, "先写的"), (2, "后写的")]


def test_page_says_of_each_what_it_answers_and_how_long_it_takes(client: Client) -> None:
    body = "!!! steps\n    ### 打开\n    点。\n\n    ### 保存\n    好。\n\n" + "字" * 800
    revision = on_path(1, an_article(title="注册", summary="用邮箱注册。", body=body))
    page = client.get("/en/articles/path/").content.decode()
    assert f'<a href="{revision.text.url("en")}">注册</a>' in page
    for words in ("用邮箱注册。", "2 minutes to read", "2 steps", 'lang="zh-Hans"'):
        assert words in page


def test_every_language_reads_the_whole_path(client: Client) -> None:
    on_path(1, an_article(key="one", title="网络"))
    on_path(2, an_article(key="two", title="充值"))
    an_article(key="one", language="en", title="Networks")
    assert titles(client, "/en/articles/path/") == ["Networks", "充值"]
    assert titles(client, "/zh-hant/articles/path/") == ["網絡", "充值"]


@pytest.mark.parametrize("how", ["draft", "scheduled", "ended", "staff"])
def test_hidden_article_is_not_on_the_path_for_anybody(
    client: Client, reader_client: Client, editor_client: Client, how: str
) -> None:
    options = {
        "draft": {"is_draft": True},
        "scheduled": {"visible_from": NOW + timedelta(hours=1)},
        "ended": {"at": NOW - timedelta(hours=2), "visible_until": NOW - timedelta(hours=1)},
        "staff": {"audience": "staff"},
    }[how]
    on_path(1, an_article(title="看得见"))
    on_path(2, an_article(title="金丝雀", **options))
    for person in (client, reader_client, editor_client):
        assert titles(person) == ["看得见"]


def test_scheduled_article_joins_the_path_at_its_time(client: Client) -> None:
    on_path(1, an_article(title="先"))
    on_path(2, an_article(title="后", visible_from=NOW + timedelta(hours=1)))
    assert titles(client) == ["先"]
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        assert titles(client) == ["先", "后"]


def test_path_without_articles_is_absent_and_nothing_leads_there(client: Client) -> None:
    revision = an_article()
    assert client.get(PATH).status_code == 404
    category = revision.text.article.category
    topic = f"/zh-hans/categories/{category.pk}-{category.slug}/"
    for page in ("/zh-hans/", "/zh-hans/articles/", revision.text.get_absolute_url(), topic):
        assert PATH not in client.get(page).content.decode()


def test_article_without_steps_can_be_ticked_as_a_whole(client: Client) -> None:
    revision = on_path(1, an_article())
    page = client.get(PATH).content.decode()
    assert f'data-progress="{revision.text.article_id}:zh-hans"' in page
    found = re.search(r'data-steps="([^"]*)"', page)
    assert found
    assert json.loads(unescape(found[1])) == {"read": ""}


# --- The way along it


def test_article_says_where_it_stands_and_leads_on(client: Client) -> None:
    first = on_path(1, an_article(title="注册"))
    last = on_path(7, an_article(title="提现"))
    place = client.get(first.text.get_absolute_url()).context["path_place"]
    assert (place.number, place.count, place.next.title) == (1, 2, "提现")
    page = client.get(first.text.url("en")).content.decode()
    assert "part 1 of 2" in page
    assert page.count(f'href="{last.text.url("en")}"') >= 2
    place = client.get(last.text.get_absolute_url()).context["path_place"]
    assert (place.number, place.count, place.next) == (2, 2, None)
    assert client.get(an_article().text.get_absolute_url()).context["path_place"] is None


def test_home_lists_and_the_category_of_the_first_article_lead_to_the_path(client: Client) -> None:
    start, other = a_category("start", zh_hans="新手"), a_category("money", zh_hans="充值")
    on_path(2, an_article(category=other))
    on_path(1, an_article(category=start))
    for address, is_led in (
        ("/zh-hans/", True),
        ("/zh-hans/articles/?kind=faq", True),
        (f"/zh-hans/categories/{start.pk}-{start.slug}/", True),
        (f"/zh-hans/categories/{other.pk}-{other.slug}/", False),
    ):
        assert (PATH in client.get(address).content.decode()) == is_led, address


def test_path_costs_a_page_no_query(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    texts = [on_path(n, an_article(tags=["新手"])).text for n in range(1, 12)]
    for address, budget in ((PATH, 3), (texts[0].get_absolute_url(), 6), ("/zh-hans/", 8)):
        client.get(address)
        with django_assert_max_num_queries(budget):
            assert client.get(address).status_code == 200


def test_lists_say_which_of_them_is_shown(client: Client) -> None:
    on_path(1, an_article(kind="tutorial"))
    for address in ("/zh-hans/articles/", "/zh-hans/articles/?kind=tutorial", PATH):
        kinds = client.get(address).context["kinds"]
        assert [kind["url"] for kind in kinds if kind["is_current"]] == [address]


# --- Editors


def test_editor_places_an_article_in_the_list(editor_client: Client, client: Client) -> None:
    revision = an_article(title="注册")
    article = revision.text.article
    row = {
        "form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": article.pk,
        "form-0-category": article.category_id, "form-0-position": 5, "_save": "Save",
    }  # fmt: skip
    address = "/admin/articles/article/"
    assert editor_client.post(address, row | {"form-0-path_position": 4}).status_code == 302
    assert titles(client) == ["注册"]
    assert editor_client.post(address, row | {"form-0-path_position": ""}).status_code == 302
    assert client.get(PATH).status_code == 404


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("path: 3", 3),
        ("path:", None),
        ("order: 1", None),
        ("path: /blog/first/", None),
        ("path: " + "9" * 5000, None),
    ],
)
def test_file_places_its_article_in_the_path(tmp_path: Path, line: str, place: int | None) -> None:
    head = f"---\nkey: k\nlanguage: en\ntitle: Register\nsummary: Do it.\n{line}\n---\n\nText.\n"
    (tmp_path / "k.md").write_text(head)
    report = import_path(tmp_path, by=None, at=NOW, language="en")
    assert not report.problems
    assert Article.objects.get().path_position == place
